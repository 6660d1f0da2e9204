/** Most bytes of one entry. */
const ENTRY_LIMIT_BYTES = 16 * 1024 * 1024;

/** What the scanner meets, in the order of the file. */
export type BundlePart =
  | { readonly kind: 'entry'; readonly text: string }
  | { readonly kind: 'too-large' }
  /** A text member of the envelope, e.g. type. */
  | { readonly kind: 'member'; readonly name: string; readonly value: string }
  /** The bytes ended inside the object. */
  | { readonly kind: 'truncated' };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x7b, 0x5b]);
const CLOSE = new Set([0x7d, 0x5d]);

/**
 * Reads one JSON object from a stream of bytes and gives the elements of its array `entry` one by one, so that memory holds one entry whatever
 * the size of the file. Only brackets and strings are understood here; each entry is parsed by whoever takes it. Bytes after the object
 * are ignored.
 */
export async function* scanBundle(content: AsyncIterable<Uint8Array>): AsyncGenerator<BundlePart> {
  const scanner = createScanner();
  for await (const chunk of content) {
    for (const part of scanner.push(chunk)) yield part;
    if (scanner.done) return;
  }
  yield { kind: 'truncated' };
}

interface Scanner {
  readonly push: (chunk: Uint8Array) => BundlePart[];
  readonly done: boolean;
}

function createScanner(): Scanner {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let done = false;
  /** Name of the member of the root whose value comes next; undefined while a name is expected. */
  let member: string | undefined;
  let captured: Buffer[] | undefined;
  let size = 0;

  /** What is captured: a string of the root (name or value), or one entry. */
  const begin = (): void => {
    captured = [];
    size = 0;
  };
  const end = (): string => {
    const text = size > ENTRY_LIMIT_BYTES ? '' : Buffer.concat(captured ?? []).toString('utf8');
    captured = undefined;
    return text;
  };

  const closeString = (parts: BundlePart[]): void => {
    if (depth !== 1 || captured === undefined) return;
    const value = parseString(end());
    if (member === undefined) member = value;
    else if (member !== 'entry') parts.push({ kind: 'member', name: member, value });
  };

  const closeBracket = (parts: BundlePart[]): void => {
    depth -= 1;
    if (depth === 2 && member === 'entry' && captured !== undefined) {
      const tooLarge = size > ENTRY_LIMIT_BYTES;
      const text = end();
      parts.push(tooLarge ? { kind: 'too-large' } : { kind: 'entry', text });
    }
    if (depth === 0) done = true;
  };

  return {
    get done() {
      return done;
    },
    push(bytes) {
      const chunk = Buffer.from(bytes);
      const parts: BundlePart[] = [];
      let from = captured === undefined ? -1 : 0;
      const flush = (to: number): void => {
        if (captured === undefined || from < 0) return;
        size += to - from;
        if (size <= ENTRY_LIMIT_BYTES) captured.push(Buffer.from(chunk.subarray(from, to)));
        else captured = [];
        from = -1;
      };
      for (let at = 0; at < chunk.length && !done; at += 1) {
        const byte = chunk[at]!;
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) {
            inString = false;
            if (depth === 1) flush(at + 1);
            closeString(parts);
          }
          continue;
        }
        if (byte === QUOTE) {
          inString = true;
          if (depth === 1) {
            begin();
            from = at;
          }
        } else if (OPEN.has(byte)) {
          if (depth === 2 && member === 'entry' && byte === 0x7b) {
            begin();
            from = at;
          }
          depth += 1;
        } else if (CLOSE.has(byte)) {
          if (depth === 3) flush(at + 1);
          closeBracket(parts);
        } else if (byte === 0x2c && depth === 1) member = undefined;
      }
      flush(chunk.length);
      return parts;
    },
  };
}

function parseString(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return '';
  }
}
