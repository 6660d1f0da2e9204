import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hideSmall, smallestShown } from './hide-small.ts';

const isSmall = (count: number, smallest = smallestShown): boolean => count > 0 && count < smallest;
const sumOf = (cells: readonly (number | null)[]): number =>
  cells.reduce<number>((sum, count) => sum + (count ?? 0), 0);

describe('small counts', () => {
  it('stay in sight nowhere, and what stays in sight is true', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 60 }), (cells) => {
        const shown = hideSmall(cells);
        for (const [at, count] of shown.cells.entries()) {
          if (count === null) continue;
          expect(count).toBe(cells[at]);
          expect(isSmall(count)).toBe(false);
        }
        if (shown.total !== null) expect(shown.total).toBe(sumOf(cells));
        else expect(shown.cells.every((count) => count === null)).toBe(true);
        if (!cells.some((count) => isSmall(count))) expect(shown).toEqual({ cells, total: sumOf(cells) });
      }),
    );
  });

  // Every column that there can be of a few places, by what is shown of it: a reader who knows the rule knows no more than this.
  it.each([
    { places: 2, smallest: 5, most: 17 },
    { places: 3, smallest: 5, most: 17 },
    { places: 4, smallest: 4, most: 14 },
    { places: 5, smallest: 3, most: 9 },
  ])(
    'are not to be computed from what is shown, whoever knows the rule ($places places)',
    ({ places, smallest, most }) => {
      const worlds = new Map<string, Set<number>[]>();
      const visit = (cells: readonly number[]): void => {
        if (cells.length < places) {
          for (let count = 0; count <= most; count += 1) visit([...cells, count]);
          return;
        }
        const key = JSON.stringify(hideSmall(cells, smallest));
        const known = worlds.get(key) ?? cells.map(() => new Set<number>());
        worlds.set(key, known);
        for (const [at, count] of cells.entries()) known[at]!.add(count);
      };
      visit([]);
      const told: string[] = [];
      for (const [key, known] of worlds) {
        const { cells, total } = JSON.parse(key) as ReturnType<typeof hideSmall>;
        // A larger sum than this walk goes through has worlds that it does not see.
        if (total !== null && total - sumOf(cells) > most) continue;
        for (const [at, count] of cells.entries()) {
          const [only, ...others] = known[at]!;
          if (count === null && others.length === 0 && isSmall(only!, smallest)) told.push(`${key} ${at}`);
        }
      }
      expect(told).toEqual([]);
    },
  );

  it('have another column beside theirs that shows the same, however many places there are', () => {
    const counts = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 }), fc.nat(30));
    fc.assert(
      fc.property(fc.array(counts, { minLength: 2, maxLength: 40 }), (cells) => {
        const shown = JSON.stringify(hideSmall(cells));
        if (hideSmall(cells).total === null) return;
        const hidden = cells.flatMap((_, at) => (hideSmall(cells).cells[at] === null ? [at] : []));
        for (const at of hidden.filter((one) => isSmall(cells[one]!)))
          expect(hidden.some((other) => movesTo(cells, at, other, hidden, shown))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Whether some of a count can stand in another hidden place, or two others, without anything that is shown being otherwise. */
function movesTo(
  cells: readonly number[],
  at: number,
  other: number,
  hidden: readonly number[],
  shown: string,
): boolean {
  if (other === at) return false;
  for (let count = 1; count < smallestShown; count += 1) {
    if (count === cells[at]) continue;
    const moved = cells[at]! - count;
    const alone = cells.with(at, count).with(other, cells[other]! + moved);
    if (alone[other]! >= 0 && JSON.stringify(hideSmall(alone)) === shown) return true;
    for (const third of hidden) {
      if (third === at || third === other) continue;
      for (let part = -6; part <= 6; part += 1) {
        const spread = alone.with(other, alone[other]! + part).with(third, cells[third]! - part);
        if (Math.min(...spread) >= 0 && JSON.stringify(hideSmall(spread)) === shown) return true;
      }
    }
  }
  return false;
}
