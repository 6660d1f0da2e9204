/** Looks for viruses in what strangers sent. */
export interface Scanner {
  /** False where none is set: then everything passes unscanned, and pages say so. */
  readonly isSet: boolean;
  /**
   * Hands content on while it is scanned. The last piece is followed by the verdict: whoever keeps what came has nothing whole before it.
   * Errors: file.infected; file.not-scanned where the scanner is away, too slow or cannot judge.
   */
  through(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/** Where nobody attached a scanner. */
export const noScanner: Scanner = { isSet: false, through: (content) => content };

/** Scans bytes that are already here. Errors as `through`. */
export async function scanBytes(scanner: Scanner, bytes: Uint8Array): Promise<void> {
  if (!scanner.isSet) return;
  const passed = scanner.through(onePiece(bytes))[Symbol.asyncIterator]();
  while ((await passed.next()).done !== true);
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
