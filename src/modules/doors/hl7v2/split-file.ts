/** Most bytes of one message, on the wire and in a file. */
export const MESSAGE_LIMIT_BYTES = 4 * 1024 * 1024;

/** One message of a file, or that it was too large to be one. */
export type FilePart = { readonly bytes: Buffer } | { readonly tooLarge: true };

const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts a file into its messages without holding more than one: a message starts at a line that begins with MSH. MLLP frame bytes, batch headers
 * and trailers (FHS, BHS, BTS, FTS) and a byte order mark are passed over.
 */
export async function* splitFile(
  content: AsyncIterable<Uint8Array>,
  limitBytes = MESSAGE_LIMIT_BYTES,
): AsyncGenerator<FilePart> {
  let lines: Buffer[] = [];
  let size = 0;
  let inside = false;
  const take = (): FilePart | undefined => {
    const part: FilePart | undefined = !inside
      ? undefined
      : size > limitBytes
        ? { tooLarge: true }
        : { bytes: Buffer.concat(lines) };
    lines = [];
    size = 0;
    return part;
  };
  for await (const line of splitLines(content, limitBytes)) {
    const head = line
      .subarray(0, 8)
      .toString('latin1')
      .replace(/^(?:ï»¿)?\s*/, '');
    if (head.startsWith('MSH')) {
      const done = take();
      if (done !== undefined) yield done;
      inside = true;
    } else if (/^(?:FHS|BHS|BTS|FTS)/.test(head)) {
      const done = take();
      if (done !== undefined) yield done;
      inside = false;
    }
    if (!inside) continue;
    size += line.length;
    if (size <= limitBytes) lines.push(line);
  }
  const last = take();
  if (last !== undefined) yield last;
}

/** Lines with their ends; a line without end is cut at the limit so that memory stays bounded. FS of MLLP becomes a line end. */
async function* splitLines(content: AsyncIterable<Uint8Array>, limitBytes: number): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of content) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = rest.length; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte !== LF && byte !== CR && byte !== 0x1c) continue;
      const line = Buffer.from(bytes.subarray(from, at + 1));
      if (byte === 0x1c) line[line.length - 1] = CR;
      yield line;
      from = at + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
    if (rest.length > limitBytes) {
      yield rest;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest;
}
