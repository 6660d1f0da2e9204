import fc from 'fast-check';
import { expect, it } from 'vitest';
import { prefixesOf } from './code-prefixes.ts';
import { rangesOf } from './holds.ts';

it.each([
  ['I10-I15', ['I10', 'I11', 'I12', 'I13', 'I14', 'I15']],
  ['A00-B99', ['A', 'B']],
  ['C00-D48', ['C', 'D0', 'D1', 'D2', 'D3', ...Array.from({ length: 9 }, (_, n) => `D4${n}`)]],
  ['U07.1', ['U07.1']],
])('%s is written in the fewest beginnings', (range, prefixes) => {
  expect(prefixesOf(range)).toEqual(prefixes);
});

it('beginnings mean the same codes as the range itself', () => {
  const category = fc
    .tuple(fc.constantFrom(...'ABCIOVXYZ'), fc.nat(99))
    .map(([letter, number]) => `${letter}${String(number).padStart(2, '0')}`);
  fc.assert(
    fc.property(category, category, category, fc.constantFrom('', '.0', '.9'), (one, other, code, part) => {
      const [from, to] = [one, other].toSorted();
      const range = `${from}-${to}`;
      const begins = prefixesOf(range).some((prefix) => (code + part).startsWith(prefix));
      expect(begins).toBe(rangesOf([range])(code + part));
    }),
  );
});
