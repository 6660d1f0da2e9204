import type { Appointment, Composition, CompositionSection, ServiceRequest } from '@medplum/fhirtypes';
import { dotted } from '#kernel/terminology/icd10.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, dayOf, facilityByCode, optional, timeOf, workerOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';
import { escapeXml } from './notebook.ts';

type Sections = readonly (readonly [field: string, title: string])[];

const dischargePaper: Sections = [
  ['CHAN_DOAN_RV', 'Chẩn đoán ra viện'],
  ['PP_DIEUTRI', 'Phương pháp điều trị'],
  ['NGUYENNHAN_DINHCHI', 'Nguyên nhân đình chỉ thai nghén'],
  ['GHI_CHU', 'Ghi chú'],
];

const recordSummary: Sections = [
  ['CHAN_DOAN_VAO', 'Chẩn đoán vào viện'],
  ['CHAN_DOAN_RV', 'Chẩn đoán ra viện'],
  ['QT_BENHLY', 'Quá trình bệnh lý và diễn biến lâm sàng'],
  ['TOMTAT_KQ', 'Tóm tắt kết quả cận lâm sàng'],
  ['PP_DIEUTRI', 'Phương pháp điều trị'],
  ['GHI_CHU', 'Ghi chú'],
];

/** Discharge paper and record summary. @source QĐ 130/QĐ-BYT 2023, XML7 and XML8 */
export function mapCompositions(visit: TakenVisit, context: MapContext): Composition[] {
  const discharge = linesOf(visit, 'XML7').map((line) =>
    compose(line, 'Giấy ra viện', '18842-5', dischargePaper, visit, context),
  );
  const summary = linesOf(visit, 'XML8').map((line) =>
    compose(line, 'Tóm tắt hồ sơ bệnh án', '34133-9', recordSummary, visit, context),
  );
  return [...discharge, ...summary];
}

function compose(
  line: ClaimLine,
  title: string,
  loinc: string,
  sections: Sections,
  visit: TakenVisit,
  context: MapContext,
): Composition {
  const doctor = workerOf(line.get('MA_BS'), context);
  const section = sections.flatMap(([field, name]): CompositionSection[] => {
    const text = line.get(field);
    return text === undefined ? [] : [{ title: name, text: { status: 'generated', div: narrative(text) } }];
  });
  const date =
    timeOf(line.get('NGAY_CT')) ??
    timeOf(line.get('NGAY_RA')) ??
    timeOf(visit.summary.get('NGAY_RA')) ??
    timeOf(visit.summary.get('NGAY_VAO'));
  return {
    resourceType: 'Composition',
    id: context.id(`Composition/${line.table}`),
    status: 'final',
    type: { coding: [coded(codeSystem.loinc, loinc)], text: title },
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    date: date ?? '',
    author: [doctor ?? { reference: context.facility }],
    custodian: { reference: context.facility },
    title,
    ...(section.length === 0 ? {} : { section }),
  };
}

function narrative(text: string): string {
  const paragraphs = text.split(/\r?\n/).map((line) => `<p>${escapeXml(line)}</p>`);
  return `<div xmlns="http://www.w3.org/1999/xhtml">${paragraphs.join('')}</div>`;
}

/** Referral to another facility. @source QĐ 130/QĐ-BYT 2023 and QĐ 3176/QĐ-BYT 2024, XML13 */
export function mapReferral(visit: TakenVisit, context: MapContext): ServiceRequest[] {
  return linesOf(visit, 'XML13').map((line) => {
    const to = line.get('MA_NOI_DEN') ?? line.get('MA_CSKCB_DEN');
    const code = line.get('MA_BENH_CHINH');
    const notes = [
      'DAU_HIEU_LS',
      'QT_BENHLY',
      'TOMTAT_KQ',
      'PP_DIEUTRI',
      'PP_DIEU_TRI',
      'HUONG_DIEU_TRI',
    ].flatMap((f) => line.get(f) ?? []);
    return {
      resourceType: 'ServiceRequest',
      id: context.id('ServiceRequest/XML13'),
      status: 'active',
      intent: 'order',
      category: [{ text: 'Chuyển cơ sở khám bệnh, chữa bệnh' }],
      code: { text: 'Giấy chuyển cơ sở khám bệnh, chữa bệnh' },
      subject: { reference: context.patient },
      encounter: { reference: `Encounter/${context.id('Encounter')}` },
      ...optional('authoredOn', timeOf(line.get('NGAY_RA')) ?? timeOf(visit.summary.get('NGAY_RA'))),
      requester: workerOf(line.get('MA_BAC_SI'), context) ?? { reference: context.facility },
      ...(to === undefined ? {} : { performer: [facilityByCode(to)] }),
      ...reasons(code, line.get('CHAN_DOAN_RV'), context),
      ...(notes.length === 0 ? {} : { note: notes.map((text) => ({ text })) }),
    };
  });
}

function reasons(
  code: string | undefined,
  text: string | undefined,
  context: MapContext,
): Pick<ServiceRequest, 'reasonCode'> {
  if (code === undefined && text === undefined) return {};
  const name = code === undefined ? undefined : context.diagnosisName(code);
  return {
    reasonCode: [
      {
        ...(code === undefined ? {} : { coding: [coded(codeSystem.icd10, dotted(code), name)] }),
        ...optional('text', text ?? name),
      },
    ],
  };
}

/**
 * Re-examination: the paper names a day, often without an hour, so it is a proposal for that day and not a booked slot.
 * @source QĐ 130/QĐ-BYT 2023, XML14
 */
export function mapAppointment(visit: TakenVisit, context: MapContext): Appointment[] {
  return linesOf(visit, 'XML14').flatMap((line): Appointment[] => {
    const day = dayOf(line.get('NGAY_HEN_KL'));
    if (day === undefined) return [];
    return [
      {
        resourceType: 'Appointment',
        id: context.id('Appointment/XML14'),
        status: 'proposed',
        appointmentType: {
          coding: [coded('http://terminology.hl7.org/CodeSystem/v2-0276', 'FOLLOWUP')],
          text: 'Hẹn khám lại',
        },
        ...reasons(line.get('MA_BENH_CHINH'), line.get('CHAN_DOAN_RV'), context),
        ...optional('created', timeOf(line.get('NGAY_CT'))),
        participant: [
          { actor: { reference: context.patient }, status: 'needs-action' },
          ...participantOf(line, context),
        ],
        requestedPeriod: [{ start: day, end: day }],
      },
    ];
  });
}

function participantOf(line: ClaimLine, context: MapContext): Appointment['participant'] {
  const doctor = workerOf(line.get('MA_BAC_SI'), context);
  return doctor === undefined ? [] : [{ actor: doctor, status: 'accepted' }];
}
