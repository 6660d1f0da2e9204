import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Log } from '../context.ts';
import type { Database } from '../sql/database.ts';
import { makeMissingKeys, readKeys, readRoot, rootBound, type RootRow } from './key-rows.ts';
import { ringOver, type Keyring } from './keyring.ts';
import { KeysRefused } from './keys-refused.ts';
import { openMaster, openMasters, type MasterPlaces } from './open-master.ts';

/** The keys of an installation, read again now and then. */
export interface OpenKeyring extends Keyring {
  /** Reads no more. What is in memory stays usable for what is still under way. */
  stop(): void;
}

/** Every process reads the keys this often; a new one closes things only after twice that. */
export const reloadMs = 30_000;
/** A process that could not read the keys for so long closes nothing any more: the key it has may be on its way out. */
const staleMs = 10 * 60_000;

/**
 * Opens the keys of this installation and makes them at the first start. The master key is asked once, for the root.
 * Errors: KeysRefused with a sentence on what is missing or wrong.
 */
export async function openKeyring(database: Database, places: MasterPlaces, log?: Log): Promise<OpenKeyring> {
  let root = await openRoot(database, places);
  const load = async (): ReturnType<typeof readKeys> => {
    const row = await readRoot(database);
    // Another process gave the installation a new root.
    if (row !== undefined && row.generation !== root.generation)
      root = { generation: row.generation, key: await unwrapRoot(row, places) };
    return readKeys(database, root.key);
  };
  const there = await load();
  const made = await makeMissingKeys(database, root.key, there);
  const ring = ringOver(made ? await load() : there, load);
  let readAt = performance.now();
  const reload = async (): Promise<void> => {
    await ring.reload();
    readAt = performance.now();
  };
  const timer = setInterval(
    () =>
      void reload().catch((error: unknown) =>
        log?.warn('crypt.reload-failed', { error: error instanceof Error ? error.name : 'unknown' }),
      ),
    reloadMs,
  ).unref();
  return {
    current(purpose, range) {
      if (performance.now() - readAt > staleMs)
        throw new AppError('service.unavailable', { detail: 'the keys could not be read for ten minutes' });
      return ring.current(purpose, range);
    },
    of: (purpose, range, generation) => ring.of(purpose, range, generation),
    reload,
    stop: () => clearInterval(timer),
  };
}

interface Root {
  readonly generation: number;
  readonly key: KeyObject;
}

async function openRoot(database: Database, places: MasterPlaces): Promise<Root> {
  const known = await readRoot(database);
  if (known !== undefined) return { generation: known.generation, key: await unwrapRoot(known, places) };
  const master = await openMaster(places, true);
  const wrapped = await master.wrap(randomBytes(32), rootBound(1));
  await database.query(
    'insert into crypt.root (generation, master, wrapped) values (1, $1, $2) on conflict do nothing',
    [master.id, wrapped],
  );
  // Of several processes at once the first one's root is everybody's.
  return openRoot(database, places);
}

/** The root in the clear, by whichever master key closed it. Errors: KeysRefused */
export async function unwrapRoot(row: RootRow, places: MasterPlaces): Promise<KeyObject> {
  const masters = await openMasters(places);
  const master = masters.find(({ id }) => id === row.master);
  if (master === undefined) throw otherMaster(row.master, masters.map(({ id }) => id).join(', '));
  return createSecretKey(await master.unwrap(row.wrapped, rootBound(row.generation)));
}

function otherMaster(wanted: string, given: string): KeysRefused {
  return new KeysRefused({
    vi: `Dữ liệu được khoá bằng khoá chủ ${wanted}, còn SEN_MASTER_KEY là ${given}. Hãy đặt đúng khoá, hoặc thêm khoá cũ vào SEN_MASTER_KEY_FORMER.`,
    en: `The data were closed with the master key ${wanted}, but SEN_MASTER_KEY is ${given}. Set the right key, or give the former one as SEN_MASTER_KEY_FORMER.`,
  });
}
