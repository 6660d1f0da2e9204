import { randomBytes } from 'node:crypto';
import type { Queryable, Transaction } from '../../sql/database.ts';

/** The key that seals headers; drawn once for an installation. */
export async function loadSealKey(q: Queryable): Promise<Buffer> {
  await q.query(
    `insert into record.subscription_runner (one, seal_key) values (true, $1) on conflict (one) do nothing`,
    [randomBytes(32)],
  );
  const { rows } = await q.query<{ seal_key: Buffer }>('select seal_key from record.subscription_runner');
  return rows[0]!.seal_key;
}

/**
 * Takes or prolongs the right to run; one server at a time has it. Answers the cursor of the changes, undefined where another
 * server runs. Counted by the clock of the database, which all servers share.
 */
export async function takeLease(q: Queryable, holder: string, leaseMs: number): Promise<string | undefined> {
  const { rows } = await q.query<{ cursor: string }>({
    name: 'subscription-lease',
    text: `update record.subscription_runner set holder = $1, until = clock_timestamp() + $2 * interval '1 millisecond'
      where holder is null or holder = $1 or until < clock_timestamp() returning cursor`,
    values: [holder, leaseMs],
  });
  return rows[0]?.cursor;
}

/** Gives the right back, so that another server begins at once. */
export async function dropLease(q: Queryable, holder: string): Promise<void> {
  await q.query('update record.subscription_runner set holder = null where holder = $1', [holder]);
}

/** Moves the cursor on; false where another server runs meanwhile, and then nothing of this transaction may stay. */
export async function moveCursor(
  tx: Transaction,
  holder: string,
  from: string,
  to: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update record.subscription_runner set cursor = $3 where holder = $1 and cursor = $2',
    [holder, from, to],
  );
  return rowCount === 1;
}
