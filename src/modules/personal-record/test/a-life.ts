import { randomUUID } from 'node:crypto';
import type { Observation, Resource } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { TestPlatform } from '#platform/testing/start-platform.ts';
import { coded, glucose, hl7, result, story, type Measured, type Pointer } from './story.ts';

function pressure(
  to: { subject: Pointer; encounter?: Pointer; performer: Pointer[] },
  at: string,
  systolic: number,
  diastolic: number,
): Observation {
  const part = (code: string, value: number) => ({
    code: { coding: [{ system: codeSystem.loinc, code }] },
    valueQuantity: { value, unit: 'mmHg', system: codeSystem.ucum, code: 'mm[Hg]' },
  });
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: `${hl7}/observation-category`, code: 'vital-signs' }] }],
    code: { coding: [{ system: codeSystem.loinc, code: '85354-9' }] },
    ...to,
    effectiveDateTime: at,
    component: [part('8480-6', systolic), part('8462-4', diastolic)],
  };
}

const hba1c = {
  code: { coding: [{ system: codeSystem.loinc, code: '4548-4' }], text: 'Định lượng HbA1c [Máu]' },
  unit: '%',
  low: 4,
  high: 6,
};

/** Chị Hoa's life: type 2 diabetes followed for four years, an allergy, a hospital stay, vaccines, papers, what she measured herself. */
export async function writeHoasLife(sen: TestPlatform): Promise<void> {
  const people = await sen.people();
  const subject: Pointer = { reference: `Patient/${people.hoa.patientId}` };
  const station: Pointer = { reference: `Organization/${people.station}` };
  const hospital: Pointer = { reference: `Organization/${people.hospital}` };
  const { record } = sen.context();
  const patient = JSON.parse((await record.read('Patient', people.hoa.patientId)).text) as Resource & {
    resourceType: 'Patient';
  };
  await record.update({
    ...patient,
    identifier: [
      { system: identifierSystem.personalNumber, value: '001188000234' },
      { system: identifierSystem.insuranceCard, value: 'GD4010123456789' },
    ],
    address: [{ use: 'home', text: 'Tổ 5, phường Sen, Hà Nội', district: 'Phường Sen', city: 'Hà Nội' }],
  });
  const life = story();
  for (const [year, months] of [
    [2023, [2, 5, 8, 11]],
    [2024, [2, 5, 8, 11]],
    [2025, [2, 5, 8, 11]],
    [2026, [2, 5, 8]],
  ] as const)
    for (const month of months) {
      const at = `${year}-${String(month).padStart(2, '0')}-14T08:15:00+07:00`;
      const encounter = life.add({
        resourceType: 'Encounter',
        status: 'finished',
        class: { system: `${hl7}/v3-ActCode`, code: 'AMB' },
        subject,
        period: { start: at, end: at.replace('08:15', '09:40') },
        serviceProvider: station,
        reasonCode: [{ text: 'Tái khám đái tháo đường' }],
      });
      const to = { subject, encounter, performer: [station] };
      life.add({
        resourceType: 'Condition',
        clinicalStatus: coded(`${hl7}/condition-clinical`, 'active', 'Đang mắc'),
        category: [{ coding: [{ system: `${hl7}/condition-category`, code: 'encounter-diagnosis' }] }],
        code: coded(codeSystem.icd10, 'E11.9', 'Bệnh đái tháo đường típ 2, chưa có biến chứng'),
        subject,
        encounter,
        recordedDate: at,
      });
      life.add(pressure(to, at, 118 + ((year + month) % 5) * 6, 74 + (month % 4) * 3));
      life.add(
        result(
          to,
          at,
          {
            code: { coding: [{ system: codeSystem.loinc, code: '29463-7' }] },
            value: 61 - (year - 2023) * 1.5,
            unit: 'kg',
          },
          'vital-signs',
        ),
      );
      life.add(
        result(to, at, {
          ...glucose,
          value: Number((9.1 - (year - 2023) * 0.8 + (month % 3) * 0.4).toFixed(1)),
        }),
      );
      if (month === 2 || month === 8)
        life.add(result(to, at, { ...hba1c, value: Number((8.4 - (year - 2023) * 0.5).toFixed(1)) }));
      life.add({
        resourceType: 'MedicationRequest',
        status: 'completed',
        intent: 'order',
        medicationCodeableConcept: { text: 'Metformin hydroclorid 850 mg' },
        subject,
        encounter,
        authoredOn: at,
        requester: station,
        dosageInstruction: [{ text: 'Ngày uống 2 lần, mỗi lần 1 viên sau ăn sáng và tối' }],
        dispenseRequest: {
          expectedSupplyDuration: { value: 30, unit: 'ngày', system: codeSystem.ucum, code: 'd' },
        },
      });
    }
  life.add({
    resourceType: 'AllergyIntolerance',
    clinicalStatus: { coding: [{ system: `${hl7}/allergyintolerance-clinical`, code: 'active' }] },
    verificationStatus: { coding: [{ system: `${hl7}/allergyintolerance-verification`, code: 'confirmed' }] },
    type: 'allergy',
    category: ['medication'],
    criticality: 'high',
    code: { text: 'Penicilin' },
    patient: subject,
    recordedDate: '2019-06-02',
    reaction: [{ manifestation: [{ text: 'Phát ban, khó thở' }], severity: 'severe' }],
  });
  addStay(life, subject, hospital, { reference: `Practitioner/${people.minh.practitionerId}` });
  life.add({
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: { text: 'Vắc xin cúm mùa' },
    patient: subject,
    occurrenceDateTime: '2025-10-03',
    performer: [{ actor: station }],
    lotNumber: 'CU25-118',
    protocolApplied: [{ doseNumberPositiveInt: 1 }],
  });
  life.add(pressure({ subject, performer: [subject] }, '2026-11-20T06:30:00+07:00', 132, 84));
  life.add({
    resourceType: 'Coverage',
    status: 'active',
    beneficiary: subject,
    payor: [{ display: 'Bảo hiểm xã hội Việt Nam' }],
    subscriberId: 'GD4010123456789',
    period: { start: '2026-01-01', end: '2026-12-31' },
  });
  await record.bundle(life.bundle());
}

function addStay(life: ReturnType<typeof story>, subject: Pointer, hospital: Pointer, signer: Pointer): void {
  const at = '2026-11-09T09:20:00+07:00';
  const encounter = life.add({
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: `${hl7}/v3-ActCode`, code: 'IMP' },
    subject,
    period: { start: at, end: '2026-11-12T10:00:00+07:00' },
    serviceProvider: hospital,
    reasonCode: [{ text: 'Sốt cao, đau hông lưng phải ba ngày' }],
    participant: [{ individual: signer }],
  });
  const to = { subject, encounter, performer: [hospital] };
  const diagnosis = life.add({
    resourceType: 'Condition',
    clinicalStatus: { coding: [{ system: `${hl7}/condition-clinical`, code: 'active' }] },
    category: [{ coding: [{ system: `${hl7}/condition-category`, code: 'encounter-diagnosis' }] }],
    code: coded(codeSystem.icd10, 'N10', 'Viêm ống kẽ thận cấp tính'),
    subject,
    encounter,
    recordedDate: at,
  });
  const tests: readonly Measured[] = [
    {
      code: { text: 'Số lượng bạch cầu (WBC)', coding: [{ system: codeSystem.loinc, code: '6690-2' }] },
      value: 15.2,
      unit: '10*9/L',
      low: 4,
      high: 10,
    },
    {
      code: { text: 'Hemoglobin (Hb)', coding: [{ system: codeSystem.loinc, code: '718-7' }] },
      value: 124,
      unit: 'g/L',
      low: 120,
      high: 150,
    },
    {
      code: { text: 'Định lượng Creatinin (máu)', coding: [{ system: codeSystem.loinc, code: '14682-9' }] },
      value: 71,
      unit: 'umol/L',
      low: 53,
      high: 97,
    },
    { ...glucose, value: 8.6 },
    {
      code: { text: 'Định lượng CRP', coding: [{ system: codeSystem.loinc, code: '1988-5' }] },
      value: 48.5,
      unit: 'mg/L',
      high: 5,
    },
  ];
  const results = tests.map((test) => life.add(result(to, '2026-11-09T10:05:00+07:00', test)));
  life.add(
    result(
      to,
      at,
      { code: { coding: [{ system: codeSystem.loinc, code: '8310-5' }] }, value: 39.2, unit: 'Cel' },
      'vital-signs',
    ),
  );
  addBedside(life, subject, hospital);
  life.add({
    resourceType: 'DiagnosticReport',
    status: 'final',
    code: { text: 'Siêu âm ổ bụng' },
    ...to,
    effectiveDateTime: '2026-11-09T11:00:00+07:00',
    conclusion: 'Thận phải tăng kích thước nhẹ, không sỏi, không ứ nước. Các tạng khác chưa thấy bất thường.',
  });
  const medicine = (text: string, dose: string, days: number) =>
    life.add({
      resourceType: 'MedicationRequest',
      status: 'completed',
      intent: 'order',
      medicationCodeableConcept: { text },
      subject,
      encounter,
      authoredOn: '2026-11-12',
      requester: hospital,
      dosageInstruction: [{ text: dose }],
      dispenseRequest: {
        expectedSupplyDuration: { value: days, unit: 'ngày', system: codeSystem.ucum, code: 'd' },
      },
    });
  const drugs = [
    medicine('Cefuroxim 500 mg', 'Ngày uống 2 lần, mỗi lần 1 viên sau ăn', 14),
    medicine('Metformin hydroclorid 850 mg', 'Ngày uống 2 lần, mỗi lần 1 viên sau ăn sáng và tối', 30),
    medicine('Paracetamol 500 mg', 'Uống 1 viên khi sốt trên 38,5 °C, cách nhau ít nhất 6 giờ', 5),
  ];
  const paper = life.add({
    resourceType: 'Composition',
    status: 'final',
    type: coded(codeSystem.loinc, '18842-5', 'Giấy ra viện'),
    subject,
    encounter,
    date: '2026-11-12T10:00:00+07:00',
    author: [hospital],
    title: 'Giấy ra viện',
    section: [
      {
        title: 'Lời dặn của bác sĩ',
        text: {
          status: 'generated',
          div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>Uống đủ 14 ngày kháng sinh, uống nhiều nước.</p><p>Tái khám sau một tuần hoặc ngay khi sốt lại.</p></div>',
        },
      },
    ],
  });
  life.add({
    resourceType: 'DocumentReference',
    status: 'current',
    type: { text: 'Kết quả siêu âm' },
    subject,
    date: '2026-11-09T11:10:00+07:00',
    custodian: hospital,
    context: { encounter: [encounter] },
    content: [
      {
        attachment: {
          contentType: 'text/plain',
          title: 'sieu-am.txt',
          data: Buffer.from('Siêu âm ổ bụng: thận phải tăng kích thước nhẹ.').toString('base64'),
        },
      },
    ],
  });
  life.add({
    resourceType: 'Provenance',
    target: [encounter, diagnosis, ...results, ...drugs, paper],
    recorded: '2026-11-13T02:10:00Z',
    agent: [{ who: hospital }, { who: signer }],
    entity: [
      {
        role: 'source',
        what: {
          identifier: { system: identifierSystem.source, value: randomUUID() },
          display: 'HS_01915_202611.xml',
        },
      },
    ],
  });
}

/** What a monitor sends: single values of one moment that name neither visit nor maker; only their report names the hospital. */
function addBedside(life: ReturnType<typeof story>, subject: Pointer, hospital: Pointer): void {
  const at = '2026-11-10T06:15:00+07:00';
  const values = [
    ['8480-6', 'Huyết áp tâm thu', 118, 'mmHg'],
    ['8462-4', 'Huyết áp tâm trương', 76, 'mmHg'],
    ['8867-4', 'Mạch', 88, '/min'],
    ['59408-5', 'SpO2', 97, '%'],
  ] as const;
  const results = values.map(([code, text, value, unit]) => {
    const coding = [{ system: codeSystem.loinc, code }];
    return life.add(result({ subject }, at, { code: { coding, text }, value, unit }, 'vital-signs'));
  });
  life.add({
    resourceType: 'DiagnosticReport',
    status: 'final',
    code: { text: 'Dấu hiệu sinh tồn' },
    subject,
    performer: [hospital],
    effectiveDateTime: at,
    result: results,
  });
}
