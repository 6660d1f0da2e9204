import { join } from 'node:path';
import type { Installation } from '#platform/backup/base-backup.ts';
import { startWalArchive } from '#platform/backup/wal-archive.ts';
import type { Log } from '#platform/context.ts';
import { openMasters } from '#platform/crypt/open-master.ts';
import type { Settings } from '#platform/settings/platform-settings.ts';
import { openDatabase, type Database } from '#platform/sql/database.ts';
import { findRunning, startEmbedded } from '#platform/sql/embedded.ts';
import { lockFolder } from '#platform/sql/folder-lock.ts';

/** The database of this installation and what must be given back at the end. */
export interface House {
  readonly database: Database;
  /** True where another process of this installation already runs the database. */
  readonly shared: boolean;
  /** Closes the pool, stops an embedded PostgreSQL that we started, and frees the data folder. */
  close(): Promise<void>;
}

/**
 * Opens the database for a server: takes the data folder for itself and starts the embedded PostgreSQL unless the settings name
 * another one, whose continuous backup begins where the settings name a folder for it. Throws FolderInUse, EmbeddedUnusable.
 */
export async function openHouse(
  settings: Settings,
  log: Log,
  options: { readonly archive: boolean } = { archive: true },
): Promise<House> {
  const lock = await lockFolder(settings.dataDir);
  try {
    if (settings.databaseUrl !== undefined) {
      const database = openPool(settings.databaseUrl, settings, log);
      return { database, shared: false, close: () => database.stop().then(() => lock.release()) };
    }
    const postgres = await startEmbedded(join(settings.dataDir, 'postgres'), {
      report: (event) => log.info(event),
    });
    const database = openPool(postgres.url(), settings, log);
    const archive =
      settings.backupDir === undefined || !options.archive
        ? undefined
        : startWalArchive(installationAt(settings, postgres.url('postgres')), settings.backupDir, {
            log,
            masters: () => openMasters(settings),
          });
    return {
      database,
      shared: false,
      async close() {
        await database.stop();
        await archive?.stop();
        await postgres.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Opens the database for a command: beside a running server the same one, otherwise as a server does. */
export async function openHouseForCommand(settings: Settings, log: Log): Promise<House> {
  const running = settings.databaseUrl ?? (await findRunning(join(settings.dataDir, 'postgres')));
  if (running === undefined) return openHouse(settings, log, { archive: false });
  const database = openDatabase(running, { max: 4 });
  return { database, shared: true, close: () => database.stop() };
}

/** Where the embedded installation of these settings keeps its things; undefined where it does not run or is another's PostgreSQL. */
export async function findInstallation(settings: Settings): Promise<Installation | undefined> {
  if (settings.databaseUrl !== undefined) return undefined;
  const url = await findRunning(join(settings.dataDir, 'postgres'), 'postgres');
  return url === undefined ? undefined : installationAt(settings, url);
}

function installationAt(settings: Settings, url: string): Installation {
  return { url, postgresFolder: join(settings.dataDir, 'postgres'), filesFolder: settings.filesDir };
}

/** Opens the database that the leading process runs. */
export async function openHouseBeside(settings: Settings, log: Log): Promise<House> {
  const url = settings.databaseUrl ?? (await findRunning(join(settings.dataDir, 'postgres')));
  if (url === undefined) throw new Error('the leading process runs no database');
  const database = openPool(url, settings, log);
  return { database, shared: true, close: () => database.stop() };
}

function openPool(url: string, settings: Settings, log: Log): Database {
  return openDatabase(url, {
    max: settings.databaseConnections,
    searchMs: settings.statementSeconds * 1000,
    onError: (error) => log.warn('database.connection-lost', { error: error.name }),
  });
}
