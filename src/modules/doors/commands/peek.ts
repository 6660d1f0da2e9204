/** The first bytes of a stream, and the whole stream again from its beginning. */
export interface Peeked {
  readonly head: Buffer;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Reads up to `size` bytes ahead. */
export async function peek(content: AsyncIterable<Uint8Array>, size: number): Promise<Peeked> {
  const iterator = content[Symbol.asyncIterator]();
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < size) {
    const next = await iterator.next();
    if (next.done === true) break;
    pieces.push(Buffer.from(next.value));
    length += next.value.length;
  }
  return { head: Buffer.concat(pieces).subarray(0, size), content: again(pieces, iterator) };
}

async function* again(
  pieces: readonly Buffer[],
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
