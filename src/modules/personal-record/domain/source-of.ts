import type { Provenance, Resource } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Source } from '../api.ts';
import type { Reading } from './concept.ts';
import { authorsOf, facilityOf, marksOf, referenceName } from './origin.ts';

/** Where a line came from: the newest provenance that names it, filled up from what the line says itself. */
export function sourceOf(resource: Resource, provenances: readonly Provenance[], reading: Reading): Source {
  const newest = provenances.toSorted((a, b) => b.recorded.localeCompare(a.recorded))[0];
  const agents = (newest?.agent ?? []).map(({ who }) => who);
  const sender = agents.find(({ reference }) => reference?.startsWith('Organization/'));
  const facility = facilityOf(resource, reading) ?? referenceName(sender, reading);
  const signers = [...agents, ...authorsOf(resource)]
    .filter(({ reference }) => reference?.startsWith('Practitioner'))
    .map((who) => referenceName(who, reading));
  const what = newest?.entity?.find(({ role }) => role === 'source')?.what;
  const sourceId = what?.identifier?.system === identifierSystem.source ? what.identifier.value : undefined;
  const recordedAt = newest?.recorded ?? resource.meta?.lastUpdated;
  return {
    signers: [...new Set(signers.filter((name) => name !== undefined))],
    own: marksOf(resource).includes('own'),
    ...(facility === undefined ? {} : { facility }),
    ...(recordedAt === undefined ? {} : { recordedAt }),
    ...(what?.display === undefined ? {} : { document: what.display }),
    ...(sourceId === undefined ? {} : { sourceId }),
  };
}
