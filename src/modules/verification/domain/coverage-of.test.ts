import { describe, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { InsuredPerson } from '../../doors/api.ts';
import { coverageOf, endedCoverage } from './coverage-of.ts';

const insured: InsuredPerson = {
  number: '9000000001',
  name: 'Nguyễn Thị Hoa',
  birthDate: '1988-03-12',
  sex: 'female',
  state: 'valid',
  card: 'DN4279000000001',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  facilityCode: '27001',
  facilityName: 'Trạm Y tế A',
  formerCards: [],
};
const today = '2026-11-23';

describe('a card as social insurance tells it', () => {
  it('has its days, its group and the facility of first registration', () => {
    const coverage = coverageOf(insured, 'hoa', undefined, today);
    expect(coverage).toMatchObject({
      status: 'active',
      subscriberId: '9000000001',
      beneficiary: { reference: 'Patient/hoa' },
      period: { start: '2026-01-01', end: '2026-12-31' },
      class: [{ value: 'DN' }],
    });
    expect(coverage.extension).toHaveLength(1);
    expect(coverage.extension?.[0]?.extension?.[0]?.valueReference).toMatchObject({
      identifier: { system: identifierSystem.facility, value: '27001' },
      display: 'Trạm Y tế A',
    });
  });

  it('told twice is equal to the letter', () => {
    const once = { ...coverageOf(insured, 'hoa', undefined, today), id: 'a', meta: { versionId: '1' } };
    expect(coverageOf(insured, 'hoa', once, '2026-12-24')).toEqual(once);
  });

  it('keeps where she was registered before, with the day on which it ended', () => {
    let coverage = coverageOf(insured, 'hoa', undefined, today);
    for (const facilityCode of ['27002', '27003'])
      coverage = coverageOf({ ...insured, facilityCode }, 'hoa', coverage, today);
    const places = coverage.extension?.map(({ extension = [] }) => [
      extension[0]?.valueReference?.identifier?.value,
      extension[1]?.valuePeriod?.end,
    ]);
    expect(places).toEqual([
      ['27003', undefined],
      ['27002', today],
      ['27001', today],
    ]);
  });

  it.each([
    ['valid', 'active'],
    ['expired', 'active'],
    ['not-yet', 'draft'],
    ['suspended', 'cancelled'],
  ] as const)('%s is %s', (state, status) => {
    expect(coverageOf({ ...insured, state }, 'hoa', undefined, today).status).toBe(status);
  });

  it('that was given up ends today, or on its own last day where that is past', () => {
    const coverage = coverageOf(insured, 'hoa', undefined, today);
    expect(endedCoverage(coverage, today)).toMatchObject({
      status: 'cancelled',
      period: { start: '2026-01-01', end: today },
    });
    expect(endedCoverage(coverage, '2027-05-05').period?.end).toBe('2026-12-31');
    expect(endedCoverage(coverage, '2025-05-05').period).toEqual({ start: '2025-05-05', end: '2025-05-05' });
  });
});
