import type {
  Attachment,
  CodeableConcept,
  DiagnosticReport,
  Observation,
  Reference,
  Resource,
  Specimen,
} from '@medplum/fhirtypes';
import type { Segment } from '../message.ts';
import { finding, refuse } from '../rules.ts';
import { readTime } from '../time.ts';
import { readAttachment } from './attachment.ts';
import { readCoded, v2Table } from './codes.ts';
import { orderKey, type OrderGroup } from './groups.ts';
import { compact, type MapContext, type Mapped } from './map-context.ts';
import { mapObservation, type ResultFrame } from './observation.ts';
import { readWorker } from './people.ts';

/** @source HL7 v2 table 0123 (result status) */
const statuses: Readonly<Record<string, DiagnosticReport['status']>> = {
  O: 'registered',
  I: 'registered',
  S: 'registered',
  A: 'partial',
  P: 'preliminary',
  R: 'preliminary',
  C: 'corrected',
  F: 'final',
  X: 'cancelled',
  M: 'preliminary',
  N: 'registered',
  Y: 'unknown',
  Z: 'unknown',
};

/** Sections of v2 table 0074 that are imaging; everything else that answers an order is laboratory. */
const IMAGING = new Set([
  'RAD',
  'RUS',
  'CUS',
  'CT',
  'NMR',
  'NMS',
  'VUS',
  'OUS',
  'RX',
  'XRC',
  'MRI',
  'VR',
  'XR',
  'NRS',
  'DX',
  'US',
  'ECG',
  'EC',
]);

/**
 * One OBR with its results: the report, its observations and its specimens. Observations come first, since the report points to them. `nth`
 * counts the reports of the same order and service in one message.
 */
export function mapReport(
  context: MapContext,
  group: OrderGroup,
  encounter: string | undefined,
  nth = 1,
): Mapped[] {
  const { obr } = group;
  if (obr === undefined) return refuse('segment-missing', { segment: 'OBR' }, 'OBR');
  const code = readCoded(obr.repetitions(4)[0], context.facilityCode);
  if (code === undefined)
    return refuse('field-missing', { segment: 'OBR', sequence: obr.sequence, field: 4 }, 'OBR-4');
  const named =
    orderKey(group) ?? refuse('field-missing', { segment: 'OBR', sequence: obr.sequence, field: 3 }, 'OBR-3');
  // The same order and service twice in one message: two reports, told apart by their place.
  const key = nth === 1 ? named : [...named, String(nth)];
  const given = obr.text(25).toUpperCase();
  const status = given === '' ? undefined : statuses[given];
  if (given !== '' && status === undefined)
    return refuse('status-unknown', { segment: 'OBR', sequence: obr.sequence, field: 25 }, given.slice(0, 4));
  const specimens = group.specimens.map((spm) => mapSpecimen(context, spm, key));
  const section = obr.text(24).toUpperCase();
  const frame: ResultFrame = {
    key,
    encounter,
    specimen: specimens[0] === undefined ? undefined : `Specimen/${specimens[0].resource.id}`,
    category: category(section),
    effective: readTime(obr.text(7))?.dateTime ?? readTime(group.specimens[0]?.text(17) ?? '')?.dateTime,
    issued: readIssued(context, obr),
    status: given,
  };
  const observations = mapResults(context, group, frame);
  const attachments = group.results
    .filter((line) => isAttachment(line.obx))
    .map((line) => readAttachment(line.obx));
  const id = context.derive('DiagnosticReport', ...key);
  const report: DiagnosticReport & { id: string } = {
    ...compact<DiagnosticReport>({
      resourceType: 'DiagnosticReport',
      identifier: [
        ...orderIdentifier(context, group, 3, 'FILL'),
        ...orderIdentifier(context, group, 2, 'PLAC'),
      ],
      status: status ?? statusFromResults(observations.map((one) => one.resource)),
      category: section === '' ? [] : [{ coding: [{ system: v2Table('0074'), code: section }] }],
      code,
      subject: { reference: context.patient },
      ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
      ...(frame.effective === undefined ? {} : { effectiveDateTime: frame.effective }),
      issued: frame.issued ?? '',
      performer: [{ reference: context.organization }],
      resultsInterpreter: obr
        .repetitions(32)
        .map((one) => readWorker(one, context.facilityCode))
        .filter((one) => one !== undefined) as NonNullable<DiagnosticReport['resultsInterpreter']>,
      specimen: specimens.map((one) => ({ reference: `Specimen/${one.resource.id}` })),
      result: observations.map((one) => ({ reference: `Observation/${one.resource.id}` })),
      conclusion: group.notes.join('\n'),
      presentedForm: attachments,
    }),
    id,
  };
  return [
    ...specimens,
    ...observations,
    {
      resource: report,
      merge: (current) => mergeReport(current as DiagnosticReport | undefined, report) as Resource,
    },
  ] as Mapped[];
}

/** A later message may bring only what changed: results and documents sent before stay in the report. */
function mergeReport(current: DiagnosticReport | undefined, incoming: DiagnosticReport): DiagnosticReport {
  if (current === undefined) return incoming;
  const known = new Set((incoming.result ?? []).map((one) => one.reference));
  const result = [
    ...(current.result ?? []).filter((one) => !known.has(one.reference)),
    ...(incoming.result ?? []),
  ];
  const sameOrder = sortLike(current.result ?? [], result);
  return compact({
    ...incoming,
    result: sameOrder,
    specimen: incoming.specimen ?? current.specimen ?? [],
    presentedForm: incoming.presentedForm ?? current.presentedForm ?? [],
    conclusion: incoming.conclusion ?? current.conclusion ?? '',
  });
}

/** Keeps the order that the report had, new results behind, so that a resend changes nothing. */
function sortLike(
  before: readonly Reference[],
  all: readonly Reference<Observation>[],
): Reference<Observation>[] {
  const place = new Map(before.map((one, index) => [one.reference, index]));
  return all.toSorted(
    (a, b) => (place.get(a.reference) ?? before.length) - (place.get(b.reference) ?? before.length),
  );
}

function mapResults(context: MapContext, group: OrderGroup, frame: ResultFrame): Mapped<Observation>[] {
  const seen = new Map<string, number>();
  const mapped: Mapped<Observation>[] = [];
  for (const { obx, notes } of group.results) {
    if (isAttachment(obx)) continue;
    // The same code and sub-id twice in one order are two results (two cultures, two readings).
    const same = `${obx.text(3)}\n${obx.text(4)}`;
    const nth = (seen.get(same) ?? 0) + 1;
    seen.set(same, nth);
    mapped.push({ resource: mapObservation(context, obx, notes, frame, nth) });
  }
  return mapped;
}

function isAttachment(obx: Segment): boolean {
  return ['ED', 'RP'].includes(obx.text(2).toUpperCase());
}

function statusFromResults(results: readonly Observation[]): DiagnosticReport['status'] {
  if (results.length === 0) return 'unknown';
  if (results.some((one) => one.status === 'corrected')) return 'corrected';
  if (results.every((one) => one.status === 'final')) return 'final';
  return results.some((one) => one.status === 'final') ? 'partial' : 'preliminary';
}

function category(section: string): CodeableConcept {
  const code = IMAGING.has(section) ? 'imaging' : 'laboratory';
  return { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }] };
}

function readIssued(context: MapContext, obr: Segment): string | undefined {
  const given = obr.text(22);
  if (given === '') return undefined;
  const time = readTime(given);
  if (time === undefined)
    context.warn(finding('time-dropped', { segment: 'OBR', sequence: obr.sequence, field: 22 }));
  return time?.instant;
}

/** Placer's or filler's order number (EI: number ^ namespace ^ OID). */
export function orderIdentifier(context: MapContext, group: OrderGroup, field: 2 | 3, type: 'PLAC' | 'FILL') {
  const from = [group.obr, group.orc].find((segment) => (segment?.text(field) ?? '') !== '');
  if (from === undefined) return [];
  const [value, namespace, oid] = [1, 2, 3].map((at) => from.text(field, at));
  const system = /^\d+(\.\d+)+$/.test(oid ?? '')
    ? `urn:oid:${oid}`
    : `urn:sen:hl7v2-order:${context.facilityCode}${namespace === '' ? '' : `:${encodeURIComponent(namespace ?? '')}`}`;
  return [{ type: { coding: [{ system: v2Table('0203'), code: type }] }, system, value: value ?? '' }];
}

function mapSpecimen(context: MapContext, spm: Segment, key: readonly string[]): Mapped<Specimen> {
  const number = spm.text(2, 1) || spm.text(2, 2);
  const type = readCoded(spm.repetitions(4)[0], context.facilityCode);
  const site = readCoded(spm.repetitions(8)[0], context.facilityCode);
  const collected = readTime(spm.text(17));
  const received = readTime(spm.text(18));
  const id = context.derive(
    'Specimen',
    ...(number === '' ? [...key, String(spm.sequence)] : [number, spm.text(4)]),
  );
  return {
    resource: {
      ...compact<Specimen>({
        resourceType: 'Specimen',
        identifier:
          number === '' ? [] : [{ system: `urn:sen:hl7v2-specimen:${context.facilityCode}`, value: number }],
        ...(type === undefined ? {} : { type }),
        subject: { reference: context.patient },
        receivedTime: received?.dateTime ?? '',
        collection: compact({
          ...(collected === undefined ? {} : { collectedDateTime: collected.dateTime }),
          ...(site === undefined ? {} : { bodySite: site }),
        }),
      }),
      id,
    },
  };
}

/** Attachments of a list of results, for documents. */
export function attachmentsOf(lines: OrderGroup['results']): Attachment[] {
  return lines.filter((line) => isAttachment(line.obx)).map((line) => readAttachment(line.obx));
}
