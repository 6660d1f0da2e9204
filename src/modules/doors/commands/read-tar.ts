/** One file of a tar archive. Its content must be read (or passed over) before the next one is asked for. */
export interface TarMember {
  readonly name: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
}

const BLOCK = 512;

/** The bytes are not a tar archive, or it ends in the middle. */
export class TarBroken extends Error {
  override readonly name = 'TarBroken';
}

/** True for the first block of a tar archive: its own checksum says so. @source POSIX.1-2017 pax, ustar interchange format */
export function isTar(head: Buffer): boolean {
  if (head.length < BLOCK) return false;
  const given = readNumber(head, 148, 8);
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 0x20 : head[at]!;
  return given === sum && sum > 8 * 0x20;
}

/** Reads a tar archive as a stream: regular files only, long names of pax and GNU understood. Memory holds one block. */
export async function* readTar(content: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const bytes = createByteReader(content);
  let longName: string | undefined;
  for (;;) {
    const header = await bytes.take(BLOCK);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    if (!isTar(header)) throw new TarBroken('tar header');
    const size = readNumber(header, 124, 12);
    const type = String.fromCharCode(header[156]!);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (type === 'x' || type === 'L') {
      const record = (await bytes.take(size)) ?? Buffer.alloc(0);
      await bytes.skip(padding);
      longName = (type === 'L' ? record.toString('utf8').replace(/\0.*$/s, '') : paxPath(record)) ?? longName;
      continue;
    }
    if (type !== '0' && type !== '\0') {
      await bytes.skip(size + padding);
      longName = undefined;
      continue;
    }
    const part = bytes.part(size);
    yield { name: longName ?? ustarName(header), size, content: part };
    for await (const rest of part) void rest;
    await bytes.skip(padding);
    longName = undefined;
  }
}

function ustarName(header: Buffer): string {
  const text = (from: number, length: number) =>
    header
      .subarray(from, from + length)
      .toString('utf8')
      .replace(/\0.*$/s, '');
  const prefix = header.subarray(257, 262).toString('latin1') === 'ustar' ? text(345, 155) : '';
  return prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
}

/** 'path' of a pax record: "<length> path=<name>\n". */
function paxPath(record: Buffer): string | undefined {
  return /^\d+ path=(.*)$/m.exec(record.toString('utf8'))?.[1];
}

/** Octal digits, or base 256 where the first bit is set. */
function readNumber(header: Buffer, from: number, length: number): number {
  const field = header.subarray(from, from + length);
  if ((field[0]! & 0x80) !== 0)
    return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, field[0]! & 0x7f);
  return Number.parseInt(field.toString('latin1').replace(/\0/g, ' ').trim() || '0', 8);
}

function createByteReader(content: AsyncIterable<Uint8Array>) {
  const iterator = content[Symbol.asyncIterator]();
  let buffer = Buffer.alloc(0);
  const fill = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done === true) return false;
    buffer = buffer.length === 0 ? Buffer.from(next.value) : Buffer.concat([buffer, next.value]);
    return true;
  };
  /** The next bytes, at most `limit`; undefined at the end. */
  const some = async (limit: number): Promise<Buffer | undefined> => {
    if (buffer.length === 0 && !(await fill())) return undefined;
    const piece = buffer.subarray(0, limit);
    buffer = buffer.subarray(piece.length);
    return piece;
  };
  return {
    async take(size: number): Promise<Buffer | undefined> {
      while (buffer.length < size) if (!(await fill())) break;
      if (buffer.length === 0) return undefined;
      if (buffer.length < size) throw new TarBroken('tar ends early');
      const piece = buffer.subarray(0, size);
      buffer = buffer.subarray(size);
      return piece;
    },
    async skip(size: number): Promise<void> {
      for (let left = size; left > 0;) {
        const piece = await some(left);
        if (piece === undefined) throw new TarBroken('tar ends early');
        left -= piece.length;
      }
    },
    part(size: number): AsyncIterableIterator<Uint8Array> {
      let left = size;
      const iterate: AsyncIterableIterator<Uint8Array> = {
        async next() {
          if (left === 0) return { done: true, value: undefined };
          const piece = await some(left);
          if (piece === undefined) throw new TarBroken('tar ends early');
          left -= piece.length;
          return { done: false, value: piece };
        },
        // Whoever stops early leaves the rest to the reader, which passes over it.
        return: () => Promise.resolve({ done: true, value: undefined }),
        [Symbol.asyncIterator]: () => iterate,
      };
      return iterate;
    },
  };
}
