import type { Immunization, Patient } from '@medplum/fhirtypes';
import { dayOf } from '#kernel/display/show-date.ts';

/** A shot as a card says it. */
export interface CardShot {
  readonly name: string;
  readonly day: string;
  readonly lot?: string;
}

/**
 * The bundle of a card: who, and her shots, with as few words as do.
 * @source SMART Health Cards and Links IG 1.0.0, "FHIR bundle of a health card": short references, no ids, no narrative
 */
export function bundleOf(patient: Patient, shots: readonly Immunization[]): object {
  const name = patient.name?.find(({ use }) => use !== 'old');
  const who = {
    resourceType: 'Patient',
    name: [
      name?.family === undefined ? { text: name?.text ?? '' } : { family: name.family, given: name.given },
    ],
    birthDate: patient.birthDate,
  };
  return {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [who, ...shots.map(shotOf)].map((resource, at) => ({ fullUrl: `resource:${at}`, resource })),
  };
}

const cvx = 'http://hl7.org/fhir/sid/cvx';

function shotOf({ vaccineCode, occurrenceDateTime, lotNumber }: Immunization): object {
  const known = vaccineCode.coding?.find(({ system }) => system === cvx) ?? vaccineCode.coding?.[0];
  const text = vaccineCode.text ?? known?.display;
  return {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: {
      ...(known !== undefined && { coding: [{ system: known.system, code: known.code }] }),
      ...(text !== undefined && { text: text.slice(0, 40) }),
    },
    patient: { reference: 'resource:0' },
    ...(occurrenceDateTime !== undefined && { occurrenceDateTime: dayOf(occurrenceDateTime) }),
    ...(lotNumber !== undefined && { lotNumber: lotNumber.slice(0, 20) }),
  };
}

type Json = Readonly<Record<string, unknown>>;
const table = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a card says of whom; it may have been made by anybody, so nothing is believed. */
export function readBundle(bundle: unknown): {
  readonly name: string;
  readonly birthDate: string;
  readonly shots: readonly CardShot[];
} {
  const resources = list(table(bundle)['entry']).map((entry) => table(table(entry)['resource']));
  const patient = resources.find((one) => one['resourceType'] === 'Patient') ?? {};
  const name = table(list(patient['name'])[0]);
  return {
    name: word(name['text']) || [word(name['family']), ...list(name['given']).map(word)].join(' ').trim(),
    birthDate: word(patient['birthDate']),
    shots: resources
      .filter((one) => one['resourceType'] === 'Immunization')
      .map((one) => {
        const code = table(one['vaccineCode']);
        const first = table(list(code['coding'])[0]);
        const lot = word(one['lotNumber']);
        return {
          name: word(code['text']) || word(first['display']) || word(first['code']),
          day: dayOf(word(one['occurrenceDateTime'])).slice(0, 10),
          ...(lot !== '' && { lot }),
        };
      }),
  };
}
