import { fastify, type FastifyInstance } from 'fastify';
import type { Actor } from '../../access/actor.ts';
import { createAuditLog, type Audit } from '../../audit/audit-log.ts';
import { answerError, toAppError } from '../../http/error-answer.ts';
import { memoryKeyring } from '../../crypt/memory-keyring.ts';
import type { Database } from '../../sql/database.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startDatabase } from '../../testing/start-database.ts';
import { useIndexKey } from '../index-hash.ts';
import { createRecordEngine, type RecordEngine } from '../record-engine.ts';
import type { RecordStore } from '../record-store.ts';

/** A record engine on a database of its own, with its routes behind a server that trusts the header x-actor. */
export interface TestRecord {
  readonly database: Database;
  readonly audit: Audit;
  readonly engine: RecordEngine;
  /** As Sen itself. */
  readonly store: RecordStore;
  readonly app: FastifyInstance;
  /** Addresses of all routes that are mounted. */
  readonly routes: readonly string[];
  /** A second server on the same database, as Sen itself: it keeps its own picture of who is joined. */
  beside(): RecordStore;
  /** Registers an actor under a name for `x-actor`. */
  actAs(name: string, actor: Actor): void;
  call(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  stop(): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  readonly json: unknown;
}

export const nationalId = 'http://fhir.example.org/sid/national-id';
export const baseUrl = 'http://sen.test/fhir';

const keys = memoryKeyring();

/** Starts it; `now` is the clock. */
export async function startRecord(now: () => Date = () => new Date()): Promise<TestRecord> {
  const test = await startDatabase([
    { part: 'record', folder: new URL('../migrations/', import.meta.url) },
    { part: 'audit', folder: new URL('../../audit/migrations/', import.meta.url) },
    { part: 'events', folder: new URL('../../events/migrations/', import.meta.url) },
    { part: 'access', folder: new URL('../../access/migrations/', import.meta.url) },
  ]);
  const { database } = test;
  useIndexKey(keys.current('index').key.export());
  const audit = createAuditLog(database, now, keys);
  const startEngine = (): RecordEngine =>
    createRecordEngine({ database, keys, audit, now, soleSystems: { Patient: [nationalId] } });
  const engine = startEngine();
  const actors = new Map<string, Actor>([['sen', anActor()]]);
  const app = fastify({ bodyLimit: 60_000_000 });
  const routes: string[] = [];
  app.addHook('onRoute', ({ url }) => void routes.push(url));
  app.setErrorHandler((thrown, _request, reply) => {
    const error = toAppError(thrown);
    const answer = answerError(error, { fhir: true, language: 'vi', requestId: 'test' });
    if (error.code === 'internal.unexpected')
      reply.header('x-cause', String((error.cause as Error).message).slice(0, 300));
    return reply.code(answer.status).type(answer.contentType).send(answer.body);
  });
  await app.register(
    engine.routes({
      baseUrl,
      actorOf: (request) =>
        actors.get(String(request.headers['x-actor'] ?? 'sen')) ?? anActor({ kind: 'anonymous' }),
    }),
    { prefix: '/fhir' },
  );
  await app.ready();
  return {
    database,
    audit,
    engine,
    store: engine.for(anActor()),
    app,
    routes,
    beside: () => startEngine().for(anActor()),
    actAs: (name, actor) => void actors.set(name, actor),
    async call(method, url, body, headers = {}) {
      const response = await app.inject({
        method: method as 'GET',
        url: `/fhir${url}`,
        headers: { ...(body !== undefined && { 'content-type': 'application/fhir+json' }), ...headers },
        ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = response.body;
      return {
        status: response.statusCode,
        headers: response.headers,
        text,
        json: text.startsWith('{') && !isLines(response.headers) ? (JSON.parse(text) as unknown) : undefined,
      };
    },
    async stop() {
      await app.close();
      await test.stop();
    },
  };
}

/** A document a line is not one document. */
const isLines = (headers: Record<string, unknown>): boolean =>
  String(headers['content-type']).includes('ndjson');
