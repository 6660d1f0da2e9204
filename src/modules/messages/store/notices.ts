import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import type { PagePlace } from '#platform/module/page-cursor.ts';
import { personBucket } from '#platform/record/place.ts';
import { isNoticeKind, mayRead, noticeKinds, type NoticeKind } from '../domain/kinds.ts';
import type { Reached } from '../people.ts';

/** What lies sealed. */
interface NoticeWords {
  readonly title: Bilingual;
  readonly words: Bilingual;
  readonly link: string;
}

/** A notice as somebody reads it. */
export interface NoticeOf extends NoticeWords {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly patientId: string;
  readonly urgent: boolean;
  readonly toldAt: Date;
  readonly seen: boolean;
}

const purpose = (id: string): string => `notice:${id}`;

/** The words of a notice as they lie in the table. */
export function sealNotice(ctx: Context, id: string, words: NoticeWords): string {
  return ctx.seal.seal(JSON.stringify(words), purpose(id));
}

/** What one account may read, as the statements below take it: $1 buckets, $2 persons, $3 narrow ones, $4 kinds of those. */
function reachOf(people: readonly Pick<Reached, 'patientId' | 'tie'>[]): readonly unknown[] {
  return [
    people.map(({ patientId }) => personBucket(patientId)),
    people.map(({ patientId }) => patientId),
    people.map(({ tie }) => tie === 'youth'),
    noticeKinds.filter((kind) => mayRead('youth', kind)),
  ];
}

const within = `join unnest($1::int[], $2::text[], $3::boolean[]) as r (bucket, patient_id, narrow)
  on n.bucket = r.bucket and n.patient_id = r.patient_id and (not r.narrow or n.kind = any ($4::text[]))`;

interface Row {
  readonly id: string;
  readonly patient_id: string;
  readonly kind: string;
  readonly urgent: boolean;
  readonly sealed: string;
  readonly told_at: Date;
  readonly seen: boolean;
}

/** Notices of the people, newest first, one more than a page where there are more. */
export async function readNotices(
  ctx: Context,
  people: readonly Reached[],
  place: PagePlace | undefined,
  limit: number,
): Promise<NoticeOf[]> {
  const rows = await ctx.sql.query<Row>(
    `select n.id, n.patient_id, n.kind, n.urgent, n.sealed, n.told_at, n.seen_by @> array[$5::text] as seen
     from messages.notice n ${within}
     where $6::timestamptz is null or (n.told_at, n.id) < ($6::timestamptz, $7::text)
     order by n.told_at desc, n.id desc limit $8::int`,
    [...reachOf(people), ctx.actor.accountId, place?.at ?? null, place?.id ?? null, limit],
  );
  return rows.flatMap((row): NoticeOf[] => {
    if (!isNoticeKind(row.kind)) return [];
    const words = JSON.parse(ctx.seal.open(row.sealed, purpose(row.id))) as NoticeWords;
    const { id, kind, urgent, seen, patient_id: patientId, told_at: toldAt } = row;
    return [{ id, kind, urgent, seen, patientId, toldAt, ...words }];
  });
}

/** Beyond this nobody counts. */
export const mostCounted = 99;

/** How many of them this account has not read; no more than `mostCounted` are counted. */
export async function countUnread(ctx: Context, people: readonly Reached[]): Promise<number> {
  const [row] = await ctx.sql.query<{ unread: number }>(
    `select count(*)::int as unread from (select 1 from messages.notice n ${within}
     where not n.seen_by @> array[$5::text] limit ${mostCounted}) u`,
    [...reachOf(people), ctx.actor.accountId],
  );
  return row?.unread ?? 0;
}

/** Marks notices of the people as read by this account, or as unread again; all of them where none is named. */
export async function markNotices(
  ctx: Context,
  people: readonly Reached[],
  { ids, seen }: { readonly ids?: readonly string[] | undefined; readonly seen: boolean },
): Promise<void> {
  await ctx.sql.query(
    `update messages.notice t
     set seen_by = case when $6::boolean then array_append(t.seen_by, $5::text) else array_remove(t.seen_by, $5::text) end
     from unnest($1::int[], $2::text[], $3::boolean[]) as r (bucket, patient_id, narrow)
     where t.bucket = r.bucket and t.patient_id = r.patient_id and (not r.narrow or t.kind = any ($4::text[]))
       and ($7::text[] is null or t.id = any ($7::text[])) and t.seen_by @> array[$5::text] <> $6::boolean`,
    [...reachOf(people), ctx.actor.accountId, seen, ids ?? null],
  );
}
