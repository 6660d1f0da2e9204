import type { Resource } from '@medplum/fhirtypes';
import { facilityOfSystem } from '#kernel/vietnam/identifier-systems.ts';

/** By what something can be told to belong to one record rather than the other. */
export interface Marks {
  /** Numbers of the person that came with it: the strongest. */
  readonly numbers: ReadonlySet<string>;
  /** Facilities, by id and by code, and senders. */
  readonly origins: ReadonlySet<string>;
}

/** Which of two records something belongs to, by where it came from; 'unclear' where a person has to say. */
export type Side = 'survivor' | 'other' | 'unclear';

/** What a resource and what is said of its making tell of where it came from. */
export function marksOf(...resources: readonly Resource[]): Marks {
  const marks = { numbers: new Set<string>(), origins: new Set<string>() };
  for (const resource of resources) gather(resource, marks);
  return marks;
}

/** All marks of several together. */
export function allMarks(list: readonly Marks[]): Marks {
  return {
    numbers: new Set(list.flatMap(({ numbers }) => [...numbers])),
    origins: new Set(list.flatMap(({ origins }) => [...origins])),
  };
}

/** The record whose marks something bears while the other one's it does not. */
export function sideOf(line: Marks, survivor: Marks, other: Marks): Side {
  for (const kind of ['numbers', 'origins'] as const) {
    const [ofSurvivor, ofOther] = [survivor, other].map((known) => bears(line[kind], known[kind]));
    if (ofSurvivor !== ofOther) return ofSurvivor ? 'survivor' : 'other';
  }
  return 'unclear';
}

function bears(line: ReadonlySet<string>, known: ReadonlySet<string>): boolean {
  return [...line].some((mark) => known.has(mark));
}

interface Gathered {
  readonly numbers: Set<string>;
  readonly origins: Set<string>;
}

function gather(value: unknown, into: Gathered, name = ''): void {
  if (Array.isArray(value)) {
    for (const one of value) gather(one, into, name);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const element = value as Record<string, unknown>;
  const { reference, system } = element;
  if (typeof reference === 'string' && reference.startsWith('Organization/')) into.origins.add(reference);
  if (name === 'meta' && typeof element['source'] === 'string')
    into.origins.add(`source ${element['source']}`);
  if (typeof system === 'string' && typeof element['value'] === 'string') {
    const facility = facilityOfSystem(system);
    if (facility !== undefined) into.origins.add(`facility ${facility}`);
    if (namesPerson.has(name)) into.numbers.add(`${system}|${element['value']}`);
  }
  for (const [key, member] of Object.entries(element)) {
    // The identifier within a reference is of whom it points to.
    const place = key === 'identifier' && personal.has(name) ? 'person' : key;
    gather(member, into, place);
  }
}

const personal: ReadonlySet<string> = new Set([
  'subject',
  'patient',
  'beneficiary',
  'individual',
  'actor',
  'for',
]);
const namesPerson: ReadonlySet<string> = new Set(['person']);

/** The marks of a person herself: her numbers, and where they were given. */
export function marksOfPerson(patient: Resource & { readonly resourceType: 'Patient' }): Marks {
  const { origins } = marksOf(patient);
  const numbers = (patient.identifier ?? []).flatMap(({ system, value }) =>
    value === undefined ? [] : [`${system ?? ''}|${value}`],
  );
  return { numbers: new Set(numbers), origins };
}
