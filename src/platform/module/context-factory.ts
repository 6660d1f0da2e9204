import type { Permission, ServiceToken } from '#kernel/contract.ts';
import type { Actor } from '../access/actor.ts';
import { can } from '../access/can.ts';
import { accessDesk } from '../access/grants/access-desk.ts';
import type { Audit } from '../audit/audit-log.ts';
import { openTrail } from '../audit/audit-trail.ts';
import type { Context, FileStore, Log, ModuleSql, OfferedReference } from '../context.ts';
import type { Seal } from '../crypt/seal.ts';
import { writeEvent, writeEvents } from '../events/outbox.ts';
import type { AppDesk } from '../identity/apps/app-desk.ts';
import type { LicenceDesk } from '../identity/licences/licences.ts';
import type { OwnSecurity } from '../identity/own-security-desk.ts';
import type { OwnSessions } from '../identity/own-sessions-desk.ts';
import { letterDesk, type LetterParts } from '../letters/open-letters.ts';
import type { Signals } from '../events/signals.ts';
import type { Outgoing } from '../http/outgoing.ts';
import type { RecordEngine } from '../record/record-engine.ts';
import type { Database, Queryable, Transaction } from '../sql/database.ts';
import type { AnyJob, AnyModule, Policy } from './define-module.ts';
import { makeKeptCall } from './kept-calls.ts';
import { offeredReference } from './offered-references.ts';
import type { Registry } from './registry.ts';

/** The running parts from which contexts are made. */
export interface Engines {
  readonly registry: Registry;
  readonly database: Database;
  readonly records: RecordEngine;
  readonly apps: AppDesk;
  readonly licences: LicenceDesk;
  readonly ownSecurity: OwnSecurity;
  readonly ownSessions: OwnSessions;
  readonly letters: LetterParts;
  readonly signals: Signals;
  readonly outgoing: Outgoing;
  readonly audit: Audit;
  readonly files: FileStore;
  readonly log: Log;
  readonly now: () => Date;
  /** SEN_PUBLIC_URL: scheme, host and port. */
  readonly publicUrl: string;
  readonly seal: Seal;
  /** Called after a commit that wrote events. */
  readonly eventsWritten: () => void;
  readonly enqueue: (target: Database | Transaction, job: AnyJob, payload: unknown) => Promise<void>;
}

/** For whom a context is. Without a module it is the platform's own and may use every service. */
export interface ContextOptions {
  readonly actor: Actor;
  readonly module?: AnyModule;
  readonly tx?: Transaction;
}

/** Makes contexts; nothing else does. */
export type ContextFactory = (options: ContextOptions) => Context;

const prepared = new Map<string, string>();
const mostPrepared = 500;

/**
 * The name under which a module's statement is prepared on each connection, which saves PostgreSQL most of its work on short ones.
 * Undefined once there are so many texts that some must be put together from values.
 */
function preparedName(text: string): string | undefined {
  const known = prepared.get(text);
  if (known !== undefined || prepared.size >= mostPrepared) return known;
  const name = `module-${prepared.size}`;
  prepared.set(text, name);
  return name;
}

/** A module's SQL over a transaction, or over the database. */
export function sqlOver(target: Queryable): ModuleSql {
  return {
    query: async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const name = values === undefined ? undefined : preparedName(text);
      return (await target.query<Row>(name === undefined ? text : { name, text }, values)).rows;
    },
  };
}

/** Binds the engines once. */
export function createContextFactory(engines: Engines): ContextFactory {
  const policies: readonly Policy[] = engines.registry.modules.flatMap((module) => module.policies ?? []);
  const make: ContextFactory = (options) => {
    const { actor, tx } = options;
    const target = tx ?? engines.database;
    const tellOfEvents = (): void => {
      if (tx === undefined) engines.eventsWritten();
      else tx.afterCommit(engines.eventsWritten);
    };
    const context: Context = {
      actor,
      now: engines.now,
      publicUrl: engines.publicUrl,
      get record() {
        return engines.records.for(actor, tx);
      },
      trail: openTrail(target, engines.audit, actor, tx),
      get access() {
        return accessDesk(engines, actor, target);
      },
      subscriptions: engines.records.subscriptions.watch,
      get letters() {
        return letterDesk(engines.letters, actor, target);
      },
      outgoing: engines.outgoing,
      signals: {
        send: (topic) => engines.signals.send(target, topic),
        listen: (topic) => engines.signals.listen(topic),
      },
      apps: engines.apps,
      licences: engines.licences,
      ownSecurity: engines.ownSecurity,
      ownSessions: engines.ownSessions,
      terminology: () => engines.records.terminology(),
      sql: sqlOver(target),
      seal: engines.seal,
      async emit(type, payload) {
        await writeEvent(target, type, payload, { requestId: actor.requestId, at: engines.now() });
        tellOfEvents();
      },
      async emitAll(type, payloads) {
        if (payloads.length === 0) return;
        await writeEvents(target, type, payloads, { requestId: actor.requestId, at: engines.now() });
        tellOfEvents();
      },
      enqueue: (job, payload) => engines.enqueue(target, job, payload),
      use: (token) => findService(engines, make, options, token),
      references: () => referencesFor(engines.registry, make, options, policies),
      async tellArrived(resources) {
        for (const one of engines.registry.modules)
          await one.arrived?.(make({ ...options, module: one }), resources);
      },
      keptCall: (call) => {
        const contextOf = (other: AnyModule): Context =>
          make({ actor, module: other, ...(tx !== undefined && { tx }) });
        const parts = { modules: engines.registry.modules, audit: engines.audit, policies, contextOf };
        return makeKeptCall(parts, { actor, tx }, call);
      },
      can: (permission: Permission, subject) => can(actor, permission, subject, policies) === 'allow',
      transaction: (work) => target.transaction((inner) => work(make({ ...options, tx: inner }))),
      inTransaction: tx !== undefined,
      as: (other) => make({ ...options, actor: other }),
      files: engines.files,
      log: engines.log,
    };
    return context;
  };
  return make;
}

/** What the modules offer to her device, each read in its own module's context as the same actor. */
function referencesFor(
  registry: Registry,
  make: ContextFactory,
  options: ContextOptions,
  policies: readonly Policy[],
): readonly OfferedReference[] {
  return registry.modules.flatMap((module) =>
    (module.references ?? [])
      .filter(({ allow }) => can(options.actor, allow, undefined, policies) === 'allow')
      .map((reference) => offeredReference(reference, make({ ...options, module }))),
  );
}

/** Asks the modules that the caller needs, in their order; the service acts as the same actor in the same transaction. */
function findService<T>(
  engines: Engines,
  make: ContextFactory,
  options: ContextOptions,
  token: ServiceToken<T>,
): T {
  const { module } = options;
  const reachable =
    module === undefined
      ? engines.registry.modules.map((one) => one.id)
      : [module.id, ...(module.needs ?? [])];
  for (const id of reachable) {
    const owner = engines.registry.byId.get(id);
    const service = owner
      ?.services?.(make({ ...options, module: owner }))
      .get(token as ServiceToken<unknown>);
    if (service !== undefined) return service as T;
  }
  throw new Error(`'${token.id}' is offered by no module that ${module?.id ?? 'the platform'} needs`);
}
