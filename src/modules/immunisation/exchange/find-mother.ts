import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { ownPatientSystem } from '#platform/record/write/guardian-ties.ts';
import type { Context } from '#platform/context.ts';

/** A baby's key until a number is issued: its mother's number and the order of birth. */
export interface MotherKey {
  readonly number: string;
  readonly birthOrder: number;
}

/** The number in force of somebody. */
export function personalNumberOf({ identifier }: Pick<Patient, 'identifier'>): string | undefined {
  return identifier?.find(({ system, use }) => system === identifierSystem.personalNumber && use !== 'old')
    ?.value;
}

/** The place of a child among those born with it; 1 where nothing is said. */
export function birthOrderOf({ multipleBirthInteger }: Pick<Patient, 'multipleBirthInteger'>): number {
  return multipleBirthInteger ?? 1;
}

const mothers: ReadonlySet<string> = new Set(['MTH', 'NMTH']);

function isMother({ relationship, active }: RelatedPerson): boolean {
  return (
    active !== false &&
    relationship?.some(({ coding }) => coding?.some(({ code }) => mothers.has(code ?? ''))) === true
  );
}

/** The mother of somebody who has no number of her own; undefined where the record names none with a number. */
export async function findMother({ record }: Context, patient: Patient): Promise<MotherKey | undefined> {
  if (personalNumberOf(patient) !== undefined || patient.id === undefined) return undefined;
  const page = await record.search('RelatedPerson', `patient=${patient.id}&_count=50`);
  const kin = page.matches.map(({ text }) => JSON.parse(text) as RelatedPerson).filter(isMother);
  for (const { identifier = [] } of kin) {
    const own = identifier.find(({ system }) => system === ownPatientSystem)?.value;
    const mother =
      own === undefined ? undefined : (JSON.parse((await record.read('Patient', own)).text) as Patient);
    const number =
      (mother === undefined ? undefined : personalNumberOf(mother)) ?? personalNumberOf({ identifier });
    if (number !== undefined) return { number, birthOrder: birthOrderOf(patient) };
  }
  return undefined;
}

/** Ids of the children of whoever holds a number, as far as the record names the mother. */
export async function childrenOf({ record }: Context, motherNumber: string): Promise<string[]> {
  const token = encodeURIComponent(`${identifierSystem.personalNumber}|${motherNumber}`);
  const holders = (await record.search('Patient', `identifier=${token}&_count=5`)).matches.map(
    ({ id }) => id,
  );
  const keys = [token, ...holders.map((id) => encodeURIComponent(`${ownPatientSystem}|${id}`))].join(',');
  const page = await record.search('RelatedPerson', `identifier=${keys}&_count=50`);
  const kin = page.matches.map(({ text }) => JSON.parse(text) as RelatedPerson).filter(isMother);
  return [...new Set(kin.flatMap(({ patient }) => patient.reference?.split('/')[1] ?? []))];
}
