const LF = 0x0a;

/** Lines of a stream as text, one in memory at a time; a line over the limit comes as undefined. Empty lines are passed over but counted. */
export async function* readLines(
  content: AsyncIterable<Uint8Array>,
  limitBytes = 16 * 1024 * 1024,
): AsyncGenerator<{ readonly number: number; readonly text: string | undefined }> {
  let pieces: Buffer[] = [];
  let size = 0;
  let number = 0;
  const take = (): { readonly number: number; readonly text: string | undefined } | undefined => {
    number += 1;
    const text =
      size > limitBytes
        ? undefined
        : Buffer.concat(pieces)
            .toString('utf8')
            .replace(/^\uFEFF/, '')
            .trim();
    pieces = [];
    size = 0;
    return text === '' ? undefined : { number, text };
  };
  for await (const part of content) {
    const chunk = Buffer.from(part);
    let from = 0;
    for (;;) {
      const at = chunk.indexOf(LF, from);
      const to = at === -1 ? chunk.length : at;
      size += to - from;
      if (size <= limitBytes) pieces.push(Buffer.from(chunk.subarray(from, to)));
      else pieces = [];
      if (at === -1) break;
      const line = take();
      if (line !== undefined) yield line;
      from = at + 1;
    }
  }
  if (size > 0) {
    const line = take();
    if (line !== undefined) yield line;
  }
}
