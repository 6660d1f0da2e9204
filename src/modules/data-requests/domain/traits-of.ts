import type { Patient } from '@medplum/fhirtypes';
import { oldProvinces, provinces } from '#kernel/vietnam/provinces.ts';
import { birthYear } from './de-identify.ts';
import type { Traits } from './small-groups.ts';

const codeOfName: ReadonlyMap<string, string> = new Map([
  ...[...oldProvinces.values()].map(({ name, newCode }) => [name, newCode] as const),
  ...[...provinces.values()].map(({ name, code }) => [name, code] as const),
]);

/** Names under which addresses write the province of this code, of today and of before the merger of 2025. */
export function namesOfProvince(code: string): readonly string[] {
  return [...codeOfName].flatMap(([name, of]) => (of === code ? [name] : []));
}

/** What of a person could tell who she is: sex, year of birth and the province (as of today) where she lives. */
export function traitsOf(patient: Patient, now: Date): Traits {
  const address = patient.address?.find(({ use }) => use === 'home') ?? patient.address?.[0];
  return {
    sex: patient.gender ?? '',
    birth: birthYear(patient.birthDate, now),
    province: codeOfName.get(address?.state ?? '') ?? '',
  };
}
