import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Queryable } from '../sql/database.ts';
import { close, open } from './aes.ts';
import { keyName, purposes, type DataKey, type KeyPurpose, type KeySet } from './keyring.ts';
import { wrongKey } from './local-master.ts';

/** The one root as it lies in the database. */
export interface RootRow {
  readonly generation: number;
  readonly master: string;
  readonly wrapped: Buffer;
}

/** What a root is bound to. */
export function rootBound(generation: number): string {
  return `sen root ${generation}`;
}

/** What a data key is bound to: it opens at its own place only. */
export function keyBound(purpose: KeyPurpose, range: number, generation: number): Buffer {
  return Buffer.from(`sen key ${keyName(purpose, range, generation)}`);
}

/** The root; undefined where nothing was ever closed. */
export async function readRoot(q: Queryable): Promise<RootRow | undefined> {
  return (await q.query<RootRow>('select generation, master, wrapped from crypt.root')).rows[0];
}

interface KeyRow {
  readonly purpose: KeyPurpose;
  readonly range: number;
  readonly generation: number;
  readonly wrapped: Buffer;
  readonly active: boolean;
}

/** Every key that is left, opened. Throws KeysRefused where one was not closed by this root at this place. */
export async function readKeys(q: Queryable, root: KeyObject): Promise<KeySet> {
  const { rows } = await q.query<KeyRow>(
    `select purpose, range, generation, wrapped, active_from <= now() as active from crypt.data_key
     where wrapped is not null order by purpose, range, generation`,
  );
  const keys = new Map<string, KeyObject>();
  const newest = new Map<string, DataKey>();
  for (const { purpose, range, generation, wrapped, active } of rows) {
    const key = createSecretKey(openKey(root, wrapped, keyBound(purpose, range, generation)));
    keys.set(keyName(purpose, range, generation), key);
    if (active) newest.set(keyName(purpose, range), { generation, key });
  }
  return { keys, newest };
}

function openKey(root: KeyObject, wrapped: Buffer, bound: Buffer): Buffer {
  try {
    return open(root, wrapped, bound);
  } catch (error) {
    throw wrongKey(error);
  }
}

/** Makes the first key of every purpose and range that has none. Several processes at once agree on one set. */
export async function makeMissingKeys(q: Queryable, root: KeyObject, there: KeySet): Promise<boolean> {
  const made = purposes.flatMap(([purpose, ranges]) =>
    Array.from({ length: ranges }, (_, range) => ({ purpose, range })).filter(
      (place) => !there.newest.has(keyName(place.purpose, place.range)),
    ),
  );
  if (made.length === 0) return false;
  await q.query(
    `insert into crypt.data_key (purpose, range, generation, wrapped)
     select purpose, range, 1, wrapped from unnest($1::text[], $2::int[], $3::bytea[]) k (purpose, range, wrapped)
     on conflict do nothing`,
    [
      made.map(({ purpose }) => purpose),
      made.map(({ range }) => range),
      made.map(({ purpose, range }) => close(root, randomBytes(32), keyBound(purpose, range, 1))),
    ],
  );
  return true;
}
