import type { Entry } from '../api.ts';

type Parts = NonNullable<Entry['parts']>;

/** Blood pressure is read as one pair, the higher number first; undefined where the parts are no such pair. */
export function pressurePair(parts: Entry['parts']): readonly [Parts[number], Parts[number]] | undefined {
  if (parts?.length !== 2 || !parts.every(({ measure }) => /^mm(\[Hg\]|Hg)$/.test(measure.unit ?? '')))
    return undefined;
  const [high, low] = parts.toSorted((a, b) => Number(b.measure.value) - Number(a.measure.value));
  return high && low && [high, low];
}
