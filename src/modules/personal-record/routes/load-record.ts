import type { HumanName, Patient, Resource } from '@medplum/fhirtypes';
import type { Language } from '#kernel/schema.ts';
import { AppError } from '#kernel/errors.ts';
import { loadLists, lookup } from '#kernel/terminology/lookup.ts';
import type { Context } from '#platform/context.ts';
import type { Reading } from '../domain/concept.ts';
import { englishPaperName } from '../domain/paper-names.ts';
import { nameOfPatient } from '../domain/person.ts';
import { readResource } from '../domain/read-resource.ts';

/** A person's record as it is read now, through the eyes of the actor. */
export interface LoadedRecord {
  readonly patient: Patient;
  /** Everything else in her record. */
  readonly resources: readonly Resource[];
}

const pageSize = 1000;

/** Reads the record, or some types of it. The store checks and audits; who may not see it gets its refusal. */
export async function loadRecord(
  ctx: Context,
  patientId: string,
  types?: readonly string[],
): Promise<LoadedRecord> {
  const resources: Resource[] = [];
  let patient: Patient | undefined;
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      _count: String(pageSize),
      ...(types && { _type: ['Patient', ...types].join(',') }),
      ...(cursor !== undefined && { _cursor: cursor }),
    });
    const page = await ctx.record.everything(patientId, query.toString());
    for (const { text } of page.matches) {
      const resource = readResource(text);
      // Of several records of one person the one that lives on says who she is.
      if (resource.resourceType === 'Patient') patient = livingOf(patient, resource);
      else resources.push(resource);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  if (!patient) throw new AppError('record.not-found');
  return { patient, resources };
}

/** The Patient that was replaced by no other. */
function livingOf(known: Patient | undefined, next: Patient): Patient {
  const isReplaced = ({ link = [] }: Patient): boolean => link.some(({ type }) => type === 'replaced-by');
  return known === undefined || (isReplaced(known) && !isReplaced(next)) ? next : known;
}

/** Types outside a person's record whose names its lines need. */
const named = ['Organization', 'Practitioner', 'Location', 'Medication'] as const;
type Named = (typeof named)[number];

/** How many ids one search asks for; keeps the query short. */
const idsPerSearch = 50;

/**
 * What pure rules read a record with: names of facilities, and of workers where asked for, looked up in one search a type; words of
 * codes in the reader's language.
 */
export async function readingFor(
  ctx: Context,
  resources: readonly Resource[],
  types: readonly Named[] = ['Organization', 'Location', 'Medication'],
): Promise<Reading> {
  await loadLists();
  const references = new Set<string>();
  const pattern = new RegExp(`^(${types.join('|')})/[A-Za-z0-9.-]{1,64}$`);
  for (const resource of resources) collectReferences(resource, pattern, references);
  const names = new Map<string, string>();
  for (const type of types) {
    const ids = [...references]
      .filter((reference) => reference.startsWith(`${type}/`))
      .map((reference) => reference.slice(type.length + 1));
    for (let start = 0; start < ids.length; start += idsPerSearch) {
      const query = new URLSearchParams({
        _id: ids.slice(start, start + idsPerSearch).join(','),
        _count: String(idsPerSearch),
      });
      const page = await ctx.record.search(type, query.toString());
      for (const { id, text } of page.matches) {
        const name = displayName(readResource(text));
        if (name !== '') names.set(`${type}/${id}`, name);
      }
    }
  }
  return {
    nameOf: (reference) => names.get(reference),
    wordOf: (system, code) => wordIn(ctx.actor.language, system, code),
    ...(ctx.actor.language === 'en' && { translationOf: englishOf }),
    now: ctx.now(),
  };
}

function wordIn(language: Language, system: string, code: string): string | undefined {
  const known = lookup(system, code);
  return known && (language === 'en' ? (known.en ?? known.vi) : known.vi);
}

function englishOf(system: string, code: string): string | undefined {
  return englishPaperName(system, code) ?? lookup(system, code)?.en;
}

function collectReferences(value: unknown, pattern: RegExp, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectReferences(item, pattern, into);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'reference' && typeof item === 'string') {
        if (pattern.test(item)) into.add(item);
      } else if (typeof item === 'object') collectReferences(item, pattern, into);
    }
  }
}

function displayName(resource: Resource): string {
  if (resource.resourceType === 'Practitioner')
    return nameOfPatient({ resourceType: 'Patient', name: (resource.name ?? []) as HumanName[] });
  if (resource.resourceType === 'Medication')
    return resource.code?.text ?? resource.code?.coding?.[0]?.display ?? '';
  return 'name' in resource && typeof resource.name === 'string' ? resource.name : '';
}
