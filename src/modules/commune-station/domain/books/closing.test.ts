import { describe, expect, it } from 'vitest';
import { addUp } from './add-up.ts';
import { differencesOf, movedLines } from './differences.ts';
import { lookOver } from './look-over.ts';
import { periodOf } from './periods.ts';
import type { Row } from './tables.ts';

const october = periodOf('2026-10')!;
const good: Row = {
  id: '1',
  born: '1980-01-01',
  day: '2026-10-05',
  codes: '|I10|',
  examiner: 'lan',
  sex: 'female',
};
const concerns = (visits: readonly Row[], figures = {}, before?: Record<string, number>) =>
  lookOver(new Map([['A1', visits]]), figures, october, '2026-11-02', before).map(
    ({ kind, grade }) => `${kind} ${grade}`,
  );

describe('before a month is closed', () => {
  it.each<[string, Partial<Row>, string[]]>([
    ['a good line', {}, []],
    ['a visit before birth', { born: '2026-10-06' }, ['birth-after-visit stop']],
    ['a pregnancy of a man', { sex: 'male', codes: '|Z34.9|' }, ['male-pregnant stop']],
    ['a visit without a code', { codes: null }, ['uncoded care']],
    ['a visit of nobody', { examiner: null }, ['no-examiner care']],
  ])('%s', (_what, part, expected) => {
    expect(concerns([{ ...good, ...part } as Row])).toEqual(expected);
  });

  it('a part that is more than its whole is looked at, and so is a jump', () => {
    expect(concerns([good], { '9/insured/total': 5, '9/visits/total': 4 })).toEqual(['part-over-whole care']);
    expect(concerns([good], { '9/visits/total': 90 }, { '9/visits/total': 20 })).toEqual(['jump care']);
    expect(concerns([good], { '9/visits/total': 50 }, { '9/visits/total': 20 })).toEqual([]);
  });

  it('a month under way is not closed', () => {
    const [first] = lookOver(new Map([['A1', [good]]]), {}, october, '2026-10-31');
    expect(first).toMatchObject({ kind: 'future', grade: 'stop' });
  });
});

it('what changed after closing is told figure by figure and line by line', () => {
  expect(differencesOf({ a: 1, b: 2, gone: 3 }, { a: 1, b: 4, fresh: 9 })).toEqual([
    { id: 'b', closed: 2, now: 4 },
  ]);
  expect(movedLines(['1', '2'], ['2', '3'])).toEqual({ came: ['3'], left: ['1'] });
});

it('a province is the sum of its stations', () => {
  expect(addUp([{ a: 1, b: 2 }, { a: 3 }])).toEqual({ a: 4, b: 2 });
});
