import type { Entry } from '../api.ts';

/** Lines of a group for reading out: one reading that came by two ways is read once. */
export function onceEach(lines: readonly Entry[]): readonly Entry[] {
  const seen = new Set<string>();
  return lines.filter(({ loinc, title }) => {
    const name = loinc ?? title;
    return !seen.has(name) && seen.add(name);
  });
}
