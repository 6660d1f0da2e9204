import type { InsuranceRule } from '../rules.ts';

/** One row as it came: field -> value, NFC, ends trimmed. Order is that of the file. */
export type RawLine = ReadonlyMap<string, string>;

/** One FILEHOSO. `problem` says why its lines, or the rest of them, could not be read. */
export interface RawTable {
  /** LOAIHOSO as given, e.g. XML3. */
  readonly kind: string;
  readonly lines: readonly RawLine[];
  readonly problem?: InsuranceRule | undefined;
}

/** One HOSO: everything that was sent of one visit. */
export interface RawVisit {
  /** Place in the envelope, from 1. */
  readonly ordinal: number;
  readonly tables: readonly RawTable[];
  readonly problem?: InsuranceRule | undefined;
}

/** What the envelope says about itself; known when the first visit is read, the counts at the end. */
export interface EnvelopeFacts {
  facility: string | undefined;
  madeOn: string | undefined;
  declaredVisits: string | undefined;
  visits: number;
  /** Why reading ended before the end. */
  problem: InsuranceRule | undefined;
}
