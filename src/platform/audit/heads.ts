/** The head of one range of buckets on one day. */
export interface RangeHead {
  readonly range: number;
  /** Seals and lines of that day. */
  readonly seals: number;
  readonly lines: number;
  readonly head: string;
}

/** What is signed when a day is over. */
export interface DayHead {
  readonly kind: 'day';
  /** Day of Viet Nam, YYYY-MM-DD, on which the lines were sealed. */
  readonly day: string;
  readonly lines: number;
  readonly ranges: readonly RangeHead[];
  /** SHA-256 of the JWS of the day closed before, base64url; null for the first. */
  readonly former: string | null;
}

/** Where the chain of one range stands now. */
export interface RangeTip {
  readonly day: string;
  readonly number: number;
  readonly head: string;
}

/** What is signed each time lines are sealed: how far every range has come. */
export interface Tip {
  readonly kind: 'tip';
  readonly at: string;
  /** Lines sealed since the chain began. */
  readonly lines: number;
  /** By range; a range without lines is not there. */
  readonly ranges: Readonly<Record<string, RangeTip>>;
}

/** The head before the first. */
export const noHead = '';
