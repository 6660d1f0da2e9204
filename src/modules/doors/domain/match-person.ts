import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { ClaimedNumber, NumberField, PersonIdentity } from './person-identity.ts';
import { nameLikeness } from './person-name.ts';

/** Who a message speaks of. A refusal is a rule code of `person-rules.ts` with the number that does not fit. */
export type PersonMatch =
  | {
      readonly match: Patient;
      /** Another record that looks like the same person; for a human to merge. */ readonly alsoLooksLike?: string;
    }
  | { readonly match: undefined }
  | {
      readonly refuse: 'person.card-of-another' | 'person.number-of-another' | 'person.ambiguous';
      readonly field: NumberField;
    };

/**
 * Decides who it is from the records that carry one of the numbers. A machine never merges two people and never writes into the
 * record of somebody whose card was lent: wherever two numbers point to two people, or a number points to somebody with another
 * name and another birth year, it refuses.
 * @source NĐ 102/2025/NĐ-CP Art. 6: the personal number is the medical ID
 */
export function matchPerson(
  identity: PersonIdentity,
  numbers: readonly ClaimedNumber[],
  known: readonly Patient[],
): PersonMatch {
  const found = new Map<string, { patient: Patient; field: NumberField }>();
  let ambiguous: NumberField | undefined;
  for (const number of numbers) {
    const holders = known.filter((patient) => carries(patient, number));
    if (holders.length > 1) ambiguous ??= number.field;
    const holder = holders[0];
    if (holder?.id !== undefined && !found.has(holder.id))
      found.set(holder.id, { patient: holder, field: number.field });
  }
  if (ambiguous !== undefined) return { refuse: 'person.ambiguous', field: ambiguous };
  const [first, ...others] = found.values();
  if (first === undefined) return { match: undefined };
  if (isSomebodyElse(identity, first.patient)) return refusal(first.field);
  for (const other of others) {
    const sameByLooks =
      other.field === 'hospitalNumber' &&
      agrees(identity, other.patient) &&
      !hasOtherPersonalNumber(identity, other.patient);
    if (!sameByLooks) return refusal(other.field);
  }
  const double = others[0]?.patient.id;
  return double === undefined ? { match: first.patient } : { match: first.patient, alsoLooksLike: double };
}

function refusal(field: NumberField): PersonMatch {
  return {
    refuse: field === 'insuranceCards' ? 'person.card-of-another' : 'person.number-of-another',
    field,
  };
}

function carries(patient: Patient, number: ClaimedNumber): boolean {
  return (patient.identifier ?? []).some(
    (i) => i.system === number.identifier.system && i.value === number.identifier.value,
  );
}

function isSomebodyElse(identity: PersonIdentity, patient: Patient): boolean {
  return hasOtherPersonalNumber(identity, patient) || differsGrossly(identity, patient);
}

function hasOtherPersonalNumber(identity: PersonIdentity, patient: Patient): boolean {
  if (identity.personalNumber === undefined) return false;
  const own = (patient.identifier ?? []).filter((i) => i.system === identifierSystem.personalNumber);
  return own.length > 0 && own.every((i) => i.value !== identity.personalNumber);
}

/** Another name and another birth year at once; one of them alone is a slip of the pen, a marriage or a newborn without a name. */
export function differsGrossly(identity: PersonIdentity, patient: Patient): boolean {
  const name = patient.name?.[0]?.text;
  if (identity.name === undefined || name === undefined) return false;
  const likeness = nameLikeness(identity.name, name);
  if (identity.birthDate === undefined || patient.birthDate === undefined) return likeness === 0;
  return likeness <= 0.5 && identity.birthDate.slice(0, 4) !== patient.birthDate.slice(0, 4);
}

function agrees(identity: PersonIdentity, patient: Patient): boolean {
  const name = patient.name?.[0]?.text;
  return (
    identity.name !== undefined &&
    name !== undefined &&
    nameLikeness(identity.name, name) === 1 &&
    identity.birthDate !== undefined &&
    identity.birthDate === patient.birthDate
  );
}
