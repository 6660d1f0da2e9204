import { createHash } from 'node:crypto';
import { bucketOf } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { PagePlace } from '#platform/module/page-cursor.ts';
import { personBucket, rowBucket } from '#platform/record/place.ts';
import { expectedBy } from '../domain/expected-answer.ts';

/** A conversation as it stands. */
export interface Conversation {
  readonly bucket: number;
  readonly id: string;
  readonly patient_id: string;
  readonly facility_id: string;
  readonly state: 'open' | 'answered' | 'closed';
  readonly asked_at: Date;
  readonly due_on: string;
  readonly last_at: Date;
  readonly last_line: string;
}

/** Which Communication, and whose side it is. */
export interface LineRow {
  readonly id: string;
  readonly side: 'person' | 'desk';
  readonly said_at: Date;
}

const columns = 'bucket, id, patient_id, facility_id, state, asked_at, due_on, last_at, last_line';

/** An id of the house's shape in a person's bucket that follows from what names it: the same each time that it is sent. */
export function namedId(bucket: number, ...name: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(name)).digest('hex');
  const variant = (8 | (Number.parseInt(hex[16]!, 16) & 3)).toString(16);
  return [
    bucket.toString(16).padStart(3, '0') + hex.slice(3, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Error: record.not-found. With `lock` whoever else writes in it waits. */
export async function readConversationRow(ctx: Context, id: string, lock = false): Promise<Conversation> {
  const [row] =
    bucketOf(id) === undefined
      ? []
      : await ctx.sql.query<Conversation>(
          `select ${columns} from messages.conversation where bucket = $1 and id = $2${lock ? ' for update' : ''}`,
          [rowBucket(id), id],
        );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

/** Remembers that a Communication belongs here; false where it is known already. */
export async function addLine(
  ctx: Context,
  line: { id: string; conversationId: string; patientId: string; side: LineRow['side'] },
): Promise<boolean> {
  const made = await ctx.sql.query(
    `insert into messages.line (bucket, id, conversation_id, patient_id, side, said_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning 1`,
    [personBucket(line.patientId), line.id, line.conversationId, line.patientId, line.side, ctx.now()],
  );
  return made.length > 0;
}

/** A person wrote: the conversation begins, or waits again. What was asked first and has no answer keeps its day. */
export async function openConversation(
  ctx: Context,
  one: { id: string; patientId: string; facilityId: string; lineId: string },
): Promise<void> {
  const now = ctx.now();
  await ctx.sql.query(
    `insert into messages.conversation as c (${columns}) values ($1, $2, $3, $4, 'open', $5, $6, $5, $7)
     on conflict (bucket, id) do update set last_at = excluded.last_at, last_line = excluded.last_line,
       asked_at = case when c.state = 'open' then c.asked_at else excluded.asked_at end,
       due_on = case when c.state = 'open' then c.due_on else excluded.due_on end, state = 'open'`,
    [personBucket(one.patientId), one.id, one.patientId, one.facilityId, now, expectedBy(now), one.lineId],
  );
}

/** How many conversations of a person wait for an answer. */
export async function countOpen(ctx: Context, patientId: string): Promise<number> {
  const [row] = await ctx.sql.query<{ n: number }>(
    `select count(*)::int as n from messages.conversation where bucket = $1 and patient_id = $2 and state = 'open'`,
    [personBucket(patientId), patientId],
  );
  return row!.n;
}

/** The facility answered, or says that no answer is needed. */
export async function settleConversation(
  ctx: Context,
  { bucket, id }: Conversation,
  to: { readonly state: 'answered'; readonly lineId: string } | { readonly state: 'closed' },
): Promise<Conversation> {
  const [row] = await ctx.sql.query<Conversation>(
    `update messages.conversation set state = $3, last_line = coalesce($4, last_line),
       last_at = case when $4::text is null then last_at else $5::timestamptz end
     where bucket = $1 and id = $2 returning ${columns}`,
    [bucket, id, to.state, 'lineId' in to ? to.lineId : null, ctx.now()],
  );
  return row!;
}

/** Conversations of some people, last said first. */
export async function conversationsOf(
  ctx: Context,
  patientIds: readonly string[],
  place: PagePlace | undefined,
  limit: number,
): Promise<Conversation[]> {
  return ctx.sql.query<Conversation>(
    `select ${columns} from messages.conversation
     where bucket = any ($1::int[]) and patient_id = any ($2::text[])
       and ($3::timestamptz is null or (last_at, id) < ($3::timestamptz, $4::text))
     order by last_at desc, id desc limit $5::int`,
    [patientIds.map(personBucket), patientIds, place?.at ?? null, place?.id ?? null, limit],
  );
}

/** What waits at a facility: whoever asked first is due first. */
export async function waitingAt(
  ctx: Context,
  facilityId: string,
  place: PagePlace | undefined,
  limit: number,
): Promise<Conversation[]> {
  return ctx.sql.query<Conversation>(
    `select ${columns} from messages.conversation
     where facility_id = $1 and state = 'open' and ($2::timestamptz is null or (asked_at, id) > ($2::timestamptz, $3::text))
     order by asked_at, id limit $4::int`,
    [facilityId, place?.at ?? null, place?.id ?? null, limit],
  );
}

/** What is settled at a facility, newest first. */
export async function settledAt(
  ctx: Context,
  facilityId: string,
  place: PagePlace | undefined,
  limit: number,
): Promise<Conversation[]> {
  return ctx.sql.query<Conversation>(
    `select ${columns} from messages.conversation
     where facility_id = $1 and state <> 'open' and ($2::timestamptz is null or (last_at, id) < ($2::timestamptz, $3::text))
     order by last_at desc, id desc limit $4::int`,
    [facilityId, place?.at ?? null, place?.id ?? null, limit],
  );
}

/** What was said, newest first. */
export async function linesOf(
  ctx: Context,
  { bucket, id }: Conversation,
  place: PagePlace | undefined,
  limit: number,
): Promise<LineRow[]> {
  return ctx.sql.query<LineRow>(
    `select id, side, said_at from messages.line
     where bucket = $1 and conversation_id = $2 and ($3::timestamptz is null or (said_at, id) < ($3::timestamptz, $4::text))
     order by said_at desc, id desc limit $5::int`,
    [bucket, id, place?.at ?? null, place?.id ?? null, limit],
  );
}
