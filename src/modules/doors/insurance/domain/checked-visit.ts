import type { Finding } from '../../quarantine.ts';
import type { TableName } from '../field-lists.ts';
import type { Edition } from '../field-tables.ts';
import type { ClaimLine } from './claim-line.ts';

/** A finding before it knows its place in a source. */
export type VisitFinding = Omit<Finding, 'unit' | 'visit'>;

/** What the checks made of one visit. */
export interface CheckedVisit {
  readonly ordinal: number;
  /** MA_LK, as far as it could be read. */
  readonly key: string | undefined;
  /** What can be taken; undefined where the visit as a whole must wait. */
  readonly taken: TakenVisit | undefined;
  readonly findings: readonly VisitFinding[];
  /** 'rule table.field' -> how often it was noted without stopping anything. */
  readonly notes: ReadonlyMap<string, number>;
}

/** A visit ready to become FHIR. */
export interface TakenVisit {
  readonly key: string;
  /** MA_CSKCB, 5 characters. */
  readonly facility: string;
  readonly edition: Edition;
  /** XML1; XML0 where the person has only checked in. */
  readonly summary: ClaimLine;
  readonly lines: ReadonlyMap<TableName, readonly ClaimLine[]>;
  /** Kinds of tables that are kept only in the stored source. */
  readonly otherTables: readonly string[];
}

export function linesOf(visit: TakenVisit, table: TableName): readonly ClaimLine[] {
  return visit.lines.get(table) ?? [];
}
