import type { Patient } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { hospitalNumberSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { matchPerson } from './match-person.ts';
import { newPatient, updatedPatient } from './patient-update.ts';
import { claimedNumbers } from './person-identity.ts';
import type { PersonIdentity } from './person-identity.ts';
import { humanNameOf, nameAsGivenUrl, nameLikeness } from './person-name.ts';

const lan: PersonIdentity = {
  facility: '01999',
  personalNumber: '001190000001',
  insuranceCards: ['DN4010000000001'],
  hospitalNumber: 'BN1',
  name: 'TRẦN THỊ LAN',
  birthDate: '1990-05-12',
  gender: 'female',
};
const store = (id: string, identity: PersonIdentity): Patient =>
  newPatient(id, identity, claimedNumbers(identity));
const match = (identity: PersonIdentity, known: readonly Patient[]) =>
  matchPerson(identity, claimedNumbers(identity), known);
const a = store('a', lan);
const b = store('b', {
  ...lan,
  personalNumber: '001155000002',
  insuranceCards: ['HT3010000000002'],
  hospitalNumber: 'BN2',
  name: 'Đỗ Văn Hùng',
  birthDate: '1955-01-01',
});

describe('who a message speaks of', () => {
  it('is found by the personal number, the card, the number inside the card, or the number of the hospital', () => {
    const by = (change: Partial<PersonIdentity>): PersonIdentity => ({
      facility: '01999',
      name: lan.name,
      birthDate: lan.birthDate,
      ...change,
    });
    expect(match(by({ personalNumber: '001190000001' }), [a])).toMatchObject({ match: { id: 'a' } });
    expect(match(by({ insuranceCards: ['DN4010000000001'] }), [a])).toMatchObject({ match: { id: 'a' } });
    expect(match(by({ insuranceCards: ['HN2010000000001'] }), [a])).toMatchObject({ match: { id: 'a' } });
    expect(match(by({ insuranceCards: ['0000000001'] }), [a])).toMatchObject({ match: { id: 'a' } });
    expect(match(by({ hospitalNumber: 'BN1' }), [a])).toMatchObject({ match: { id: 'a' } });
  });

  it('is somebody new when no number is known, or the hospital number is that of another hospital', () => {
    expect(
      match({ ...lan, personalNumber: '001190000009', insuranceCards: [], hospitalNumber: 'BN9' }, [a, b]),
    ).toEqual({ match: undefined });
    expect(
      match({ facility: '79001', hospitalNumber: 'BN1', name: lan.name, birthDate: lan.birthDate }, [a]),
    ).toEqual({ match: undefined });
  });

  it('is not decided when the personal number says one person and the card another', () => {
    expect(match({ ...lan, insuranceCards: ['HT3010000000002'] }, [a, b])).toEqual({
      refuse: 'person.card-of-another',
      field: 'insuranceCards',
    });
  });

  it('is not decided when the card belongs to somebody with another personal number, or another name and year', () => {
    expect(match({ ...lan, personalNumber: '001190000005', hospitalNumber: 'BN5' }, [a])).toMatchObject({
      refuse: 'person.card-of-another',
    });
    const stranger = {
      facility: '01999',
      insuranceCards: ['DN4010000000001'],
      name: 'Đỗ Văn Hùng',
      birthDate: '1955',
    };
    expect(match(stranger, [a])).toMatchObject({ refuse: 'person.card-of-another' });
    expect(
      match({ facility: '01999', personalNumber: '001190000001', name: 'Đỗ Văn Hùng', birthDate: '1955' }, [
        a,
      ]),
    ).toMatchObject({ refuse: 'person.number-of-another' });
  });

  it('forgives a slip in the name or in the birth date, but not both at once', () => {
    expect(match({ ...lan, name: 'Tran Thi Lan' }, [a])).toMatchObject({ match: { id: 'a' } });
    expect(match({ ...lan, birthDate: '1991-05-12' }, [a])).toMatchObject({ match: { id: 'a' } });
    expect(match({ ...lan, name: 'Lê Thị Hồng' }, [a])).toMatchObject({ match: { id: 'a' } });
    expect(match({ ...lan, name: 'Lê Văn Hồng', birthDate: '1960' }, [a])).toMatchObject({
      refuse: expect.anything(),
    });
  });

  it('goes to the person of the personal number and names the double that a hospital number made before', () => {
    const early = store('c', {
      facility: '01999',
      hospitalNumber: 'BN7',
      name: lan.name,
      birthDate: lan.birthDate,
    });
    expect(match({ ...lan, hospitalNumber: 'BN7' }, [a, early])).toEqual({ match: a, alsoLooksLike: 'c' });
    const other = store('d', {
      facility: '01999',
      hospitalNumber: 'BN8',
      name: 'Đỗ Văn Hùng',
      birthDate: '1955',
    });
    expect(match({ ...lan, hospitalNumber: 'BN8' }, [a, other])).toMatchObject({
      refuse: 'person.number-of-another',
      field: 'hospitalNumber',
    });
  });

  it('is not decided when several records carry the number', () => {
    expect(match(lan, [a, { ...a, id: 'x' }])).toMatchObject({ refuse: 'person.ambiguous' });
  });

  it('does not take zeros for a number', () => {
    expect(
      claimedNumbers({
        facility: '01999',
        personalNumber: '000000000000',
        insuranceCards: ['DN4010000000000', ''],
        hospitalNumber: '0',
      }),
    ).toEqual([]);
  });
});

describe('what a message adds to a known person', () => {
  it('is nothing when it says nothing new', () => {
    expect(updatedPatient(a, lan, claimedNumbers(lan))).toBe(a);
  });

  it('is a number, a fuller birth date and what was empty; nothing known is overwritten', () => {
    const early = store('c', {
      facility: '01999',
      hospitalNumber: 'BN1',
      name: 'Trần Thị Lan',
      birthDate: '1990',
    });
    expect(early.meta?.tag?.[0]?.code).toBe('provisional');
    const later = { ...lan, name: 'Trần Thị Lán', more: { address: [{ text: 'Thôn Đông' }] } };
    const after = updatedPatient(early, later, claimedNumbers(later));
    expect(after).toMatchObject({
      birthDate: '1990-05-12',
      gender: 'female',
      address: [{ text: 'Thôn Đông' }],
      name: [{ text: 'Trần Thị Lan' }],
    });
    expect(after.meta?.tag).toBeUndefined();
    expect(after.identifier?.map((i) => i.system)).toEqual([
      hospitalNumberSystem('01999'),
      identifierSystem.personalNumber,
      identifierSystem.insuranceCard,
      identifierSystem.socialInsurance,
    ]);
  });

  it('keeps the former card as old, also when the older card comes later', () => {
    const card = (number: string, from: string): PersonIdentity => ({
      ...lan,
      insuranceCards: [{ number, from }],
    });
    const first = store('a', card('DN4010000000001', '2026-01-01'));
    const newer = card('HT3010000000001', '2026-06-01');
    const uses = (p: Patient) =>
      p.identifier
        ?.filter((i) => i.system === identifierSystem.insuranceCard)
        .map((i) => `${i.value} ${i.use} ${i.period?.end ?? ''}`);
    expect(uses(updatedPatient(first, newer, claimedNumbers(newer)))).toEqual([
      'DN4010000000001 old 2026-06-01',
      'HT3010000000001 official ',
    ]);
    const older = card('HS4010000000001', '2020-01-01');
    expect(uses(updatedPatient(first, older, claimedNumbers(older)))).toEqual([
      'DN4010000000001 official ',
      'HS4010000000001 old ',
    ]);
  });
});

describe('a name', () => {
  it('is shown in title case and kept as it was given', () => {
    expect(humanNameOf('NGUYỄN  THỊ MẪU')).toEqual({
      extension: [{ url: nameAsGivenUrl, valueString: 'NGUYỄN  THỊ MẪU' }],
      use: 'official',
      text: 'Nguyễn Thị Mẫu',
      family: 'Nguyễn',
      given: ['Thị', 'Mẫu'],
    });
    expect(humanNameOf('Trần Lan').extension).toBeUndefined();
  });

  it('is alike without marks, case and order', () => {
    expect(nameLikeness('NGUYEN THI MAU', 'Nguyễn Thị Mẫu')).toBe(1);
    expect(nameLikeness('Mẫu Nguyễn Thị'.normalize('NFD'), 'Nguyễn Thị Mẫu')).toBe(1);
    expect(nameLikeness('Đỗ Văn Hùng', 'Trần Thị Lan')).toBe(0);
    expect(nameLikeness('', 'Trần')).toBe(0);
  });
});
