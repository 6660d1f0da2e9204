import type { Patient } from '@medplum/fhirtypes';

/** Years between parent and child beyond which a slip is likelier; own rule, verify. */
const youngest = 10;
const oldest = { mother: 60, father: 90 } as const;
const otherSex = { mother: 'male', father: 'female' } as const;

/** Whether somebody can be a child's mother, as far as both say sex and year. */
export function couldBeMother(mother: Patient, child: Patient): boolean {
  return couldBeParent('mother', mother, child);
}

/** The same for either parent. */
export function couldBeParent(kind: 'mother' | 'father', parent: Patient, child: Patient): boolean {
  if (parent.gender === otherSex[kind]) return false;
  if (parent.birthDate === undefined || child.birthDate === undefined) return true;
  const years = Number(child.birthDate.slice(0, 4)) - Number(parent.birthDate.slice(0, 4));
  return years >= youngest && years <= oldest[kind];
}
