import type {
  AllergyIntolerance,
  Condition,
  Coverage,
  MedicationRequest,
  Observation,
  Patient,
} from '@medplum/fhirtypes';
import { describe, expect, test } from 'vitest';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Reading } from './concept.ts';
import { currentMedicines, supplyEnd } from './current-medicine.ts';
import { longTermOf, staysForLife } from './long-term.ts';
import { flagOf } from './measure.ts';
import { maskNumber, personOf } from './person.ts';
import { readResource } from './read-resource.ts';
import { allergiesOf, bloodOf, insuranceOf } from './summary.ts';

const reading: Reading = {
  nameOf: () => undefined,
  wordOf: () => undefined,
  now: new Date('2026-11-22T03:00:00Z'),
};
const subject = { reference: 'Patient/1' };
const coded = (system: string, code: string, text: string) => ({ coding: [{ system, code }], text });

describe('allergies', () => {
  const penicillin: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    id: 'a',
    patient: subject,
    code: { text: 'Penicilin' },
    criticality: 'high',
  };
  const none: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    id: 'n',
    patient: subject,
    code: coded('http://snomed.info/sct', '716186003', 'Không có dị ứng'),
    recordedDate: '2025-04-01',
  };

  test('silence means not asked, never none', () => expect(allergiesOf([], reading).state).toBe('not-asked'));
  test('somebody asked and there are none', () =>
    expect(allergiesOf([none], reading)).toEqual({ state: 'none', items: [], at: '2025-04-01' }));
  test('one allergy is stronger than an older "none"', () => {
    const found = allergiesOf([none, penicillin], reading);
    expect(found.state).toBe('listed');
    expect(found.items).toMatchObject([{ title: 'Penicilin', severe: true }]);
  });
  test('a refuted allergy is no allergy', () => {
    const refuted: AllergyIntolerance = {
      ...penicillin,
      verificationStatus: { coding: [{ code: 'refuted' }] },
    };
    expect(allergiesOf([refuted], reading).state).toBe('not-asked');
  });
});

describe('long-term illnesses', () => {
  const diabetes = (recordedDate: string, code = 'E11.9'): Condition => ({
    resourceType: 'Condition',
    id: recordedDate,
    subject,
    code: coded(codeSystem.icd10, code, 'Đái tháo đường típ 2'),
    recordedDate,
  });

  test('diabetes and high blood pressure stay, a cold does not', () => {
    expect(staysForLife('E11.9')).toBe(true);
    expect(staysForLife('I10')).toBe(true);
    expect(staysForLife('J00')).toBe(false);
    expect(staysForLife('N10')).toBe(false);
  });
  test('the same illness of many visits is one line, since the first and last recorded at the newest', () => {
    const found = longTermOf(
      [diabetes('2024-02-01'), diabetes('2026-08-14'), diabetes('2023-05-01', 'E11.2')],
      reading,
    );
    expect(found).toMatchObject([{ code: 'E11.9', since: '2023-05-01', at: '2026-08-14' }]);
  });
  test('a resolved illness is not among them', () => {
    const resolved: Condition = {
      ...diabetes('2024-02-01'),
      clinicalStatus: { coding: [{ code: 'resolved' }] },
    };
    expect(longTermOf([resolved], reading)).toEqual([]);
  });
  test('what a doctor put on the problem list counts whatever its code', () => {
    const problem: Condition = {
      resourceType: 'Condition',
      id: 'p',
      subject,
      code: { text: 'Đau lưng kéo dài' },
      category: [{ coding: [{ code: 'problem-list-item' }] }],
    };
    expect(longTermOf([problem], reading)).toMatchObject([{ title: 'Đau lưng kéo dài' }]);
  });
});

describe('current medicines', () => {
  const drug = (
    text: string,
    authoredOn: string,
    days: number | undefined,
    status: MedicationRequest['status'] = 'completed',
  ): MedicationRequest => ({
    resourceType: 'MedicationRequest',
    id: text + authoredOn,
    status,
    intent: 'order',
    subject,
    authoredOn,
    medicationCodeableConcept: { text },
    ...(days !== undefined && {
      dispenseRequest: { expectedSupplyDuration: { value: days, unit: 'ngày', code: 'd' } },
    }),
  });

  test('a supply of thirty days lasts through its thirtieth day', () => {
    expect(supplyEnd(drug('Metformin', '2026-10-24', 30))?.slice(0, 10)).toBe('2026-11-22');
    expect(currentMedicines([drug('Metformin', '2026-10-24', 30)], [], reading)).toHaveLength(1);
    expect(currentMedicines([drug('Metformin', '2026-10-23', 30)], [], reading)).toHaveLength(0);
  });
  test('a stopped medicine is not current, however much is left', () =>
    expect(currentMedicines([drug('Warfarin', '2026-11-20', 30, 'stopped')], [], reading)).toEqual([]));
  test('the same medicine prescribed again is one line, the newest', () =>
    expect(
      currentMedicines(
        [drug('Metformin', '2026-11-01', 30), drug('Metformin', '2026-11-15', 30)],
        [],
        reading,
      ),
    ).toMatchObject([{ at: '2026-11-15' }]));
  test('a course without an end counts for a year while its writer calls it active', () => {
    expect(
      currentMedicines([drug('Amlodipin', '2026-03-01', undefined, 'active')], [], reading),
    ).toHaveLength(1);
    expect(
      currentMedicines([drug('Amlodipin', '2024-03-01', undefined, 'active')], [], reading),
    ).toHaveLength(0);
    expect(currentMedicines([drug('Amlodipin', '2026-03-01', undefined)], [], reading)).toHaveLength(0);
  });
});

describe('results', () => {
  test('what the laboratory said is stronger than the range', () =>
    expect(flagOf([{ coding: [{ code: 'N' }] }], { value: '9', high: '6' })).toBe('normal'));
  test('without a word of the laboratory its own range decides', () => {
    expect(flagOf(undefined, { value: '9.1', low: '3.9', high: '6.4' })).toBe('high');
    expect(flagOf(undefined, { value: '3.8', low: '3.9', high: '6.4' })).toBe('low');
    expect(flagOf(undefined, { value: '6.4', low: '3.9', high: '6.4' })).toBe('normal');
  });
  test('without a range nobody judges', () => expect(flagOf(undefined, { value: '900' })).toBeUndefined());
  test('a zero that was measured is shown', () => {
    const read = readResource(
      '{"resourceType":"Observation","valueQuantity":{"value":1.00,"unit":"mg/L"}}',
    ) as Observation;
    expect(String(read.valueQuantity?.value)).toBe('1.00');
  });
});

describe('the person', () => {
  const patient: Patient = {
    resourceType: 'Patient',
    id: '1',
    name: [
      { use: 'old', text: 'Nguyễn Thị Bông' },
      { use: 'official', text: 'Nguyễn Thị Hoa' },
    ],
    identifier: [{ system: 'http://fhir.ehealth.gov.vn/core/sid/national_id', value: '001188000234' }],
  };

  test('the middle of a number is hidden', () => {
    expect(maskNumber('001188000234')).toBe('001••••••234');
    expect(maskNumber('1234')).toBe('••••');
  });
  test('the name in use is shown, not the old one', () =>
    expect(personOf(patient).name).toBe('Nguyễn Thị Hoa'));
  test('a person without any checked number is provisional', () => {
    expect(personOf(patient).provisional).toBe(false);
    expect(
      personOf({ ...patient, identifier: [{ system: 'urn:sen:temporary-person', value: 'VD-01-1' }] })
        .provisional,
    ).toBe(true);
  });
  test('a card is good through its last day in Việt Nam', () => {
    const card: Coverage = {
      resourceType: 'Coverage',
      status: 'active',
      beneficiary: subject,
      payor: [{ display: 'BHXH' }],
      period: { end: '2026-11-22' },
    };
    expect(insuranceOf([card], patient, new Date('2026-11-22T16:00:00Z')).state).toBe('valid');
    expect(insuranceOf([card], patient, new Date('2026-11-22T17:30:00Z')).state).toBe('ended');
    expect(insuranceOf([], patient, reading.now).state).toBe('not-known');
  });
  test('ABO and Rh measured apart are one blood group', () => {
    const group = (code: string, valueString: string): Observation => ({
      resourceType: 'Observation',
      id: code,
      status: 'final',
      code: { coding: [{ system: codeSystem.loinc, code }] },
      valueString,
      effectiveDateTime: '2024-01-02',
    });
    expect(bloodOf([group('883-9', 'O'), group('10331-7', 'Rh dương')], reading)?.group).toBe('O Rh dương');
  });
});
