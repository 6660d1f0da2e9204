import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/**
 * What the doors keep of lines that are erased by law: each door's words of a visit, what was put aside, and the file itself where nobody
 * else's lines came from it. A file that speaks of others too stays, since it cannot be cut and is evidence of theirs; it is counted.
 */
export async function forgetErased(ctx: Context, erased: Erased): Promise<Record<string, number>> {
  const visits = await forgetVisits(ctx, erased);
  let files = 0;
  let filesOfOthers = 0;
  for (const source of erased.sources) {
    if (await isOfOthers(ctx, source)) filesOfOthers += 1;
    else files += await forgetSource(ctx, source);
  }
  return { visits, files, filesOfOthers };
}

async function forgetVisits(ctx: Context, { references, patientIds }: Erased): Promise<number> {
  const said = await ctx.sql.query(
    `delete from doors.visit_statement s where s.reference = any ($1) or s.place = any ($1)
       or exists (select 1 from doors.hl7_visit v where v.bucket = s.bucket and v.facility = s.facility and v.visit = s.visit
         and v.patient_id = any ($2))
       or exists (select 1 from doors.visit v where v.bucket = s.bucket and v.facility = s.facility and v.visit = s.visit
         and v.patient_id::text = any ($2)) returning 1`,
    [references, patientIds],
  );
  const claimed = await ctx.sql.query(
    'delete from doors.visit where patient_id::text = any ($1) or resources && $2::text[] returning 1',
    [patientIds, references],
  );
  const told = await ctx.sql.query(
    'delete from doors.hl7_visit where patient_id = any ($1) or resources && $2::text[] returning 1',
    [patientIds, references],
  );
  return said.length + claimed.length + told.length;
}

/** True where lines that stay came from the same source. */
async function isOfOthers(ctx: Context, source: string): Promise<boolean> {
  const query = `entity:identifier=${encodeURIComponent(`urn:sen:source|${source}`)}&_count=1`;
  return (await ctx.record.search('Provenance', query)).matches.length > 0;
}

/** The source's row stays with its numbers, so that the same bytes are known as taken; what it said goes. */
async function forgetSource(ctx: Context, id: string): Promise<number> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return 0;
  for (const table of ['quarantine', 'correction', 'hl7_answer'])
    await ctx.sql.query(`delete from doors.${table} where source_id = $1`, [id]);
  const [source] = await ctx.sql.query<{ sha256: string }>(
    "update doors.source set file_name = null, warnings = '{}' where id = $1 returning sha256",
    [id],
  );
  if (source === undefined) return 0;
  const others = await ctx.sql.query('select 1 from doors.source where sha256 = $1 and id <> $2', [
    source.sha256,
    id,
  ]);
  if (others.length > 0) return 0;
  await ctx.files.remove(source.sha256);
  return 1;
}
