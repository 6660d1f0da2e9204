import type { Patient, Resource } from '@medplum/fhirtypes';
import { literalReference, referencesOf } from '#kernel/fhir/references.ts';
import { sensitiveBits, sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';
import type { SharedPart } from './shared-part.ts';

const medicineTypes = new Set([
  'AllergyIntolerance',
  'MedicationStatement',
  'MedicationRequest',
  'Medication',
]);

/** A visit holds lines of many kinds: that it is guarded itself says nothing of each of them. */
const passedOver = new Set(['Encounter', 'Patient']);

/**
 * What of a record goes behind a link. Guarded illnesses (HIV, mental health and the like) only where she chose everything: the law asks for
 * her word for them (Law 64/2006/QH11; Law 91/2025/QH15). A line that points to a guarded one tells of it and stays out as well.
 */
export function narrowRecord(resources: readonly Resource[], part: SharedPart): Resource[] {
  const open = part === 'whole' ? resources : unguarded(resources, false);
  return open.filter((one) => part !== 'medicines' || medicineTypes.has(one.resourceType));
}

/**
 * The chosen lines with what they name outside of the record (medicines, who and where), judged alike. A line whose medicine stands elsewhere
 * and cannot be looked at is not given either: nobody knows what it tells.
 */
export function withNamed(
  chosen: readonly Resource[],
  found: readonly Resource[],
  part: SharedPart,
): Resource[] {
  const all = [...chosen, ...found];
  return part === 'whole' ? all : unguarded(all, true);
}

export const nameOf = ({ resourceType, id = '' }: Resource): string => `${resourceType}/${id}`;

/** Without the guarded lines and all that lead to them, over however many steps. */
function unguarded(all: readonly Resource[], isWhole: boolean): Resource[] {
  const held = new Set(all.map(nameOf));
  const guarded = new Set(
    all.filter((one) => (sensitivityOf(one as never) & sensitiveBits) !== 0).map(nameOf),
  );
  const pointers = new Map<string, string[]>();
  for (const one of all)
    for (const { reference } of referencesOf(one)) {
      const target = literalReference(reference);
      if (target === undefined || passedOver.has(target.type)) continue;
      const name = `${target.type}/${target.id}`;
      const isUnknown = target.base !== undefined || !held.has(name);
      if (isUnknown && isWhole && target.type === 'Medication') guarded.add(nameOf(one));
      if (isUnknown) continue;
      const from = pointers.get(name) ?? [];
      pointers.set(name, from);
      from.push(nameOf(one));
    }
  // A set hands out what is added while it is walked.
  for (const name of guarded) for (const from of pointers.get(name) ?? []) guarded.add(from);
  return all.filter((one) => !guarded.has(nameOf(one)));
}

/** Who it is about: enough to tell her from another, no numbers, no address, nobody else. */
export function narrowPatient(patient: Patient): Patient {
  const { resourceType, id, name, gender, birthDate } = patient;
  return {
    resourceType,
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name: name.filter(({ use }) => use !== 'old') }),
    ...(gender !== undefined && { gender }),
    ...(birthDate !== undefined && { birthDate }),
  };
}
