import type { Queryable } from '../sql/database.ts';

/** An event that a handler could not take after all attempts, or waits to be tried again. */
export interface FailedDelivery {
  readonly event_id: number;
  readonly event: string;
  readonly handler: string;
  readonly attempts: number;
  readonly next_at: Date;
  readonly dead: boolean;
  /** Error code or class; never a message. */
  readonly error: string;
}

/** Failed deliveries, dead letters first, newest first; 200 at most. */
export async function listFailedDeliveries(target: Queryable): Promise<FailedDelivery[]> {
  const { rows } = await target.query<FailedDelivery>(
    `SELECT f.event_id, o.name AS event, f.handler, f.attempts, f.next_at, f.dead, f.error
     FROM events.failed f JOIN events.outbox o ON o.id = f.event_id
     ORDER BY f.dead DESC, f.event_id DESC LIMIT 200`,
  );
  return rows;
}

/** Lets dead letters of a handler be tried again from the first attempt. Returns how many. */
export async function reviveDeadLetters(target: Queryable, handler: string): Promise<number> {
  const { rowCount } = await target.query(
    'UPDATE events.failed SET dead = false, attempts = 0, next_at = clock_timestamp() WHERE handler = $1 AND dead',
    [handler],
  );
  return rowCount;
}
