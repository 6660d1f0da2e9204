import type { Observation } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { kindOfCode, kindsOfReading } from './reading.ts';
import { ownMark } from './own-mark.ts';

/** A line of the record as a reading; undefined for what is none, or counts no more. */
export function showReading(observation: Observation) {
  const { code, component = [], valueQuantity, effectiveDateTime, status, device, meta } = observation;
  if (status === 'entered-in-error' || status === 'cancelled' || effectiveDateTime === undefined)
    return undefined;
  const kind = kindOfCode(codeIn(code));
  if (kind === undefined) return undefined;
  const { loincs, panel, ucum } = kindsOfReading[kind];
  const values =
    panel === undefined
      ? [valueQuantity?.value]
      : loincs.map((loinc) => component.find((one) => codeIn(one.code) === loinc)?.valueQuantity?.value);
  if (values.some((value) => value === undefined)) return undefined;
  const unit = panel === undefined ? (valueQuantity?.code ?? ucum) : ucum;
  return {
    id: observation.id ?? '',
    kind,
    values: values.map(Number),
    unit,
    at: effectiveDateTime,
    own: meta?.tag?.some(({ system }) => system === ownMark.system) === true,
    ...(device?.display !== undefined && { device: device.display }),
  };
}

function codeIn(concept: Observation['code'] | undefined): string | undefined {
  return concept?.coding?.find(({ system }) => system === codeSystem.loinc)?.code;
}
