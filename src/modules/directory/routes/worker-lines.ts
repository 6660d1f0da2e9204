import type { Practitioner } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { standingOn } from '#platform/identity/licences/licence.ts';
import type { WorkerLine } from '../api.ts';
import { readWorker } from '../domain/worker-fhir.ts';
import { insideRecord } from '../places-of-desk.ts';

/** Workers as lines of a list, in the order of the ids; those who are gone from the record are left out. */
export async function workerLines(ctx: Context, ids: readonly string[]): Promise<WorkerLine[]> {
  if (ids.length === 0) return [];
  const { record } = insideRecord(ctx);
  const found = await record.search('Practitioner', `_id=${ids.join(',')}&_count=${ids.length}`);
  const byId = new Map(found.matches.map(({ id, text }) => [id, JSON.parse(text) as Practitioner]));
  const posts = await ctx.sql.query<{
    practitioner_id: string;
    facility_id: string;
    facility: string;
    title: string | null;
  }>(
    `select p.practitioner_id, p.facility_id, f.name as facility, p.title from directory.post p
     join directory.facility f on f.id = p.facility_id where p.active and p.practitioner_id = any ($1) order by f.sort_name`,
    [ids],
  );
  const lines: WorkerLine[] = [];
  for (const id of ids) {
    const practitioner = byId.get(id);
    if (practitioner === undefined) continue;
    lines.push({
      id,
      name: readWorker(practitioner, []).name,
      licences: await licencesOf(ctx, id),
      posts: posts
        .filter((post) => post.practitioner_id === id)
        .map(({ facility_id: facilityId, facility, title }) => ({
          facilityId,
          facility,
          title: title ?? '',
        })),
    });
  }
  return lines;
}

/** Licences as the sign-in judges them. */
export async function licencesOf(ctx: Context, id: string): Promise<WorkerLine['licences']> {
  const today = dayInVietnam(ctx.now());
  return (await ctx.licences.list(id)).map((licence) => ({
    number: licence.number,
    scope: licence.scope ?? null,
    validTo: licence.validTo ?? null,
    standing: standingOn(licence, today),
  }));
}
