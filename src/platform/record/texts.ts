import type { Queryable } from '../sql/database.ts';
import { AppError } from '#kernel/errors.ts';
import { KeyUnknown, type Keyring } from '../crypt/keyring.ts';
import { unpack } from './pack.ts';
import type { PackPlace } from './pack-cipher.ts';
import { rowBucket } from './place.ts';
import { toStored, type Row } from './rows.ts';
import type { StoredResource } from './record-store.ts';

interface ReadPack extends PackPlace {
  readonly body: Buffer;
}

/** Gives the texts of rows. Packs never change, so those read lately are kept in memory and need no invalidation. */
export interface Texts {
  /** The text of each row, in order; rows of deletions are not asked for. */
  of(q: Queryable, rows: readonly Row[]): Promise<string[]>;
  stored(q: Queryable, rows: readonly Row[]): Promise<StoredResource[]>;
  /** Drops a pack whose texts were erased from memory. */
  forget(bucket: number, pack: number): void;
}

const one = {
  name: 'record-pack',
  lane: 'read',
  text: 'select p.body from record.pack p where p.bucket = $1 and p.id = $2',
} as const;
const many = {
  name: 'record-packs',
  lane: 'read',
  text: `select p.bucket, p.id, p.body from unnest($1::int[], $2::bigint[]) k (bucket, id)
    join record.pack p on p.bucket = k.bucket and p.id = k.id where p.bucket = any ($1::int[])`,
} as const;

/**
 * @param keys open the packs
 * @param limit characters kept in memory; one byte each, two where a text has Vietnamese letters. What a small memory throws out costs
 * more than unpacking it anew: it is old by then, and swept up only by the long collection of garbage.
 */
export function createTexts(keys: Keyring, limit = 48_000_000): Texts {
  const cache = new Map<string, string[]>();
  let size = 0;

  const keep = (key: string, texts: string[]): void => {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    if (length > limit / 20) return;
    if (!cache.has(key)) size += length;
    cache.set(key, texts);
    for (const [oldest, old] of cache) {
      if (size <= limit) break;
      cache.delete(oldest);
      size -= old.reduce((sum, text) => sum + text.length, 0);
    }
  };

  const open = async ({ bucket, id, body }: ReadPack): Promise<string[]> => {
    try {
      return unpack(body, { bucket, id }, keys);
    } catch (error) {
      if (!(error instanceof KeyUnknown)) throw error;
      // Another process closed it with a key that was made a moment ago.
      await keys.reload();
      return unpack(body, { bucket, id }, keys);
    }
  };

  const load = async (q: Queryable, keys: ReadonlyMap<string, Row>): Promise<Map<string, string[]>> => {
    const loaded = new Map<string, string[]>();
    const rows = [...keys.values()];
    const [first] = rows;
    if (first === undefined) return loaded;
    if (rows.length === 1) {
      const values = [rowBucket(first.id), first.pack];
      const [pack] = (await q.query<{ body: Buffer }>({ ...one, values })).rows;
      const place = { bucket: rowBucket(first.id), id: first.pack! };
      if (pack !== undefined) loaded.set(keyOf(first), await open({ ...place, body: pack.body }));
    } else {
      const values = [rows.map((row) => rowBucket(row.id)), rows.map((row) => row.pack)];
      const packs = await q.query<ReadPack>({ ...many, values });
      for (const pack of packs.rows) loaded.set(`${pack.bucket} ${pack.id}`, await open(pack));
    }
    for (const [key, texts] of loaded) keep(key, texts);
    return loaded;
  };

  const of = async (q: Queryable, rows: readonly Row[]): Promise<string[]> => {
    const missing = new Map<string, Row>();
    const known = new Map<string, string[]>();
    for (const row of rows) {
      const key = keyOf(row);
      if (known.has(key)) continue;
      const texts = cache.get(key);
      if (texts === undefined) missing.set(key, row);
      else {
        // Moved to the end: the first of the map is always the one not used for longest.
        cache.delete(key);
        cache.set(key, texts);
        known.set(key, texts);
      }
    }
    for (const [key, texts] of await load(q, missing)) known.set(key, texts);
    return rows.map((row) => {
      const text = known.get(keyOf(row))?.[row.part ?? -1];
      if (text === undefined)
        throw new AppError('internal.unexpected', { detail: 'a row points to no text' });
      return text;
    });
  };

  return {
    of,
    forget(bucket, pack) {
      const key = `${bucket} ${pack}`;
      size -= (cache.get(key) ?? []).reduce((sum, text) => sum + text.length, 0);
      cache.delete(key);
    },
    async stored(q, rows) {
      const texts = await of(q, rows);
      return rows.map((row, at) => toStored(row, texts[at]!));
    },
  };
}

function keyOf(row: Row): string {
  return `${rowBucket(row.id)} ${row.pack}`;
}
