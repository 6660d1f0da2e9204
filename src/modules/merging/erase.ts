import type { Context } from '#platform/context.ts';
import type { Erased } from '#platform/record/expunge/erase.ts';

/** Forgets what the desk keeps of a person who is erased by law: pairs, joinings and where lines went. */
export async function forgetErased(
  ctx: Context,
  { patientIds, references }: Erased,
): Promise<Record<string, number>> {
  const gone: Record<string, number> = {};
  const drop = async (kind: string, text: string, values: readonly unknown[]): Promise<void> => {
    const rows = await ctx.sql.query(`${text} returning 1`, values);
    if (rows.length > 0) gone[kind] = (gone[kind] ?? 0) + rows.length;
  };
  await drop('merging.line', 'delete from merging.line where reference = any ($1::text[])', [references]);
  if (patientIds.length === 0) return gone;
  const ids = [patientIds];
  const merges =
    'select id from merging.merge where survivor_id = any ($1::text[]) or other_id = any ($1::text[])';
  const splits = 'select id from merging.split where from_id = any ($1::text[]) or to_id = any ($1::text[])';
  const pairs = 'select id from merging.pair where low_id = any ($1::text[]) or high_id = any ($1::text[])';
  await drop(
    'merging.objection',
    `delete from merging.objection where merge_id in (${merges}) or split_id in (${splits})`,
    ids,
  );
  await drop(
    'merging.line',
    `delete from merging.line where merge_id in (${merges}) or split_id in (${splits})`,
    ids,
  );
  await drop('merging.merge', `delete from merging.merge where id in (${merges})`, ids);
  await drop('merging.split', `delete from merging.split where id in (${splits})`, ids);
  await drop('merging.proposal', `delete from merging.proposal where pair_id in (${pairs})`, ids);
  await ctx.sql.query(`update merging.merge set pair_id = null where pair_id in (${pairs})`, ids);
  await drop('merging.pair', `delete from merging.pair where id in (${pairs})`, ids);
  return gone;
}
