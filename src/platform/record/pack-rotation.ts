import type { Keyring } from '../crypt/keyring.ts';
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
      const first = range * bucketsOfRange;
      const [bucket = first, after = 0] = cursor?.split(' ').map(Number) ?? [];
      const { rows } = await database.query<PackRow>(
        `select bucket, id, body from record.pack where bucket between $1 and $2 and (bucket, id) > ($1, $3::bigint)
         order by bucket, id limit $4`,
        [bucket, first + bucketsOfRange - 1, after, atOnce],
      );
      const old = rows.filter(({ body }) => packGeneration(body) !== keys.current('pack', range).generation);
      const changed = old.length === 0 ? 0 : await closeAnew(database, keys, old);
      const last = rows.at(-1);
      const next = rows.length < atOnce || last === undefined ? null : `${last.bucket} ${last.id}`;
      return { next, seen: rows.length, changed };
    },
    /** One look at the head of every pack of the range. */
    async uses(range, generation) {
      const mark = Buffer.alloc(5);
      mark[0] = 0xe1;
      mark.writeUInt32BE(generation, 1);
      const first = range * bucketsOfRange;
      const { rows } = await database.query(
        'select 1 from record.pack where bucket between $1 and $2 and substring(body from 1 for 5) = $3 limit 1',
        [first, first + bucketsOfRange - 1, mark],
      );
      return rows.length > 0;
    },
  };
}

/** The former bytes are named, so that a pack that was rewritten meanwhile is left alone. */
async function closeAnew(database: Database, keys: Keyring, old: readonly PackRow[]): Promise<number> {
  return database.transaction(async (tx) => {
    let changed = 0;
    for (const { bucket, id, body } of old) {
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
