import { literalReference } from '#kernel/fhir/references.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { instantText } from '../search/instant-text.ts';
import type { Draft, Json } from './intent.ts';

/** That a facility treats a person or has her in its charge. */
export interface CareRelation {
  readonly patient: string;
  readonly facility: string;
  readonly kind: string;
  readonly since: string;
  readonly until: string | null;
}

/**
 * Which element of which type ties a person to a facility, and the search parameter that finds it where a person may have many.
 * The period bounds it only where the charge itself ends.
 */
const ties: Readonly<
  Record<
    string,
    { readonly element: string; readonly kind: string; readonly ends: boolean; readonly parameter?: string }
  >
> = {
  Patient: { element: 'managingOrganization', kind: 'charge', ends: false },
  EpisodeOfCare: { element: 'managingOrganization', kind: 'episode', ends: true, parameter: 'organization' },
  Encounter: { element: 'serviceProvider', kind: 'visit', ends: false, parameter: 'service-provider' },
};

/** The relation that a resource shows, if it shows one. `now` stands in where no time is given. */
export function careRelationOf(draft: Draft, now: Date): CareRelation | undefined {
  const { resource, patient } = draft;
  if (resource === undefined || patient === null) return undefined;
  const tie = ties[resource.resourceType];
  if (tie === undefined || resource['status'] === 'entered-in-error') return undefined;
  const facility = facilityOf(resource, tie.element);
  if (facility === undefined) return undefined;
  const period = (resource['period'] ?? {}) as { start?: unknown; end?: unknown };
  return {
    patient,
    facility,
    kind: tie.kind,
    since: instant(period.start) ?? now.toISOString(),
    until: tie.ends ? (instant(period.end) ?? null) : null,
  };
}

/** A tie that a resource showed before and shows no longer. */
export interface EndedTie {
  readonly patient: string;
  readonly facility: string;
  readonly kind: string;
  /** What another resource of the person carries in its index where it still shows the tie; undefined for ties she has one of. */
  readonly shownBy?: { readonly type: string; readonly token: string; readonly errorToken: string };
}

/**
 * The tie that ends with a write: another facility is named, or the line was entered in error or deleted. A visit that never was
 * must not leave a record open.
 */
export function endedTie(patient: string, before: Json, after: Json | undefined): EndedTie | undefined {
  const type = before.resourceType;
  const tie = ties[type];
  if (tie === undefined || (type === 'Patient' && after === undefined)) return undefined;
  const facility = facilityOf(before, tie.element);
  const stays = after !== undefined && after['status'] !== 'entered-in-error';
  if (facility === undefined || (stays && facilityOf(after, tie.element) === facility)) return undefined;
  const ended = { patient, facility, kind: tie.kind };
  if (tie.parameter === undefined) return ended;
  const token = tokenOf(markOf(type, tie.parameter), referenceText('Organization', facility));
  return {
    ...ended,
    shownBy: { type, token, errorToken: tokenOf(markOf(type, 'status'), 'entered-in-error') },
  };
}

function facilityOf(resource: Json, element: string): string | undefined {
  const reference = (resource[element] as { reference?: unknown } | undefined)?.reference;
  const target = typeof reference === 'string' ? literalReference(reference) : undefined;
  return target?.type === 'Organization' && target.base === undefined ? target.id : undefined;
}

function instant(value: unknown): string | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : instantText(ms);
}
