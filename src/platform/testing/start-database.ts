import { createHash, randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { applyDistribution } from '../sql/apply-distribution.ts';
import { openDatabase, type Database } from '../sql/database.ts';
import { migrate, readMigrations, type MigrationSource } from '../sql/migrate.ts';

/** A database of a test's own. */
export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  /** Closes the pool and drops the database. */
  stop(): Promise<void>;
}

// Any number: keeps two test files from making the same template at once.
const templateLock = 7_364_002;

/**
 * A fresh database with the migrations of `sources`, cloned from a template that the first caller of the run makes.
 * @param clusterUrl the run's one cluster unless a test brings its own, to break it
 * @param prepare runs once, on the template, after the migrations; `key` must change when what it does changes
 */
export async function startDatabase(
  sources: readonly MigrationSource[],
  prepare?: { readonly key: string; readonly run: (url: string) => Promise<void> },
  clusterUrl = inject('postgresUrl'),
): Promise<TestDatabase> {
  const migrations = await readMigrations(sources);
  const hash = createHash('sha256').update(prepare?.key ?? '');
  for (const migration of migrations)
    hash.update(migration.part).update(migration.name).update(migration.sha256);
  const template = `template_${hash.digest('hex').slice(0, 20)}`;
  const name = `test_${randomBytes(8).toString('hex')}`;
  const admin = openDatabase(clusterUrl, { max: 2 });
  if (process.env['SEN_TEST_CITUS_URL'] === clusterUrl) {
    await startOnCitus(admin, clusterUrl, name, async (url, database) => {
      await migrate(database, migrations);
      await applyDistribution(database, 8);
      await prepare?.run(url);
    });
    return openTest(clusterUrl, name);
  }
  try {
    await admin.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [templateLock]);
      const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
      if (rowCount > 0) return;
      // Renamed when whole, so that a failed migration leaves no half-made template.
      const draft = `draft_${randomBytes(8).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${draft}`);
      const database = openDatabase(withDatabase(clusterUrl, draft), { max: 2 });
      try {
        await migrate(database, migrations);
        await prepare?.run(withDatabase(clusterUrl, draft));
      } finally {
        await database.stop();
      }
      await admin.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
    });
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } finally {
    await admin.stop();
  }
  return openTest(clusterUrl, name);
}

/** Citus keeps a connection to each of its databases, so none can serve as a template: each is made from the beginning. */
async function startOnCitus(
  admin: Database,
  clusterUrl: string,
  name: string,
  make: (url: string, database: Database) => Promise<void>,
): Promise<void> {
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.stop();
  const url = withDatabase(clusterUrl, name);
  const database = openDatabase(url, { max: 2 });
  try {
    await database.query('CREATE EXTENSION citus');
    const { port } = new URL(clusterUrl);
    await database.query("SELECT citus_set_coordinator_host('localhost', $1)", [Number(port || 5432)]);
    await make(url, database);
  } finally {
    await database.stop();
  }
}

function openTest(clusterUrl: string, name: string): TestDatabase {
  const url = withDatabase(clusterUrl, name);
  const database = openDatabase(url);
  return {
    database,
    url,
    async stop() {
      await database.stop();
      const closing = openDatabase(clusterUrl, { max: 1 });
      await closing.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await closing.stop();
    },
  };
}

function withDatabase(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}
