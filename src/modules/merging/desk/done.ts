import type { Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { PagePlace } from '#platform/module/page-cursor.ts';
import type { MergeView } from '../api.ts';
import { opened, sealed } from './pairs.ts';
import { showLines } from './record-lines.ts';

/** Something that was done: a joining or a split. */
export interface DoneRow {
  readonly id: string;
  readonly kind: 'merge' | 'split';
  readonly one: string;
  readonly other: string;
  readonly at: Date;
  readonly by_name: string;
  readonly agreed_by_name: string | null;
  readonly words: string;
  readonly parted_at: Date | null;
  readonly parted_by_name: string | null;
  readonly waiting: number;
  readonly objections: number;
}

interface Wished {
  readonly id?: string;
  readonly open: boolean;
  readonly after: PagePlace | undefined;
  readonly limit: number;
}

/** What was done, newest first; `open`: only what waits for somebody. */
export function listDone(ctx: Context, { id, open, after, limit }: Wished): Promise<DoneRow[]> {
  return ctx.sql.query<DoneRow>(
    `select * from (
       select m.id, 'merge' as kind, m.survivor_id as one, m.other_id as other, m.at, m.by_name, m.agreed_by_name, m.words, m.parted_at,
         m.parted_by_name,
         (select count(*)::int from merging.line l where l.merge_id = m.id and l.state = 'waiting') as waiting,
         (select count(*)::int from merging.objection o where o.merge_id = m.id and o.state = 'open') as objections
       from merging.merge m
       union all
       select s.id, 'split', s.from_id, s.to_id, s.at, s.by_name, null, s.words, null, null, 0,
         (select count(*)::int from merging.objection o where o.split_id = s.id and o.state = 'open')
       from merging.split s) d
     where ($1::uuid is null or d.id = $1) and (not $2 or d.waiting + d.objections > 0)
       and ($3::timestamptz is null or (d.at, d.id) < ($3, $4::uuid))
     order by d.at desc, d.id desc limit $5`,
    [id ?? null, open, after?.at ?? null, after?.id ?? null, limit],
  );
}

type KeptLines = MergeView['lines'];

/** What became of lines, as the desk shows them; one that is gone since then is not among them. */
export async function keptLines(
  ctx: Context,
  desk: Context,
  of: { readonly mergeId: string },
): Promise<KeptLines> {
  const rows = await ctx.sql.query<{
    id: string;
    reference: string;
    state: KeptLines[number]['state'];
    how: KeptLines[number]['how'];
  }>(
    `select id, reference, state, how from merging.line where merge_id = $1 order by state = 'waiting' desc, reference limit 500`,
    [of.mergeId],
  );
  const read = new Map<string, Resource>();
  for (const [type, group] of Map.groupBy(rows, ({ reference }) => reference.split('/')[0]!))
    for (let at = 0; at < group.length; at += 50) {
      const ids = group.slice(at, at + 50).map(({ reference }) => reference.split('/')[1]!);
      const { matches } = await desk.record.search(type, `_id=${ids.join(',')}&_count=50`);
      for (const { id, text } of matches) read.set(`${type}/${id}`, JSON.parse(text) as Resource);
    }
  const there = rows.filter(({ reference }) => read.has(reference));
  const shown = await showLines(
    desk,
    there.map(({ reference }) => read.get(reference)!),
  );
  return there.map(({ id, state, how }, at) => ({ ...shown[at]!, id, state, how }));
}

interface WaitingLine {
  readonly reference: string;
  readonly from_id: string;
  readonly to_id: string;
  readonly merge_id: string;
  readonly parted_words: string;
}

/** A line that waits, held until the transaction ends. Errors: record.not-found, merging.not-waiting. */
export async function readLine(ctx: Context, id: string): Promise<WaitingLine> {
  const [row] = await ctx.sql.query<WaitingLine & { state: string }>(
    `select l.reference, l.from_id, l.to_id, l.merge_id, l.state, m.parted_words
     from merging.line l join merging.merge m on m.id = l.merge_id where l.id = $1 for update of l`,
    [id],
  );
  if (row === undefined) throw new AppError('record.not-found');
  if (row.state !== 'waiting') throw new AppError('merging.not-waiting');
  return row;
}

interface ObjectionRow {
  readonly id: string;
  readonly at: Date;
  readonly words: string;
  readonly state: string;
  readonly answer: string | null;
  readonly answered_by_name: string | null;
}

/** What people said against it, with the answers. */
export async function objectionsTo(
  ctx: Context,
  of: { readonly mergeId?: string; readonly splitId?: string; readonly by?: string },
): Promise<MergeView['objectionsMade']> {
  const rows = await ctx.sql.query<ObjectionRow>(
    `select id, at, words, state, answer, answered_by_name from merging.objection
     where (merge_id = $1 or split_id = $2) and ($3::text is null or by = $3) order by at`,
    [of.mergeId ?? null, of.splitId ?? null, of.by ?? null],
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    words: opened(ctx, row.id, row.words),
    ...(row.answer !== null && {
      answer: opened(ctx, row.id, row.answer),
      answeredBy: row.answered_by_name ?? '',
    }),
  }));
}

/** Answers an objection. Errors: record.not-found, merging.not-waiting. */
export async function answerTo(ctx: Context, id: string, words: string): Promise<void> {
  const [row] = await ctx.sql.query<{ state: string }>(
    'select state from merging.objection where id = $1 for update',
    [id],
  );
  if (row === undefined) throw new AppError('record.not-found');
  if (row.state !== 'open') throw new AppError('merging.not-waiting');
  await ctx.sql.query(
    `update merging.objection set state = 'answered', answer = $2, answered_by_name = $3, answered_at = $4 where id = $1`,
    [id, sealed(ctx, id, words), ctx.actor.display, ctx.now()],
  );
}
