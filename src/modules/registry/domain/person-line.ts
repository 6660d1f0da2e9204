import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { PersonLine } from '../api.ts';

type Person = Patient & { readonly id: string };

/** A person for who reaches her: what a desk needs to greet and to check. */
export function lineWithinReach(patient: Person): PersonLine {
  return {
    ...common(patient),
    name: nameOf(patient),
    birthDate: patient.birthDate,
    place: placeOf(patient),
    number: numberOf(patient),
    inReach: true,
  };
}

/**
 * A person for who does not reach her: enough to ask the person at the desk whether it is her, too little to learn who lives where.
 * @source Law 91/2025/QH15 (no more data than the purpose needs); own rule for what that is here, verify
 */
export function lineBeyondReach(patient: Person): PersonLine {
  return {
    ...common(patient),
    name: initialsOf(nameOf(patient)),
    birthDate: patient.birthDate?.slice(0, 4),
    inReach: false,
  };
}

function common(patient: Person): Pick<PersonLine, 'id' | 'gender' | 'temporary' | 'deceased'> {
  return {
    id: patient.id,
    gender: patient.gender,
    temporary: numberOf(patient, identifierSystem.personalNumber) === undefined,
    deceased: patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined,
  };
}

/** The name in use, or ''. */
export function nameOf({ name }: Patient): string {
  const used = name?.find(({ use }) => use !== 'old') ?? name?.[0];
  return used?.text ?? [used?.family, ...(used?.given ?? [])].filter(Boolean).join(' ');
}

/** 'Nguyễn Thị Lan' as 'N. T. Lan'. */
export function initialsOf(name: string): string {
  const words = name.split(' ').filter(Boolean);
  return words.map((word, at) => (at === words.length - 1 ? word : `${word[0]}.`)).join(' ');
}

function placeOf({ address }: Patient): string | undefined {
  const home = address?.find(({ use, period }) => use !== 'old' && period?.end === undefined);
  return home?.text ?? [home?.city, home?.state].filter(Boolean).join(', ') ?? undefined;
}

const shown = [identifierSystem.personalNumber, identifierSystem.insuranceCard, identifierSystem.temporary];

function numberOf({ identifier }: Patient, only?: string): string | undefined {
  for (const system of only === undefined ? shown : [only]) {
    const found = identifier?.find((one) => one.system === system && one.use !== 'old');
    if (found?.value !== undefined) return found.value;
  }
  return undefined;
}
