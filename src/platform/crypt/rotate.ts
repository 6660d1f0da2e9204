import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../sql/database.ts';
import { close } from './aes.ts';
import { keyBound, readRoot } from './key-rows.ts';
import type { KeyPurpose } from './keyring.ts';
import { reloadMs, unwrapRoot, type OpenKeyring } from './open-keyring.ts';
import type { MasterPlaces } from './open-master.ts';

/** What one step closed anew. `next` is where to go on; null behind the last. */
export interface RotationStep {
  readonly next: string | null;
  readonly seen: number;
  readonly changed: number;
}

/** Whoever keeps what a purpose closes. */
export interface Rotation {
  readonly purpose: KeyPurpose;
  step(range: number, cursor: string | null): Promise<RotationStep>;
  /** True where anything is still closed with this key. */
  uses(range: number, generation: number): Promise<boolean>;
}

/** What a rotation works with. */
export interface RotateParts {
  readonly database: Database;
  readonly keys: OpenKeyring;
  readonly places: MasterPlaces;
  readonly rotation: Rotation;
}

/** What is asked of it. */
export interface RotateAsk {
  readonly ranges: readonly number[];
  /** Things a second at most; 5,000 unless told. */
  readonly rate?: number;
  readonly onProgress?: (range: number, seen: number, changed: number) => void;
  readonly shouldStop?: () => boolean;
  /** How long a new key waits until every process has read it; twice their reading unless told. */
  readonly settleMs?: number;
}

/** What came of it. */
export interface Rotated {
  readonly end: 'done' | 'stopped';
  readonly changed: number;
  readonly destroyed: number;
  /** Former keys that something still uses, or a transaction that is older than the new key may. */
  readonly kept: number;
}

/**
 * Gives ranges a new key, closes with it what former keys closed, and destroys those. Killed at any moment it goes on where it stood: the
 * new key, the cursor and each closed thing are durable by themselves. A former key goes only when a search found nothing that it closed,
 * after every transaction that could have begun with it has ended. Errors: service.unavailable.
 */
export async function rotate(parts: RotateParts, ask: RotateAsk): Promise<Rotated> {
  const settleMs = ask.settleMs ?? 2 * reloadMs;
  // What an earlier run left open is finished first, and that alone: ranges that it closed anew need not go again.
  const left = await openRanges(parts, ask.ranges);
  const ranges = left.length > 0 ? left : ask.ranges;
  if (left.length === 0) for (const range of ranges) await beginRange(parts, range, settleMs);
  let [changed, destroyed, kept] = [0, 0, 0];
  for (const range of ranges) {
    await waitActive(parts, range);
    const walked = await walkRange(parts, range, ask);
    changed += walked.changed;
    if (walked.end === 'stopped') return { end: 'stopped', changed, destroyed, kept };
    const gone = await destroyFormer(parts, range, settleMs);
    destroyed += gone.destroyed;
    kept += gone.kept;
  }
  return { end: 'done', changed, destroyed, kept };
}

async function openRanges({ database, rotation }: RotateParts, asked: readonly number[]): Promise<number[]> {
  const { rows } = await database.query<{ range: number }>(
    'select range from crypt.rotation where purpose = $1 and range = any ($2::int[]) and finished is null order by range',
    [rotation.purpose, asked],
  );
  return rows.map(({ range }) => range);
}

/** A new key where no rotation of the range is open. */
async function beginRange(
  { database, places, rotation }: RotateParts,
  range: number,
  settleMs: number,
): Promise<void> {
  const root = await readRoot(database);
  if (root === undefined) return;
  const key = await unwrapRoot(root, places);
  await database.transaction(async (tx) => {
    const open = await tx.query(
      'select 1 from crypt.rotation where purpose = $1 and range = $2 and finished is null for update',
      [rotation.purpose, range],
    );
    if (open.rows.length > 0) return;
    const { rows } = await tx.query<{ newest: number }>(
      'select max(generation) as newest from crypt.data_key where purpose = $1 and range = $2',
      [rotation.purpose, range],
    );
    const generation = (rows[0]?.newest ?? 0) + 1;
    await tx.query(
      `insert into crypt.data_key (purpose, range, generation, wrapped, active_from)
       values ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
      [
        rotation.purpose,
        range,
        generation,
        close(key, randomBytes(32), keyBound(rotation.purpose, range, generation)),
        settleMs / 1000,
      ],
    );
    await tx.query(
      `insert into crypt.rotation (purpose, range, generation) values ($1, $2, $3)
       on conflict (purpose, range) do update set generation = excluded.generation, cursor = null, seen = 0, changed = 0,
         started = now(), finished = null`,
      [rotation.purpose, range, generation],
    );
  });
}

async function waitActive({ database, keys, rotation }: RotateParts, range: number): Promise<void> {
  const { rows } = await database.query<{ wait: number }>(
    `select greatest(0, extract(epoch from max(active_from) - now()) * 1000)::float8 as wait from crypt.data_key
     where purpose = $1 and range = $2`,
    [rotation.purpose, range],
  );
  const wait = rows[0]?.wait ?? 0;
  if (wait > 0) await sleep(wait + 20);
  await keys.reload();
}

async function walkRange(
  { database, rotation }: RotateParts,
  range: number,
  ask: RotateAsk,
): Promise<{ readonly end: 'done' | 'stopped'; readonly changed: number }> {
  const place = [rotation.purpose, range];
  const { rows } = await database.query<{ cursor: string | null; seen: number; changed: number }>(
    'select cursor, seen, changed from crypt.rotation where purpose = $1 and range = $2',
    place,
  );
  let cursor = rows[0]?.cursor ?? null;
  let [seen, changed, own] = [Number(rows[0]?.seen ?? 0), Number(rows[0]?.changed ?? 0), 0];
  const [startedAt, before] = [performance.now(), seen];
  for (;;) {
    const step = await rotation.step(range, cursor);
    seen += step.seen;
    changed += step.changed;
    own += step.changed;
    cursor = step.next;
    await database.query(
      'update crypt.rotation set cursor = coalesce($3, cursor), seen = $4, changed = $5 where purpose = $1 and range = $2',
      [...place, cursor, seen, changed],
    );
    ask.onProgress?.(range, seen, changed);
    if (cursor === null) return { end: 'done', changed: own };
    if (ask.shouldStop?.() === true) return { end: 'stopped', changed: own };
    const ahead = ((seen - before) / (ask.rate ?? 5000)) * 1000 - (performance.now() - startedAt);
    if (ahead > 0) await sleep(ahead);
  }
}

async function destroyFormer(
  { database, keys, rotation }: RotateParts,
  range: number,
  settleMs: number,
): Promise<{ readonly destroyed: number; readonly kept: number }> {
  const place = [rotation.purpose, range];
  const { rows } = await database.query<{ generation: number; safe: boolean }>(
    `select k.generation, now() > n.active_from + make_interval(secs => $3) and not exists (
         select 1 from pg_stat_activity a where a.datname = current_database() and a.pid <> pg_backend_pid()
           and a.xact_start < n.active_from + make_interval(secs => $3)) as safe
     from crypt.data_key k
     join crypt.rotation r on r.purpose = k.purpose and r.range = k.range
     join crypt.data_key n on n.purpose = r.purpose and n.range = r.range and n.generation = r.generation
     where k.purpose = $1 and k.range = $2 and k.generation < r.generation and k.wrapped is not null`,
    // Who missed a reading of the keys has at most one more to go.
    [...place, settleMs / 1000],
  );
  let destroyed = 0;
  for (const { generation, safe } of rows) {
    if (!safe || (await rotation.uses(range, generation))) continue;
    await database.query(
      'update crypt.data_key set wrapped = null, destroyed_at = now() where purpose = $1 and range = $2 and generation = $3',
      [...place, generation],
    );
    destroyed += 1;
  }
  const kept = rows.length - destroyed;
  // With a former key left the rotation stays open: the next run walks the range once more and looks again.
  await database.query(
    `update crypt.rotation set finished = case when $3 then now() end, cursor = case when $3 then cursor end
     where purpose = $1 and range = $2`,
    [...place, kept === 0],
  );
  await keys.reload();
  return { destroyed, kept };
}
