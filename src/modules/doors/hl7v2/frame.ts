/** Start and end of a message on the wire. @source HL7 v2 Transport Specification: MLLP Release 1, section 2 (block format <VT> data <FS><CR>) */
export const VT = 0x0b;
export const FS = 0x1c;
const CR = 0x0d;
const LF = 0x0a;

/** What a stretch of bytes turned out to be. */
export type FrameEvent =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** Bytes outside any frame, dropped. */
  | { readonly kind: 'garbage'; readonly size: number }
  /** A new frame began before the former one ended; the former is dropped, it was never acknowledged. */
  | { readonly kind: 'broken'; readonly size: number }
  /** A frame grew over the limit; the rest of it is read and dropped. */
  | { readonly kind: 'too-large'; readonly limitBytes: number };

/** An incremental reader of MLLP frames; holds at most one unfinished frame. */
export interface FrameReader {
  /** Takes the next bytes and tells what they completed. The same bytes give the same messages however they are split. */
  push(chunk: Uint8Array): FrameEvent[];
  /** True while a frame has begun and not ended. */
  readonly open: boolean;
}

/**
 * Makes a reader with a size limit in bytes. FS ends a frame whether or not CR follows (some analysers leave it out); CR and LF between
 * frames are not garbage. Bytes are copied into one growing buffer: keeping slices would hold a whole socket buffer for each tiny packet.
 */
export function createFrameReader(limitBytes: number): FrameReader {
  let state: 'outside' | 'inside' | 'overflow' = 'outside';
  let buffer = Buffer.alloc(0);
  let length = 0;

  const append = (piece: Uint8Array): void => {
    if (length + piece.length > buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(1024, (length + piece.length) * 2));
      buffer.copy(grown, 0, 0, length);
      buffer = grown;
    }
    buffer.set(piece, length);
    length += piece.length;
  };
  const reset = (next: typeof state): void => {
    state = next;
    buffer = Buffer.alloc(0);
    length = 0;
  };

  const readOutside = (chunk: Uint8Array, from: number, events: FrameEvent[]): number => {
    const start = chunk.indexOf(VT, from);
    const end = start === -1 ? chunk.length : start;
    let size = 0;
    for (let at = from; at < end; at += 1)
      if (chunk[at] !== CR && chunk[at] !== LF && chunk[at] !== FS) size += 1;
    if (size > 0) events.push({ kind: 'garbage', size });
    if (start === -1) return chunk.length;
    reset('inside');
    return start + 1;
  };

  const readInside = (chunk: Uint8Array, from: number, events: FrameEvent[]): number => {
    let end = from;
    while (end < chunk.length && chunk[end] !== FS && chunk[end] !== VT) end += 1;
    if (state === 'inside') {
      if (length + (end - from) > limitBytes) {
        events.push({ kind: 'too-large', limitBytes });
        reset('overflow');
      } else append(chunk.subarray(from, end));
    }
    if (end === chunk.length) return end;
    if (chunk[end] === VT) {
      if (state === 'inside') events.push({ kind: 'broken', size: length });
      reset('inside');
    } else {
      if (state === 'inside') events.push({ kind: 'message', bytes: buffer.subarray(0, length) });
      reset('outside');
    }
    return end + 1;
  };

  return {
    push(chunk) {
      const events: FrameEvent[] = [];
      let at = 0;
      while (at < chunk.length)
        at = state === 'outside' ? readOutside(chunk, at, events) : readInside(chunk, at, events);
      return events;
    },
    get open() {
      return state !== 'outside';
    },
  };
}

/** Wraps one message for the wire. */
export function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([VT]), Buffer.from(text, 'utf8'), Buffer.from([FS, CR])]);
}
