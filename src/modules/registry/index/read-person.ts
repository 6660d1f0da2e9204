import type { Patient } from '@medplum/fhirtypes';
import { homeReader, type HomeReader } from '#kernel/matching/homes.ts';
import { featuresOf, type PersonFeatures } from '#kernel/matching/person-features.ts';
import { traitsOfPatient } from '#kernel/matching/traits-of-patient.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';

let reader: Promise<HomeReader> | undefined;

/** Makes Patients comparable; the lists of communes are opened with the first. */
export function loadHomeReader(): Promise<HomeReader> {
  reader ??= loadCommunes().then(homeReader);
  return reader;
}

/** What a Patient is compared by. */
export async function featuresOfPatient(patient: Patient): Promise<PersonFeatures> {
  return featuresOf(traitsOfPatient(patient), await loadHomeReader());
}

/** A record that was joined to another is found through the other one; what bears no name, day or number cannot be found at all. */
export function isFindable(patient: Patient): boolean {
  return !(patient.link ?? []).some(({ type }) => type === 'replaced-by');
}
