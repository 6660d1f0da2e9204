import type { Queryable, Transaction } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';

/** An event of one subscription. */
export interface EventRow {
  readonly number: number;
  readonly at: Date;
  /** Row id of the resource it is about. */
  readonly focus: string;
  readonly version: number;
  readonly type: string;
  readonly kind: 'created' | 'updated' | 'deleted';
}

/** An event before it has its number. */
export interface NewEvent extends Omit<EventRow, 'number'> {
  readonly subscription: string;
}

/** Numbers events, in their order, and keeps them. */
export async function addEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const groups = [...Map.groupBy(events, ({ subscription }) => subscription)];
  const { rows } = await tx.query<{ id: string; last_number: number }>(
    `update record.subscription s set last_number = s.last_number + k.added
     from unnest($1::int[], $2::uuid[], $3::int[]) k (bucket, id, added)
     where s.bucket = k.bucket and s.id = k.id and s.bucket = any ($1::int[]) and s.state <> 'deleted' returning s.id, s.last_number`,
    [groups.map(([id]) => rowBucket(id)), groups.map(([id]) => id), groups.map(([, list]) => list.length)],
  );
  const last = new Map(rows.map((row) => [row.id, row.last_number]));
  const numbered = groups.flatMap(([id, list]) => {
    const end = last.get(id);
    return end === undefined
      ? []
      : list.map((event, at) => ({ ...event, number: end - list.length + at + 1 }));
  });
  await tx.query(
    `insert into record.subscription_event (bucket, subscription, number, at, focus, version, type, kind)
     select * from unnest($1::int[], $2::uuid[], $3::bigint[], $4::timestamptz[], $5::uuid[], $6::int[], $7::text[], $8::text[])`,
    [
      numbered.map((event) => rowBucket(event.subscription)),
      numbered.map((event) => event.subscription),
      numbered.map((event) => event.number),
      numbered.map((event) => event.at.toISOString()),
      numbered.map((event) => event.focus),
      numbered.map((event) => event.version),
      numbered.map((event) => event.type),
      numbered.map((event) => event.kind),
    ],
  );
}

/** Events of one subscription between two numbers, both included, in order. */
export async function eventsBetween(
  q: Queryable,
  subscription: string,
  from: number,
  until: number,
  limit: number,
): Promise<EventRow[]> {
  const { rows } = await q.query<EventRow>({
    name: 'subscription-events',
    text: `select number, at, focus, version, type, kind from record.subscription_event
      where bucket = $1 and subscription = $2 and number between $3 and $4 order by number limit $5`,
    values: [rowBucket(subscription), subscription, from, until, limit],
  });
  return rows;
}

/** Forgets delivered events, and those of what is off, that are older than a time. */
export async function forgetEvents(q: Queryable, before: Date): Promise<number> {
  const { rowCount } = await q.query(
    `delete from record.subscription_event e using record.subscription s
     where s.bucket = e.bucket and s.id = e.subscription and e.at < $1::timestamptz
       and (e.number <= s.delivered_number or s.state in ('off', 'deleted'))`,
    [before.toISOString()],
  );
  return rowCount;
}
