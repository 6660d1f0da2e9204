import type { Patient } from '@medplum/fhirtypes';

/** A Patient as JSON: its elements by name. */
export type Elements = Readonly<Record<string, unknown>>;

/** What two records of a person are laid side by side by, and which elements of a Patient each is. Numbers and links have rules of their own. */
export const patientFields = {
  name: ['name'],
  birthDate: ['birthDate', '_birthDate'],
  gender: ['gender', '_gender'],
  address: ['address'],
  telecom: ['telecom'],
  deceased: ['deceasedBoolean', '_deceasedBoolean', 'deceasedDateTime', '_deceasedDateTime'],
  maritalStatus: ['maritalStatus'],
  multipleBirth: [
    'multipleBirthBoolean',
    '_multipleBirthBoolean',
    'multipleBirthInteger',
    '_multipleBirthInteger',
  ],
  contact: ['contact'],
  communication: ['communication'],
  managingOrganization: ['managingOrganization'],
  generalPractitioner: ['generalPractitioner'],
  photo: ['photo'],
  extension: ['extension'],
} as const satisfies Record<string, readonly string[]>;

export type PatientField = keyof typeof patientFields;

/** All fields, in the order of the page. */
export const fieldNames = Object.keys(patientFields) as readonly PatientField[];

/** Fields that may hold what both records say. */
export const listFields: ReadonlySet<PatientField> = new Set([
  'name',
  'address',
  'telecom',
  'contact',
  'communication',
  'generalPractitioner',
  'photo',
  'extension',
]);

/** The elements of a Patient as JSON. */
export function elementsOf(patient: Patient): Elements {
  return patient as unknown as Elements;
}

/** What a field says, as one text; '' where it says nothing. */
export function textOf(patient: Elements, keys: readonly string[]): string {
  const said = keys.flatMap((key) => (patient[key] === undefined ? [] : [[key, patient[key]]]));
  return said.length === 0 ? '' : canonical(said);
}

/** JSON with the members of objects in one order, so that equal content is equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
