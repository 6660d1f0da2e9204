import { newId } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import { rowBucket } from '#platform/record/place.ts';
import type { Way } from './domain/kinds.ts';
import { settleTurn, startOfDay } from './domain/pace.ts';
import { letterJob } from './jobs/letter.job.ts';
import { pushJob } from './jobs/push.job.ts';
import { smsJob } from './jobs/sms.job.ts';
import { readProvider } from './sms/provider.ts';
import { endpointsOf } from './store/endpoints.ts';
import { readChoice, type AccountPlace } from './store/outings.ts';

interface Due {
  readonly notice_id: string;
  readonly kind: string;
  readonly ways: readonly Way[];
  readonly urgent: boolean;
}

/**
 * Tells one account all that is due for it, as one interruption. The row of its choices is held meanwhile, so that of two servers one tells. What
 * she has read in the app by now is not told outside any more.
 */
export async function tellDue(ctx: Context, place: AccountPlace): Promise<void> {
  await ctx.transaction(async (tx) => {
    const choice = await readChoice(tx, place, true);
    const { bucket, accountId } = place;
    const now = tx.now();
    const due = await tx.sql.query<Due>(
      `select notice_id, kind, ways, urgent from messages.outing
       where bucket = $1 and account_id = $2 and state = 'waiting' and due_at <= $3 order by due_at, notice_id`,
      [bucket, accountId, now],
    );
    if (due.length === 0) return;
    const settle = async (
      state: 'told' | 'kept',
      some: readonly { readonly noticeId: string }[],
    ): Promise<void> => {
      if (some.length > 0)
        await tx.sql.query(
          'update messages.outing set state = $4 where bucket = $1 and account_id = $2 and notice_id = any ($3)',
          [bucket, accountId, some.map(({ noticeId }) => noticeId), state],
        );
    };
    const waiting = due.map(({ notice_id: noticeId, ...one }) => ({ ...one, noticeId }));
    const read = await readBy(
      tx,
      accountId,
      waiting.map(({ noticeId }) => noticeId),
    );
    const unread = waiting.filter(({ noticeId }) => !read.has(noticeId));
    await settle(
      'kept',
      choice === undefined ? waiting : waiting.filter(({ noticeId }) => read.has(noticeId)),
    );
    if (choice === undefined || unread.length === 0) return;
    const { tell, keep, wait } = settleTurn(unread, await toldToday(tx, place), now, choice.pace);
    await settle('kept', keep);
    if (wait !== undefined)
      await tx.sql.query(
        `update messages.outing set due_at = $3
         where bucket = $1 and account_id = $2 and state = 'waiting' and not urgent and due_at <= $4`,
        [bucket, accountId, wait, now],
      );
    if (tell.length === 0) return;
    const kindsBy = (way: Way): string[] =>
      tell.filter(({ ways }) => ways.includes(way)).map(({ kind }) => kind);
    const [pushKinds, letterKinds] = [kindsBy('push'), tx.letters.isSet ? kindsBy('email') : []];
    const smsKinds = (await readProvider(tx)) === undefined ? [] : kindsBy('sms');
    const endpoints = pushKinds.length === 0 ? [] : await endpointsOf(tx, place);
    // Where there is no way to reach her nothing was told, and the day's budget stays as it is.
    if (endpoints.length + letterKinds.length + smsKinds.length === 0) return settle('kept', tell);
    await settle('told', tell);
    const turnId = newId(bucket, now);
    const isUrgent = tell.every(({ urgent }) => urgent);
    await tx.sql.query(
      `insert into messages.turn (bucket, id, patient_id, account_id, urgent, push_kinds, letter_kinds, sms_kinds, told_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [bucket, turnId, choice.patientId, accountId, isUrgent, pushKinds, letterKinds, smsKinds, now],
    );
    for (const endpointId of endpoints) await tx.enqueue(pushJob, { endpointId, turnId });
    if (letterKinds.length > 0) await tx.enqueue(letterJob, { turnId });
    if (smsKinds.length > 0) await tx.enqueue(smsJob, { turnId });
  });
}

/** Interruptions of today in Viet Nam that were not urgent. */
async function toldToday(ctx: Context, { bucket, accountId }: AccountPlace): Promise<number> {
  const [row] = await ctx.sql.query<{ turns: number }>(
    `select count(*)::int as turns from messages.turn
     where bucket = $1 and account_id = $2 and told_at >= $3 and not urgent`,
    [bucket, accountId, startOfDay(ctx.now())],
  );
  return row?.turns ?? 0;
}

async function readBy(
  ctx: Context,
  accountId: string,
  noticeIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await ctx.sql.query<{ id: string }>(
    `select id from messages.notice where bucket = any ($1) and id = any ($2) and seen_by @> array[$3::text]`,
    [[...new Set(noticeIds.map(rowBucket))], noticeIds, accountId],
  );
  return new Set(rows.map(({ id }) => id));
}
