import { ClaimProblem } from './claim-problem.ts';

/** Encodings that hospital systems write; the names are those of the Encoding Standard. */
const known = new Set([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1258',
  'windows-1252',
  'iso-8859-1',
  'us-ascii',
]);

/** Bytes needed to see a byte order mark and an XML declaration. */
const HEAD_BYTES = 200;

/**
 * Bytes of an XML document -> text, in pieces. The encoding comes from the byte order mark, else from the XML declaration, else
 * from the shape of the first bytes (UTF-16 without a mark), else UTF-8. Bytes that do not fit stop the reading with
 * claim.encoding-invalid: a replaced letter in a name or a dose would be a silent error.
 */
export class XmlTextDecoder {
  #decoder: TextDecoder | undefined;
  #head = new Uint8Array(0);

  write(bytes: Uint8Array): string {
    if (this.#decoder !== undefined) return this.#decode(bytes, true);
    this.#head = concat(this.#head, bytes);
    return this.#head.length < HEAD_BYTES ? '' : this.#start();
  }

  end(): string {
    const head = this.#decoder === undefined ? this.#start() : '';
    return head + this.#decode(new Uint8Array(0), false);
  }

  #start(): string {
    this.#decoder = new TextDecoder(encodingOf(this.#head), { fatal: true });
    const head = this.#head;
    this.#head = new Uint8Array(0);
    return this.#decode(head, true);
  }

  #decode(bytes: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder?.decode(bytes, { stream }) ?? '';
    } catch (error) {
      if (error instanceof TypeError) throw new ClaimProblem('claim.encoding-invalid');
      throw error;
    }
  }
}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (head[0] === 0x3c && head[1] === 0) return 'utf-16le';
  if (head[0] === 0 && head[1] === 0x3c) return 'utf-16be';
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD_BYTES)).toString(
    'latin1',
  );
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(start)?.[1]?.toLowerCase();
  if (declared === undefined) return 'utf-8';
  // A document that says UTF-16 in single bytes is not UTF-16: exporters copy the declaration and write UTF-8.
  if (declared.startsWith('utf-16')) return 'utf-8';
  const name =
    { utf8: 'utf-8', cp1258: 'windows-1258', cp1252: 'windows-1252', 'us-ascii': 'utf-8', ascii: 'utf-8' }[
      declared
    ] ?? declared;
  if (!known.has(name)) throw new ClaimProblem('claim.encoding-unknown');
  return name;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
