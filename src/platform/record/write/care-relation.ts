import { literalReference } from '#kernel/fhir/references.ts';
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

/** Which element of which type ties a person to a facility. The period bounds it only where the charge itself ends. */
const ties: Readonly<
  Record<string, { readonly element: string; readonly kind: string; readonly ends: boolean }>
> = {
  Patient: { element: 'managingOrganization', kind: 'charge', ends: false },
  EpisodeOfCare: { element: 'managingOrganization', kind: 'episode', ends: true },
  Encounter: { element: 'serviceProvider', kind: 'visit', ends: false },
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

/** The facility of a resource that no longer names it: what has to be ended, for ties that a person has one of. */
export function endedFacility(before: Json, after: Json): string | undefined {
  if (after.resourceType !== 'Patient') return undefined;
  const [old, now] = [facilityOf(before, 'managingOrganization'), facilityOf(after, 'managingOrganization')];
  return old !== undefined && old !== now ? old : undefined;
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
