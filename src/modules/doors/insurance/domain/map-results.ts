import type { CodeableConcept, DiagnosticReport, Observation, Quantity } from '@medplum/fhirtypes';
import { findLabTest } from '#kernel/terminology/lab-tests.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, optional, plainCode, timeOf, workerOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';
import { measuredValue } from './result-value.ts';

const categories: Readonly<Record<string, readonly [report: string, observation: string]>> = {
  '1': ['LAB', 'laboratory'],
  '2': ['RAD', 'imaging'],
  '3': ['OTH', 'procedure'],
};

/**
 * Results: one report for the lines of a service that were signed at one time, one observation for each value.
 * @source QĐ 130/QĐ-BYT 2023, XML4
 */
export function mapResults(visit: TakenVisit, context: MapContext): (DiagnosticReport | Observation)[] {
  const services = new Map(linesOf(visit, 'XML3').map((line) => [line.get('MA_DICH_VU'), line]));
  const reports = Map.groupBy(
    linesOf(visit, 'XML4'),
    (line) => `${line.get('MA_DICH_VU') ?? line.key}/${line.get('NGAY_KQ') ?? ''}`,
  );
  return [...reports].flatMap(([key, lines]) => {
    const service = services.get(lines[0]?.get('MA_DICH_VU'));
    const observations = lines
      .filter((line) => line.get('GIA_TRI') !== undefined)
      .map((line) => mapValue(line, service, visit, context));
    return [...observations, mapReport(key, lines, service, observations, visit, context)];
  });
}

function categoryOf(service: ClaimLine | undefined, lines: readonly ClaimLine[]) {
  const group = service === undefined ? undefined : categories[plainCode(service.get('MA_NHOM') ?? '')];
  return (
    group ??
    categories[lines.some((line) => line.get('GIA_TRI') !== undefined) ? '1' : '3'] ?? ['OTH', 'procedure']
  );
}

function mapReport(
  key: string,
  lines: readonly ClaimLine[],
  service: ClaimLine | undefined,
  observations: readonly Observation[],
  visit: TakenVisit,
  context: MapContext,
): DiagnosticReport {
  const first = lines[0];
  const time =
    timeOf(first?.get('NGAY_KQ')) ??
    timeOf(visit.summary.get('NGAY_RA')) ??
    timeOf(visit.summary.get('NGAY_VAO'));
  const texts = lines
    .flatMap((line) => [line.get('MO_TA'), line.get('KET_LUAN')])
    .filter((text) => text !== undefined);
  const reader = workerOf(first?.get('MA_BS_DOC_KQ'), context);
  return {
    resourceType: 'DiagnosticReport',
    id: context.id(`DiagnosticReport/${key}`),
    ...optional('basedOn', service === undefined ? undefined : basedOn(service, context)),
    status: 'final',
    category: [
      { coding: [coded('http://terminology.hl7.org/CodeSystem/v2-0074', categoryOf(service, lines)[0])] },
    ],
    code: reportCode(first, service),
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    ...optional('effectiveDateTime', time),
    ...(time !== undefined && time.length > 10 ? { issued: time } : {}),
    performer: [{ reference: context.facility }],
    ...(reader === undefined ? {} : { resultsInterpreter: [reader] }),
    ...(observations.length === 0
      ? {}
      : { result: observations.map((o) => ({ reference: `Observation/${o.id ?? ''}` })) }),
    ...(texts.length === 0 ? {} : { conclusion: texts.join('\n') }),
  };
}

/** The order exists as a resource only where its cost group is an examination. */
function basedOn(service: ClaimLine, context: MapContext): { reference: string }[] | undefined {
  return categories[plainCode(service.get('MA_NHOM') ?? '')] === undefined
    ? undefined
    : [{ reference: `ServiceRequest/${context.id(`ServiceRequest/${service.key}`)}` }];
}

function reportCode(line: ClaimLine | undefined, service: ClaimLine | undefined): CodeableConcept {
  const code = line?.get('MA_DICH_VU');
  const name = service?.get('TEN_DICH_VU') ?? line?.get('TEN_CHI_SO');
  return {
    ...(code === undefined ? {} : { coding: [coded(codeSystem.service, code, name)] }),
    text: name ?? code ?? 'Kết quả cận lâm sàng',
  };
}

function mapValue(
  line: ClaimLine,
  service: ClaimLine | undefined,
  visit: TakenVisit,
  context: MapContext,
): Observation {
  const text = line.get('GIA_TRI') ?? '';
  const measured = measuredValue(text);
  const worker = workerOf(line.get('MA_BS_DOC_KQ'), context);
  const performer = worker === undefined ? { reference: context.facility } : worker;
  const note = line.get('MO_TA');
  return {
    resourceType: 'Observation',
    id: context.id(`Observation/XML4/${line.key}`),
    status: 'final',
    category: [
      {
        coding: [
          coded('http://terminology.hl7.org/CodeSystem/observation-category', categoryOf(service, [line])[1]),
        ],
      },
    ],
    code: indexOf(line, service),
    subject: { reference: context.patient },
    encounter: { reference: `Encounter/${context.id('Encounter')}` },
    ...optional('effectiveDateTime', timeOf(line.get('NGAY_KQ')) ?? timeOf(visit.summary.get('NGAY_VAO'))),
    performer: [performer],
    ...(measured === undefined ? { valueString: text } : { valueQuantity: { ...measured, ...unitOf(line) } }),
    ...(note === undefined ? {} : { note: [{ text: note }] }),
  };
}

/** What was measured: the index code of the claim, and LOINC where the name can mean only one test. */
function indexOf(line: ClaimLine, service: ClaimLine | undefined): CodeableConcept {
  const index = line.get('MA_CHI_SO');
  const code = line.get('MA_DICH_VU');
  const name = line.get('TEN_CHI_SO');
  const test = findLabTest({ name });
  const coding = [
    ...(test === undefined ? [] : [coded(codeSystem.loinc, test.loinc, test.vi)]),
    ...(index === undefined ? [] : [coded(codeSystem.labIndex, index, name)]),
    ...(index === undefined && code !== undefined
      ? [coded(codeSystem.service, code, service?.get('TEN_DICH_VU'))]
      : []),
  ];
  return {
    ...(coding.length === 0 ? {} : { coding }),
    text: name ?? service?.get('TEN_DICH_VU') ?? index ?? code ?? 'Chỉ số',
  };
}

/** The unit as given; its UCUM code where the two are letter for letter the same. */
function unitOf(line: ClaimLine): Pick<Quantity, 'unit' | 'system' | 'code'> {
  const unit = line.get('DON_VI_DO');
  if (unit === undefined) return {};
  const test = findLabTest({ name: line.get('TEN_CHI_SO') });
  return test !== undefined && test.ucum === unit ? { unit, system: codeSystem.ucum, code: unit } : { unit };
}
