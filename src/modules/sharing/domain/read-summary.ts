import { dayOf } from '#kernel/display/show-date.ts';

/** A measured number; the page writes it as its reader does. */
export interface SummaryNumber {
  readonly name?: string;
  readonly value: number;
  readonly unit: string;
}

/** A line of a summary as a page shows it. */
export interface SummaryLine {
  readonly name: string;
  readonly details: readonly (string | SummaryNumber)[];
  /** The day in Viet Nam, as exact as it was recorded. */
  readonly day?: string;
}

/** A section of a summary: by its LOINC code, with the title that the summary itself bears. */
export interface SummarySection {
  readonly code: string;
  readonly title: string;
  readonly lines: readonly SummaryLine[];
}

/** A summary as a page shows it. */
export interface ReadSummary {
  readonly name: string;
  readonly gender?: string;
  readonly birthDate?: string;
  readonly madeAt?: string;
  readonly sections: readonly SummarySection[];
}

type Json = Readonly<Record<string, unknown>>;

/** Reads an International Patient Summary that came out of a link; undefined for anything else. It may have been made by anybody: nothing is believed. */
export function readSummary(text: string): ReadSummary | undefined {
  let bundle: Json;
  try {
    bundle = table(JSON.parse(text));
  } catch {
    return undefined;
  }
  if (bundle['resourceType'] !== 'Bundle') return undefined;
  const resources = list(bundle['entry']).map((entry) => table(table(entry)['resource']));
  const composition = resources.find((one) => one['resourceType'] === 'Composition');
  const patient = resources.find((one) => one['resourceType'] === 'Patient');
  if (composition === undefined || patient === undefined) return undefined;
  const byName = new Map(resources.map((one) => [`${word(one['resourceType'])}/${word(one['id'])}`, one]));
  return {
    name: word(table(list(patient['name'])[0])['text']) || nameOfParts(table(list(patient['name'])[0])),
    ...given('gender', patient['gender']),
    ...given('birthDate', patient['birthDate']),
    ...given('madeAt', bundle['timestamp']),
    sections: list(composition['section']).map((one) => sectionOf(table(one), byName)),
  };
}

function sectionOf(section: Json, byName: ReadonlyMap<string, Json>): SummarySection {
  return {
    code: word(table(list(table(section['code'])['coding'])[0])['code']),
    title: word(section['title']),
    lines: list(section['entry']).flatMap((entry) => {
      const found = byName.get(word(table(entry)['reference']));
      return found === undefined ? [] : [lineOf(found, byName)];
    }),
  };
}

const days = [
  'occurrenceDateTime',
  'onsetDateTime',
  'recordedDate',
  'effectiveDateTime',
  'authoredOn',
  'performedDateTime',
  'dateAsserted',
  'issued',
];

function lineOf(resource: Json, byName: ReadonlyMap<string, Json>): SummaryLine {
  const medicine = table(resource['medicationReference']);
  const name =
    concept(resource['code']) ||
    concept(resource['medicationCodeableConcept']) ||
    concept(resource['vaccineCode']) ||
    word(medicine['display']) ||
    concept(byName.get(word(medicine['reference']))?.['code']);
  const details = [
    valueOf(resource),
    ...list(resource['component']).map((one) => named(concept(table(one)['code']), valueOf(table(one)))),
    ...list(resource['dosageInstruction']).map((one) => word(table(one)['text'])),
    ...list(resource['dosage']).map((one) => word(table(one)['text'])),
    ...list(resource['reaction']).flatMap((one) => list(table(one)['manifestation']).map(concept)),
    word(resource['lotNumber']),
  ].filter((part) => typeof part !== 'string' || part.trim() !== '');
  const day = days.map((field) => word(resource[field])).find((one) => one !== '');
  return {
    name: name || '—',
    details,
    ...(day !== undefined && { day: dayOf(day).slice(0, 10) }),
  };
}

function valueOf(resource: Json): string | SummaryNumber {
  const quantity = table(resource['valueQuantity']);
  const value = quantity['value'];
  if (typeof value === 'number') return { value, unit: word(quantity['unit']) || word(quantity['code']) };
  return word(resource['valueString']) || concept(resource['valueCodeableConcept']);
}

function named(name: string, value: string | SummaryNumber): string | SummaryNumber {
  return typeof value === 'string' ? `${name} ${value}`.trim() : { ...value, name };
}

function concept(value: unknown): string {
  const { text, coding } = table(value);
  const first = table(list(coding)[0]);
  return word(text) || word(first['display']) || word(first['code']);
}

const nameOfParts = (name: Json): string =>
  [word(name['family']), ...list(name['given']).map(word)].join(' ').trim();
const table = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const word = (value: unknown): string => (typeof value === 'string' ? value : '');
const given = (name: string, value: unknown): Json => (word(value) === '' ? {} : { [name]: word(value) });
