import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findUnprivilegedUser, type UserIds } from '../../src/platform/sql/unprivileged-user.ts';
import { findFreePort } from '../../src/platform/testing/start-platform.ts';

/** One PostgreSQL and the Patroni that watches over it. */
export interface Node {
  readonly name: string;
  readonly port: number;
  readonly api: number;
  readonly folder: string;
  patroni: ChildProcess;
}

/** Two PostgreSQLs under Patroni, one etcd, all on the loopback under an ordinary user. */
export interface Cluster {
  readonly nodes: readonly Node[];
  /** postgres:// with all hosts. */
  url(database: string): string;
  /** Names of the leader and of the standby that has every commit; undefined where there is none now. */
  roles(): Promise<{ leader?: string; synchronous?: string }>;
  /** As if the machine of a node lost its power: Patroni and PostgreSQL at once, with SIGKILL. */
  kill(name: string): Promise<void>;
  /** Starts a killed node again; it comes back as a standby. */
  revive(name: string): Promise<void>;
  stop(): Promise<void>;
}

const binaries = '/usr/lib/postgresql/15/bin';
const password = 'drill';

/** Says which Debian packages are missing; undefined where everything is there. */
export function missingPackages(): string | undefined {
  const needed = [
    ['/usr/bin/patroni', 'patroni'],
    ['/usr/bin/etcd', 'etcd-server'],
    [join(binaries, 'postgres'), 'postgresql'],
  ] as const;
  const missing = needed.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  return missing.length === 0 ? undefined : missing.join(' ');
}

/** Starts all and waits until one leads and the other has every commit. */
export async function startCluster(): Promise<Cluster> {
  const user = await findUnprivilegedUser();
  const room = await mkdtemp(join(tmpdir(), 'sen-patroni-'));
  await chmod(room, 0o755);
  const own = async (name: string): Promise<string> => {
    const folder = join(room, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (user !== undefined) await chown(folder, user.uid, user.gid);
    return folder;
  };
  const [client, peer] = [await findFreePort(), await findFreePort()];
  const etcd = await launch('/usr/bin/etcd', etcdFlags(await own('etcd'), client, peer), room, 'etcd', user);
  const nodes: Node[] = [];
  for (const name of ['one', 'two']) {
    const folder = await own(name);
    const [port, api] = [await findFreePort(), await findFreePort()];
    const node = { name, port, api, folder };
    await writeFile(join(room, `${name}.json`), JSON.stringify(configOf(node, client)), { mode: 0o644 });
    nodes.push({ ...node, patroni: await startPatroni(room, name, user) });
  }
  const cluster = operate(room, nodes, etcd, user);
  for (const until = Date.now() + 90_000; ; await sleep(300)) {
    const { leader, synchronous } = await cluster.roles();
    if (leader !== undefined && synchronous !== undefined) return cluster;
    if (Date.now() < until) continue;
    await cluster.stop();
    throw new Error(`the cluster did not come up; its logs were in ${room}`);
  }
}

function operate(room: string, nodes: Node[], etcd: ChildProcess, user: UserIds | undefined): Cluster {
  const nodeNamed = (name: string): Node => {
    const node = nodes.find((one) => one.name === name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  };
  return {
    nodes,
    url: (database) =>
      `postgres://sen:${password}@${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${database}?target_session_attrs=read-write`,
    async roles() {
      for (const { api } of nodes) {
        const answer = await fetch(`http://127.0.0.1:${api}/cluster`, { signal: AbortSignal.timeout(1000) })
          .then(
            (one) =>
              one.json() as Promise<{ members?: Array<{ name: string; role: string; state: string }> }>,
          )
          .catch(() => undefined);
        const running = (answer?.members ?? []).filter(
          ({ state }) => state === 'running' || state === 'streaming',
        );
        const leader = running.find(({ role }) => role === 'leader')?.name;
        const synchronous = running.find(({ role }) => role === 'sync_standby')?.name;
        if (leader !== undefined) return { leader, ...(synchronous !== undefined && { synchronous }) };
      }
      return {};
    },
    async kill(name) {
      const { patroni, folder } = nodeNamed(name);
      const pid = await postmasterOf(folder);
      patroni.kill('SIGKILL');
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    async revive(name) {
      nodeNamed(name).patroni = await startPatroni(room, name, user);
    },
    async stop() {
      for (const { patroni, folder } of nodes) {
        await end(patroni, 'SIGTERM');
        const pid = await postmasterOf(folder);
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      }
      await end(etcd, 'SIGTERM');
      await rm(room, { recursive: true, force: true });
    },
  };
}

function startPatroni(room: string, name: string, user: UserIds | undefined): Promise<ChildProcess> {
  return launch('/usr/bin/patroni', [join(room, `${name}.json`)], room, name, user);
}

async function launch(
  program: string,
  args: readonly string[],
  room: string,
  name: string,
  user: UserIds | undefined,
): Promise<ChildProcess> {
  const log = await open(join(room, `${name}.log`), 'a');
  const child = spawn(program, args, {
    ...user,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', log.fd, log.fd],
  });
  await once(child, 'spawn');
  await log.close();
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(hard);
}

/** The PostgreSQL that runs in a node's folder now. */
async function postmasterOf(folder: string): Promise<number | undefined> {
  const pid = Number(
    (await readFile(join(folder, 'data/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
  );
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return pid > 1 && command.includes(join(folder, 'data')) ? pid : undefined;
}

function etcdFlags(folder: string, client: number, peer: number): string[] {
  const at = `http://127.0.0.1:${client}`;
  const between = `http://127.0.0.1:${peer}`;
  return [
    `--name=drill`,
    `--data-dir=${folder}/data`,
    `--listen-client-urls=${at}`,
    `--advertise-client-urls=${at}`,
    `--listen-peer-urls=${between}`,
    `--initial-advertise-peer-urls=${between}`,
    `--initial-cluster=drill=${between}`,
  ];
}

/** Patroni reads JSON as well as YAML. The times are those of docs/guides/a-country.md. */
function configOf(node: Omit<Node, 'patroni'>, etcd: number): object {
  return {
    scope: 'sen',
    name: node.name,
    restapi: { listen: `127.0.0.1:${node.api}`, connect_address: `127.0.0.1:${node.api}` },
    etcd3: { host: `127.0.0.1:${etcd}` },
    bootstrap: {
      dcs: {
        ttl: 15,
        loop_wait: 3,
        retry_timeout: 5,
        maximum_lag_on_failover: 1_048_576,
        // A commit is acknowledged when the standby has it too: nothing acknowledged is lost with the leader.
        synchronous_mode: true,
        postgresql: {
          use_pg_rewind: true,
          parameters: { max_connections: 100, wal_log_hints: 'on', jit: 'off' },
        },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C' }, 'data-checksums'],
      pg_hba: [
        'local all all trust',
        'host all all 127.0.0.1/32 scram-sha-256',
        'host replication replica 127.0.0.1/32 scram-sha-256',
      ],
    },
    postgresql: {
      listen: `127.0.0.1:${node.port}`,
      connect_address: `127.0.0.1:${node.port}`,
      data_dir: join(node.folder, 'data'),
      bin_dir: binaries,
      pgpass: join(node.folder, 'pgpass'),
      authentication: {
        superuser: { username: 'sen', password },
        replication: { username: 'replica', password },
      },
      parameters: { unix_socket_directories: node.folder },
    },
  };
}
