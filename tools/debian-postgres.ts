import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackages, mayInstall } from './debian-packages.ts';
import { findUnprivilegedUser, type UserIds } from '../src/platform/sql/unprivileged-user.ts';

/** The oldest PostgreSQL that Sen runs on. */
const oldest = 15;
const debian = '/usr/lib/postgresql';

/** Programs of the oldest PostgreSQL of 15 or later that Debian put here, installed when we may (root and apt); undefined with what to do said aloud. */
export function findOrInstallPostgres(say: (line: string) => void): string | undefined {
  const found = findPrograms();
  if (found !== undefined) return found;
  const hint = 'The tests on PostgreSQL 15 need Debian’s server: sudo apt-get install postgresql';
  if (!mayInstall()) {
    say(hint);
    return undefined;
  }
  say('Installing PostgreSQL from Debian (once, about half a minute) ...');
  // Without this Debian would make a cluster of its own and start it.
  mkdirSync('/etc/postgresql-common/createcluster.d', { recursive: true });
  writeFileSync('/etc/postgresql-common/createcluster.d/no-cluster.conf', 'create_main_cluster = false\n');
  if (!installPackages(['postgresql'], say)) return undefined;
  return findPrograms();
}

function findPrograms(): string | undefined {
  if (!existsSync(debian)) return undefined;
  const versions = readdirSync(debian).map(Number);
  const fit = versions.filter((version) => version >= oldest).sort((one, two) => one - two)[0];
  const folder = join(debian, String(fit), 'bin');
  return existsSync(join(folder, 'initdb')) ? folder : undefined;
}

/** A cluster on the loopback that is thrown away when it stops. */
export interface PassingPostgres {
  /** Its database 'postgres'. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * A cluster for one run of tests, on the loopback, under an ordinary user. Its folder is thrown away.
 * @param options.settings further settings, 'name=value'; the last of a name counts
 * @param options.durable commits wait for the disk, as in a server; else speed goes before safety
 */
export async function startPostgres(
  programs: string,
  options: { readonly settings?: readonly string[]; readonly durable?: boolean } = {},
): Promise<PassingPostgres> {
  const user = await findUnprivilegedUser();
  const folder = mkdtempSync(join(tmpdir(), 'sen-debian-postgres-'));
  chmodSync(folder, 0o700);
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const place = { ...user, cwd: folder, env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } };
  makeCluster(programs, data, place);
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'max_connections=200',
    'shared_buffers=256MB',
    'max_wal_size=4GB',
    'jit=off',
    'timezone=UTC',
    ...(options.durable === true ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']),
    ...(options.settings ?? []),
  ].flatMap((setting) => ['-c', setting]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], {
    ...place,
    stdio: 'ignore',
  });
  for (let attempt = 0; !isReady(programs, port); attempt += 1) {
    if (attempt > 150 || server.exitCode !== null) throw new Error('Debian’s PostgreSQL does not start');
    await sleep(200);
  }
  return {
    url: `postgres://sen@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid!,
    async stop() {
      const gone = once(server, 'exit');
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeCluster(programs: string, data: string, place: Partial<UserIds> & object): void {
  const flags = ['--username=sen', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const made = spawnSync(join(programs, 'initdb'), ['-D', data, ...flags], { ...place, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
}

function isReady(programs: string, port: number): boolean {
  const asked = spawnSync(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q']);
  return asked.status === 0;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
