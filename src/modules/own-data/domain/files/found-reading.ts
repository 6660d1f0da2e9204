import type { Instrument, ReadingKind } from '../reading.ts';

/** A reading as it stands in a file. */
export interface FoundReading {
  readonly kind: ReadingKind;
  readonly values: readonly number[];
  /** UCUM. */
  readonly unit: string;
  /** With its zone. */
  readonly at: string;
  readonly instrument: Instrument;
}

/** Reads a file piece by piece; each piece gives what was finished in it. */
export interface FileReader {
  readonly write: (text: string) => readonly FoundReading[];
  readonly end: () => readonly FoundReading[];
}

/** A file that is not what it should be; `code` is the sentence of the page. */
export class FileFault extends Error {
  readonly code: 'not-xml' | 'not-export' | 'zip-broken' | 'zip-empty' | 'zip-kind' | 'no-columns';

  constructor(code: FileFault['code']) {
    super(code);
    this.code = code;
  }
}
