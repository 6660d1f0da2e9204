import type { Keyring } from '../../crypt/keyring.ts';
import type { Transaction } from '../../sql/database.ts';
import { repack } from '../pack.ts';

/** A text that no row may point to any more. */
export interface Place {
  readonly pack: number;
  readonly part: number;
}

/**
 * Takes texts out of their packs. A pack holds several texts of one write: where others of it are still pointed to it is written anew
 * without the erased ones, each in its former place; otherwise it goes. Returns how many packs were touched.
 */
export async function takeOutOfPacks(
  tx: Transaction,
  keys: Keyring,
  bucket: number,
  places: readonly Place[],
): Promise<number> {
  const packs = [...new Set(places.map(({ pack }) => pack))];
  for (let at = 0; at < packs.length; at += 200) await rewrite(tx, keys, bucket, packs.slice(at, at + 200));
  return packs.length;
}

async function rewrite(
  tx: Transaction,
  keys: Keyring,
  bucket: number,
  packs: readonly number[],
): Promise<void> {
  const { rows } = await tx.query<Place>(
    `select pack, part from record.resource where bucket = $1 and pack = any ($2::bigint[])
     union select pack, part from record.history where bucket = $1 and pack = any ($2::bigint[])`,
    [bucket, packs],
  );
  const kept = Map.groupBy(rows, ({ pack }) => Number(pack));
  const gone = packs.filter((pack) => !kept.has(Number(pack)));
  await tx.query('delete from record.pack where bucket = $1 and id = any ($2::bigint[])', [bucket, gone]);
  for (const [pack, places] of kept) {
    const found = await tx.query<{ body: Buffer }>(
      'select body from record.pack where bucket = $1 and id = $2 for update',
      [bucket, pack],
    );
    const parts = new Set(places.map(({ part }) => part));
    const body = repack(found.rows[0]!.body, { bucket, id: pack }, keys, (part) => parts.has(part));
    await tx.query('update record.pack set body = $3 where bucket = $1 and id = $2', [bucket, pack, body]);
  }
}
