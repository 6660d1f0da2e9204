import { openDatabase, type Database } from '../sql/database.ts';

/** Where the databases of tests are made: one PostgreSQL, or every node of a Citus, the coordinator first. */
export interface TestNodes {
  readonly isCitus: boolean;
  create(name: string): Promise<void>;
  has(name: string): Promise<boolean>;
  /** The same rows under another name; `from` must be closed before. */
  clone(from: string, name: string): Promise<void>;
  rename(from: string, name: string): Promise<void>;
  drop(name: string): Promise<void>;
  /** Lets nobody in any more, so that the database can be cloned: Citus itself keeps a connection to each of its databases. */
  close(name: string): Promise<void>;
  /** One test file at a time. */
  alone(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

// Any number: keeps two test files from making the same template at once.
const templateLock = 7_364_002;

interface Member {
  readonly host: string;
  readonly port: number;
  readonly isCoordinator: boolean;
}

/** Opens the nodes behind `clusterUrl`; of a Citus its database must know the workers. */
export async function openTestNodes(clusterUrl: string): Promise<TestNodes> {
  const isCitus = process.env['SEN_TEST_CITUS_URL'] === clusterUrl;
  // A name made or dropped here is the business of this node alone: what concerns all is said to each.
  const quiet = (url: string): string =>
    isCitus ? withOptions(url, '-c citus.enable_ddl_propagation=off') : url;
  const first = openDatabase(quiet(clusterUrl), { max: 2 });
  const members = isCitus ? await membersOf(first) : [];
  const workers = members
    .filter((member) => !member.isCoordinator)
    .map((member) => urlOf(clusterUrl, member));
  const nodes = [first, ...workers.map((url) => openDatabase(quiet(url), { max: 1 }))];
  const each = async (text: string): Promise<void> => {
    await Promise.all(nodes.map((node) => node.query(text)));
  };
  return {
    isCitus,
    async create(name) {
      await each(`CREATE DATABASE ${name}`);
      if (isCitus)
        await join(
          [clusterUrl, ...workers].map((url) => withDatabase(url, name)),
          members,
        );
    },
    has: async (name) =>
      // The last to be renamed: what one node has and another lacks is not whole.
      (await nodes.at(-1)!.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).rowCount > 0,
    clone: (from, name) => each(`CREATE DATABASE ${name} TEMPLATE ${from}`),
    async rename(from, name) {
      for (const node of nodes) await node.query(`ALTER DATABASE ${from} RENAME TO ${name}`);
    },
    drop: (name) => again(() => each(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
    async close(name) {
      if (!isCitus) return;
      await each(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await Promise.all(nodes.map((node) => emptyOut(node, name)));
    },
    async alone(work) {
      await first.transaction(async (tx) => {
        await tx.query('SELECT pg_advisory_xact_lock($1)', [templateLock]);
        await work();
      });
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

/** On a busy machine what is told to leave a database may take longer than PostgreSQL waits for it. */
async function again(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || attempt === 5) throw error;
    }
  }
}

async function membersOf(coordinator: Database): Promise<Member[]> {
  const { rows } = await coordinator.query<Member>(
    `SELECT nodename AS host, nodeport AS port, groupid = 0 AS "isCoordinator" FROM pg_dist_node
     WHERE noderole = 'primary' ORDER BY groupid`,
  );
  if (!rows.some(({ isCoordinator }) => isCoordinator))
    throw new Error(
      'SEN_TEST_CITUS_URL: the database does not know its nodes (citus_set_coordinator_host, citus_add_node)',
    );
  return rows;
}

/** Each database has its own extension and its own list of nodes. */
async function join(urls: readonly string[], members: readonly Member[]): Promise<void> {
  const open = urls.map((url) => openDatabase(url, { max: 1 }));
  const [coordinator] = open as [Database];
  try {
    for (const node of open) await node.query('CREATE EXTENSION citus');
    for (const { host, port, isCoordinator } of members) {
      if (isCoordinator) await coordinator.query('SELECT citus_set_coordinator_host($1, $2)', [host, port]);
      else await coordinator.query('SELECT citus_add_node($1, $2)', [host, port]);
    }
  } finally {
    await Promise.all(open.map((node) => node.stop()));
  }
}

async function emptyOut(node: Database, name: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { rowCount } = await node.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
      [name],
    );
    if (rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`somebody stays in ${name}`);
}

/** The same URL with another database. */
export function withDatabase(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function urlOf(clusterUrl: string, { host, port }: Member): string {
  const url = new URL(clusterUrl);
  url.hostname = host;
  url.port = String(port);
  return url.href;
}

function withOptions(clusterUrl: string, options: string): string {
  const url = new URL(clusterUrl);
  url.searchParams.set('options', options);
  return url.href;
}
