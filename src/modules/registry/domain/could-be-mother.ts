import type { Patient } from '@medplum/fhirtypes';

/** Years between mother and child beyond which a slip is likelier; own rule, verify. */
const youngest = 10;
const oldest = 60;

/** Whether somebody can be a child's mother, as far as both say sex and year. */
export function couldBeMother(mother: Patient, child: Patient): boolean {
  if (mother.gender === 'male') return false;
  if (mother.birthDate === undefined || child.birthDate === undefined) return true;
  const years = Number(child.birthDate.slice(0, 4)) - Number(mother.birthDate.slice(0, 4));
  return years >= youngest && years <= oldest;
}
