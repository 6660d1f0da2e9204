import type { Patient } from '@medplum/fhirtypes';

/** Surname, commune and line of a person, folded so that two spellings of one meet. */
interface Home {
  readonly surname: string;
  readonly commune: string;
  readonly line: string;
}

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();

function homeOf(patient: Patient): Home {
  const name = patient.name?.find(({ use }) => use === 'official') ?? patient.name?.[0];
  const address = patient.address?.[0];
  return {
    surname: fold(name?.family ?? name?.text?.split(' ')[0] ?? ''),
    commune: fold([address?.city ?? '', address?.district ?? '', address?.state ?? ''].join(' ')),
    line: fold(address?.line?.join(' ') ?? ''),
  };
}

/** The same surname in the same house: perhaps family. Or one names the other as a relative. */
export function mayBeFamily(one: Patient, other: Patient, areLinked: boolean): boolean {
  const [a, b] = [homeOf(one), homeOf(other)];
  return areLinked || (a.surname !== '' && a.surname === b.surname && isSameHouse(a, b));
}

const isSameHouse = (a: Home, b: Home): boolean =>
  a.line !== '' && a.line === b.line && a.commune === b.commune;

/** The same street or hamlet of the same commune, the number of the house aside. */
export function areNeighbours(one: Patient, other: Patient): boolean {
  const [a, b] = [homeOf(one), homeOf(other)];
  const street = (line: string): string => line.replace(/^(so nha |so )?\d+[a-z]?( \d+)* /, '');
  return (
    a.commune !== '' && a.commune === b.commune && street(a.line) !== '' && street(a.line) === street(b.line)
  );
}

const guardedLabels = new Set(['CEL', 'VIP']);

/** Marked as somebody whom everybody knows (HL7 v3 ActCode CEL, VIP). */
export function isWellKnown(patient: Patient): boolean {
  return patient.meta?.security?.some(({ code }) => code !== undefined && guardedLabels.has(code)) ?? false;
}
