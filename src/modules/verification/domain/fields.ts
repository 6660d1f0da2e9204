/** What two sides are compared by. 'state' is alive or dead; 'card' the fifteen characters of an insurance card. */
export const fieldNames = ['name', 'birthDate', 'sex', 'address', 'number', 'state', 'card'] as const;
export type FieldName = (typeof fieldNames)[number];

/**
 * How far two sides agree on a field. written-otherwise: capitals, spaces, place of a tone; spelled-otherwise: the same letters with marks
 * lost or other marks, y for i; reordered: the same words in another order; partial: a word of one side is missing; slip: one letter, or one
 * part of a date; coarser: one side knows less and what both know agrees; swapped: day and month; missing: one side knows nothing.
 */
export const levels = [
  'same',
  'written-otherwise',
  'coarser',
  'missing',
  'spelled-otherwise',
  'reordered',
  'partial',
  'slip',
  'swapped',
  'different',
] as const;
export type Level = (typeof levels)[number];

/** One side of a comparison, as people read it. What it does not know is left out. */
export interface Side {
  readonly name?: string;
  /** 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'. */
  readonly birthDate?: string;
  readonly sex?: 'male' | 'female' | 'other' | 'unknown';
  readonly address?: string;
  /** Five digits of the commune since July 2025. */
  readonly commune?: string;
  readonly number?: string;
  readonly card?: string;
  readonly diedOn?: string;
}

export type Comparison = Partial<Record<FieldName, Level>>;

const agreeing: ReadonlySet<Level> = new Set(['same', 'written-otherwise', 'coarser', 'missing']);

/** True where a level is no contradiction. */
export function agrees(level: Level | undefined): boolean {
  return level === undefined || agreeing.has(level);
}
