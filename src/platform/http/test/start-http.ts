import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Permission } from '#kernel/contract.ts';
import type { Actor } from '../../access/actor.ts';
import { anonymousActor } from '../../access/actors.ts';
import { createSignals } from '../../events/signals.ts';
import { createAuditLog } from '../../audit/audit-log.ts';
import type { FileStore } from '../../context.ts';
import { silentLog } from '../../log/create-log.ts';
import { createContextFactory, type Engines } from '../../module/context-factory.ts';
import type { AnyModule } from '../../module/define-module.ts';
import { createRegistry } from '../../module/registry.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { createHttpServer, type HttpParts } from '../http-server.ts';
import { languageOf } from '../language.ts';
import { memoryKeyring } from '../../crypt/memory-keyring.ts';
import { createSeal } from '../../crypt/seal.ts';
import { createMetrics } from '../metrics.ts';

/** The HTTP side alone on a real database: callers are named in the header X-Test-Caller, 'name permission permission'. */
export interface HttpUnderTest {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly test: TestDatabase;
  readonly logged: Array<{ message: string; fields: object }>;
  stop(): Promise<void>;
}

/** Starts it with the given modules. */
export async function startHttp(
  modules: readonly AnyModule[],
  parts: Partial<
    Pick<
      HttpParts,
      | 'patience'
      | 'rates'
      | 'mostUnderWay'
      | 'metricsToken'
      | 'webFolder'
      | 'recordPlugin'
      | 'publicUrl'
      | 'ready'
      | 'tls'
      | 'redirect'
      | 'trustedProxies'
      | 'identityPlugin'
      | 'clientFactors'
    >
  > = {},
): Promise<HttpUnderTest> {
  const folder = (part: string): { part: string; folder: URL } => ({
    part,
    folder: new URL(`../../${part}/migrations/`, import.meta.url),
  });
  const web = mkdtempSync(join(tmpdir(), 'sen-web-'));
  const test = await startDatabase([folder('audit'), folder('events'), folder('http')]);
  const now = (): Date => new Date();
  const logged: HttpUnderTest['logged'] = [];
  const keep = (message: string, fields: object = {}): void => void logged.push({ message, fields });
  const engines: Engines = {
    registry: createRegistry(modules),
    database: test.database,
    records: {
      for: absent,
      routes: absent,
      subscriptions: { watch: absent },
    } as unknown as Engines['records'],
    publicUrl: 'http://localhost',
    ownSecurity: {} as Engines['ownSecurity'],
    ownSessions: {} as Engines['ownSessions'],
    apps: { connected: absent } as unknown as Engines['apps'],
    licences: { list: absent, judge: absent } as unknown as Engines['licences'],
    letters: {} as Engines['letters'],
    signals: createSignals(test.database),
    outgoing: { check: absent, send: absent },
    audit: createAuditLog(test.database, now),
    files: { put: absent, open: absent } as unknown as FileStore,
    log: { ...silentLog, error: keep, warn: keep, debug: keep },
    seal: createSeal(memoryKeyring()),
    now,
    eventsWritten: () => undefined,
    enqueue: absent,
  };
  const app = await createHttpServer({
    engines,
    contexts: createContextFactory(engines),
    actorOf: async (request) =>
      callerOf(request.headers['x-test-caller'], request.id, request.headers['accept-language']),
    identityPlugin: async () => undefined,
    recordPlugin: async () => undefined,
    database: test.database,
    metrics: createMetrics(test.database),
    metricsToken: undefined,
    log: engines.log,
    webFolder: join(web, 'web'),
    publicUrl: 'http://localhost',
    version: 'test',
    ready: () => true,
    ...parts,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    app,
    test,
    logged,
    async stop() {
      app.server.closeAllConnections();
      await app.close();
      await test.stop();
      rmSync(web, { recursive: true, force: true });
    },
  };
}

function callerOf(
  header: string | string[] | undefined,
  requestId: string,
  accepts: string | undefined,
): Actor {
  const language = languageOf(accepts);
  if (typeof header !== 'string') return anonymousActor(requestId, language);
  const [accountId = '', ...permissions] = header.split(' ');
  return anActor({
    kind: 'person',
    accountId,
    permissions: new Set(permissions as Permission[]),
    requestId,
    language,
    purpose: 'care',
  });
}

function absent(): never {
  throw new Error('this test has no such part');
}
