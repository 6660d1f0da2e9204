import { randomBytes } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { digestOf, secretShape, type LinkRow } from './link-rows.ts';

/** A file that was not put into the manifest waits so long to be fetched, once. */
const ticketMs = 10 * 60_000;
/** Files of one link that wait at a time; whoever asks for more loses the oldest. */
export const mostTickets = 5;

/**
 * A ticket for the file of a link, whose row is locked. It holds no copy: only what opens once, and is gone from the link, moves into it.
 */
export async function keepTicket(ctx: Context, row: LinkRow, content: string): Promise<string> {
  await ctx.sql.query(
    `delete from sharing.ticket where link_id = $1 and digest not in (
       select digest from sharing.ticket where link_id = $1 order by until desc, digest limit ${mostTickets - 1})`,
    [row.id],
  );
  const ticket = randomBytes(32).toString('base64url');
  const until = Math.min(ctx.now().getTime() + ticketMs, row.until.getTime());
  await ctx.sql.query(
    'insert into sharing.ticket (digest, link_id, until, content) values ($1, $2, $3, $4)',
    [digestOf(ticket), row.id, new Date(until), row.once ? content : null],
  );
  return ticket;
}

/** The file for a ticket, this once; undefined where there is none (any more). */
export async function takeFile(ctx: Context, ticket: string): Promise<string | undefined> {
  if (!secretShape.test(ticket)) return undefined;
  const [row] = await ctx.sql.query<{ content: string | null; until: Date }>(
    `delete from sharing.ticket t using sharing.link l where t.digest = $1 and l.id = t.link_id
     returning coalesce(t.content, l.content) as content, t.until`,
    [digestOf(ticket)],
  );
  return row === undefined || row.until <= ctx.now() ? undefined : (row.content ?? undefined);
}
