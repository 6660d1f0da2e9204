import { expect, test } from 'vitest';
import { entriesOf } from './entries.ts';

const given = [{ id: 'd', on: '2016-01-20', doseCode: 'BCG', name: 'BCG' }];
const at = (birth: string, doses: typeof given = []) =>
  entriesOf({ birth, sex: 'female', given: doses, circumstances: [] }, '2026-11-23');

test.each([
  ['a newborn', '2026-11-20', 'told'],
  ['on the sixtieth day', '2026-09-24', 'told'],
  ['on the day after', '2026-09-23', 'ask'],
  ['a child of ten', '2016-01-15', 'ask'],
  ['on the day before 18', '2008-11-24', 'ask'],
  ['on the day of 18', '2008-11-23', 'silent'],
  ['a woman of thirty', '1996-05-01', 'silent'],
] as const)('%s without entries', (_name, birth, told) => expect(at(birth)).toBe(told));

test('one entry is enough to tell the others by the schedule, at any age', () => {
  expect(at('2016-01-15', given)).toBe('told');
  expect(at('1996-05-01', given)).toBe('told');
});
