/** Where the bench of the registry works: a cluster in a folder that may be kept, and a platform on it that serves nobody else. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { modules as allModules } from '../src/modules/index.ts';
import { soleIdentifierSystems } from '../src/kernel/vietnam/sole-identifiers.ts';
import type { Context } from '../src/platform/context.ts';
import { openKeyring } from '../src/platform/crypt/open-keyring.ts';
import { prepareJobTables } from '../src/platform/jobs/job-queue.ts';
import { createLog } from '../src/platform/log/create-log.ts';
import { migrationSources } from '../src/platform/module/migration-sources.ts';
import { platformJobs } from '../src/platform/module/platform-jobs.ts';
import type { AnyModule } from '../src/platform/module/define-module.ts';
import { createPlatform } from '../src/platform/module/platform.ts';
import { readAllSettings } from '../src/platform/settings/platform-settings.ts';
import { openDatabase, type Database } from '../src/platform/sql/database.ts';
import { startEmbedded } from '../src/platform/sql/embedded.ts';
import { migrate, readMigrations } from '../src/platform/sql/migrate.ts';
import { anActor } from '../src/platform/testing/an-actor.ts';
import type { Actor } from '../src/platform/access/actor.ts';
import { cpuOf } from './bench-measure.ts';
import { option } from './bench-options.ts';

/** The registry, who else hears of a Patient, and what they need. */
const modules = withNeeds(['registry', 'verification', 'directory']);

function withNeeds(ids: readonly string[]): readonly AnyModule[] {
  const wanted = new Set(ids);
  for (const id of wanted)
    for (const need of allModules.find((one) => one.id === id)?.needs ?? []) wanted.add(need);
  return allModules.filter(({ id }) => wanted.has(id));
}

const masterKey = `base64:${Buffer.alloc(32, 'bench').toString('base64')}`;

/** What was measured at one size of the country. */
export interface Point {
  readonly people: number;
  /** Patients in the record beside the index. */
  readonly recorded: number;
  readonly match: Timed;

  readonly registration: Rate;
  /** Pairs told of, for each registration. */
  readonly told: number;
}

/** Times of one after the other, in ms, and CPU of one. */
export interface Timed {
  readonly p50: number;
  readonly p95: number;
  readonly nodeMs: number;
  readonly postgresMs: number;
  readonly load: number;
}

/** Many at once. */
export interface Rate {
  /** Whole pages that were written to the log, since it was the first change of theirs after a checkpoint, and bytes of the log; of one. */
  readonly logPages: number;
  readonly logBytes: number;
  readonly perSecond: number;
  /** A second, in each tenth of the run, one after the other. */
  readonly tenths?: readonly number[];
  readonly p95: number;
  readonly nodeMs: number;
  readonly postgresMs: number;
  readonly load: number;
}

/** Everybody compared with everybody who shares a key. */
export interface Sweep {
  readonly id: string;
  /** False where it is to be gone on with. */
  readonly done: boolean;
  readonly people: number;
  readonly minutes: number;
  readonly nodeSeconds: number;
  readonly postgresSeconds: number;
  readonly compared: number;
  readonly certain: number;
  readonly probable: number;
  readonly possible: number;
  readonly load: number;
}

type Cpu = Readonly<Record<'nodeMs' | 'postgresMs', number>>;

/** CPU of one Patient in a transaction of a hundred. */
export interface Writes {
  readonly people: number;
  readonly with: Cpu;
  readonly without: Cpu;
  readonly load: number;
}

/** A thousand at once. */
export interface Crowd {
  readonly asked: number;
  readonly differing: number;
  readonly answered: number;
  readonly refused: number;
  readonly made: number;
  readonly found: number;
  readonly stored: number;
  readonly seconds: number;
}

/** Names as they are typed, at so many people. */
export interface Names extends Timed {
  readonly people: number;
  readonly question: string;
  readonly found: number;
}

/** What lies in the folder, and what was measured there by this run or a former one. */
export interface Progress {
  people: number;
  /** Citizens of the generator that were used up. */
  drawn: number;
  /** People whose names are in the record too. */
  named: number;
  points: Point[];
  sweep?: Sweep;
  writes?: Writes;
  names?: readonly Names[];
  crowd?: Crowd;
}

export interface Place {
  readonly database: Database;
  readonly progress: Progress;
  readonly postgres: number;
  /** A context as the registry has it. */
  context(actor?: Actor): Context;
  /** The same record without the match index: nobody hears of a Patient that is written. */
  contextWithoutIndex(): Context;
  keep: () => void;
  stop(): Promise<void>;
}

/** Opens the folder of `--keep`, or one of its own that is removed afterwards. Durable, as a real one: what is acknowledged is on disk. */
export async function openPlace(): Promise<Place> {
  const kept = option('keep', '');
  const folder = kept === '' ? await mkdtemp(join(tmpdir(), 'sen-registry-')) : resolve(kept);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'progress.json');
  const progress = (
    existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { people: 0, drawn: 0, named: 0, points: [] }
  ) as Progress;
  // To try a setting beside what ships.
  const differently = Object.fromEntries(
    option('settings', '')
      .split(',')
      .filter(Boolean)
      .map((one) => one.split('=') as [string, string]),
  );
  const cluster = await startEmbedded(join(folder, 'postgres'), {
    maxConnections: 60,
    settings: differently,
  });
  const database = openDatabase(cluster.url(), { max: 16 });
  await migrate(database, await readMigrations(migrationSources(modules)));
  const jobs = modules.flatMap((module) => module.jobs ?? []);
  await prepareJobTables(database, [...platformJobs(database), ...jobs]);
  (await openKeyring(database, { dataDir: folder, masterKey })).stop();
  const env = {
    SEN_PORT: '0',
    SEN_DATA_DIR: folder,
    SEN_MASTER_KEY: masterKey,
    SEN_DATABASE_URL: cluster.url(),
  };
  const settings = readAllSettings(
    { ...env, SEN_DEMO: 'off', SEN_MLLP_PORT: '0', SEN_LOG: 'error' },
    modules,
  );
  // Never started: nothing but what is measured runs, no event is carried on and nobody is compared in the background.
  const platformOf = (parts: readonly AnyModule[]) =>
    createPlatform({
      settings,
      modules: parts,
      database,
      log: createLog('error'),
      webFolder: folder,
      version: 'bench',
      soleSystems: soleIdentifierSystems,
    });
  const platform = await platformOf(modules);
  const deaf = await platformOf(
    modules.map((one): AnyModule => {
      const { follow: _follow, ...rest } = one;
      return one.id === 'registry' ? rest : one;
    }),
  );
  return {
    database,
    progress,
    postgres: cluster.pid,
    context: (actor = anActor()) => platform.contextOf('registry', actor),
    contextWithoutIndex: () => deaf.contextOf('registry', anActor()),
    keep: () => writeFileSync(file, JSON.stringify(progress, undefined, 1)),
    stop: async () => {
      await platform.stop();
      await deaf.stop();
      await database.stop();
      await cluster.stop();
      if (kept === '') await rm(folder, { recursive: true, force: true });
    },
  };
}

/** CPU of Node and PostgreSQL for one of `count`, and the load at the end. */
export function watchCost({ postgres }: Place): (count: number) => Omit<Timed, 'p50' | 'p95'> {
  const node = process.cpuUsage();
  const before = cpuOf(postgres);
  return (count) => {
    const { user, system } = process.cpuUsage(node);
    return {
      nodeMs: (user + system) / 1000 / count,
      postgresMs: ((cpuOf(postgres) - before) * 1000) / count,
      load: loadavg()[0]!,
    };
  };
}

/** The value below which a share of the values lies. */
export function quantileOf(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}
