import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { object, readOwnMerges, type OwnEvent } from '../api.ts';
import { namesOf } from '../desk/facts-of-person.ts';
import { objectionsTo } from '../desk/done.ts';
import { opened, sealed } from '../desk/pairs.ts';

export const readOwnMergesRoute = defineRoute({
  ...readOwnMerges,
  allow: 'merging.own',
  handle: async (ctx) => {
    const rows = await ownEvents(ctx);
    const facilities = await namesOf(
      ctx,
      rows.flatMap(({ facility_id: id }) => id ?? []),
    );
    const events: OwnEvent[] = [];
    for (const row of rows) {
      const [objection] = await objectionsTo(ctx, { ...target(row), by: ctx.actor.accountId });
      const facility = row.facility_id === null ? undefined : facilities.get(row.facility_id);
      events.push({
        id: row.id,
        kind: row.kind,
        at: row.at.toISOString(),
        by: row.by_name,
        ...(row.agreed_by_name !== null && { agreedBy: row.agreed_by_name }),
        ...(facility !== undefined && { facility }),
        words: opened(ctx, row.id, row.words),
        moved: row.moved,
        mayObject: objection === undefined,
        ...(objection !== undefined && { objection }),
      });
    }
    return { events };
  },
});

export const objectRoute = defineRoute({
  ...object,
  allow: 'merging.own',
  handle: async (ctx, { id, kind, words }) => {
    // Within her own: an id of somebody else's is not there.
    const row = (await ownEvents(ctx)).find((one) => one.id === id && one.kind === kind);
    if (row === undefined) throw new AppError('record.not-found');
    const { mergeId, splitId } = target(row);
    if ((await objectionsTo(ctx, { ...target(row), by: ctx.actor.accountId })).length > 0)
      throw new AppError('merging.not-waiting');
    const objectionId = randomUUID();
    await ctx.sql.query(
      'insert into merging.objection (id, merge_id, split_id, by, at, words) values ($1, $2, $3, $4, $5, $6)',
      [
        objectionId,
        mergeId ?? null,
        splitId ?? null,
        ctx.actor.accountId,
        ctx.now(),
        sealed(ctx, objectionId, words),
      ],
    );
    return { done: true as const };
  },
});

interface OwnRow {
  readonly id: string;
  readonly kind: OwnEvent['kind'];
  readonly at: Date;
  readonly by_name: string;
  readonly agreed_by_name: string | null;
  readonly facility_id: string | null;
  readonly words: string;
  readonly moved: number;
}

function target({ id, kind }: OwnRow): { readonly mergeId?: string; readonly splitId?: string } {
  return kind === 'split' ? { splitId: id } : { mergeId: id };
}

const most = 100;

/** Joinings, partings and splits of the reader's own record, newest first. Error: access.denied for an account that is no citizen's. */
async function ownEvents(ctx: Context): Promise<OwnRow[]> {
  const { patientId, roles } = ctx.actor;
  if (patientId === undefined || !roles.includes('citizen')) throw new AppError('access.denied');
  return ctx.sql.query<OwnRow>(
    `with chain as (
       with recursive walk (id) as (
         select $1::text collate "C"
         union
         select case when m.survivor_id = w.id then m.other_id else m.survivor_id end
         from walk w join merging.merge m on (m.survivor_id = w.id or m.other_id = w.id) and m.parted_at is null)
       select id from walk)
     select * from (
       select m.id, 'joined' as kind, m.at, m.by_name, m.agreed_by_name, m.facility_id, m.words, 0 as moved
       from merging.merge m where m.survivor_id in (select id from chain) or m.other_id in (select id from chain)
       union all
       select m.id, 'parted', m.parted_at, m.parted_by_name, null, m.facility_id, m.parted_words,
         (select count(*)::int from merging.line l where l.merge_id = m.id and l.state in ('moved', 'superseded'))
       from merging.merge m
       where m.parted_at is not null and (m.survivor_id in (select id from chain) or m.other_id in (select id from chain))
       union all
       select s.id, 'split', s.at, s.by_name, null, s.facility_id, s.words,
         (select count(*)::int from merging.line l where l.split_id = s.id)
       from merging.split s where s.from_id in (select id from chain) or s.to_id in (select id from chain)) e
     order by e.at desc, e.kind desc limit ${most}`,
    [patientId],
  );
}
