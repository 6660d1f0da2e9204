import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { onEvent } from '#platform/module/define-module.ts';
import { recordOpened } from '#platform/access/grants/grant-events.ts';
import type { OpeningNotice } from './api.ts';
import { tellByLetter } from './letters.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** Who is told of an opening. */
export type Audience = 'person' | 'supervisor';

/** An opening becomes a notice for the person whose record it is and one for the supervisors of the facility, once each. */
export const tellOfOpening = onEvent(recordOpened, 'record-access.tell-of-opening', async (ctx, opening) => {
  await ctx.sql.query(
    `insert into record_access.notice (audience, whom, grant_id, kind, opened_at)
     values ('person', $1, $3, $4, $5), ('supervisor', $2, $3, $4, $5) on conflict do nothing`,
    [opening.patientId, opening.facilityId, opening.grantId, opening.kind, opening.openedAt],
  );
  await tellByLetter(ctx, opening);
  await ctx.signals.send(topicOf('person', opening.patientId));
  await ctx.signals.send(topicOf('supervisor', opening.facilityId));
});

const topicOf = (audience: Audience, whom: string): string => `record-access ${audience} ${whom}`;

interface Row {
  readonly grant_id: string;
  readonly kind: OpeningNotice['kind'];
  readonly opened_at: Date;
}

/** Older openings stand in the lists of the pages; nobody is called to them again. */
const keptDays = 30;
const most = 50;

/** Whom the actor stands for; undefined where she is told of nothing. */
function whomOf({ actor }: Context, audience: Audience): string | undefined {
  if (actor.kind !== 'person' || actor.scopes.length > 0) return undefined;
  return audience === 'person' ? actor.patientId : actor.facilityId;
}

/** Openings that this account was told of and has not looked at yet, newest first. */
export async function unseenNotices(ctx: Context, audience: Audience): Promise<OpeningNotice[]> {
  const whom = whomOf(ctx, audience);
  if (whom === undefined) return [];
  const rows = await ctx.sql.query<Row>(
    `select grant_id, kind, opened_at from record_access.notice
     where audience = $1 and whom = $2 and not seen_by @> array[$3::text] and opened_at > $4
     order by opened_at desc limit ${most}`,
    [audience, whom, ctx.actor.accountId, new Date(ctx.now().getTime() - keptDays * 86_400_000)],
  );
  return rows.map((row) => ({ id: row.grant_id, kind: row.kind, openedAt: row.opened_at.toISOString() }));
}

/** The same at once, or as soon as there is one that the page does not know, or after so many seconds. */
export async function awaitNotices(
  ctx: Context,
  audience: Audience,
  { wait, known }: { readonly wait: number; readonly known: string },
): Promise<OpeningNotice[]> {
  const whom = whomOf(ctx, audience);
  if (whom === undefined) return [];
  // Listening begins before looking, so that nothing falls between.
  const ear = wait === 0 ? undefined : ctx.signals.listen(topicOf(audience, whom));
  try {
    await ear?.ready;
    const notices = await unseenNotices(ctx, audience);
    if (ear === undefined || (notices[0]?.id ?? '') !== known) return notices;
    return (await ear.next(wait * 1000)) ? await unseenNotices(ctx, audience) : notices;
  } finally {
    ear?.close();
  }
}

/** Remembers that this account has looked. What is not hers to see stays as it is. */
export async function markSeen(ctx: Context, audience: Audience, ids: readonly string[]): Promise<void> {
  const whom = whomOf(ctx, audience);
  if (whom === undefined) return;
  await ctx.sql.query(
    `update record_access.notice set seen_by = seen_by || $3::text
     where audience = $1 and whom = $2 and grant_id = any ($4::uuid[]) and not seen_by @> array[$3::text]`,
    [audience, whom, ctx.actor.accountId, ids],
  );
}

/** Erasure by law takes the notices about a person away. */
export async function forgetNotices(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  const opened = await ctx.sql.query<{ grant_id: string }>(
    `delete from record_access.notice where audience = 'person' and whom = any ($1) returning grant_id`,
    [patientIds],
  );
  const grants = opened.map((row) => row.grant_id);
  await ctx.sql.query('delete from record_access.notice where grant_id = any ($1::uuid[])', [grants]);
  await ctx.sql.query('delete from record_access.letter where grant_id = any ($1::uuid[])', [grants]);
  return { openingNotices: opened.length };
}
