import type { OpenKeyring } from '../../crypt/open-keyring.ts';
import type { MasterPlaces } from '../../crypt/open-master.ts';
import { rotate } from '../../crypt/rotate.ts';
import type { Database } from '../../sql/database.ts';
import { packRotation } from '../pack-rotation.ts';
import { rowBucket } from '../place.ts';

const bucketsOfRange = 64;

/** What destroying keys works with. */
export interface DestroyParts {
  readonly database: Database;
  readonly keys: OpenKeyring;
  readonly places: MasterPlaces;
}

/**
 * Destroys the keys that closed what was erased by law: each range of buckets in which something was erased gets a new key, its texts are
 * closed anew, and the key from before the erasure is overwritten. What pages of the database, its log or a copied disk still hold of the
 * erased then opens with nothing that is left in this database. Goes on where it was cut off; a key that something still uses waits for the
 * next time. Returns the ranges that were worked on.
 * @param settleMs how long a new key waits until every process has read it; as for every rotation unless told
 */
export async function destroyKeysOfErased(
  { database, keys, places }: DestroyParts,
  settleMs?: number,
): Promise<readonly number[]> {
  const ranges = await rangesWithErased(database);
  if (ranges.length > 0)
    await rotate(
      { database, keys, places, rotation: packRotation(database, keys) },
      { ranges, ...(settleMs !== undefined && { settleMs }) },
    );
  return ranges;
}

/** Ranges where a key that is older than an erasure is still there. */
async function rangesWithErased(database: Database): Promise<number[]> {
  const { rows: erased } = await database.query<{ row_id: string; decided_at: Date }>(
    `select row_id, decided_at from record.expunge_request where state = 'done' and decided_at is not null`,
  );
  const latest = new Map<number, Date>();
  for (const { row_id: id, decided_at: at } of erased) {
    const range = Math.floor(rowBucket(id) / bucketsOfRange);
    const known = latest.get(range);
    if (known === undefined || known < at) latest.set(range, at);
  }
  if (latest.size === 0) return [];
  const { rows: older } = await database.query<{ range: number }>(
    `select distinct k.range from crypt.data_key k
     join unnest($1::int[], $2::timestamptz[]) e (range, at) on e.range = k.range
     where k.purpose = 'pack' and k.wrapped is not null and k.made_at <= e.at order by k.range`,
    [[...latest.keys()], [...latest.values()].map((at) => at.toISOString())],
  );
  return older.map(({ range }) => range);
}
