import type { Identifier, Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { PersonIdentity } from '../../domain/person-identity.ts';
import { humanNameOf } from '../../domain/person-name.ts';

/**
 * What an ADT event changes about a person whom resolution already found: telephone, address, marital status and death follow the newest
 * event; name, sex and birth date only while no personal number is known, since then the national register knows better than a ward.
 * Identifiers of the sender's own kinds are added. Returns the same object when nothing changes.
 */
export function overlayPerson(
  patient: Patient & { id: string },
  identity: PersonIdentity,
  isAdt: boolean,
): Patient & { id: string } {
  const next: Patient & { id: string } = { ...patient };
  const { identifier: others = [], ...facts } = identity.more ?? {};
  const known = patient.identifier ?? [];
  const added = others.filter(
    (one: Identifier) => !known.some((old) => old.system === one.system && old.value === one.value),
  );
  if (added.length > 0) next.identifier = [...known, ...added];
  if (isAdt) {
    Object.assign(next, facts);
    if (facts.deceasedDateTime !== undefined) delete next.deceasedBoolean;
    if (facts.deceasedBoolean !== undefined && patient.deceasedDateTime !== undefined)
      delete next.deceasedBoolean;
    if (!known.some((one) => one.system === identifierSystem.personalNumber)) {
      const name = identity.name === undefined ? undefined : humanNameOf(identity.name);
      if (name !== undefined) next.name = [name];
      if (identity.gender !== undefined && identity.gender !== 'unknown') next.gender = identity.gender;
      if (identity.birthDate !== undefined) next.birthDate = identity.birthDate;
    }
  }
  return JSON.stringify(next) === JSON.stringify(patient) ? patient : next;
}
