import { inPatientCompartment } from '#kernel/fhir/compartment.ts';
import type { ExportWish } from './export-wish.ts';

/** One stretch of the way through the store; each goes on from a cursor of its own. */
export type Leg =
  /** Every row, along the primary key. */
  | { readonly kind: 'all'; readonly types: readonly string[] }
  /** Rows of a type that changed since an instant, along the index of times. */
  | { readonly kind: 'changed'; readonly type: string; readonly since: string }
  /** The records of some persons, a few at a time. */
  | { readonly kind: 'persons'; readonly types: readonly string[]; readonly since?: string }
  /** What a search finds; of each person where the export is of some persons. */
  | { readonly kind: 'search'; readonly type: string; readonly query: string }
  /** What is gone since an instant. */
  | { readonly kind: 'deleted'; readonly types: readonly string[]; readonly since: string };

/**
 * The legs of an export, in order.
 * @param allowed the types that the level and the caller's rights leave
 * @param ofPersons true where it is of some persons only
 */
export function planLegs(wish: ExportWish, allowed: readonly string[], ofPersons: boolean): Leg[] {
  const filtered = new Set(wish.filters.map(({ type }) => type));
  const plain = allowed.filter((type) => !filtered.has(type));
  const { since } = wish;
  const legs: Leg[] = [];
  if (plain.length > 0) {
    if (ofPersons) legs.push({ kind: 'persons', types: plain, ...(since !== undefined && { since }) });
    else if (since === undefined) legs.push({ kind: 'all', types: plain });
    else legs.push(...plain.map((type) => ({ kind: 'changed', type, since }) as const));
  }
  for (const { type, query } of wish.filters) {
    const bound = since === undefined ? '' : `&_lastUpdated=ge${since}`;
    if (allowed.includes(type)) legs.push({ kind: 'search', type, query: `${query}${bound}` });
  }
  if (since !== undefined) legs.push({ kind: 'deleted', types: allowed, since });
  return legs;
}

/** The types of a level among those that there are. */
export function typesOfLevel(level: ExportWish['level'], types: readonly string[]): string[] {
  return level === 'system'
    ? [...types]
    : types.filter((type) => type === 'Patient' || inPatientCompartment(type));
}
