import { expect, test } from 'vitest';
import { heldNow } from '#platform/record/own-people.ts';
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
  return sightOf(heldNow(guardianTies({ ...related }, { birthDate }), now), birthDate, now);
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

test('a guardian until a day that comes after the child is 15 is told both, and nothing later', () => {
  const court = { ...mother, relationship: [{ coding: [{ code: 'GUARD' }] }], period: { end: '2029-06-30' } };
  const told = [
    { on: '2027-11-24', what: 'hiv' },
    { on: '2028-11-24', what: 'sensitive' },
    { on: '2029-07-01', what: 'all' },
  ];
  expect(at('2026-11-23', court).changes).toEqual(told);
  expect(at('2027-11-24', court).changes).toEqual(told.slice(1));
  expect(at('2029-06-30', court)).toEqual({
    by: 'guardian',
    closed: ['hiv', 'sensitive'],
    changes: told.slice(2),
  });
});

test('who is tied twice is told the end of the tie that lasts longest', () => {
  const now = new Date('2026-11-23T00:30:00+07:00');
  const court = { ...mother, period: { end: '2026-12-31' } };
  const ties = [court, mother].flatMap((one) =>
    heldNow(guardianTies({ ...one }, { birthDate: child.birthDate }), now),
  );
  expect(sightOf(ties, child.birthDate, now).changes).toEqual(later);
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
