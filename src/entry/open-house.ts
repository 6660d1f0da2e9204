import { join } from 'node:path';
import type { Log } from '#platform/context.ts';
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
 * another one. Throws FolderInUse, EmbeddedUnusable.
 */
export async function openHouse(settings: Settings, log: Log): Promise<House> {
  const lock = await lockFolder(settings.dataDir);
  try {
    if (settings.databaseUrl !== undefined) {
      const database = openPool(settings.databaseUrl, log);
      return { database, shared: false, close: () => database.stop().then(() => lock.release()) };
    }
    const postgres = await startEmbedded(join(settings.dataDir, 'postgres'), {
      report: (event) => log.info(event),
    });
    const database = openPool(postgres.url(), log);
    return {
      database,
      shared: false,
      async close() {
        await database.stop();
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
  if (running === undefined) return openHouse(settings, log);
  const database = openDatabase(running, { max: 4 });
  return { database, shared: true, close: () => database.stop() };
}

function openPool(url: string, log: Log): Database {
  return openDatabase(url, {
    onError: (error) => log.warn('database.connection-lost', { error: error.name }),
  });
}
