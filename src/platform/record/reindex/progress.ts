import type { Queryable } from '../../sql/database.ts';

/** How far the search rows of a scope have been worked out anew. */
export interface ReindexProgress {
  readonly started: Date;
  readonly finished: Date | null;
  /** Where to go on; null at the beginning. */
  readonly cursor: string | null;
  /** Resources looked at, and those whose search rows were not what they should be. */
  readonly seen: number;
  readonly changed: number;
}

const columns = 'started, finished, cursor, seen, changed';

/** Goes on with what was cut off, or begins anew where nothing is open or the caller wants to. */
export async function beginReindex(
  q: Queryable,
  scope: string,
  now: Date,
  afresh: boolean,
): Promise<ReindexProgress> {
  const { rows } = await q.query<ReindexProgress>(
    `insert into record.reindex as r (scope, started) values ($1, $2)
      on conflict (scope) do update set
        started = case when $3 or r.finished is not null then excluded.started else r.started end,
        cursor = case when $3 or r.finished is not null then null else r.cursor end,
        seen = case when $3 or r.finished is not null then 0 else r.seen end,
        changed = case when $3 or r.finished is not null then 0 else r.changed end,
        finished = null
      returning ${columns}`,
    [scope, now.toISOString(), afresh],
  );
  return rows[0]!;
}

/** Keeps how far it is. */
export async function keepReindex(
  q: Queryable,
  scope: string,
  { cursor, seen, changed, finished }: Omit<ReindexProgress, 'started'>,
): Promise<void> {
  await q.query(
    'update record.reindex set cursor = $2, seen = $3, changed = $4, finished = $5 where scope = $1',
    [scope, cursor, seen, changed, finished?.toISOString() ?? null],
  );
}
