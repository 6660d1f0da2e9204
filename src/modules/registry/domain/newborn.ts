import type { Address, Patient } from '@medplum/fhirtypes';
import type { PersonDraft } from './person-draft.ts';
import { patientOfDraft } from './draft-patient.ts';

/** Shortest and longest time before the expected day that a child can be born and live, days; own rule, verify. */
const earliestBefore = 140;
const latestAfter = 30;
const dayMs = 86_400_000;

/** Whether a birth on a day can be of a pregnancy with this expected day; true where none is known. */
export function fitsDueDate(on: string, dueDate: string | undefined): boolean {
  if (dueDate === undefined) return true;
  const days = (Date.parse(on) - Date.parse(dueDate)) / dayMs;
  return days >= -earliestBefore && days <= latestAfter;
}

/** What a desk states of a child who has just been born; name and number come later. */
export function newbornDraft(
  child: { readonly gender: 'male' | 'female' | 'unknown'; readonly name?: string | undefined },
  on: string,
): PersonDraft {
  return {
    ...(child.name !== undefined && child.name !== '' && { name: child.name }),
    gender: child.gender,
    birthDate: on,
    numbers: [],
    without: 'newborn',
  };
}

/**
 * A newborn with what she has from her mother: home and telephone; and for twins, which of them she is.
 * @param order from 1, undefined for an only child
 */
export function withMother(child: Patient, mother: Patient, order: number | undefined): Patient {
  const home = mother.address?.find(({ use, period }) => use !== 'old' && period?.end === undefined);
  const telephone = mother.telecom?.find(({ system }) => system === 'phone');
  // Since when the mother has lived there says nothing of the child.
  const { period: _since, id: _id, ...place }: Address = home ?? {};
  return {
    ...child,
    ...(home !== undefined && { address: [place] }),
    ...(telephone !== undefined && { telecom: [telephone] }),
    ...(order !== undefined && { multipleBirthInteger: order }),
  };
}

/** A newborn as she is registered: what is stated of her, with what she has from her mother. @see withMother */
export function newbornPatient(
  child: Parameters<typeof newbornDraft>[0],
  mother: Patient,
  on: string,
  order: number | undefined,
): Patient {
  const read = patientOfDraft(newbornDraft(child, on));
  // A newborn needs no number and no name, so nothing can be wrong with either.
  if ('refuse' in read) throw new Error(read.refuse);
  return withMother(read.patient, mother, order);
}
