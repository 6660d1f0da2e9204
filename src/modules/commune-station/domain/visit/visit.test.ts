import fc from 'fast-check';
import type { MedicationRequest, Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { bucketOf, newId } from '#kernel/fhir/id.ts';
import { loadIcd10 } from '#kernel/terminology/icd10.ts';
import { drugs } from '#kernel/terminology/drugs.ts';
import { prescribe } from '#modules/outpatient/api.ts';
import { habits, takeHabit } from './habits.ts';
import { areSwapped, judgeSigns } from '#kernel/terminology/judge-signs.ts';
import { factsOfPerson } from './person-facts.ts';
import { prescribedOf, repeatVisit } from './repeat-visit.ts';
import { visitBundle } from './visit-bundle.ts';
import { emptyVisit, missingOf, type VisitDraft } from './visit-draft.ts';

const now = new Date('2026-11-23T09:00:00+07:00');
const patientId = newId(77, now);
const desk = {
  facilityId: 'station',
  practitionerId: 'lan',
  now,
  newId: () => newId(bucketOf(patientId)!, now),
};
const draft: VisitDraft = {
  ...emptyVisit(patientId, now),
  reason: 'Tái khám tăng huyết áp, lĩnh thuốc',
  programme: 'hypertension',
  signs: [
    { loinc: '8480-6', value: 128 },
    { loinc: '8462-4', value: 82 },
    { loinc: '8310-5', value: 46, kept: 'nhiệt kế hỏng, đo lại 36,8' },
  ],
  diagnoses: [
    { code: 'I10', name: 'Bệnh lý tăng huyết áp' },
    { code: 'E11.9', name: 'Đái tháo đường' },
  ],
  medicines: [
    prescribe(
      drugs.find(({ name }) => name === 'Amlodipin')!,
      1,
      1,
      30,
    ),
  ],
  referral: { to: 'Bệnh viện khu vực', why: 'Khám mắt' },
  next: '2026-12-23',
};

const resourcesOf = (one: VisitDraft): Resource[] =>
  visitBundle(one, desk).entry!.map(({ resource }) => resource!);

describe('a visit', () => {
  it('is one transaction whose ids lie beside the person’s, so that a resend is the same write', () => {
    const bundle = visitBundle(draft, desk);
    expect(bundle.type).toBe('transaction');
    for (const { resource, request } of bundle.entry!) {
      expect(request).toEqual({ method: 'PUT', url: `${resource!.resourceType}/${resource!.id}` });
      expect(bucketOf(resource!.id!)).toBe(77);
    }
  });

  it('keeps an impossible value only with the reason', () => {
    const kept = resourcesOf(draft).find(
      (one) => one.resourceType === 'Observation' && one.code.coding?.[0]?.code === '8310-5',
    );
    expect(kept).toMatchObject({
      valueQuantity: { value: 46 },
      note: [{ text: 'nhiệt kế hỏng, đo lại 36,8' }],
    });
  });

  it('repeated says the same reason, diagnoses in their order and medicines, and nothing that was measured', () => {
    const again = repeatVisit(patientId, resourcesOf(draft).toReversed(), now)!;
    expect(again).toMatchObject({
      reason: draft.reason,
      programme: 'hypertension',
      signs: [],
      payment: 'insured',
    });
    expect(again.diagnoses).toEqual(draft.diagnoses);
    expect(again.medicines).toEqual(draft.medicines);
    expect(repeatVisit(patientId, [], now)).toBeUndefined();
  });

  it('writes any dose of the list so that it is read back as it was', () => {
    const dose = fc.record({
      at: fc.nat(drugs.length - 1),
      perDose: fc.constantFrom(0.5, 1, 2, 3),
      times: fc.integer({ min: 1, max: 4 }),
      days: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(dose, ({ at, perDose, times, days }) => {
        const line = prescribe(drugs[at]!, perDose, times, days);
        const request = resourcesOf({ ...draft, medicines: [line] }).find(
          ({ resourceType }) => resourceType === 'MedicationRequest',
        );
        expect(prescribedOf(request as MedicationRequest)).toEqual([line]);
      }),
    );
  });

  it('is asked for what it lacks', () => {
    expect(missingOf(draft)).toEqual([]);
    expect(missingOf(emptyVisit(patientId, now))).toEqual(['reason', 'diagnosis']);
  });

  it('of each usual kind names codes that the list of illnesses has', async () => {
    const icd10 = await loadIcd10();
    for (const habit of habits) {
      for (const { code, name } of habit.diagnoses) expect(icd10.find(code)?.vi).toBe(name);
      const taken = takeHabit({ ...draft, signs: [] }, habit, undefined);
      expect(taken.programme).toBe(habit.programme);
    }
  });
});

describe('vital signs', () => {
  it.each<[string, string, number, number, string]>([
    ['a pulse of 400', '8867-4', 400, 40, 'impossible high'],
    ['a temperature of 3', '8310-5', 3, 40, 'impossible low'],
    ['a pressure of 190', '8480-6', 190, 60, 'alarm high'],
    ['a pressure of 150', '8480-6', 150, 60, 'unusual high'],
    ['a quiet pressure', '8480-6', 120, 60, ''],
    ['fifty breaths of an adult', '9279-1', 50, 30, 'alarm high'],
    ['forty-five breaths of a baby', '9279-1', 45, 0.5, ''],
    ['forty-five breaths at three years', '9279-1', 45, 3, 'unusual high'],
    ['sixty-five breaths of a newborn', '9279-1', 65, 0.05, 'alarm high'],
  ])('%s', (_what, loinc, value, age, expected) => {
    const [found] = judgeSigns([{ loinc, value }], age);
    expect(found === undefined ? '' : `${found.grade} ${found.way}`).toBe(expected);
  });

  it('that were swapped are told', () => {
    const pair = (systolic: number, diastolic: number) => [
      { loinc: '8480-6', value: systolic },
      { loinc: '8462-4', value: diastolic },
    ];
    expect(areSwapped(pair(80, 120))).toBe(true);
    expect(areSwapped(pair(120, 80))).toBe(false);
  });
});

it('the weight of today counts before the one of last time, and a pregnancy by its diagnosis', () => {
  const patient = { resourceType: 'Patient', birthDate: '2022-11-23' } as const;
  const today = [{ loinc: '29463-7', value: 15 }];
  const facts = factsOfPerson(
    patient,
    [],
    { ...draft, diagnoses: [{ code: 'Z34.9', name: '' }] },
    today,
    '13,5',
  );
  expect(facts).toMatchObject({ age: 4, weightKg: 15, pregnant: true });
  expect(factsOfPerson(patient, [], draft, [], '13,5')).toMatchObject({ weightKg: 13.5, pregnant: false });
});
