import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';

/** Who changed which fields, for the page of a facility or a worker. */
export interface ShownChange {
  readonly at: string;
  readonly by: string;
  readonly fields: string[];
}

/** Writes down that something was made or changed; `subject` is 'Organization/…' or 'Practitioner/…'. */
export async function noteChange(
  ctx: Context,
  subject: string,
  fields: readonly string[],
  importId?: string,
): Promise<void> {
  await ctx.sql.query(
    'insert into directory.change (id, subject, at, by, by_name, fields, import_id) values ($1, $2, $3, $4, $5, $6, $7)',
    [randomUUID(), subject, ctx.now(), ctx.actor.accountId, ctx.actor.display, fields, importId ?? null],
  );
}

/** The newest changes of a subject. */
export async function changesOf(ctx: Context, subject: string): Promise<ShownChange[]> {
  const rows = await ctx.sql.query<{ at: Date; by_name: string; fields: string[] }>(
    'select at, by_name, fields from directory.change where subject = $1 order by at desc, id limit 30',
    [subject],
  );
  return rows.map(({ at, by_name: by, fields }) => ({ at: at.toISOString(), by, fields }));
}
