import { expect, test } from 'vitest';
import type { Today } from '#modules/home/api.ts';
import { withoutPast } from './kept-today.ts';

const kept: Today = {
  at: '2026-11-20T02:00:00Z',
  // 00:30 on 23/11 in Viet Nam.
  visit: { at: '2026-11-22T17:30:00Z' },
  medicines: [
    { id: 'a', title: 'A', own: false, until: '2026-11-22' },
    { id: 'b', title: 'B', own: false, until: '2026-11-23' },
    { id: 'c', title: 'C', own: true },
  ],
  due: [],
  results: [],
};
const named = (day: string) => withoutPast(kept, day).medicines.map(({ title }) => title);

test('through its last day a course stays, and the visit through its day', () => {
  expect(withoutPast(kept, '2026-11-22')).toEqual(kept);
  expect(withoutPast(kept, '2026-11-23').visit).toEqual(kept.visit);
  expect(named('2026-11-23')).toEqual(['B', 'C']);
});

test('the day after neither is shown; what has no end stays', () => {
  expect(withoutPast(kept, '2026-11-24').visit).toBeUndefined();
  expect(named('2026-11-24')).toEqual(['C']);
});

test('what else was kept is as it was', () =>
  expect(withoutPast(kept, '2027-01-01')).toMatchObject({ at: kept.at, due: [], results: [] }));
