import type { FoundReading } from './found-reading.ts';

/** Watches measure these every few minutes; a life in the record is read by people. */
const dense: ReadonlySet<string> = new Set(['pulse', 'oxygen']);

/** Of what is measured all day the first of each day, by the clock of where it was measured; everything else whole. Own rule, verify. */
export function createThinning(): (reading: FoundReading) => boolean {
  const days = new Set<string>();
  return ({ kind, at }) => {
    if (!dense.has(kind)) return true;
    const day = `${kind} ${at.slice(0, 10)}`;
    if (days.has(day)) return false;
    days.add(day);
    return true;
  };
}

/** What names a reading of a file: its moment, in whatever zone the export was written. */
export function stampOf({ at }: FoundReading): string {
  return new Date(at).toISOString();
}
