import { describe, expect, it } from 'vitest';
import type { Patient } from '@medplum/fhirtypes';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import type { PersonDraft } from '../api.ts';
import { couldBeParent } from './could-be-mother.ts';
import { patientOfDraft } from './draft-patient.ts';
import { fitsDueDate, newbornDraft, withMother } from './newborn.ts';
import { formerlySaid } from './over-time.ts';
import { kindOfTie, lacksForTie, tieConcept } from './ties.ts';
import { otherOrders } from './other-orders.ts';
import { readTyped } from './read-typed.ts';

const communes = await loadCommunes();
const read = (draft: Partial<PersonDraft>): Patient => {
  const answer = patientOfDraft({ numbers: [], ...draft }, communes);
  if ('refuse' in answer) throw new Error(answer.refuse);
  return answer.patient;
};

describe('a name at the desk', () => {
  it.each([
    ['NGUYỄN THỊ HOA', 'Nguyễn Thị Hoa', 'Nguyễn', ['Thị', 'Hoa']],
    ['  nguyễn   văn  an ', 'Nguyễn Văn An', 'Nguyễn', ['Văn', 'An']],
    ['Nguyễn Văn An'.normalize('NFD'), 'Nguyễn Văn An', 'Nguyễn', ['Văn', 'An']],
    ["H'Hen Niê", "H'Hen Niê", undefined, undefined],
    ["K'BRÊU", "K'Brêu", undefined, undefined],
    ['Y Ê', 'Y Ê', undefined, undefined],
    [
      'Công Tằng Tôn Nữ Thị Mỹ Ngọc Bảo Châu Anh',
      'Công Tằng Tôn Nữ Thị Mỹ Ngọc Bảo Châu Anh',
      undefined,
      undefined,
    ],
  ])('%s is kept as %s', (typed, text, family, given) => {
    const [name] = read({ name: typed }).name ?? [];
    expect(name?.text).toBe(text);
    if (family !== undefined) expect([name?.family, name?.given]).toEqual([family, given]);
  });

  it('of one letter is a name', () => {
    const [name] = read({ name: 'Ú' }).name ?? [];
    expect(name?.text).toBe('Ú');
    expect([name?.family, ...(name?.given ?? [])].filter(Boolean)).toEqual(['Ú']);
    expect(readTyped('Ú')).toEqual({ kind: 'name', name: 'Ú' });
  });

  it.each([
    ['An Văn Nguyễn', ['Nguyễn Văn An', 'Văn Nguyễn An']],
    [' An  Nguyễn Văn ', ['Văn Nguyễn An', 'Nguyễn Văn An']],
    ['An Nguyễn', []],
    ['An', []],
    ['Một Hai Ba Bốn Năm Sáu Bảy', []],
  ])('typed %s with the given name first is read from the family name on as well', (typed, orders) => {
    expect(otherOrders(typed)).toEqual(orders);
  });

  it('with an apostrophe is a name and never a number or a code', () => {
    for (const name of ["H'Hen", 'H’Bia', "Đ'Ran K'Long"]) expect(readTyped(name).kind).toBe('name');
  });
});

describe('a number at the desk', () => {
  it.each([
    ['personal', '001 079-123.456', true],
    ['personal', '001079', false],
    ['personal', '00107912345O', false],
    ['old-card', '012345678', true],
    ['old-card', '01234567', false],
    ['passport', 'c1234567', true],
    ['insurance', 'DN 4 01 0123456789', true],
    ['insurance', '0123456789', true],
    ['insurance', 'XX9', false],
  ] as const)('%s %s has its form: %s', (kind, value, isRight) => {
    expect('patient' in patientOfDraft({ numbers: [{ kind, value }] }, communes)).toBe(isRight);
  });
});

describe('what was said of somebody once', () => {
  const at = (lastUpdated: string, more: Partial<Patient>): Patient => ({
    resourceType: 'Patient',
    meta: { lastUpdated },
    ...more,
  });

  it('is told with the day on which it was put right, in the days of Viet Nam, the latest first', () => {
    const versions = [
      at('2026-03-01T20:00:00Z', { birthDate: '1990-05-12', gender: 'female' }),
      at('2026-02-01T01:00:00Z', { birthDate: '1990-05-12', gender: 'male' }),
      at('2026-01-01T01:00:00Z', { birthDate: '1990-12-05', gender: 'male' }),
    ];
    expect(formerlySaid(versions)).toEqual([
      { field: 'gender', value: 'male', until: '2026-03-02' },
      { field: 'birthDate', value: '1990-12-05', until: '2026-02-01' },
    ]);
  });

  it('is nothing where it was changed and changed back, or never changed', () => {
    const one = at('2026-01-01T01:00:00Z', { birthDate: '1990-05-12' });
    expect(formerlySaid([one])).toEqual([]);
    expect(formerlySaid([])).toEqual([]);
    expect(formerlySaid([one, at('2026-01-01T01:00:00Z', { birthDate: '1990-05-12' })])).toEqual([]);
  });
});

describe('who speaks for somebody', () => {
  const today = '2026-11-23';
  it.each([
    ['guardian', '2015-01-01', undefined, undefined, 'registry.paper-needed'],
    ['guardian', '2015-01-01', undefined, 'paper', undefined],
    ['guardian', '1950-01-01', undefined, 'paper', 'registry.tie-needs-end'],
    ['guardian', undefined, undefined, 'paper', 'registry.tie-needs-end'],
    ['guardian', '1950', '2027-01-01', 'paper', undefined],
    ['guardian', '2008-11-24', undefined, 'paper', undefined],
    ['guardian', '2008-11-23', undefined, 'paper', 'registry.tie-needs-end'],
    ['carer', '1950-01-01', undefined, 'paper', 'registry.tie-needs-end'],
    ['carer', '1950-01-01', '2027-01-01', undefined, 'registry.paper-needed'],
    ['executor', '1950-01-01', undefined, undefined, 'registry.paper-needed'],
    ['executor', '1950-01-01', undefined, 'paper', undefined],
    ['father', '2015-01-01', undefined, undefined, undefined],
    ['relative', '1950-01-01', undefined, undefined, undefined],
  ] as const)('a %s of somebody born %s until %s with %s lacks: %s', (kind, born, to, paperId, lacks) => {
    expect(lacksForTie({ kind, to, paperId }, born, today)).toBe(lacks);
  });

  it('is read back as what was written, whatever the kind', () => {
    for (const kind of [
      'mother',
      'father',
      'guardian',
      'carer',
      'spouse',
      'child',
      'relative',
      'executor',
    ] as const)
      expect(
        kindOfTie({ resourceType: 'RelatedPerson', patient: {}, relationship: [tieConcept(kind)] }),
      ).toBe(kind);
  });

  it('a father may be older than a mother, and is no woman', () => {
    const child: Patient = { resourceType: 'Patient', birthDate: '2026-01-01' };
    const born = (birthDate: string, gender: 'male' | 'female'): Patient => ({
      resourceType: 'Patient',
      birthDate,
      gender,
    });
    expect(couldBeParent('father', born('1955-01-01', 'male'), child)).toBe(true);
    expect(couldBeParent('mother', born('1955-01-01', 'female'), child)).toBe(false);
    expect(couldBeParent('father', born('1990-01-01', 'female'), child)).toBe(false);
    expect(couldBeParent('mother', born('2020-01-01', 'female'), child)).toBe(false);
  });
});

describe('a newborn', () => {
  const mother: Patient = {
    resourceType: 'Patient',
    id: 'me',
    address: [
      { use: 'old', text: 'Nhà cũ', period: { end: '2020-01-01' } },
      { use: 'home', text: 'Thôn Đông', period: { start: '2020-01-01' } },
    ],
    telecom: [{ system: 'phone', value: '0912000111' }],
  };

  it('has the home and the telephone of the mother, and of twins each knows which she is', () => {
    const draft = read(newbornDraft({ gender: 'female' }, '2026-11-20'));
    expect(withMother(draft, mother, 2)).toMatchObject({
      birthDate: '2026-11-20',
      gender: 'female',
      address: [{ use: 'home', text: 'Thôn Đông' }],
      telecom: [{ value: '0912000111' }],
      multipleBirthInteger: 2,
    });
    const only = withMother(draft, mother, undefined);
    expect(only.multipleBirthInteger).toBeUndefined();
    expect(only.address?.[0]?.period).toBeUndefined();
    expect(draft.name).toBeUndefined();
  });

  it.each([
    ['2026-11-20', '2026-11-25', true],
    ['2026-11-20', undefined, true],
    ['2026-06-01', '2026-11-25', false],
    ['2026-08-01', '2026-11-25', true],
    ['2026-12-24', '2026-11-25', true],
    ['2027-01-20', '2026-11-25', false],
  ])('born %s where %s was expected fits: %s', (on, due, fits) => {
    expect(fitsDueDate(on, due)).toBe(fits);
  });
});
