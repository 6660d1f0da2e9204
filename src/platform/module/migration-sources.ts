import { migrate, readMigrations, type Migration, type MigrationSource } from '../sql/migrate.ts';
import type { Database } from '../sql/database.ts';
import { prepareJobTables } from '../jobs/job-queue.ts';
import type { AnyModule } from './define-module.ts';
import { platformJobs } from './platform-jobs.ts';

/** The platform's own parts that keep tables, in the order in which they are made. */
export const platformMigrations: readonly MigrationSource[] = [
  { part: 'platform', folder: new URL('./migrations/', import.meta.url) },
  { part: 'crypt', folder: new URL('../crypt/migrations/', import.meta.url) },
  { part: 'audit', folder: new URL('../audit/migrations/', import.meta.url) },
  { part: 'events', folder: new URL('../events/migrations/', import.meta.url) },
  { part: 'http', folder: new URL('../http/migrations/', import.meta.url) },
  { part: 'record', folder: new URL('../record/migrations/', import.meta.url) },
  { part: 'access', folder: new URL('../access/migrations/', import.meta.url) },
  { part: 'identity', folder: new URL('../identity/migrations/', import.meta.url) },
];

/** The platform's parts and then the modules, in the order of their list. */
export function migrationSources(modules: readonly AnyModule[]): MigrationSource[] {
  const ofModules = modules.flatMap(({ id, migrations }) =>
    migrations === undefined ? [] : [{ part: id, folder: migrations }],
  );
  return [...platformMigrations, ...ofModules];
}

/** Brings a database to the newest schema of everything, the job queue included. Returns the names applied now. */
export async function migrateAll(
  database: Database,
  modules: readonly AnyModule[],
  applied?: (migration: Migration) => void,
): Promise<string[]> {
  const done = await migrate(database, await readMigrations(migrationSources(modules)), applied);
  await prepareJobTables(database, [
    ...platformJobs(database),
    ...modules.flatMap((module) => module.jobs ?? []),
  ]);
  return done;
}
