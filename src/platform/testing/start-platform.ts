import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { soleIdentifierSystems } from '#kernel/vietnam/sole-identifiers.ts';
import { modules as allModules } from '#modules/index.ts';
import type { Actor } from '../access/actor.ts';
import type { Context } from '../context.ts';
import { openKeyring } from '../crypt/open-keyring.ts';
import type { HttpParts } from '../http/http-server.ts';
import { createLog, type LogLevel } from '../log/create-log.ts';
import type { AnyModule } from '../module/define-module.ts';
import { migrationSources } from '../module/migration-sources.ts';
import { platformJobs } from '../module/platform-jobs.ts';
import { createPlatform, type Platform, type PlatformOptions } from '../module/platform.ts';
import { requestToken } from '../module/request-token.ts';
import { prepareJobTables } from '../jobs/job-queue.ts';
import { readAllSettings, type Settings } from '../settings/platform-settings.ts';
import { openDatabase, type Database } from '../sql/database.ts';
import { anActor } from './an-actor.ts';
import { makePeople, type TestPeople } from './people.ts';
import { startDatabase } from './start-database.ts';

/** Calls the server as one person or system: `fetch` with the path alone and a token. */
export type CallAs = (path: string, init?: RequestInit) => Promise<Response>;

/** A whole Sen on a database of its own, reached over HTTP. */
export interface TestPlatform {
  /** Without a slash at the end. */
  readonly url: string;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly platform: Platform;
  readonly settings: Settings;
  /** $SEN_DATA_DIR of this platform. */
  readonly dataDir: string;
  /** A context of the platform's own, acting as Sen itself unless told otherwise. */
  context(actor?: Actor): Context;
  /** The same as one module has it. */
  contextOf(moduleId: string, actor?: Actor): Context;
  /** A citizen, two doctors, an administrator and a hospital's system, with their Patient and Organizations; made once. */
  people(): Promise<TestPeople>;
  /** Calls as an account by its user name ('hoa', 'bs.lan', 'bs.minh', 'quantri'), signed in. */
  as(username: string): Promise<CallAs>;
  /** Calls as a connected system with the given SMART scopes ('system/*.cruds' unless told). */
  asSystem(scope?: string): Promise<CallAs>;
  /** Waits until every event that is committed now has been handled. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** What a test may choose. */
export interface TestPlatformOptions {
  /** All modules unless told; a module's own tests name it and what it needs. */
  readonly modules?: readonly AnyModule[];
  readonly now?: () => Date;
  /** Environment variables, e.g. a module's own settings; ports of background parts default to free ones where set to '0'. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: LogLevel;
  /** Hears every line of the log. */
  readonly logTo?: { write(line: string): void };
  readonly patience?: HttpParts['patience'];
  readonly rates?: HttpParts['rates'];
  readonly mostUnderWay?: number;
  readonly graceMs?: number;
  readonly subscriptionPace?: PlatformOptions['subscriptionPace'];
  /** A cluster of the test's own, where it means to break it. */
  readonly clusterUrl?: string;
  /** dist/web unless told. */
  readonly webFolder?: string;
}

/** The master key of every platform of a test run, so that those on one database open each other's. */
const testMasterKey = `base64:${Buffer.alloc(32, 'test').toString('base64')}`;

/** Starts a platform for a test; `stop()` takes everything away again. */
export async function startPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const modules = options.modules ?? allModules;
  const jobs = modules.flatMap((module) => module.jobs ?? []);
  const prepare = {
    key: `jobs 1 ${testMasterKey} ${JSON.stringify(jobs.map(({ name, schedule, retry }) => ({ name, schedule, retry })))}`,
    async run(url: string) {
      const database = openDatabase(url, { max: 2 });
      await prepareJobTables(database, [...platformJobs(database), ...jobs]);
      // The keys are made once for all clones of the template.
      (await openKeyring(database, { dataDir: '/nowhere', masterKey: testMasterKey })).stop();
      await database.stop();
    },
  };
  const test = await startDatabase(migrationSources(modules), prepare, options.clusterUrl);
  const dataDir = await mkdtemp(join(tmpdir(), 'sen-data-'));
  const port = await findFreePort();
  const url = `http://localhost:${port}`;
  const env = {
    SEN_PORT: String(port),
    SEN_DATA_DIR: dataDir,
    SEN_MASTER_KEY: testMasterKey,
    SEN_DATABASE_URL: test.url,
    SEN_DEMO: 'off',
    SEN_SECOND_FACTOR: 'optional',
    SEN_MLLP_PORT: '0',
    SEN_LOG: options.log ?? 'silent',
    ...options.env,
  };
  const settings = readAllSettings(env, modules);
  const platform = await createPlatform({
    settings,
    modules,
    database: test.database,
    log: createLog(settings.logLevel, options.logTo),
    webFolder: options.webFolder ?? new URL('../../../dist/web', import.meta.url).pathname,
    version: 'test',
    soleSystems: soleIdentifierSystems,
    pollMs: 200,
    ...(options.now !== undefined && { now: options.now }),
    ...(options.patience !== undefined && { patience: options.patience }),
    ...(options.rates !== undefined && { rates: options.rates }),
    ...(options.mostUnderWay !== undefined && { mostUnderWay: options.mostUnderWay }),
    ...(options.graceMs !== undefined && { graceMs: options.graceMs }),
    ...(options.subscriptionPace !== undefined && { subscriptionPace: options.subscriptionPace }),
  });
  await platform.start();
  let people: Promise<TestPeople> | undefined;
  const callWith = (token: string): CallAs => {
    return (path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(url + path, { ...init, headers });
    };
  };
  const testPlatform: TestPlatform = {
    url,
    database: test.database,
    databaseUrl: test.url,
    platform,
    settings,
    dataDir,
    context: (actor = anActor()) => platform.context(actor),
    contextOf: (moduleId, actor = anActor()) => platform.contextOf(moduleId, actor),
    people: () => (people ??= makePeople(platform)),
    async as(username) {
      await testPlatform.people();
      const account = await platform.identity.findAccountByName(username);
      if (account === undefined) throw new Error(`no account '${username}'`);
      return callWith(await platform.identity.issueToken(account.id));
    },
    async asSystem(scope = 'system/*.cruds') {
      const { clientId, clientSecret = '' } = await platform.identity.createClient({ name: 'test', scope });
      return callWith(await requestToken(url, clientId, clientSecret, scope));
    },
    settle: () => platform.events.settle(),
    async stop() {
      await platform.stop();
      await test.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return testPlatform;
}

/** A port of the loopback that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
