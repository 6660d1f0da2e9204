import type { CodeableConcept, Coding, Organization, Practitioner, Reference } from '@medplum/fhirtypes';
import { isDateRefusal, parseClaimTime } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { splitJoined } from '#kernel/vietnam/insurance-card.ts';
import type { Communes } from '#kernel/vietnam/communes.ts';

/** What the mapping of a visit is told; all of it decided before, so that mapping is pure. */
export interface MapContext {
  /** Id of the resource that stands for `key` in this visit: the same key gives the same id whenever the visit is sent. */
  readonly id: (key: string) => string;
  /** 'Patient/<id>' */
  readonly patient: string;
  /** 'Organization/<id>' of the facility that treated. */
  readonly facility: string;
  /** 'Practitioner/<id>' by licence number. */
  readonly practitioner: (licence: string) => string | undefined;
  /** Vietnamese name of an ICD-10 code. */
  readonly diagnosisName: (code: string) => string | undefined;
  readonly communes: Communes;
  /** Id of the stored source. */
  readonly sourceId: string;
}

export function coded(system: string, code: string, display?: string): Coding {
  return { system, code, ...(display === undefined ? {} : { display }) };
}

/** A concept from a code, a text, or both; undefined where there is neither. */
export function concept(coding: readonly (Coding | undefined)[], text?: string): CodeableConcept | undefined {
  const codes = coding.filter((c) => c !== undefined);
  if (codes.length === 0 && text === undefined) return undefined;
  return { ...(codes.length === 0 ? {} : { coding: codes }), ...(text === undefined ? {} : { text }) };
}

/** FHIR dateTime of a claim moment; undefined where there is none. */
export function timeOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const time = parseClaimTime(value);
  return isDateRefusal(time) ? undefined : time.value;
}

/** FHIR date (day) of a claim moment. */
export function dayOf(value: string | undefined): string | undefined {
  return timeOf(value)?.slice(0, 10);
}

/** Licence numbers of a field that may hold several. */
export function licences(value: string | undefined): string[] {
  return value === undefined ? [] : splitJoined(value);
}

/** The first health worker of a field. */
export function workerOf(
  value: string | undefined,
  context: MapContext,
): Reference<Practitioner> | undefined {
  const licence = licences(value)[0];
  const reference = licence === undefined ? undefined : context.practitioner(licence);
  return reference === undefined ? undefined : { reference };
}

/** Another facility, known by its code only: a logical reference, so that nothing is made for a mere mention. */
export function facilityByCode(code: string): Reference<Organization> {
  return {
    type: 'Organization',
    identifier: { system: identifierSystem.facility, value: code },
    display: `Cơ sở KCB ${code}`,
  };
}

/** `{ [name]: value }`, or nothing where there is no value: keeps mappings readable under exact optional types. */
export function optional<const Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [K in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: Value };
}

/** The value of a code without leading zeros ('01' -> '1'). */
export function plainCode(code: string): string {
  return code.replace(/^0+(?=\d)/, '');
}
