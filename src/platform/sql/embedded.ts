import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { EmbeddedUnusable } from './embedded-binaries.ts';
import { makeSocketFolder, preparePlace, type EmbeddedPlace } from './embedded-place.ts';
import { postgresSettings, type EmbeddedSizing } from './embedded-settings.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './running-process.ts';

/** A PostgreSQL cluster that Sen itself runs. */
export interface EmbeddedPostgres {
  /** postgres:// URL of a database in the cluster, 'sen' unless named; holds the password. */
  url(database?: string): string;
  /** The postmaster's process now; another after a crash. */
  readonly pid: number;
  /** Fast shutdown: running statements are cancelled, everything committed is on disk. */
  stop(): Promise<void>;
}

/** What the running cluster leaves in its folder, so that a later start or a command finds it. */
interface Connection extends ProcessIdentity {
  readonly socketFolder: string;
  readonly settings: string;
}

/** How long a start is tried. */
export interface StartPatience {
  /** While a process that ends at once is started again; 30 s unless told. */
  readonly startPatienceMs?: number;
  /** While a process that runs may read its log before it answers; 10 min unless told. */
  readonly answerPatienceMs?: number;
}

const databaseName = 'sen';
const userName = 'sen';

/**
 * Starts the PostgreSQL of a data folder, or takes over the one that a killed Sen left running. The caller holds the folder's
 * lock (folder-lock.ts). While it runs it is watched: a postmaster that dies is started again.
 * @param folder '<data folder>/postgres'
 * @param options.report hears what happens ('postgres.started', 'postgres.adopted', 'postgres.restarted'); never any data
 */
export async function startEmbedded(
  folder: string,
  options: Partial<EmbeddedSizing> & StartPatience & { readonly report?: (event: string) => void } = {},
): Promise<EmbeddedPostgres> {
  const sizing = {
    durable: options.durable ?? true,
    maxConnections: options.maxConnections ?? 100,
    settings: options.settings ?? {},
  };
  const report = options.report ?? (() => undefined);
  const place = await preparePlace(folder);
  const password = await ensureCluster(place);
  const settings = [place.binaries.version, ...postgresSettings(sizing)].join(' ');

  const adopted = await adopt(place, password, settings);
  report(adopted === undefined ? 'postgres.starting' : 'postgres.adopted');
  let running: Connection = adopted ?? (await launchPatiently(place, password, sizing, settings, options));

  const watch = watchOver(
    () => running,
    async () => {
      running = await launchPatiently(place, password, sizing, settings);
      report('postgres.restarted');
    },
  );
  let stopped: Promise<void> | undefined;
  return {
    url: (database = databaseName) => urlOf(running.socketFolder, password, database),
    get pid() {
      return running.pid;
    },
    stop: () =>
      (stopped ??= (async () => {
        await watch.stop();
        await stopProcess(running);
        await rm(join(folder, 'connection.json'), { force: true });
        if (!running.socketFolder.startsWith(folder))
          await rm(running.socketFolder, { recursive: true, force: true });
      })()),
  };
}

/** URL of the cluster that runs for this folder now, for commands beside a running server; undefined where none runs. */
export async function findRunning(
  folder: string,
  database: string = databaseName,
): Promise<string | undefined> {
  const connection = await readConnection(folder);
  if (connection === undefined || !(await isRunning(connection))) return undefined;
  return urlOf(connection.socketFolder, await readFile(join(folder, 'password'), 'utf8'), database);
}

function urlOf(socketFolder: string, password: string, database: string): string {
  return `postgres://${userName}:${password}@localhost/${database}?host=${encodeURIComponent(socketFolder)}`;
}

async function readConnection(folder: string): Promise<Connection | undefined> {
  const text = await readFile(join(folder, 'connection.json'), 'utf8').catch(() => undefined);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Connection);
  } catch {
    // Half written when the machine lost power: nothing of that time runs any more.
    return undefined;
  }
}

/** Makes the cluster once; the folder appears under its name only when it is whole. Returns the password. */
async function ensureCluster(place: EmbeddedPlace): Promise<string> {
  const passwordFile = join(place.folder, 'password');
  if (await exists(join(place.folder, 'cluster/PG_VERSION'))) return readFile(passwordFile, 'utf8');
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600 });
  const draft = join(place.folder, 'cluster.new');
  const draftPassword = join(place.folder, 'password.new');
  await rm(draft, { recursive: true, force: true });
  await writeFile(draftPassword, password, { mode: 0o600 });
  if (place.user !== undefined) await chown(draftPassword, place.user.uid, place.user.gid);
  const seen = (name: string): string => join(place.seenFolder, name);
  const flags = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const handles = await place.openHandles();
  try {
    await runProgram(place, place.binaries.initdb, handles.fds, [
      `--pgdata=${seen('cluster.new')}`,
      `--username=${userName}`,
      `--pwfile=${seen('password.new')}`,
      '--auth=scram-sha-256',
      ...flags,
    ]);
  } finally {
    await handles.close();
    await rm(draftPassword, { force: true });
  }
  await rename(draft, join(place.folder, 'cluster'));
  return password;
}

async function runProgram(
  place: EmbeddedPlace,
  program: string,
  fds: readonly number[],
  args: readonly string[],
): Promise<void> {
  const log = await open(join(place.folder, 'postgres.log'), 'a', 0o600);
  try {
    const child = spawn(program, args, { ...childOptions(place), stdio: ['ignore', log.fd, log.fd, ...fds] });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    if (code !== 0) throw notStarting(place.folder);
  } finally {
    await log.close();
  }
}

function childOptions(place: EmbeddedPlace): object {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', PGUSER: userName };
  return { ...place.user, cwd: '/', env };
}

/** The cluster that an earlier Sen left running, if it still answers and runs with the same program and settings. */
async function adopt(
  place: EmbeddedPlace,
  password: string,
  settings: string,
): Promise<Connection | undefined> {
  const connection = await readConnection(place.folder);
  if (connection === undefined || !(await isRunning(connection))) return undefined;
  if (connection.settings === settings) {
    const answer = await waitUntilReady(connection, password, 10_000).catch(() => 'silent');
    if (answer === 'ready') return connection;
  }
  await stopProcess(connection);
  return undefined;
}

/** Starts; when the old postmaster.pid or the killed server's last processes are still there, tries again for 30 s. */
async function launchPatiently(
  place: EmbeddedPlace,
  password: string,
  sizing: EmbeddedSizing,
  settings: string,
  patience: StartPatience = {},
): Promise<Connection> {
  const until = Date.now() + (patience.startPatienceMs ?? 30_000);
  for (;;) {
    const connection = await launch(place, sizing, settings);
    const answer = await waitUntilReady(connection, password, patience.answerPatienceMs ?? 600_000);
    if (answer === 'ready') return connection;
    if (Date.now() >= until) throw notStarting(place.folder);
    await removeLeftovers(place);
    await sleep(300);
  }
}

async function launch(place: EmbeddedPlace, sizing: EmbeddedSizing, settings: string): Promise<Connection> {
  const socket = await makeSocketFolder(place);
  const logFile = join(place.folder, 'postgres.log');
  const size = await stat(logFile).catch(() => undefined);
  if ((size?.size ?? 0) > 10_000_000) await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, 'a', 0o600);
  const handles = await place.openHandles();
  try {
    const args = ['-D', join(place.seenFolder, 'cluster'), '-k', socket.seen, ...postgresSettings(sizing)];
    // Detached: Ctrl-C in the terminal must reach Sen first, which then stops the database last.
    const child = spawn(place.binaries.postgres, args, {
      ...childOptions(place),
      detached: true,
      stdio: ['ignore', log.fd, log.fd, ...handles.fds],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    const identity = (await identifyProcess(child.pid ?? 0)) ?? { pid: child.pid ?? 0, startedAt: 'gone' };
    const connection = { ...identity, socketFolder: socket.real, settings };
    const draft = join(place.folder, 'connection.json.new');
    await writeFile(draft, JSON.stringify(connection), { mode: 0o600 });
    await rename(draft, join(place.folder, 'connection.json'));
    return connection;
  } finally {
    await handles.close();
    await log.close();
  }
}

/** Waits while the process lives: recovery after a crash takes as long as it takes. */
async function waitUntilReady(
  connection: Connection,
  password: string,
  limitMs: number,
): Promise<'ready' | 'gone' | 'silent'> {
  const until = Date.now() + limitMs;
  while (Date.now() < until) {
    if (await answers(urlOf(connection.socketFolder, password, 'postgres'))) return 'ready';
    if (!(await isRunning(connection))) return 'gone';
    await sleep(40);
  }
  return 'silent';
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Stops an own postmaster that nobody knows of any more, and removes a postmaster.pid whose number belongs to another program. */
async function removeLeftovers(place: EmbeddedPlace): Promise<void> {
  const pidFile = join(place.folder, 'cluster/postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const identity = await identifyProcess(pid);
  if (identity === undefined) return;
  const command = await commandOf(pid);
  if (command.includes('postgres') && command.includes(join(place.seenFolder, 'cluster')))
    await stopProcess(identity);
  else if (!command.includes('postgres')) await rm(pidFile, { force: true });
}

async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const answer = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(
    () => undefined,
  );
  return answer?.stdout ?? '';
}

async function stopProcess(identity: ProcessIdentity): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5000],
  ] as const) {
    if (!(await isRunning(identity))) return;
    process.kill(identity.pid, signal);
    const until = Date.now() + patienceMs;
    while (Date.now() < until && (await isRunning(identity))) await sleep(25);
  }
}

/** Restarts a postmaster that died. The start that fails is tried again for as long as Sen runs; callers get service.unavailable. */
function watchOver(running: () => Connection, restart: () => Promise<void>): { stop(): Promise<void> } {
  let busy: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    if (!(await isRunning(running()))) await restart().catch(() => undefined);
  };
  const timer = setInterval(() => {
    busy ??= look().finally(() => (busy = undefined));
  }, 400).unref();
  return {
    async stop() {
      clearInterval(timer);
      await busy;
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function notStarting(folder: string): EmbeddedUnusable {
  const log = join(folder, 'postgres.log');
  return new EmbeddedUnusable({
    vi: `PostgreSQL kèm theo không khởi động được. Lý do ghi ở cuối tệp ${log}.`,
    en: `The embedded PostgreSQL does not start. The reason stands at the end of ${log}.`,
  });
}
