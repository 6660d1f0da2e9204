import { createSecretKey, randomBytes } from 'node:crypto';
import type { Database } from '../sql/database.ts';
import { close, open } from './aes.ts';
import { keyBound, readRoot, rootBound } from './key-rows.ts';
import type { KeyPurpose } from './keyring.ts';
import { wrongKey } from './local-master.ts';
import { unwrapRoot } from './open-keyring.ts';
import { openMaster, type MasterPlaces } from './open-master.ts';

/**
 * Draws a new root, closes it with the master key of the settings and every data key with it; no data are touched. In one transaction:
 * killed, it has not happened. The former master key opens nothing of this database from then on, save what lies in older backups.
 * @returns how many keys were closed anew. Errors: KeysRefused
 */
export async function rotateMaster(database: Database, places: MasterPlaces): Promise<number> {
  const row = await readRoot(database);
  if (row === undefined) throw wrongKey();
  const former = await unwrapRoot(row, places);
  const master = await openMaster(places);
  const secret = randomBytes(32);
  const generation = row.generation + 1;
  const wrapped = await master.wrap(secret, rootBound(generation));
  const root = createSecretKey(secret);
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      'update crypt.root set generation = $1, master = $2, wrapped = $3, made_at = now() where generation = $4',
      [generation, master.id, wrapped, row.generation],
    );
    if (rowCount !== 1) throw wrongKey();
    const { rows } = await tx.query<{
      purpose: KeyPurpose;
      range: number;
      generation: number;
      wrapped: Buffer;
    }>('select purpose, range, generation, wrapped from crypt.data_key where wrapped is not null for update');
    const anew = rows.map((key) => {
      const bound = keyBound(key.purpose, key.range, key.generation);
      return close(root, open(former, key.wrapped, bound), bound);
    });
    await tx.query(
      `update crypt.data_key d set wrapped = k.wrapped
       from unnest($1::text[], $2::int[], $3::int[], $4::bytea[]) k (purpose, range, generation, wrapped)
       where d.purpose = k.purpose and d.range = k.range and d.generation = k.generation`,
      [
        rows.map(({ purpose }) => purpose),
        rows.map(({ range }) => range),
        rows.map((key) => key.generation),
        anew,
      ],
    );
    return rows.length;
  });
}
