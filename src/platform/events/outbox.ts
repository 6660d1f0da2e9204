import type { EventType } from '#kernel/contract.ts';
import type { Queryable } from '../sql/database.ts';
import { oldestOpenSql } from '../sql/oldest-open.ts';

/** An event as a handler gets it. */
export interface StoredEvent {
  readonly id: number;
  readonly tx: string;
  readonly payload: unknown;
  readonly request_id: string;
}

/**
 * Writes an event into the outbox of the caller's transaction. A payload that its own type refuses throws, because a fact that
 * nobody can read must not become durable.
 */
export async function writeEvent<P>(
  target: Queryable,
  type: EventType<P>,
  payload: P,
  origin: { readonly requestId: string; readonly at: Date },
): Promise<void> {
  const checked = type.payload.parse(payload);
  await target.query({
    name: 'event-write',
    text: 'INSERT INTO events.outbox (name, version, payload, request_id, at) VALUES ($1, $2, $3, $4, $5)',
    values: [type.name, type.version, JSON.stringify(checked), origin.requestId, origin.at],
  });
}

/** Several events of one type in one statement, in their order; otherwise as `writeEvent`. */
export async function writeEvents<P>(
  target: Queryable,
  type: EventType<P>,
  payloads: readonly P[],
  origin: { readonly requestId: string; readonly at: Date },
): Promise<void> {
  const checked = payloads.map((payload) => JSON.stringify(type.payload.parse(payload)));
  await target.query({
    name: 'events-write',
    text: `INSERT INTO events.outbox (name, version, payload, request_id, at)
      SELECT $1::text, $2::int, p.payload::jsonb, $4::text, $5::timestamptz FROM unnest($3::text[]) WITH ORDINALITY AS p (payload, place) ORDER BY p.place`,
    values: [type.name, type.version, checked, origin.requestId, origin.at],
  });
}

/** The next event of a name behind a cursor that can no longer be overtaken by one still uncommitted. */
export async function findNextEvent(
  target: Queryable,
  name: string,
  after: { readonly tx: string; readonly id: number },
): Promise<StoredEvent | undefined> {
  const { rows } = await target.query<StoredEvent>({
    name: 'event-next',
    text: `SELECT id, tx::text AS tx, payload, request_id FROM events.outbox
      WHERE name = $1 AND (tx, id) > ($2::text::xid8, $3::bigint) AND tx < ${oldestOpenSql}
      ORDER BY tx, id LIMIT 1`,
    values: [name, after.tx, after.id],
  });
  return rows[0];
}

/** Removes events that every handler is through with and that are older than `before`. Returns how many. */
export async function cleanOutbox(target: Queryable, before: Date): Promise<number> {
  const { rowCount } = await target.query(
    `DELETE FROM events.outbox o WHERE o.at < $1
      AND NOT EXISTS (SELECT 1 FROM events.failed f WHERE f.event_id = o.id)
      AND NOT EXISTS (SELECT 1 FROM events.cursor c WHERE (c.tx, c.id) < (o.tx, o.id))`,
    [before],
  );
  await target.query(
    'DELETE FROM events.handled h WHERE h.at < $1 AND NOT EXISTS (SELECT 1 FROM events.outbox o WHERE o.id = h.event_id)',
    [before],
  );
  return rowCount;
}
