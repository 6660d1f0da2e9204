import type { Identifier, Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { ClaimedNumber, PersonIdentity } from './person-identity.ts';
import { humanNameOf } from './person-name.ts';

/** Marks a person known without a personal number; the mark goes when the number comes. */
export const provisionalTag = { system: 'urn:sen:person-state', code: 'provisional' } as const;

/** A Patient made from what one message says. */
export function newPatient(id: string, identity: PersonIdentity, numbers: readonly ClaimedNumber[]): Patient {
  const provisional = identity.personalNumber === undefined;
  return {
    ...identity.more,
    resourceType: 'Patient',
    id,
    ...(provisional ? { meta: { tag: [provisionalTag] } } : {}),
    identifier: numbers.map((n) => n.identifier),
    active: true,
    ...(isBlank(identity.name) ? {} : { name: [humanNameOf(identity.name ?? '')] }),
    ...(identity.gender === undefined ? {} : { gender: identity.gender }),
    ...(identity.birthDate === undefined ? {} : { birthDate: identity.birthDate }),
  };
}

/**
 * What a message adds to a known person: numbers not seen before (a former card stays, marked old), a fuller birth date, and what
 * was empty. Nothing known is overwritten. Returns the very same object when there is nothing to add.
 */
export function updatedPatient(
  patient: Patient,
  identity: PersonIdentity,
  numbers: readonly ClaimedNumber[],
): Patient {
  const added: Patient = { ...identity.more, ...patient };
  let changed = Object.keys(added).length > Object.keys(patient).length;
  const identifiers = addNumbers(patient.identifier ?? [], numbers);
  if (identifiers !== undefined) {
    added.identifier = identifiers;
    changed = true;
  }
  if (patient.name === undefined && !isBlank(identity.name)) {
    added.name = [humanNameOf(identity.name ?? '')];
    changed = true;
  }
  if (
    identity.gender !== undefined &&
    (patient.gender === undefined || patient.gender === 'unknown') &&
    identity.gender !== patient.gender
  ) {
    added.gender = identity.gender;
    changed = true;
  }
  if (identity.birthDate !== undefined && isFuller(identity.birthDate, patient.birthDate)) {
    added.birthDate = identity.birthDate;
    changed = true;
  }
  const tags = patient.meta?.tag ?? [];
  if (identity.personalNumber !== undefined && tags.some((t) => t.system === provisionalTag.system)) {
    added.meta = { ...patient.meta, tag: tags.filter((t) => t.system !== provisionalTag.system) };
    if (added.meta.tag?.length === 0) delete added.meta.tag;
    changed = true;
  }
  return changed ? added : patient;
}

function isBlank(name: string | undefined): boolean {
  return name === undefined || name.trim() === '';
}

/** '1990-05-12' is fuller than '1990' when it says the same year. */
function isFuller(date: string, known: string | undefined): boolean {
  return known === undefined || (date.length > known.length && date.startsWith(known));
}

function addNumbers(
  known: readonly Identifier[],
  numbers: readonly ClaimedNumber[],
): Identifier[] | undefined {
  const fresh = numbers.filter(
    (n) => !known.some((i) => i.system === n.identifier.system && i.value === n.identifier.value),
  );
  if (fresh.length === 0) return undefined;
  let all = [...known];
  for (const { identifier } of fresh) {
    if (identifier.system !== identifierSystem.insuranceCard) all.push(identifier);
    else all = withCard(all, identifier);
  }
  return all;
}

/** One current card per social-insurance number: the one whose validity began last. */
function withCard(known: readonly Identifier[], card: Identifier): Identifier[] {
  const number = card.value?.slice(5);
  const start = card.period?.start;
  const rivals = known.filter(
    (i) => i.system === identifierSystem.insuranceCard && i.use !== 'old' && i.value?.slice(5) === number,
  );
  const isOlder = rivals.some(
    (i) => start !== undefined && i.period?.start !== undefined && start < i.period.start,
  );
  if (isOlder) return [...known, { ...card, use: 'old' }];
  return [
    ...known.map((i): Identifier =>
      rivals.includes(i) ? { ...i, use: 'old', period: { ...i.period, ...endOf(i, start) } } : i,
    ),
    card,
  ];
}

function endOf(former: Identifier, start: string | undefined): { end?: string } {
  const end = former.period?.end ?? start;
  return end === undefined ? {} : { end };
}
