import { expect, test } from 'vitest';
import { guardianTies } from '#platform/record/write/guardian-ties.ts';
import { sightOf } from './sight.ts';

const child = { birthDate: '2012-11-24' };
const mother = {
  resourceType: 'RelatedPerson',
  active: true,
  identifier: [{ system: 'urn:sen:patient', value: 'hoa' }],
  relationship: [{ coding: [{ code: 'MTH' }] }],
};
const at = (
  day: string,
  related: typeof mother & { period?: object } = mother,
  birthDate = child.birthDate,
) => {
  const now = new Date(`${day}T00:30:00+07:00`);
  const held = guardianTies({ ...related }, { birthDate }).filter(
    ({ since, until }) => since <= now && (until === null || until > now),
  );
  return sightOf(held, birthDate, now);
};

const later = [
  { on: '2027-11-24', what: 'hiv' },
  { on: '2028-11-24', what: 'sensitive' },
  { on: '2030-11-24', what: 'all' },
];

test.each([
  ['a child', '2026-11-23', [], later],
  ['the day before 15', '2027-11-23', [], later],
  ['the day of 15', '2027-11-24', ['hiv'], later.slice(1)],
  ['the day of 16', '2028-11-24', ['hiv', 'sensitive'], later.slice(2)],
  ['the day before 18', '2030-11-23', ['hiv', 'sensitive'], later.slice(2)],
] as const)('%s: what is closed to the mother, and what ends when', (_name, day, closed, changes) =>
  expect(at(day)).toEqual({ by: 'guardian', closed, changes }),
);

test('at 18 the mother is no guardian any more', () =>
  expect(at('2030-11-24')).toEqual({ by: 'other', closed: [], changes: [] }));

test('a guardian for a time is told the day on which all of it ends', () => {
  const court = { ...mother, relationship: [{ coding: [{ code: 'GUARD' }] }], period: { end: '2026-12-31' } };
  expect(at('2026-11-23', court)).toMatchObject({
    by: 'guardian',
    changes: [{ on: '2027-01-01', what: 'all' }],
  });
});

test('a carer of an adult is told when the care ends', () => {
  const carer = {
    ...mother,
    relationship: [{ coding: [{ code: 'HPOWATT' }] }],
    period: { start: '2026-01-01', end: '2026-12-31' },
  };
  expect(at('2026-11-23', carer, '1950-01-01')).toEqual({
    by: 'carer',
    closed: [],
    changes: [{ on: '2027-01-01', what: 'care' }],
  });
});
