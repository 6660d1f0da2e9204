import type {
  Composition,
  Encounter,
  MedicationRequest,
  Organization,
  Patient,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { ageOn, showAge } from '#kernel/display/show-age.ts';
import { showDay } from '#kernel/display/show-date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';

/** What a paper about one visit is made of. */
export interface VisitPapers {
  readonly person: Patient;
  readonly visit: Encounter;
  readonly station: Pick<Organization, 'name'> | undefined;
  /** Everything of the visit. */
  readonly lines: readonly Resource[];
  readonly by: string;
  readonly now: Date;
}

/** A prescription or a letter as words, ready for paper. */
export interface Slip {
  readonly title: string;
  readonly station: string;
  /** Of the visit. */
  readonly code: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly parts: readonly { readonly title: string; readonly text: string }[];
  readonly lines: readonly { readonly name: string; readonly dose: string; readonly quantity: string }[];
  readonly below: readonly string[];
  readonly day: string;
  readonly signer: string;
  readonly signhint: string;
  readonly by: string;
  readonly footer: string;
}

function common({ person, visit, station, by, now }: VisitPapers) {
  const number = (system: string): string =>
    person.identifier?.find((one) => one.system === system && one.use !== 'old')?.value ?? '';
  const at = visit.period?.start === undefined ? now : new Date(visit.period.start);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ['Họ tên', person.name?.[0]?.text ?? ''],
    ['Ngày sinh', `${showDay(person.birthDate)} (${showAge(ageOn(person.birthDate, at), 'vi')})`],
    ['Giới', person.gender === 'male' ? 'Nam' : person.gender === 'female' ? 'Nữ' : ''],
    ['Số định danh', number(identifierSystem.personalNumber)],
    ['Thẻ BHYT', number(identifierSystem.insuranceCard)],
    ['Địa chỉ', person.address?.find(({ use }) => use !== 'old')?.text ?? ''],
  ];
  return {
    station: station?.name ?? '',
    code: visit.id ?? '',
    facts: facts.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value })),
    day: `Ngày ${showDay(at.toISOString())}`,
    by,
    signhint: '(Ký, ghi rõ họ tên)',
    footer: `Sen · ${showDay(now.toISOString())}`,
  };
}

function diagnosisOf(lines: readonly Resource[]): string {
  return lines
    .flatMap((one) => {
      if (one.resourceType !== 'Condition') return [];
      const code = one.code?.coding?.[0]?.code;
      return [`${one.code?.text ?? ''}${code === undefined ? '' : ` (${code})`}`];
    })
    .join('; ');
}

/** What was measured, pairs of a pressure as one. */
function measuresOf(lines: readonly Resource[]): string {
  return lines
    .flatMap((one): string[] => {
      if (one.resourceType !== 'Observation') return [];
      const pair = one.component
        ?.map(({ valueQuantity }) => valueQuantity?.value)
        .filter((n) => n !== undefined);
      if (pair !== undefined && pair.length === 2) return [`${one.code.text ?? ''} ${pair.join('/')} mmHg`];
      const { value, unit } = one.valueQuantity ?? {};
      return value === undefined
        ? []
        : [`${one.code.text ?? ''} ${String(value).replace('.', ',')} ${unit ?? ''}`];
    })
    .join('; ');
}

/**
 * The prescription of a visit; undefined where nothing was prescribed. Numbers under ten are written with a zero before them, so that none
 * is added by hand.
 * @source TT 26/2025/TT-BYT on outpatient prescriptions: name, strength, amount, way of use of each drug (layout: own, verify)
 */
export function prescriptionSlip(papers: VisitPapers): Slip | undefined {
  const orders = papers.lines.filter(
    (one): one is MedicationRequest => one.resourceType === 'MedicationRequest',
  );
  if (orders.length === 0) return undefined;
  const next = papers.lines.find(({ resourceType }) => resourceType === 'Appointment');
  const nextDay = next?.resourceType === 'Appointment' ? showDay(next.start) : '';
  return {
    ...common(papers),
    title: 'Đơn thuốc',
    parts: [{ title: 'Chẩn đoán', text: diagnosisOf(papers.lines) }],
    lines: orders.map((order) => {
      const { value, unit } = order.dispenseRequest?.quantity ?? {};
      return {
        name: order.medicationCodeableConcept?.text ?? '',
        dose: order.dosageInstruction?.[0]?.text ?? '',
        quantity: value === undefined ? '' : `${value < 10 ? `0${value}` : value} ${unit ?? ''}`,
      };
    }),
    below: [
      `Cộng khoản: ${orders.length < 10 ? '0' : ''}${orders.length}`,
      ...(nextDay === '' ? [] : [`Hẹn khám lại: ${nextDay}`]),
      'Khám lại xin mang theo đơn này.',
    ],
    signer: 'Người kê đơn',
  };
}

/** The letter that goes with somebody who is sent on; undefined where nobody was. */
export function referralSlip(papers: VisitPapers): Slip | undefined {
  const order = papers.lines.find((one): one is ServiceRequest => one.resourceType === 'ServiceRequest');
  const letter = papers.lines.find((one): one is Composition => one.resourceType === 'Composition');
  if (order === undefined || letter === undefined) return undefined;
  const examined = papers.lines.flatMap((one) =>
    one.resourceType === 'Observation' ? (one.valueString ?? []) : [],
  );
  const medicines = papers.lines.flatMap((one) =>
    one.resourceType === 'MedicationRequest' ? (one.medicationCodeableConcept?.text ?? []) : [],
  );
  return {
    ...common(papers),
    title: letter.title,
    parts: [
      { title: 'Kính gửi', text: order.performer?.[0]?.display ?? '' },
      { title: 'Lý do đến khám', text: papers.visit.reasonCode?.[0]?.text ?? '' },
      { title: 'Dấu hiệu sinh tồn', text: measuresOf(papers.lines) },
      { title: 'Khám', text: examined.join('; ') },
      { title: 'Chẩn đoán', text: diagnosisOf(papers.lines) },
      { title: 'Thuốc đã dùng', text: medicines.join('; ') },
      { title: 'Lý do chuyển', text: order.reasonCode?.[0]?.text ?? '' },
    ].filter(({ text }) => text !== ''),
    lines: [],
    below: [],
    signer: 'Người chuyển',
  };
}
