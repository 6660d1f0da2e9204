import type { Coding, Condition, Encounter } from '@medplum/fhirtypes';
import { lookup } from '#kernel/terminology/lookup.ts';
import { dotted } from '#kernel/terminology/icd10.ts';
import { codeSystem, recordNumberSystem, visitKeySystem } from '#kernel/vietnam/identifier-systems.ts';
import { splitJoined } from '#kernel/vietnam/insurance-card.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, concept, facilityByCode, licences, optional, plainCode, timeOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';

/** Kind of care -> class of encounter. @source QĐ 1804/QĐ-BYT 2026 (kinds 01-16); HL7 v3 ActEncounterCode */
const classes: Readonly<Record<string, readonly [string, string]>> = {
  '03': ['IMP', 'inpatient encounter'],
  '04': ['SS', 'short stay'],
  '06': ['SS', 'short stay'],
  '09': ['SS', 'short stay'],
  '11': ['FLD', 'field'],
  '12': ['HH', 'home health'],
  '14': ['VR', 'virtual'],
};

/** Way of leaving -> discharge disposition; the claim code stands beside it. */
const dispositions: Readonly<Record<string, string>> = {
  '1': 'home',
  '2': 'other-hcf',
  '3': 'aadvice',
  '4': 'aadvice',
  '5': 'other-hcf',
};

/** The visit and its diagnoses. @source QĐ 130/QĐ-BYT 2023, XML1 */
export function mapEncounter(visit: TakenVisit, context: MapContext): [Encounter, ...Condition[]] {
  const { summary } = visit;
  const conditions = mapConditions(visit, context);
  const start = timeOf(summary.get('NGAY_VAO'));
  const end = endOf(summary);
  const isOver = summary.table === 'XML1';
  const encounter: Encounter = {
    resourceType: 'Encounter',
    id: context.id('Encounter'),
    identifier: [
      { system: visitKeySystem(visit.facility), value: visit.key },
      ...optionalList(summary.get('MA_HSBA'), (value) => ({
        system: recordNumberSystem(visit.facility),
        value,
      })),
    ],
    status: isOver ? 'finished' : 'in-progress',
    class: classOf(summary),
    ...optional('type', kindOf(summary)),
    ...optional(
      'serviceType',
      concept([codeOf(codeSystem.department, splitJoined(summary.get('MA_KHOA') ?? '')[0])]),
    ),
    subject: { reference: context.patient },
    participant: participants(visit, context),
    period: { ...optional('start', start), ...optional('end', end) },
    ...optional('length', lengthOf(summary, start, end)),
    ...optional('reasonCode', listOf(concept([], summary.get('LY_DO_VV') ?? summary.get('LY_DO_VNT')))),
    ...optional('diagnosis', diagnoses(conditions)),
    hospitalization: hospitalization(summary),
    serviceProvider: { reference: context.facility },
  };
  if (encounter.participant?.length === 0) delete encounter.participant;
  if (encounter.hospitalization !== undefined && Object.keys(encounter.hospitalization).length === 0)
    delete encounter.hospitalization;
  return [encounter, ...conditions];
}

/** End of the visit; one that lies before its beginning was put aside by the checks and is not used. */
function endOf(summary: ClaimLine): string | undefined {
  const start = timeOf(summary.get('NGAY_VAO'));
  const end = timeOf(summary.get('NGAY_RA'));
  if (end === undefined || start === undefined) return end;
  return end.slice(0, Math.min(end.length, start.length)) < start.slice(0, Math.min(end.length, start.length))
    ? undefined
    : end;
}

function classOf(summary: ClaimLine): Coding {
  const kind = summary.get('MA_LOAI_KCB')?.padStart(2, '0') ?? '';
  const isEmergency = summary.get('MA_DOITUONG_KCB') === '2' || summary.get('MA_LYDO_VVIEN') === '2';
  const [code, display] = classes[kind] ?? (isEmergency ? ['EMER', 'emergency'] : ['AMB', 'ambulatory']);
  return coded('http://terminology.hl7.org/CodeSystem/v3-ActCode', code, display);
}

function kindOf(summary: ClaimLine) {
  const kind = codeOf(codeSystem.careKind, summary.get('MA_LOAI_KCB')?.padStart(2, '0'));
  const subject = codeOf(codeSystem.careSubject, summary.get('MA_DOITUONG_KCB'));
  const list = [concept([kind], kind?.display), concept([subject])].filter((c) => c !== undefined);
  return list.length === 0 ? undefined : list;
}

/** Everybody who prescribed, ordered or saw the person, once. */
function participants(visit: TakenVisit, context: MapContext): NonNullable<Encounter['participant']> {
  const seen = new Set<string>();
  for (const table of ['XML2', 'XML3'] as const) {
    for (const line of linesOf(visit, table)) {
      for (const licence of licences(line.get('MA_BAC_SI'))) {
        const reference = context.practitioner(licence);
        if (reference !== undefined) seen.add(reference);
      }
    }
  }
  return [...seen].map((reference) => ({ individual: { reference } }));
}

function hospitalization(summary: ClaimLine): NonNullable<Encounter['hospitalization']> {
  const leaving = codeOf(codeSystem.dischargeKind, summary.get('MA_LOAI_RV'));
  const result = codeOf(codeSystem.treatmentResult, summary.get('KET_QUA_DTRI'));
  const hasDied = result?.code === '5' || result?.code === '8';
  const code = hasDied ? 'exp' : leaving?.code === undefined ? undefined : dispositions[leaving.code];
  const standard = codeOf('http://terminology.hl7.org/CodeSystem/discharge-disposition', code);
  const from = summary.get('MA_NOI_DI');
  const to = summary.get('MA_NOI_DEN');
  return {
    ...(from === undefined ? {} : { origin: facilityByCode(from) }),
    ...(to === undefined ? {} : { destination: facilityByCode(to) }),
    ...optional(
      'dischargeDisposition',
      concept([standard, leaving, result], result?.display ?? leaving?.display),
    ),
  };
}

function lengthOf(
  summary: ClaimLine,
  start: string | undefined,
  end: string | undefined,
): Encounter['length'] {
  const days = Number(summary.get('SO_NGAY_DTRI') ?? 0);
  if (days > 0) return { value: days, unit: 'ngày', system: codeSystem.ucum, code: 'd' };
  if (start === undefined || end === undefined || start.length < 16 || end.length < 16) return undefined;
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / 60_000);
  return { value: minutes, unit: 'phút', system: codeSystem.ucum, code: 'min' };
}

function diagnoses(conditions: readonly Condition[]): Encounter['diagnosis'] {
  if (conditions.length === 0) return undefined;
  return conditions.map((condition, i) => ({
    condition: { reference: `Condition/${condition.id ?? ''}` },
    use: { coding: [coded('http://terminology.hl7.org/CodeSystem/diagnosis-role', i === 0 ? 'DD' : 'CM')] },
    rank: i + 1,
  }));
}

/**
 * One Condition for the principal diagnosis and one for each secondary code. The name is that of the code; the text of the claim
 * speaks of all of them together, so it stands only where there is no code.
 */
function mapConditions(visit: TakenVisit, context: MapContext): Condition[] {
  const { summary } = visit;
  const text = summary.get('CHAN_DOAN_RV') ?? summary.get('CHAN_DOAN_VAO');
  const codes = [
    ...splitJoined(summary.get('MA_BENH_CHINH') ?? ''),
    ...splitJoined(summary.get('MA_BENH_KT') ?? ''),
  ].map(dotted);
  const recorded = timeOf(summary.get('NGAY_RA')) ?? timeOf(summary.get('NGAY_VAO'));
  const isCured = summary.get('KET_QUA_DTRI') === '1';
  const make = (key: string, code: string | undefined, name: string | undefined): Condition => ({
    resourceType: 'Condition',
    id: context.id(`Condition/${key}`),
    clinicalStatus: {
      coding: [
        coded('http://terminology.hl7.org/CodeSystem/condition-clinical', isCured ? 'resolved' : 'active'),
      ],
    },
    verificationStatus: {
      coding: [coded('http://terminology.hl7.org/CodeSystem/condition-ver-status', 'confirmed')],
    },
    category: [
      { coding: [coded('http://terminology.hl7.org/CodeSystem/condition-category', 'encounter-diagnosis')] },
    ],
    ...optional(
      'code',
      concept(
        [codeOf(codeSystem.icd10, code, code === undefined ? undefined : context.diagnosisName(code))],
        name,
      ),
    ),
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    ...optional('recordedDate', recorded),
  });
  const unique = [...new Set(codes)];
  if (unique.length === 0) return text === undefined ? [] : [make('text', undefined, text)];
  return unique.map((code, i) =>
    make(code, code, context.diagnosisName(code) ?? (i === 0 ? text : undefined)),
  );
}

function codeOf(system: string, code: string | undefined, display?: string): Coding | undefined {
  if (code === undefined) return undefined;
  const plain =
    system === codeSystem.careKind ? code : system.startsWith('urn:vn:ma-') ? code : plainCode(code);
  return coded(system, plain, display ?? lookup(system, plain)?.vi);
}

function listOf<T>(item: T | undefined): T[] | undefined {
  return item === undefined ? undefined : [item];
}

function optionalList<T, U>(value: T | undefined, map: (value: T) => U): U[] {
  return value === undefined ? [] : [map(value)];
}
