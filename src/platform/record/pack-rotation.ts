import { setTimeout as sleep } from 'node:timers/promises';
import { rangeOf, type Keyring } from '../crypt/keyring.ts';
import type { Rotation, RotationStep } from '../crypt/rotate.ts';
import type { Database } from '../sql/database.ts';
import { closePack, openPack, packGeneration } from './pack-cipher.ts';

const atOnce = 200;
const bucketsOfRange = 64;

interface PackRow {
  readonly bucket: number;
  readonly id: number;
  readonly body: Buffer;
}

/**
 * Closes the packs of a range with its newest key: those of older keys and those in the clear. Servers read and write meanwhile; a pack
 * that an erasure rewrote in between is left to the next round. The cursor is the last bucket and pack.
 */
export function packRotation(database: Database, keys: Keyring): Rotation {
  return {
    purpose: 'pack',
    async step(range, cursor): Promise<RotationStep> {
      const [bucket = range * bucketsOfRange, after = 0] = cursor?.split(' ').map(Number) ?? [];
      if (rangeOf(bucket) !== range) return { next: null, seen: 0, changed: 0 };
      const { rows } = await database.query<PackRow>(
        'select bucket, id, body from record.pack where bucket = $1 and id > $2 order by id limit $3',
        [bucket, after, atOnce],
      );
      const old = rows.filter(({ body }) => packGeneration(body) !== keys.current('pack', range).generation);
      const changed = old.length === 0 ? 0 : await closeAnew(database, keys, bucket, old);
      const last = rows.at(-1);
      const next = rows.length < atOnce || last === undefined ? `${bucket + 1} 0` : `${bucket} ${last.id}`;
      return { next, seen: rows.length, changed };
    },
    /** True where a pack of the range was closed with this key, or, for 0, is in the clear. */
    async uses(range, generation) {
      const mark = Buffer.alloc(5);
      mark[0] = 0xe1;
      mark.writeUInt32BE(generation, 1);
      for (let bucket = range * bucketsOfRange; rangeOf(bucket) === range; bucket += 1) {
        const { rows } = await database.query(
          'select 1 from record.pack where bucket = $1 and substring(body from 1 for 5) = $2 limit 1',
          [bucket, mark],
        );
        if (rows.length > 0) return true;
        // A look at every head of a range is a long walk; others go first.
        await sleep(1);
      }
      return false;
    },
  };
}

/** The former bytes are named, so that a pack that was rewritten meanwhile is left alone. */
async function closeAnew(
  database: Database,
  keys: Keyring,
  bucket: number,
  old: readonly PackRow[],
): Promise<number> {
  return database.transaction(async (tx) => {
    let changed = 0;
    for (const { id, body } of old) {
      const place = { bucket, id };
      const anew = closePack(openPack(body, place, keys), place, keys);
      const { rowCount } = await tx.query({
        name: 'record-pack-close-anew',
        text: 'update record.pack set body = $3 where bucket = $1 and id = $2 and body = $4',
        values: [bucket, id, anew, body],
      });
      changed += rowCount;
    }
    return changed;
  });
}
