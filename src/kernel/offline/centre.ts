import type { SentWrite, WriteAnswer } from './doors.ts';

/** Why the centre could not be asked. */
export type CentreTrouble =
  /** No network, or nobody answers. */
  | 'none'
  /** Somebody answers who is not Sen: the sign-in page of a hotel, a telephone company, an office. */
  | 'portal'
  /** The centre is busy or broken; it is asked again later. */
  | 'busy'
  /** The worker has to sign in again. */
  | 'signed-out'
  /** The device was reported lost: it wipes itself. */
  | 'lost'
  /** The centre does not know the device, or its worker moved on. */
  | 'unknown'
  /** The whole request was refused. */
  | 'refused';

/** The centre did not answer as asked. */
export class CentreProblem extends Error {
  override readonly name = 'CentreProblem';
  readonly trouble: CentreTrouble;
  readonly code: string;
  readonly sentence: string;
  /** When it wants to be asked again, ms, where it said so. */
  readonly retryAfterMs: number | undefined;

  constructor(trouble: CentreTrouble, code = '', sentence = '', retryAfterMs?: number) {
    super(trouble);
    this.trouble = trouble;
    this.code = code;
    this.sentence = sentence;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A page of people from the centre, whole. */
export interface LinesPage {
  /** A person's line as text, or undefined where she is no longer this station's. */
  readonly people: ReadonlyMap<string, string | undefined>;
  readonly next: string;
  readonly isLast: boolean;
  readonly all?: number;
  /** Versions of reference data by name, where the page tells them. */
  readonly references?: Readonly<Record<string, string>>;
}

/** The centre as a device sees it. All that ask it throw CentreProblem and nothing else. */
export interface Centre {
  send(writes: readonly SentWrite[]): Promise<readonly WriteAnswer[]>;
  fetch(cursor: string | undefined): Promise<LinesPage>;
  /** A data set as JSON. */
  reference(name: string): Promise<string>;
  /** How far this device's clock is behind the centre's, ms; undefined until the centre answered. */
  behindMs(): number | undefined;
}
