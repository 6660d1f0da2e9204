import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPeopleQuestion } from './people-question.ts';

const said = (typed: string, year?: string) =>
  readPeopleQuestion(typed, year).queries.map((query) => decodeURIComponent(query));

test('twelve digits are a personal number, also with spaces', () => {
  expect(said('001 188 000 234')).toEqual([
    'identifier=http://fhir.ehealth.gov.vn/core/sid/national_id|001188000234',
  ]);
});

test('an insurance card is looked for as a card, then by its lasting number', () => {
  expect(said('gd4010123456789')).toEqual([
    'identifier=http://fhir.ehealth.gov.vn/core/sid/insurance_number|GD4010123456789',
    'identifier=urn:vn:bhxh|0123456789',
  ]);
});

test('a hospital number is any other text with digits', () =>
  expect(said('BN000123')).toEqual(['identifier=BN000123']));

test('a name is searched without marks, each word by itself', () =>
  expect(said('Nguyễn Thị HOA')).toEqual(['name=nguyen&name=thi&name=hoa']));

test('a year or a date beside the name is the birth', () => {
  expect(said('hoa nguyen 1988')).toEqual(['name=hoa&name=nguyen&birthdate=1988']);
  expect(said('Hoa 12/3/1988')).toEqual(['name=hoa&birthdate=1988-03-12']);
  expect(said('hoa', '1988')).toEqual(['name=hoa&birthdate=1988']);
});

test('nothing is asked for nothing', () => {
  expect(readPeopleQuestion('  ')).toEqual({ by: 'nothing', queries: [] });
  expect(readPeopleQuestion('h').by).toBe('nothing');
});

test('whatever is typed, no query says more than identifier, name and birthdate', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (typed) => {
      for (const query of readPeopleQuestion(typed).queries)
        for (const name of new URLSearchParams(query).keys())
          expect(['identifier', 'name', 'birthdate']).toContain(name);
    }),
    { numRuns: 300 },
  );
});
