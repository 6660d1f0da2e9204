import { createHash, randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { applyDistribution } from '../sql/apply-distribution.ts';
import { openDatabase, type Database } from '../sql/database.ts';
import { migrate, readMigrations, type Migration, type MigrationSource } from '../sql/migrate.ts';
import { openTestNodes, withDatabase, type TestNodes } from './test-nodes.ts';

/** A database of a test's own. */
export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  /** Closes the pool and drops the database. */
  stop(): Promise<void>;
}

/** What is done to a template once, after the migrations. */
interface Preparation {
  /** Changes when what `run` does changes. */
  readonly key: string;
  readonly run: (url: string) => Promise<void>;
}

// Two for each of two workers: enough for statements to have several shards to touch, few enough to be quick.
const shards = 4;

/**
 * A fresh database with the migrations of `sources`, cloned from a template that the first caller of the run makes. On a Citus each node
 * clones its own part of it, and the tables are spread.
 * @param clusterUrl the run's one cluster unless a test brings its own, to break it
 */
export async function startDatabase(
  sources: readonly MigrationSource[],
  prepare?: Preparation,
  clusterUrl = inject('postgresUrl'),
): Promise<TestDatabase> {
  const migrations = await readMigrations(sources);
  const name = `test_${randomBytes(8).toString('hex')}`;
  const nodes = await openTestNodes(clusterUrl);
  try {
    await nodes.clone(await makeTemplate(nodes, clusterUrl, migrations, prepare), name);
  } finally {
    await nodes.stop();
  }
  return openTest(clusterUrl, name);
}

async function makeTemplate(
  nodes: TestNodes,
  clusterUrl: string,
  migrations: readonly Migration[],
  prepare: Preparation | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(prepare?.key ?? '');
  for (const migration of migrations)
    hash.update(migration.part).update(migration.name).update(migration.sha256);
  const template = `template_${hash.digest('hex').slice(0, 20)}`;
  await nodes.alone(async () => {
    if (await nodes.has(template)) return;
    // Renamed when whole, so that a failed migration leaves no half-made template.
    const draft = `draft_${randomBytes(8).toString('hex')}`;
    await nodes.create(draft);
    const url = withDatabase(clusterUrl, draft);
    const database = openDatabase(url, { max: 2 });
    try {
      await migrate(database, migrations);
      if (nodes.isCitus) await applyDistribution(database, shards);
      await prepare?.run(url);
    } finally {
      await database.stop();
    }
    await nodes.close(draft);
    await nodes.rename(draft, template);
  });
  return template;
}

function openTest(clusterUrl: string, name: string): TestDatabase {
  const url = withDatabase(clusterUrl, name);
  const database = openDatabase(url);
  return {
    database,
    url,
    async stop() {
      await database.stop();
      const nodes = await openTestNodes(clusterUrl);
      try {
        await nodes.drop(name);
      } finally {
        await nodes.stop();
      }
    },
  };
}
