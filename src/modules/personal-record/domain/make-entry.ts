import type { Reference, Resource } from '@medplum/fhirtypes';
import type { Entry, EntryKind } from '../api.ts';
import type { Reading } from './concept.ts';
import { facilityOf, marksOf } from './origin.ts';

type Draft = { readonly kind: EntryKind; readonly title: string } & {
  readonly [K in Exclude<keyof Entry, 'id' | 'kind' | 'title' | 'marks' | 'visit'>]?: Entry[K] | undefined;
};

/** Puts together what every line has: its id, its visit, its facility, what to know before trusting it. Absent stays absent. */
export function makeEntry(resource: Resource, draft: Draft, reading: Reading, visit?: Reference): Entry {
  const marks = marksOf(resource);
  const place = visit?.reference === undefined ? undefined : reading.facilityOfVisit?.(visit.reference);
  const facility =
    draft.facility ?? facilityOf(resource, reading) ?? (marks.includes('own') ? undefined : place);
  const rest = Object.fromEntries(
    Object.entries({ ...draft, facility, visit: visit?.reference }).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
  return {
    ...(rest as Omit<Entry, 'id' | 'marks'>),
    title: draft.title,
    id: `${resource.resourceType}/${resource.id}`,
    marks,
  };
}
