import type { Patient, Practitioner } from '@medplum/fhirtypes';
import { showDay } from '#kernel/display/show-date.ts';
import type { Bilingual, Language } from '#kernel/schema.ts';
import { ethnicGroups } from '#kernel/vietnam/ethnic-groups.ts';
import { identifierSystem, vnCore } from '#kernel/vietnam/identifier-systems.ts';
import { partsOf } from './holds.ts';
import type { Register, RegisterColumn } from './language.ts';
import type { Row } from './tables.ts';

/** A line as it is shown: a text for each column of the book, and whose record it opens. */
export interface ShownLine {
  /** The resource that the line stands for. */
  readonly id: string;
  readonly personId?: string;
  readonly visitId?: string;
  /** The reader may not see who it is. */
  readonly closed: boolean;
  readonly cells: readonly string[];
}

/** Who stands beside lines: people the reader reaches, and workers by their names. */
interface BesideLines {
  readonly people: ReadonlyMap<string, Patient>;
  readonly workers: ReadonlyMap<string, Pick<Practitioner, 'name'>>;
  readonly language: Language;
}

const outside: Bilingual = { vi: 'ngoài phạm vi xem', en: 'out of reach' };
const words = {
  yes: { vi: 'có', en: 'yes' },
  male: { vi: 'Nam', en: 'Male' },
  female: { vi: 'Nữ', en: 'Female' },
} as const;

/** Lines as texts, each with the person it is about. */
export function shownLines(register: Register, lines: readonly Row[], beside: BesideLines): ShownLine[] {
  return lines.map((line) => {
    const personId = personOfLine(register, line);
    const person = beside.people.get(personId ?? '');
    return {
      id: String(line['id']),
      ...(personId !== undefined && { personId }),
      ...(register.from === 'visit' && { visitId: String(line['id']) }),
      closed: personId !== undefined && person === undefined,
      cells: register.columns.map((column) => cellOf(column, line, { ...beside, personId, person })),
    };
  });
}

/** Whom a line is about. */
export function personOfLine({ from }: Register, line: Row): string | undefined {
  const id = from === 'person' ? line['id'] : line['person'];
  return typeof id === 'string' ? id : undefined;
}

/** Columns that name a worker. */
export function workersOfLines({ columns }: Register, lines: readonly Row[]): unknown[] {
  const names = columns.flatMap(({ show }) => ('worker' in show ? [show.worker] : []));
  return lines.flatMap((line) => names.map((name) => line[name]));
}

interface Beside extends BesideLines {
  readonly personId: string | undefined;
  readonly person: Patient | undefined;
}

function cellOf({ show }: RegisterColumn, line: Row, beside: Beside): string {
  if ('nothing' in show) return '';
  if ('worker' in show) return beside.workers.get(String(line[show.worker]))?.name?.[0]?.text ?? '';
  if ('who' in show) {
    if (beside.person !== undefined) return whoCell(show.who, beside.person, beside.language);
    return show.who === 'name' && beside.personId !== undefined ? outside[beside.language] : '';
  }
  const value = line[show.line] ?? null;
  if (value === null || value === '') return '';
  switch (show.as) {
    case 'day':
      return showDay(String(value));
    case 'list':
      return partsOf(value).join('; ');
    case 'yes':
      return value === true || Number(value) > 0 ? words.yes[beside.language] : '';
    case 'number':
      return beside.language === 'vi' ? String(value).replace('.', ',') : String(value);
    case 'sex':
      return sexWord(String(value), beside.language);
    default:
      return String(value);
  }
}

const sexWord = (sex: string | undefined, language: Language): string =>
  sex === 'male' || sex === 'female' ? words[sex][language] : '';

function whoCell(
  who: Extract<RegisterColumn['show'], { who: string }>['who'],
  person: Patient,
  language: Language,
): string {
  const number = (system: string): string =>
    person.identifier?.find((one) => one.system === system && one.use !== 'old')?.value ?? '';
  switch (who) {
    case 'name':
      return person.name?.[0]?.text ?? '';
    case 'sex':
      return sexWord(person.gender, language);
    case 'born':
      return showDay(person.birthDate);
    case 'number':
      return number(identifierSystem.personalNumber);
    case 'card':
      return number(identifierSystem.insuranceCard);
    case 'address':
      return person.address?.find(({ use }) => use !== 'old')?.text ?? '';
    case 'ethnic':
      return ethnicGroups.get(codeOf(person, vnCore.ethnicGroup) ?? '') ?? '';
    case 'occupation':
      return (
        person.extension?.find(({ url }) => url.endsWith('occupation'))?.valueCodeableConcept?.text ?? ''
      );
    case 'phone':
      return person.telecom?.[0]?.value ?? '';
  }
}

function codeOf(person: Patient, url: string): string | undefined {
  return person.extension?.find((one) => one.url === url)?.valueCodeableConcept?.coding?.[0]?.code;
}
