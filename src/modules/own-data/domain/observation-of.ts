import type { Device, Observation, Provenance } from '@medplum/fhirtypes';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { kindsOfReading, type Doubt, type Instrument, type Sample } from './reading.ts';
import { ownMark, tagOf } from './own-mark.ts';

const hl7 = 'http://terminology.hl7.org/CodeSystem';

/** A reference to somebody, with her name. */
export interface Named {
  readonly reference: string;
  readonly display?: string;
}

/** Who writes, and for whom. */
export interface Author {
  readonly patientId: string;
  /** Herself, or the guardian as the child's RelatedPerson. */
  readonly who: Named;
}

/** A reading as a line of the record: hers, in the unit of the record, with what it was measured with. */
export function observationOf(
  id: string,
  sample: Sample,
  judged: { readonly values: readonly number[]; readonly at: string },
  { patientId, who }: Author,
  instrument: Instrument | undefined,
): Observation {
  const { kind, unit, kept, doubts = [] } = sample;
  const { loincs, panel, beside, ucum } = kindsOfReading[kind];
  const notes = [
    ...(unit === ucum ? [] : [`Đo được / measured: ${sample.values.join('/')} ${unit}`]),
    ...doubts.map((doubt) => doubtWords[doubt]),
    ...(kept === undefined ? [] : [kept]),
  ];
  const quantity = (at: number) => ({
    value: judged.values[at]!,
    unit: ucum,
    system: codeSystem.ucum,
    code: ucum,
  });
  return {
    resourceType: 'Observation',
    id,
    meta: tagOf('reading'),
    ...(instrument !== undefined && { contained: [deviceOf(instrument)] }),
    status: 'final',
    category: [{ coding: [{ system: `${hl7}/observation-category`, code: 'vital-signs' }] }],
    code: conceptOf(panel ?? loincs[0], beside),
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: judged.at,
    performer: [who],
    ...(panel === undefined
      ? { valueQuantity: quantity(0) }
      : { component: loincs.map((loinc, at) => ({ code: conceptOf(loinc), valueQuantity: quantity(at) })) }),
    ...(notes.length > 0 && { note: notes.map((text) => ({ text })) }),
    ...(instrument !== undefined && {
      device: { reference: '#device', display: nameOfInstrument(instrument) },
    }),
  };
}

/** What the device said of the measuring, as it stands beside the line for whoever reads it. */
const doubtWords: Readonly<Record<Doubt, string>> = {
  moved: 'Máy báo: cử động khi đo / device: moved while measuring',
  loose: 'Máy báo: vòng quấn lỏng / device: cuff too loose',
  irregular: 'Máy báo: nhịp không đều / device: irregular pulse',
  position: 'Máy báo: tư thế chưa đúng / device: wrong position',
  early: 'Máy báo: số đo sớm / device: early estimate',
  questionable: 'Máy báo: số đo chưa chắc / device: questionable',
};

/** The device lies within the line: it goes where the line goes, is read by whoever reads it, and is erased with it. */
function deviceOf(instrument: Instrument): Device {
  const { maker, model, name } = instrument;
  return {
    resourceType: 'Device',
    id: 'device',
    ...(maker !== undefined && { manufacturer: maker }),
    ...(model !== undefined && { modelNumber: model }),
    ...(name !== undefined && { deviceName: [{ name, type: 'user-friendly-name' }] }),
    note: [{ text: instrument.way }],
  };
}

/** What a reader is told of the instrument. */
export function nameOfInstrument({ way, maker, model, name }: Instrument): string {
  const named = [maker, model].filter((one) => one !== undefined).join(' ');
  return named || name || way;
}

function conceptOf(loinc: string, beside?: string): Observation['code'] {
  const display = findVitalSign(loinc)?.vi;
  return {
    coding: [
      { system: codeSystem.loinc, code: loinc, ...(display !== undefined && { display }) },
      ...(beside === undefined ? [] : [{ system: codeSystem.loinc, code: beside }]),
    ],
    ...(display !== undefined && { text: display }),
  };
}

/** Who wrote these lines, with what, and from which file: one for all that came together. */
export function provenanceOf(
  targets: readonly string[],
  { patientId, who }: Author,
  recorded: Date,
  instruments: readonly Instrument[] = [],
): Provenance {
  const role = (code: string) => ({ coding: [{ system: `${hl7}/provenance-participant-type`, code }] });
  const isHerself = who.reference === `Patient/${patientId}`;
  return {
    resourceType: 'Provenance',
    target: targets.map((reference) => ({ reference })),
    recorded: recorded.toISOString(),
    activity: { coding: [{ system: `${hl7}/v3-DataOperation`, code: 'CREATE' }], text: ownMark.system },
    agent: [
      {
        type: role('author'),
        who,
        ...(!isHerself && { onBehalfOf: { reference: `Patient/${patientId}` } }),
      },
    ],
    ...(instruments.length > 0 && {
      entity: instruments.map((one) => ({
        role: 'source' as const,
        what: { display: nameOfInstrument(one) },
      })),
    }),
  };
}
