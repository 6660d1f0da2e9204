import type { Identifier, Patient } from '@medplum/fhirtypes';
import { facilityOfSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { NumberKind, Person } from '../api.ts';

/** Middle of a number hidden, so that a screen seen over a shoulder gives nothing away: 001187******34. */
export function maskNumber(value: string): string {
  if (value.length <= 4) return '•'.repeat(value.length);
  const head = value.length >= 12 ? 3 : 2;
  return value.slice(0, head) + '•'.repeat(value.length - head - 3) + value.slice(-3);
}

const kinds: readonly (readonly [string, NumberKind])[] = [
  [identifierSystem.personalNumber, 'personal'],
  [identifierSystem.insuranceCard, 'insurance'],
  [identifierSystem.socialInsurance, 'social'],
  [identifierSystem.passport, 'passport'],
  [identifierSystem.oldIdentityCard, 'old-card'],
  [identifierSystem.temporary, 'temporary'],
];

/** What kind of number an identifier is. */
export function numberKind(system: string | undefined): NumberKind {
  const known = kinds.find(([known]) => known === system)?.[1];
  if (known !== undefined) return known;
  return system?.startsWith(identifierSystem.hospitalNumber) ? 'hospital' : 'other';
}

/** Numbers of a person that are still in use. */
export function numbersOf(patient: Patient): { kind: NumberKind; value: string; facility?: string }[] {
  return (patient.identifier ?? []).filter(isInUse).map(({ system, value = '', assigner }) => {
    const facility = assigner?.display ?? (system === undefined ? undefined : facilityOfSystem(system));
    return { kind: numberKind(system), value, ...(facility === undefined ? {} : { facility }) };
  });
}

function isInUse(identifier: Identifier): boolean {
  return identifier.value !== undefined && identifier.use !== 'old' && identifier.period?.end === undefined;
}

/** The name as on her papers: official or usual, text first, family before given as in Việt Nam. */
export function nameOfPatient(patient: Patient): string {
  const names = (patient.name ?? []).filter(({ use }) => use !== 'old');
  const name =
    names.find(({ use }) => use === 'official') ?? names.find(({ use }) => use === 'usual') ?? names[0];
  return (
    name?.text ??
    [name?.family, ...(name?.given ?? [])].filter((part) => part !== undefined && part !== '').join(' ')
  );
}

/** Commune and province are enough to tell two people apart; the street stays in the record. */
export function shortAddress(patient: Patient): string | undefined {
  const address = patient.address?.find(({ use }) => use !== 'old') ?? patient.address?.[0];
  if (!address) return undefined;
  const parts = [address.district, address.city, address.state].filter(
    (part) => part !== undefined && part !== '',
  );
  const text =
    parts.length > 0 ? [...new Set(parts)].join(', ') : address.text?.split(',').slice(-2).join(',').trim();
  return text === undefined || text === '' ? undefined : text;
}

/** A person as the banner shows her. */
export function personOf(patient: Patient): Person {
  const numbers = numbersOf(patient);
  const healthId = numbers.find(({ kind }) => kind === 'personal')?.value;
  const diedAt = patient.deceasedDateTime ?? (patient.deceasedBoolean ? '' : undefined);
  const address = shortAddress(patient);
  return {
    id: patient.id ?? '',
    name: nameOfPatient(patient),
    sex: patient.gender ?? 'unknown',
    provisional:
      numbers.some(({ kind }) => kind === 'temporary') ||
      !numbers.some(
        ({ kind }) => kind === 'personal' || kind === 'insurance' || kind === 'social' || kind === 'passport',
      ),
    ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
    ...(diedAt === undefined ? {} : { diedAt }),
    ...(healthId === undefined ? {} : { healthId: maskNumber(healthId) }),
    ...(address === undefined ? {} : { address }),
  };
}
