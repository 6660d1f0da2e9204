import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Actor } from '../access/actor.ts';
import { platformActor } from '../access/actors.ts';
import { splitScopes } from '../access/smart-scope.ts';
import type { Pace } from '../record/subscriptions/pace.ts';
import { openKeyring, type OpenKeyring } from '../crypt/open-keyring.ts';
import { createSeal } from '../crypt/seal.ts';
import { createAuditKeeper, type AuditKeeper } from '../audit/audit-keeper.ts';
import { createAuditLog, type Audit } from '../audit/audit-log.ts';
import type { Context, Log } from '../context.ts';
import { createDispatcher, eventChannel, type Dispatcher } from '../events/dispatcher.ts';
import { createSignals } from '../events/signals.ts';
import { openFileStore } from '../files/file-store.ts';
import { clamdScanner } from '../files/scan/clamd.ts';
import { noScanner } from '../files/scan/scanner.ts';
import { actorOf } from '../http/caller.ts';
import { createHttpServer, type HttpParts } from '../http/http-server.ts';
import { createMetrics } from '../http/metrics.ts';
import { createOutgoing } from '../http/outgoing.ts';
import { trustProxies } from '../http/trusted-proxies.ts';
import { findNumberHolders } from '../identity/upstream/number-holders.ts';
import { openBreached } from '../identity/open-breached.ts';
import { createIdentity, type Identity } from '../identity/identity.ts';
import { createJobQueue } from '../jobs/job-queue.ts';
import type { LetterParts } from '../letters/open-letters.ts';
import { destroyKeysOfErased } from '../record/expunge/destroy-keys.ts';
import { chooseIndexKey } from '../record/index-key.ts';
import { openMail } from '../record/subscriptions/mail.ts';
import { createRecordEngine, type RecordEngine, type RecordParts } from '../record/record-engine.ts';
import type { Settings } from '../settings/platform-settings.ts';
import type { Written } from '../record/write/followers.ts';
import type { Database, Transaction } from '../sql/database.ts';
import { createContextFactory, sqlOver, type Engines } from './context-factory.ts';
import type { AnyModule } from './define-module.ts';
import { exportJob } from '../record/bulk/export-job.ts';
import { findPeople } from './find-people.ts';
import { platformJobs } from './platform-jobs.ts';
import { createRegistry, type Registry } from './registry.ts';

/** A running Sen without its database and its process. */
export interface Platform {
  readonly http: FastifyInstance;
  readonly registry: Registry;
  readonly identity: Identity;
  readonly audit: Audit;
  /** Seals what `audit` writes. */
  readonly auditKeeper: AuditKeeper;
  readonly records: RecordEngine;
  readonly events: Dispatcher;
  readonly keys: OpenKeyring;
  /** A context of the platform's own, which may use every module's services. */
  context(actor: Actor): Context;
  /** A context as one module has it. */
  contextOf(moduleId: string, actor: Actor): Context;
  /**
   * What the settings give this process to do: listens on the port (http), starts events, jobs and the modules' background parts
   * (worker), keeps the timetable (scheduler).
   */
  start(): Promise<void>;
  /**
   * /readyz says 503 while calls are still answered for the settings' drain time, each answer closing its connection; then no more calls
   * are taken, those under way get 10 s, and background parts, events and jobs stop. The database stays open.
   */
  stop(): Promise<void>;
}

/** What a platform is made of. The database has been migrated. */
export interface PlatformOptions {
  readonly settings: Settings;
  readonly modules: readonly AnyModule[];
  readonly database: Database;
  readonly log: Log;
  readonly now?: () => Date;
  /** dist/web */
  readonly webFolder: string;
  readonly version: string;
  /** Identifier systems in which an active number belongs to one resource only. */
  readonly soleSystems?: NonNullable<RecordParts['soleSystems']>;
  /** True where this process is to give the search index its key: it may open a store whose index is half way to it. */
  readonly rekeying?: boolean;
  /** How long calls under way get when it stops, 10,000 ms unless told. */
  readonly graceMs?: number;
  readonly rates?: HttpParts['rates'];
  readonly patience?: HttpParts['patience'];
  readonly mostUnderWay?: number;
  readonly pollMs?: number;
  /** How fast subscriptions are worked with. */
  readonly subscriptionPace?: Partial<Pace>;
  /** False while what must be there for the first caller (pages, the demo story) is still being made; /readyz waits for it. */
  readonly settled?: () => boolean;
}

/** Wires all parts. Throws RegistryRefused where the modules do not fit together. */
export async function createPlatform(options: PlatformOptions): Promise<Platform> {
  const { settings, database, log } = options;
  const now = options.now ?? (() => new Date());
  const registry = createRegistry(options.modules);
  const keys = await openKeyring(database, settings, log);
  const audit = createAuditLog(database, now, keys);
  const auditKeeper = createAuditKeeper({ database, now, dataDir: settings.dataDir, log });
  await chooseIndexKey(database, keys, { rekeying: options.rekeying ?? false });
  const seal = createSeal(keys);
  const scanner = settings.scanner === undefined ? noScanner : clamdScanner(settings.scanner);
  const files = await openFileStore(settings.filesDir, keys, scanner);
  const breached = await openBreached(settings.breachedPasswords);
  const records = createRecordEngine({
    database,
    keys,
    audit,
    scanner,
    now,
    exportsFolder: join(settings.filesDir, 'exports'),
    subscriptions: {
      baseUrl: `${settings.publicUrl}/fhir`,
      topics: registry.modules.flatMap((module) => module.topics ?? []),
      outgoingAllow: settings.outgoingAllow,
      smtpUrl: settings.smtpUrl,
      accountNow: async (clientId) => {
        const client = await identity.findClient(clientId);
        if (client === undefined || client.isDisabled) return undefined;
        const { name, scope, facilityId } = client;
        return {
          display: name,
          scopes: splitScopes(scope),
          ...(facilityId !== undefined && { facilityId }),
        };
      },
      log,
      ...(options.subscriptionPace !== undefined && { pace: options.subscriptionPace }),
    },
    ...(options.soleSystems && { soleSystems: options.soleSystems }),
    guards: registry.modules.flatMap(({ guardChanges }) =>
      guardChanges === undefined ? [] : [(tx, changes) => guardChanges(sqlOver(tx), changes)],
    ),
    followers: [
      { types: new Set(['Practitioner']), follow: (...told) => identity.licences.follower.follow(...told) },
      ...registry.modules.flatMap(({ follow }) =>
        follow === undefined
          ? []
          : [
              {
                types: new Set(follow.types),
                follow: (tx: Transaction, written: readonly Written[], at: Date) =>
                  follow.hear(sqlOver(tx), written, at, seal),
              },
            ],
      ),
    ],
  });
  const outgoing = createOutgoing(settings.outgoingAllow);
  const identity = await createIdentity({
    database,
    seal,
    publicUrl: settings.publicUrl,
    audit,
    now,
    log,
    roles: registry.modules.flatMap((module) => module.roles ?? []),
    secondFactor: settings.secondFactor,
    ...(breached !== undefined && { breached }),
    idleDays: settings.idleDays,
    outgoing,
    ...(settings.clientCertificateHeader !== undefined && {
      certificateHeader: settings.clientCertificateHeader,
      isTrusted: trustProxies(settings.trustedProxies),
    }),
    people: findPeople((actor) => contexts({ actor }).record),
    ...(settings.eId && {
      eId: {
        ...settings.eId,
        outgoingAllow: settings.outgoingAllow,
        findHolders: (number: string) =>
          findNumberHolders(contexts({ actor: platformActor('e-id') }).record, number, now()),
      },
    }),
  });
  const sender = `sen@${new URL(settings.publicUrl).hostname}`;
  const letters: LetterParts = {
    mailboxes: identity.mailboxes,
    mail: settings.smtpUrl === undefined ? undefined : openMail(settings.smtpUrl, sender),
    home: settings.publicUrl,
    now,
  };
  const signals = createSignals(database);
  const metrics = createMetrics(database);
  metrics.add(() => records.subscriptions.metrics());
  const ownerOf = new Map<object, AnyModule>();
  for (const module of registry.modules) {
    for (const part of [...(module.handlers ?? []), ...(module.jobs ?? [])]) ownerOf.set(part, module);
  }
  const moduleOf = (part: object): { module?: AnyModule } => {
    const module = ownerOf.get(part);
    return module === undefined ? {} : { module };
  };

  const engines: Engines = {
    registry,
    database,
    records,
    audit,
    files,
    log,
    now,
    publicUrl: settings.publicUrl,
    seal,
    get ownSecurity() {
      return identity.security;
    },
    get ownSessions() {
      return identity.sessions;
    },
    get apps() {
      return identity.apps;
    },
    get licences() {
      return identity.licences;
    },
    get letters() {
      return letters;
    },
    signals,
    outgoing,
    eventsWritten: () => {
      events.wake();
      hint();
    },
    enqueue: (target, job, payload) => jobs.enqueue(target, job, payload),
  };
  const contexts = createContextFactory(engines);
  const events = createDispatcher({
    database,
    handlers: registry.modules.flatMap((module) => module.handlers ?? []),
    contextFor: (handler, tx, requestId) =>
      contexts({ actor: platformActor(requestId), tx, ...moduleOf(handler) }),
    log,
    ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
  });
  const hint = throttled(
    500,
    () => void database.query('SELECT pg_notify($1, $2)', [eventChannel, '']).catch(() => undefined),
  );
  const jobs = createJobQueue({
    database,
    jobs: [
      ...platformJobs(database, records.exports, auditKeeper, () =>
        destroyKeysOfErased({ database, keys, places: settings }),
      ),
      ...registry.modules.flatMap((module) => module.jobs ?? []),
    ],
    working: settings.run.has('worker'),
    scheduling: settings.run.has('scheduler'),
    contextFor: (job, runId) => contexts({ actor: platformActor(runId), ...moduleOf(job) }),
    log,
  });

  /** A practitioner's text, or nothing where the record holds none under the id of an account. */
  const practitionerText = async (id: string): Promise<string | undefined> => {
    const found = await contexts({ actor: platformActor('licences') }).record.search(
      'Practitioner',
      `_id=${encodeURIComponent(id)}`,
    );
    return found.matches[0]?.text;
  };
  let state: 'starting' | 'ready' | 'stopping' = 'starting';
  const http = await createHttpServer({
    engines,
    contexts,
    database,
    metrics,
    log,
    actorOf: (request) => identity.actorOf(request),
    identityPlugin: identity.plugin,
    isAppOrigin: (origin) => identity.apps.isOrigin(origin),
    recordPlugin: records.routes({
      actorOf,
      baseUrl: `${settings.publicUrl}/fhir`,
      contexts,
      registry,
      enqueueExport: (q, id) => jobs.enqueue(q, exportJob(undefined), { id }),
    }),
    webFolder: options.webFolder,
    publicUrl: settings.publicUrl,
    metricsToken: settings.metricsToken,
    version: options.version,
    closing: () => state === 'stopping',
    ready: () => state === 'ready' && (options.settled?.() ?? true),
    rates: options.rates ?? settings.rates,
    ...lineOf(settings),
    ...(options.patience !== undefined && { patience: options.patience }),
    ...(options.mostUnderWay !== undefined && { mostUnderWay: options.mostUnderWay }),
  });
  const background: Array<{ stop: () => Promise<void> }> = [];

  return {
    http,
    registry,
    identity,
    audit,
    auditKeeper,
    records,
    events,
    keys,
    context: (actor) => contexts({ actor }),
    contextOf: (moduleId, actor) => contexts({ actor, ...moduleNamed(registry, moduleId) }),
    async start() {
      // Made ready also where nobody listens, so that what plugins open they can close.
      await (settings.run.has('http')
        ? http.listen({ port: settings.port, host: settings.host })
        : http.ready());
      const works = settings.run.has('worker');
      await Promise.all([jobs.start(), works ? events.start() : undefined]);
      if (works) records.subscriptions.runner.start();
      if (works) auditKeeper.start();
      if (works) await identity.licences.readMissing(practitionerText);
      if (settings.run.has('http')) await records.subscriptions.sockets.start();
      for (const module of works ? registry.modules : []) {
        for (const part of module.background ?? []) {
          const context = (): Context => contexts({ actor: platformActor(part.name), module });
          const own = settings.modules[module.id] ?? {};
          background.push(
            await part.start({ context, settings: own, demo: settings.demo && settings.loopback }),
          );
        }
      }
      state = 'ready';
    },
    async stop() {
      if (state === 'stopping') return;
      const drains = state === 'ready' && settings.run.has('http');
      state = 'stopping';
      if (drains) await sleep(settings.drainSeconds * 1000);
      const graceMs = options.graceMs ?? 10_000;
      // Sockets never end by themselves, and nobody waits for what they bring.
      await records.subscriptions.sockets.stop();
      await signals.stop();
      await breached?.stop();
      const cut = setTimeout(() => http.server.closeAllConnections(), graceMs);
      // A connection that becomes idle after close() would be kept open by its client until the grace is over.
      const idle = setInterval(() => http.server.closeIdleConnections(), 50);
      await http.close();
      clearTimeout(cut);
      clearInterval(idle);
      await Promise.all(background.map((part) => part.stop()));
      await records.subscriptions.runner.stop();
      await auditKeeper.stop();
      await events.stop();
      await jobs.stop(graceMs);
      metrics.stop();
      keys.stop();
    },
  };
}

function moduleNamed(registry: Registry, id: string): { module: AnyModule } {
  const module = registry.byId.get(id);
  if (module === undefined) throw new Error(`no module '${id}'`);
  return { module };
}

/** What the settings say of the line: TLS, proxies, how much is taken. */
function lineOf(settings: Settings): Partial<HttpParts> {
  const { tlsCert, tlsKey, clientCa, redirectPort, host, trustedProxies, mostConnections, clientFactors } =
    settings;
  return {
    trustedProxies,
    mostConnections,
    clientFactors,
    ...(tlsCert !== undefined &&
      tlsKey !== undefined && {
        tls: { cert: tlsCert, key: tlsKey, ...(clientCa !== undefined && { clientCa }) },
      }),
    ...(redirectPort !== undefined && { redirect: { port: redirectPort, host } }),
  };
}

/** At most one call in `everyMs`, the last one never lost. */
function throttled(everyMs: number, work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  return () => {
    if (timer !== undefined) return;
    const wait = Math.max(0, last + everyMs - Date.now());
    timer = setTimeout(() => {
      timer = undefined;
      last = Date.now();
      work();
    }, wait).unref();
  };
}
