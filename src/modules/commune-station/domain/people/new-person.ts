import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { livesWith } from '#kernel/vietnam/lives-with.ts';
import { isRealDay } from '#kernel/vietnam/date.ts';
import { checkPersonalNumber, parsePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { normalizeName } from '#kernel/vietnam/person-name.ts';
import { humanName, identifiersOf, provisionalTag, temporaryCode } from '#modules/registry/api.ts';

/** Somebody whom the station sees for the first time, as the worker typed it. */
export interface NewPerson {
  readonly name: string;
  /** '5/10/1960', '10/1960' or '1960'. */
  readonly birth: string;
  readonly gender: 'female' | 'male' | '';
  /** Personal number; empty where it is not known. */
  readonly number: string;
  readonly phone: string;
}

export const nobodyYet: NewPerson = { name: '', birth: '', gender: '', number: '', phone: '' };

/** What must be put right before she is registered. */
export type PersonProblem = 'name' | 'birth' | 'future' | 'gender' | 'number' | 'number-other';

/**
 * What is missing or cannot be. A personal number that says another sex or year of birth than was typed is one of them.
 * @param today 'YYYY-MM-DD'
 */
export function problemsOfPerson(person: NewPerson, today: string): PersonProblem[] {
  const born = readBirth(person.birth);
  const bare = person.number.replace(/[\s.-]/g, '');
  const number = bare === '' ? undefined : parsePersonalNumber(bare);
  const isOther =
    number !== undefined &&
    checkPersonalNumber(number, {
      ...(person.gender !== '' && { sex: person.gender }),
      ...(born !== undefined && { birthYear: Number(born.slice(0, 4)) }),
    }).some(({ code }) => code === 'sex-differs' || code === 'year-differs');
  return [
    ...(normalizeName(person.name).length < 2 ? (['name'] as const) : []),
    ...(born === undefined ? (['birth'] as const) : born > today ? (['future'] as const) : []),
    ...(person.gender === '' ? (['gender'] as const) : []),
    ...(bare !== '' && number === undefined ? (['number'] as const) : []),
    ...(isOther ? (['number-other'] as const) : []),
  ];
}

/** A birth date as people type it, in FHIR's way; undefined for what is in no calendar. */
export function readBirth(text: string): string | undefined {
  const parts = text
    .trim()
    .split(/[\s./-]+/)
    .map(Number);
  if (parts.some((part) => !Number.isInteger(part)) || parts.length > 3) return undefined;
  const [year = 0, month = 1, day = 1] = parts.toReversed();
  if (year < 1890 || year > 2200 || !isRealDay(year, month, day)) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  return [String(year), two(month), two(day)].slice(0, parts.length).join('-');
}

/** Somebody who is in a list of found people. */
interface Listed {
  readonly name: string;
  readonly birthDate?: string;
}

/** Those of the same name and the same day of birth, as far as both are known: it is asked whether she is one of them. */
export function alikeOf<P extends Listed>(person: NewPerson, found: readonly P[]): P[] {
  const name = normalizeName(person.name).toLocaleLowerCase('vi');
  const born = readBirth(person.birth) ?? '';
  return found.filter(({ name: other, birthDate = '' }) => {
    const length = Math.min(born.length, birthDate.length);
    return (
      normalizeName(other).toLocaleLowerCase('vi') === name &&
      born.slice(0, length) === birthDate.slice(0, length)
    );
  });
}

/** Who registers, and whom she lives with. */
interface PersonDesk {
  readonly id: string;
  readonly stationId: string;
  readonly stationCode: string | undefined;
  readonly now: Date;
  /** Somebody of the home she lives in: she has the same address. */
  readonly home: Patient | undefined;
}

const nowhere = '00000';

/** Her record. Without a personal number she has a temporary code of this device, and the mark that she has none. */
export function patientOfPerson(person: NewPerson, desk: PersonDesk): Patient {
  const bare = person.number.replace(/[\s.-]/g, '');
  const numbers = bare === '' ? undefined : identifiersOf('personal', bare);
  const address = desk.home?.address?.find(({ use }) => use !== 'old');
  const phone = person.phone.trim();
  const code = temporaryCode(desk.stationCode ?? nowhere, desk.now, numberOfDevice(desk.id));
  return {
    resourceType: 'Patient',
    id: desk.id,
    ...(numbers === undefined && { meta: { tag: [provisionalTag] } }),
    ...(desk.home !== undefined && {
      extension: [{ url: livesWith, valueReference: { reference: `Patient/${desk.home.id}` } }],
    }),
    active: true,
    identifier: numbers ?? [{ use: 'temp', system: identifierSystem.temporary, value: code }],
    name: [humanName(person.name)],
    ...(person.gender !== '' && { gender: person.gender }),
    birthDate: readBirth(person.birth)!,
    ...(phone !== '' && { telecom: [{ system: 'phone', value: phone }] }),
    ...(address !== undefined && { address: [address] }),
    managingOrganization: { reference: `Organization/${desk.stationId}` },
  };
}

/** Numbers of the centre count from one; a device draws one of ten figures from the id, so that two devices never give the same. */
const numberOfDevice = (id: string): number =>
  9_000_000_000 + (Number.parseInt(id.replaceAll('-', '').slice(-12), 16) % 1_000_000_000);
