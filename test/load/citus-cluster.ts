import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, type PassingPostgres } from '../../tools/debian-postgres.ts';

const debian = '/usr/lib/postgresql';

/** Programs of the newest PostgreSQL here that has Citus beside it; undefined where none has. */
export function findCitusPrograms(): string | undefined {
  if (!existsSync(debian)) return undefined;
  return readdirSync(debian)
    .sort((one, two) => Number(two) - Number(one))
    .map((version) => join(debian, version))
    .filter((folder) => existsSync(join(folder, 'lib/citus.so')) && existsSync(join(folder, 'bin/initdb')))
    .map((folder) => join(folder, 'bin'))[0];
}

/** One coordinator and its workers, all on the loopback under an ordinary user, thrown away when they stop. */
export interface CitusCluster {
  /** The coordinator's database 'postgres', which knows its workers. */
  readonly url: string;
  readonly version: string;
  /** The coordinator's process, then the workers'. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** Starts it. @param options.durable commits wait for the disk on every node */
export async function startCitus(
  programs: string,
  options: { readonly workers?: number; readonly durable?: boolean } = {},
): Promise<CitusCluster> {
  const { workers: count = 2, durable = false } = options;
  const started: PassingPostgres[] = [];
  const stop = async (): Promise<void> => {
    for (const node of started.splice(0)) await node.stop();
  };
  try {
    for (let node = 0; node <= count; node += 1)
      started.push(await startPostgres(programs, { durable, settings: settingsOf() }));
    const [coordinator, ...workers] = started as [PassingPostgres, ...PassingPostgres[]];
    for (const { url } of started) await ask(url, 'create extension citus');
    await ask(coordinator.url, `select citus_set_coordinator_host('127.0.0.1', ${coordinator.port})`);
    for (const { port } of workers) await ask(coordinator.url, `select citus_add_node('127.0.0.1', ${port})`);
    const version = await ask(coordinator.url, 'select citus_version() as answer');
    return {
      url: coordinator.url,
      version: /^Citus \S+/.exec(version)?.[0] ?? version,
      pids: started.map(({ pid }) => pid),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Each database with Citus has a background process of its own on every node, and each test a database. */
function settingsOf(): string[] {
  return [
    'shared_preload_libraries=citus',
    'citus.node_conninfo=sslmode=disable',
    'citus.enable_statistics_collection=off',
    // Two cores carry three servers: more connections for one query only wait for each other.
    'citus.max_adaptive_executor_pool_size=4',
    // What a node refuses is to be read in its folder, as long as it stands.
    'logging_collector=on',
    'max_connections=300',
    'max_prepared_transactions=300',
    'max_worker_processes=100',
    'shared_buffers=128MB',
    'max_wal_size=2GB',
  ];
}

async function ask(url: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer?: string }>(text);
    return String(rows[0]?.answer);
  } finally {
    await client.end();
  }
}
