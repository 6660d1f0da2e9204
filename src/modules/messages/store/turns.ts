import type { Context } from '#platform/context.ts';
import { rowBucket } from '#platform/record/place.ts';
import { isNoticeKind, type NoticeKind } from '../domain/kinds.ts';
import type { AccountPlace } from './outings.ts';

/** One interruption as a job tells it. */
interface Turn extends AccountPlace {
  readonly urgent: boolean;
  readonly pushKinds: readonly NoticeKind[];
  readonly letterKinds: readonly NoticeKind[];
  readonly smsKinds: readonly NoticeKind[];
}

/** What came a day late would only confuse; the inbox has it. */
const lastsMs = 24 * 3_600_000;

/** An interruption that is still worth telling; undefined for one that is forgotten or too old. */
export async function readTurn(ctx: Context, id: string): Promise<Turn | undefined> {
  const [row] = await ctx.sql.query<{
    account_id: string;
    urgent: boolean;
    push_kinds: string[];
    letter_kinds: string[];
    sms_kinds: string[];
    told_at: Date;
  }>(
    'select account_id, urgent, push_kinds, letter_kinds, sms_kinds, told_at from messages.turn where bucket = $1 and id = $2',
    [rowBucket(id), id],
  );
  if (row === undefined || ctx.now().getTime() - row.told_at.getTime() > lastsMs) return undefined;
  return {
    bucket: rowBucket(id),
    accountId: row.account_id,
    urgent: row.urgent,
    pushKinds: row.push_kinds.filter(isNoticeKind),
    letterKinds: row.letter_kinds.filter(isNoticeKind),
    smsKinds: row.sms_kinds.filter(isNoticeKind),
  };
}
