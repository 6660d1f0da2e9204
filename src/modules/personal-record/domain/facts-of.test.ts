import type { Encounter } from '@medplum/fhirtypes';
import { expect, test } from 'vitest';
import type { Reading } from './concept.ts';
import { factsOf } from './facts-of.ts';

const reading: Reading = { nameOf: () => undefined, wordOf: () => undefined, now: new Date('2026-11-22') };
const departmentOf = (more: Partial<Encounter>) =>
  factsOf({ resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' }, ...more }, reading).find(
    ({ name }) => name === 'department',
  );
const at = (...displays: string[]): Partial<Encounter> => ({
  location: displays.map((display) => ({ location: { display } })),
});

test.each([
  ['a code alone is told as a code', at('K01'), { text: 'K01', bare: true }],
  ['its room and bed stay with it', at('K03 / P5 / G14'), { text: 'K03 / P5 / G14', bare: true }],
  ['a name is told as it is', at('Khoa Nội tim mạch'), { text: 'Khoa Nội tim mạch' }],
  [
    'the name that one source brought stands for the code that the other one did',
    { ...at('K04'), serviceType: { text: 'Nội tim mạch', coding: [{ code: 'K04' }] } },
    { text: 'Nội tim mạch' },
  ],
  [
    'the same code from two sources is told once',
    { ...at('K01', 'K01'), serviceType: { coding: [{ code: 'K01' }] } },
    { text: 'K01', bare: true },
  ],
] as const)('%s', (_, visit, told) => {
  expect(departmentOf(visit as Partial<Encounter>)).toEqual({ name: 'department', ...told });
});

test('a visit without a department has no such line', () => {
  expect(departmentOf({})).toBeUndefined();
});
