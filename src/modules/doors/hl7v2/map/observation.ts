import type { Annotation, CodeableConcept, Observation } from '@medplum/fhirtypes';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Segment } from '../message.ts';
import { finding, refuse } from '../rules.ts';
import { readTime } from '../time.ts';
import { codingSystem, readCoded } from './codes.ts';
import { compact, type MapContext } from './map-context.ts';
import { readWorker } from './people.ts';
import { readReferenceRange, readValue } from './value.ts';

/** What the observation takes from the order it belongs to. */
export interface ResultFrame {
  /** Key of the order inside the facility. */
  readonly key: readonly string[];
  readonly encounter: string | undefined;
  readonly specimen: string | undefined;
  readonly category: CodeableConcept | undefined;
  /** FHIR dateTime used where OBX-14 is empty. */
  readonly effective: string | undefined;
  readonly issued: string | undefined;
  /** Status code of the whole order (OBR-25), used where OBX-11 is empty. */
  readonly status: string;
}

/** @source HL7 v2 table 0085 (observation result status) */
const statuses: Readonly<Record<string, Observation['status']>> = {
  F: 'final',
  P: 'preliminary',
  C: 'corrected',
  X: 'cancelled',
  R: 'preliminary',
  S: 'preliminary',
  I: 'registered',
  O: 'registered',
  D: 'entered-in-error',
  W: 'entered-in-error',
  U: 'final',
  N: 'cancelled',
  B: 'final',
  V: 'final',
  A: 'amended',
};

/** One OBX with its NTE lines. The id follows from order, code and sub-id, so a corrected result (C) updates the very same Observation. */
export function mapObservation(
  context: MapContext,
  obx: Segment,
  notes: readonly string[],
  frame: ResultFrame,
  nth: number,
): Observation & { id: string } {
  const { facilityCode, derive, patient } = context;
  const at = { segment: 'OBX', sequence: obx.sequence };
  const code = readCoded(obx.repetitions(3)[0], facilityCode);
  if (code === undefined) return refuse('field-missing', { ...at, field: 3 }, 'OBX-3');
  const id = derive('Observation', ...frame.key, obx.text(3) || (code.text ?? ''), obx.text(4), String(nth));
  const given = obx.text(11).toUpperCase() || frame.status;
  const status = given === '' ? 'unknown' : statuses[given];
  if (status === undefined) return refuse('status-unknown', { ...at, field: 11 }, given.slice(0, 4));
  const observedAt = readOwnTime(context, obx);
  const range = readReferenceRange(obx);
  const performers = [
    readOrganization(obx),
    ...obx.repetitions(16).map((one) => readWorker(one, facilityCode)),
  ].filter((one) => one !== undefined);
  const effective = observedAt ?? frame.effective;
  return {
    ...compact<Observation>({
      resourceType: 'Observation',
      status,
      category: categoryOf(code, frame),
      code,
      subject: { reference: patient },
      ...(frame.encounter === undefined ? {} : { encounter: { reference: frame.encounter } }),
      ...(effective === undefined ? {} : { effectiveDateTime: effective }),
      issued: frame.issued ?? '',
      performer: performers as NonNullable<Observation['performer']>,
      ...readValue(context, obx),
      interpretation: readInterpretation(context, obx),
      note: notes.map((text): Annotation => ({ text })),
      ...(obx.text(17) === '' ? {} : { method: readCoded(obx.repetitions(17)[0], facilityCode) ?? {} }),
      ...(frame.specimen === undefined ? {} : { specimen: { reference: frame.specimen } }),
      referenceRange: range === undefined ? [] : [range],
    }),
    id,
  };
}

/** A monitor sends vital signs in the same messages as a laboratory its results: the code says which they are. */
function categoryOf(code: CodeableConcept, frame: ResultFrame): CodeableConcept[] {
  const isVital = code.coding?.some(
    (one) => one.system === codeSystem.loinc && findVitalSign(one.code ?? '') !== undefined,
  );
  if (isVital === true) {
    const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
    return [{ coding: [{ system, code: 'vital-signs' }] }];
  }
  return frame.category === undefined ? [] : [frame.category];
}

function readOwnTime(context: MapContext, obx: Segment): string | undefined {
  const given = obx.text(14);
  if (given === '') return undefined;
  const time = readTime(given);
  if (time === undefined)
    context.warn(finding('time-dropped', { segment: 'OBX', sequence: obx.sequence, field: 14 }));
  return time?.dateTime;
}

/** OBX-15 / OBX-23: the laboratory that answers for the result, as words. */
function readOrganization(obx: Segment): { display: string } | undefined {
  const display = obx.text(23) || obx.text(15, 2) || obx.text(15);
  return display === '' ? undefined : { display };
}

/** Codes that v2 table 0078 and FHIR's interpretation list share. @source HL7 v2 table 0078; http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation */
const interpretations = new Set([
  'L',
  'H',
  'LL',
  'HH',
  'LU',
  'HU',
  '<',
  '>',
  'N',
  'A',
  'AA',
  'U',
  'D',
  'B',
  'W',
  'S',
  'R',
  'I',
  'MS',
  'VS',
  'POS',
  'NEG',
  'IND',
  'DET',
  'ND',
  'IE',
  'E',
  'EX',
  'HX',
  'LX',
  'RR',
  'WR',
  'NR',
  'SDD',
  'SYN-R',
  'NCL',
  'NS',
  'IE',
  'CAR',
  'QCF',
  'TOX',
  'EXP',
  'UNE',
]);

function readInterpretation(context: MapContext, obx: Segment): CodeableConcept[] {
  return obx.repetitions(8).flatMap((one): CodeableConcept[] => {
    const code = one.component(1).toUpperCase();
    if (code === '') return [];
    if (interpretations.has(code))
      return [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code }] },
      ];
    return [
      {
        coding: [{ system: codingSystem(one.component(3), context.facilityCode), code: one.component(1) }],
        text: one.component(2) || one.component(1),
      },
    ];
  });
}
