import { randomUUID } from 'node:crypto';
import type { Bundle, Patient, Resource } from '@medplum/fhirtypes';
import { literalReference, referencesOf } from '#kernel/fhir/references.ts';
import { patientSummary } from '#kernel/fhir/summary/patient-summary.ts';
import type { Desk } from './desk.ts';
import { everything } from './everything.ts';
import { findRows, type Name } from './rows.ts';
import { reached } from './search/reached.ts';
import { cursorName } from './search/page-wish.ts';

/** The newest pages of a record that a summary is made from; a summary of more would be no summary. */
const mostPages = 10;

/** International Patient Summary of what the actor may see of one person. Errors: record.not-found, access.denied. */
export async function summaryOf(desk: Desk, patientId: string, baseUrl: string): Promise<Bundle> {
  const resources: Resource[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const more = cursor === undefined ? '' : `&${cursorName}=${cursor}`;
    const found = await everything(desk, patientId, `_count=1000${more}`);
    resources.push(...found.matches.map(({ text }) => JSON.parse(text) as Resource));
    cursor = found.next;
    if (cursor === undefined) break;
  }
  const patient = resources[0] as Patient;
  const { actor, host } = desk;
  return patientSummary({
    patient,
    // Her other records are joined to this one: a summary is about one Patient.
    resources: [
      ...resources.slice(1).filter(({ resourceType }) => resourceType !== 'Patient'),
      ...(await pointedTo(desk, resources)),
    ],
    author: { display: 'Sen' },
    now: host.now(),
    baseUrl,
    newUuid: () => randomUUID(),
    language: actor.language,
  });
}

/** What the record points to outside of itself: practitioners, facilities, medications. */
async function pointedTo(desk: Desk, resources: readonly Resource[]): Promise<Resource[]> {
  const inside = new Set(resources.map((resource) => `${resource.resourceType}/${resource.id ?? ''}`));
  const names = new Map<string, Name>();
  for (const { reference } of resources.flatMap((resource) => referencesOf(resource))) {
    const target = literalReference(reference);
    if (target === undefined || target.base !== undefined) continue;
    const key = `${target.type}/${target.id}`;
    if (!inside.has(key)) names.set(key, target);
  }
  const { rows } = await findRows(desk.q, [...names.values()]);
  const { host, q } = desk;
  const seen = await reached({ q, reach: await desk.reach(), now: host.now() }, [...rows.values()]);
  return (await host.texts.of(q, seen)).map((text) => JSON.parse(text) as Resource);
}
