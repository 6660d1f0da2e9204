/** A resource as plain JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** A text that is there; numbers and truth values as JSON spells them. */
export const text = (value: unknown): string | undefined => {
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

/** What a person reads of a CodeableConcept: its text, a display, or the bare code. */
export function readConcept(concept: unknown): string | undefined {
  const json = concept as Json | undefined;
  const codings = list(json?.['coding']);
  return (
    text(json?.['text']) ??
    codings.map((one) => text(one['display'])).find((one) => one !== undefined) ??
    codings.map((one) => text(one['code'])).find((one) => one !== undefined)
  );
}

/** Codes of a concept, whatever their system. */
export function codesOf(concept: unknown): string[] {
  return list((concept as Json | undefined)?.['coding']).flatMap((one) => text(one['code']) ?? []);
}

/** One string per coding, to tell whether two records are of the same thing; the text where there is no coding. */
export function sameThing(concept: unknown): string | undefined {
  const coding = list((concept as Json | undefined)?.['coding'])[0];
  const code = text(coding?.['code']);
  return code === undefined ? readConcept(concept) : `${text(coding?.['system']) ?? ''}|${code}`;
}

/** The time a record is about, as written; the best known of its dates. */
export function whenOf(resource: Json): string {
  const names = [
    'effectiveDateTime',
    'effectiveInstant',
    'onsetDateTime',
    'occurrenceDateTime',
    'performedDateTime',
    'authoredOn',
    'dateAsserted',
    'recordedDate',
    'issued',
    'date',
  ];
  for (const name of names) if (text(resource[name]) !== undefined) return resource[name] as string;
  for (const name of ['effectivePeriod', 'performedPeriod', 'onsetPeriod', 'period']) {
    const start = text((resource[name] as Json | undefined)?.['start']);
    if (start !== undefined) return start;
  }
  return '';
}

/** The value of an Observation with its unit. */
export function valueOf(observation: Json): string {
  const quantity = observation['valueQuantity'] as Json | undefined;
  if (quantity !== undefined) {
    const unit = text(quantity['unit']) ?? text(quantity['code']) ?? '';
    return `${text(quantity['comparator']) ?? ''}${text(quantity['value']) ?? ''} ${unit}`.trim();
  }
  for (const name of ['valueString', 'valueInteger', 'valueBoolean', 'valueDateTime', 'valueTime']) {
    const value = text(observation[name]);
    if (value !== undefined) return value;
  }
  const parts = list(observation['component']).map((one) =>
    `${readConcept(one['code']) ?? ''} ${valueOf(one)}`.trim(),
  );
  return readConcept(observation['valueCodeableConcept']) ?? parts.join(', ');
}

/** A person's name on one line, family name first as in Viet Nam. */
export function readName(patient: Json): string {
  const names = list(patient['name']);
  const name = names.find((one) => one['use'] === 'official') ?? names[0];
  const given = Array.isArray(name?.['given']) ? name['given'].filter((one) => typeof one === 'string') : [];
  return (
    text(name?.['text']) ?? [text(name?.['family']), ...given].filter((one) => one !== undefined).join(' ')
  );
}
