import fc from 'fast-check';
import { expect, test } from 'vitest';
import { showTraits, type Cell } from './small-groups.ts';

const cell: fc.Arbitrary<Cell> = fc.record({
  sex: fc.constantFrom('male', 'female', ''),
  birth: fc.option(fc.integer({ min: 1936, max: 2026 }), { nil: undefined }),
  province: fc.constantFrom('01', '24', '79', ''),
  people: fc.integer({ min: 1, max: 14 }),
});
const cells = fc.uniqueArray(cell, {
  selector: ({ sex, birth, province }) => `${sex} ${birth} ${province}`,
  maxLength: 60,
});

test('in what leaves, nobody stands in a group of fewer than ten who look alike', () => {
  fc.assert(
    fc.property(cells, (all) => {
      const shown = showTraits(all, 10);
      const groups = new Map<string, number>();
      shown.forEach((traits, at) => {
        if (traits === undefined) return;
        const key = JSON.stringify(traits);
        groups.set(key, (groups.get(key) ?? 0) + all[at]!.people);
      });
      for (const people of groups.values()) expect(people).toBeGreaterThanOrEqual(10);
    }),
  );
});

test('what is shown is true or hidden: a sex, a province and a span of years in which she was born', () => {
  fc.assert(
    fc.property(cells, (all) => {
      showTraits(all, 10).forEach((traits, at) => {
        if (traits === undefined) return;
        const { sex, birth, province } = all[at]!;
        expect([sex, '*']).toContain(traits.sex);
        expect([province, '*']).toContain(traits.province);
        if (traits.birth === '*') return;
        const [from = 0, to = from] = traits.birth.split('-').map(Number);
        expect(birth).toBeGreaterThanOrEqual(from);
        expect(birth).toBeLessThanOrEqual(to);
      });
    }),
  );
});

test('a group that is large enough keeps its year of birth and its province', () => {
  const large = { sex: 'female', birth: 1974, province: '24', people: 12 };
  const few = { sex: 'female', birth: 1975, province: '24', people: 3 };
  expect(showTraits([large, few], 10)).toEqual([{ sex: 'female', birth: '1974', province: '24' }, undefined]);
});
