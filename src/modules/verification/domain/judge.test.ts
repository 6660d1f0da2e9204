import { describe, expect, it } from 'vitest';
import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { InsuredPerson, PopulationPerson } from '../../doors/api.ts';
import { certainFields } from './certain.ts';
import { dueOn, daysLeft } from './clock.ts';
import { correctPatient } from './correct-patient.ts';
import { judgeCitizen, judgeInsured } from './judge.ts';
import { sideOfCitizen, sideOfPatient } from './sides.ts';
import { endsWithoutVisit, proposalOfMachine, takeable } from './tasks.ts';

const today = '2026-11-23';
const citizen: PopulationPerson = {
  number: '001188123456',
  name: 'Nguyễn Thị Hòa',
  birthDate: '1988-03-12',
  sex: 'female',
  state: 'living',
  address: { line: 'Thôn Đông', communeCode: '09319', commune: 'Xã Tiên Du', province: 'Tỉnh Bắc Ninh' },
  formerNumbers: [],
};
const patient: Patient = {
  resourceType: 'Patient',
  id: 'p',
  name: [{ use: 'official', text: 'Nguyễn Thị Hòa', family: 'Nguyễn', given: ['Thị', 'Hòa'] }],
  gender: 'female',
  birthDate: '1988-03-12',
  identifier: [{ system: identifierSystem.personalNumber, value: '001188123456' }],
};
const ours = sideOfPatient(patient, 'population', today);
const judge = (part: Partial<PopulationPerson>) => judgeCitizen(ours, { ...citizen, ...part });

describe('what the population database says', () => {
  it.each([
    [{}, 'match', 'none'],
    [{ birthDate: '1988' }, 'match', 'none'],
    [{ name: 'Nguyễn Thị Hoà' }, 'match', 'none'],
    [{ name: 'Nguyen Thi Hoa' }, 'mismatch', 'low'],
    [{ birthDate: '1988-12-03' }, 'mismatch', 'middle'],
    [{ sex: 'male' as const }, 'mismatch', 'middle'],
    [{ name: 'Trần Văn Bình', birthDate: '1950-01-01', sex: 'male' as const }, 'mismatch', 'high'],
    [{ state: 'dead' as const, diedOn: '2026-01-02' }, 'dead', 'high'],
    [{ numberNow: '001188999999' }, 'renumbered', 'low'],
  ])('%o comes to %s, %s', (part, outcome, risk) => expect(judge(part)).toMatchObject({ outcome, risk }));

  it('a death of somebody with another name is first of all a mismatch: the number may be another person’s', () => {
    expect(judge({ name: 'Trần Văn Bình', state: 'dead' }).outcome).toBe('mismatch');
  });

  it('somebody whom the record knows to have died agrees with a register that says so', () => {
    const dead = sideOfPatient({ ...patient, deceasedDateTime: '2026-01-02' }, 'population', today);
    expect(judgeCitizen(dead, { ...citizen, state: 'dead', diedOn: '2026-01-02' }).outcome).toBe('match');
  });

  it('another commune is a move, and an address without a code none', () => {
    const there = { ...ours, commune: '00004' };
    expect(judgeCitizen(there, citizen).outcome).toBe('moved');
    expect(judgeCitizen(ours, citizen).outcome).toBe('match');
  });
});

describe('what is written without anybody’s word', () => {
  it('is a number given anew, where name, birth day and sex are hers', () => {
    expect(certainFields('population', judge({ numberNow: '001188999999' }), ours)).toEqual(['number']);
    const coarse = { ...ours };
    delete (coarse as { sex?: string }).sex;
    expect(
      certainFields('population', judgeCitizen(coarse, { ...citizen, numberNow: '001188999999' }), coarse),
    ).toEqual([]);
  });

  it.each([
    { name: 'Nguyen Thi Hoa' },
    { state: 'dead' as const },
    { birthDate: '1988-03-13' },
    { name: 'Trần Thị Hòa', numberNow: '001188999999' },
  ])('is never %o', (part) => expect(certainFields('population', judge(part), ours)).toEqual([]));
});

describe('a card of social insurance', () => {
  const card = 'DN4270123456789';
  const insured: InsuredPerson = {
    number: '0123456789',
    name: 'Nguyễn Thị Hòa',
    birthDate: '1988-03-12',
    sex: 'female',
    state: 'valid',
    card,
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    facilityCode: '27001',
    formerCards: [],
  };
  const side = sideOfPatient(
    { ...patient, identifier: [{ system: identifierSystem.insuranceCard, value: card }] },
    'social-insurance',
    today,
  );

  it('that is hers and valid agrees; one past its day is told as expired and nothing to repair', () => {
    expect(judgeInsured(side, insured)).toMatchObject({ outcome: 'match' });
    expect(judgeInsured(side, { ...insured, state: 'expired' })).toMatchObject({
      outcome: 'expired',
      risk: 'none',
    });
  });

  it('that was replaced for the same ten digits is taken by rule, another ten digits are not', () => {
    const moved = { ...insured, card: 'GD4270123456789', formerCards: [card] };
    expect(certainFields('social-insurance', judgeInsured(side, moved), side)).toEqual(['card']);
    const joined = { ...insured, numberNow: '0999999999', card: 'GD4270999999999' };
    expect(judgeInsured(side, joined).outcome).toBe('renumbered');
    expect(certainFields('social-insurance', judgeInsured(side, joined), side)).toEqual([]);
  });
});

describe('what the machine proposes', () => {
  it('is a name whose marks were lost here', () => {
    const lost = sideOfPatient({ ...patient, name: [{ text: 'NGUYEN THI HOA' }] }, 'population', today);
    expect(proposalOfMachine(judgeCitizen(lost, citizen))).toEqual({ take: ['name'], reason: 'marks-lost' });
  });
  it('is not a name whose marks the register lost, another birth day, or a death', () => {
    expect(proposalOfMachine(judge({ name: 'Nguyen Thi Hoa' }))).toBeUndefined();
    expect(proposalOfMachine(judge({ birthDate: '1988-12-03' }))).toBeUndefined();
    expect(proposalOfMachine(judge({ state: 'dead' }))).toBeUndefined();
  });
});

describe('taking from the other side', () => {
  const theirs = sideOfCitizen({ ...citizen, name: 'Nguyễn Thị Hoa', numberNow: '001188999999' });
  it('offers what differs only', () => {
    expect(takeable(ours, theirs, 'mismatch')).toEqual(['name', 'address', 'number']);
  });
  it('keeps the former name, address and number as old with their last day', () => {
    const next = correctPatient(patient, theirs, ['name', 'number'], 'population', today);
    expect(next.name).toMatchObject([
      {
        use: 'official',
        text: 'Nguyễn Thị Hoa',
        family: 'Nguyễn',
        given: ['Thị', 'Hoa'],
        period: { start: today },
      },
      { use: 'old', text: 'Nguyễn Thị Hòa', period: { end: today } },
    ]);
    expect(next.identifier).toMatchObject([
      { value: '001188123456', use: 'old', period: { end: today } },
      { value: '001188999999', period: { start: today } },
    ]);
    expect(patient.identifier).toHaveLength(1);
  });
  it('gives a number up that is nobody’s', () => {
    const next = correctPatient(patient, {}, ['number'], 'population', today);
    expect(next.identifier).toMatchObject([{ value: '001188123456', use: 'old' }]);
  });
  it('takes nothing where nothing is taken', () => {
    expect(correctPatient(patient, theirs, [], 'population', today)).toEqual(patient);
  });
});

describe('the clock', () => {
  it('gives ten days to what a person asks, in the days of Viet Nam', () => {
    const late = new Date('2026-11-22T20:00:00Z');
    expect(dueOn(late, true)).toBe('2026-12-03');
    expect(daysLeft('2026-12-03', late)).toBe(10);
    expect(daysLeft('2026-11-20', late)).toBe(-3);
  });
  it('counts as without a visit whatever nobody had to come for', () => {
    expect(endsWithoutVisit('taken', 'in-person')).toBe(false);
    expect(endsWithoutVisit('taken', 'by-phone')).toBe(true);
    expect(endsWithoutVisit('agrees-now', undefined)).toBe(true);
  });
});
