import type { Readable } from 'node:stream';
import type { Resource } from '@medplum/fhirtypes';
import type { Endpoint, EventType, Method, Permission, ServiceToken } from '#kernel/contract.ts';
import type { Bilingual, Schema } from '#kernel/schema.ts';
import type { Actor, Refusal, Subject } from '../access/actor.ts';
import type { StoredChange } from '../record/write/guards.ts';
import type { Written } from '../record/write/followers.ts';
import type { Erased } from '../record/expunge/erase.ts';
import type { MountedOperation, OperationParameter } from '../record/http/operation-list.ts';
import type { SubscriptionTopic } from '../record/subscriptions/topic.ts';
import type { Seal } from '../crypt/seal.ts';
import type { Context, Job, ModuleSql } from '../context.ts';
import type { HeldReference } from './offered-references.ts';

export type { Job } from '../context.ts';
export type { HeldReference } from './offered-references.ts';

/** The server half of an endpoint. A route without a rule does not compile. */
export interface Route<I, O> extends Endpoint<I, O> {
  readonly allow: Permission | 'public';
  /**
   * Runs outside a transaction: what it writes stays also where the call is refused (a wrong try that counts), and its answer, which may
   * hold a secret, is kept beside no Idempotency-Key. 'without-key': only where the call brings no such key; for work that many callers
   * share a transaction for.
   */
  readonly alone?: true | 'without-key';
  /** May wait for news before it answers: not counted among the calls under way, of which there is a most. */
  readonly waits?: true;
  /** Runs inside one transaction unless the method is GET or the route stands alone. */
  readonly handle: (ctx: Context, input: I) => Promise<O>;
}

/** A route that takes a body as a stream and answers with bytes of its own (doors, files, prints). Opens its own transactions. */
export interface StreamRoute {
  readonly method: Method;
  readonly path: `/${string}`;
  readonly allow: Permission | 'public';
  /** Content types taken; empty for GET. */
  readonly accepts: readonly string[];
  /** Bytes; more is answered by request.too-large while the rest is not read. */
  readonly bodyLimit?: number;
  readonly summary: Bilingual;
  /** Where the route is a FHIR $operation: what CapabilityStatement and its OperationDefinition say of it. */
  readonly operation?: MountedOperation;
  readonly handle: (ctx: Context, request: StreamRequest) => Promise<StreamAnswer>;
}

export interface StreamRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
}

export interface StreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
}

/** A FHIR $operation as data: GET/POST, type/instance routes and CapabilityStatement are derived from it. */
export interface Operation<I, O> {
  readonly code: string;
  readonly title: Bilingual;
  readonly level: 'system' | 'type' | 'instance';
  readonly resourceTypes: readonly string[];
  /** Of a type-level operation: also at an instance, whose id then stands in the input. */
  readonly onInstances?: boolean;
  /** The definition of a standard that this one follows, and its parameters. */
  readonly base?: string;
  readonly parameters?: readonly OperationParameter[];
  /** false also opens GET. */
  readonly affectsState: boolean;
  readonly allow: Permission;
  /** Parses `{ id?, query, queryText, parameters? }` into the operation's input. */
  readonly input: Schema<I>;
  readonly handle: (ctx: Context, input: I) => Promise<O>;
}

/** One ear for one event. Runs in its own transaction; (event id, name) is its idempotency key. */
export interface Handler<P> {
  readonly event: EventType<P>;
  readonly name: string;
  readonly handle: (ctx: Context, payload: P) => Promise<void>;
}

/** Something that listens or runs beside HTTP (the MLLP door). Started after the registry is up, stopped gracefully before the database. */
export interface Background {
  readonly name: string;
  readonly start: (host: BackgroundHost) => Promise<{ readonly stop: () => Promise<void> }>;
}

export interface BackgroundHost {
  /** A context acting as Sen itself; `as(actor)` narrows it. */
  readonly context: () => Context;
  /** The module's own settings as its `config` declares them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** True where nothing is real: the demo, reached from this machine only. */
  readonly demo: boolean;
}

export interface Role {
  readonly id: string;
  readonly title: Bilingual;
  readonly grants: readonly Permission[];
}

/** Narrows a permission by facts: same facility, care relation. Pure. */
export interface Policy {
  readonly permission: Permission;
  readonly sentence: Bilingual;
  readonly check: (actor: Actor, subject: Subject) => 'allow' | Refusal;
}

/** One environment variable of a part. */
export interface Setting<T = unknown> {
  readonly env: string;
  readonly type: Schema<T>;
  readonly default: string;
  readonly about: Bilingual;
  readonly secret?: boolean;
}

/** What a command of `sen` says of itself. */
export interface CommandWords {
  /** 'import', 'synth' or 'client create'. */
  readonly name: string;
  readonly usage: string;
  readonly about: Bilingual;
}

/** A command of `sen` that runs without a database and without anybody acting: it brings a backup back, or only reads files. */
export interface BareCommand extends CommandWords {
  readonly run: (args: readonly string[], print: (line: string) => void) => Promise<number>;
}

/** A command of `sen` that works with the record. */
export interface Command extends CommandWords {
  /** `print` writes a line to stdout. Returns the exit code. */
  readonly run: (ctx: Context, args: readonly string[], print: (line: string) => void) => Promise<number>;
}

/** An account of the demo. Its password is drawn once per installation and printed by start, on loopback only. */
export interface DemoAccount {
  readonly username: string;
  readonly display: string;
  readonly role: string;
  /** Who that is in the story, for the list of sign-ins. */
  readonly about: Bilingual;
  readonly facilityId?: string;
  readonly patientId?: string;
  readonly practitionerId?: string;
}

/** Somebody of the story who is signed in. */
export interface DemoPerson {
  readonly token: string;
  readonly patientId?: string;
  readonly practitionerId?: string;
  readonly facilityId?: string;
}

/** What a chapter may use of the running installation: the addresses of its doors, and the making of accounts. */
export interface DemoStage {
  /** Without a slash at the end: 'http://localhost:8080'. */
  readonly url: string;
  /** Settings of all modules by module id. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Makes the account unless it is there. */
  makeAccount(account: DemoAccount): Promise<void>;
  /** One of the accounts, signed in as if she had just typed her password. Error: record.not-found. */
  signIn(username: string): Promise<DemoPerson>;
  /** A system that signs in by client credentials at the real token endpoint. */
  makeSystem(name: string, scope: string): Promise<{ readonly token: string }>;
}

/** A module's part of the demo story; told through the real doors of the running server, with progress in 0..1. */
export interface DemoChapter {
  readonly title: Bilingual;
  readonly order: number;
  readonly tell: (
    ctx: Context,
    progress: (done: number, what: Bilingual) => void,
    stage: DemoStage,
  ) => Promise<void>;
}

/* oxlint-disable typescript/no-explicit-any -- a list of routes of different types; each is typed where it is defined */
/** What the system does in one field: read this first when you open a module. */
export interface Module<Id extends string> {
  /** Equals the folder name; the SQL schema is the same with '_' for '-'. */
  readonly id: Id;
  readonly title: Bilingual;
  readonly needs?: readonly string[];
  readonly config?: Readonly<Record<string, Setting>>;
  readonly permissions: Readonly<Record<Permission, Bilingual>>;
  readonly roles?: readonly Role[];
  readonly policies?: readonly Policy[];
  readonly routes?: readonly Route<any, any>[];
  readonly streams?: readonly StreamRoute[];
  readonly operations?: readonly Operation<any, any>[];
  /** What others can ask to be told of. */
  readonly topics?: readonly SubscriptionTopic[];
  readonly handlers?: readonly Handler<any>[];
  readonly jobs?: readonly Job<any>[];
  readonly background?: readonly Background[];
  readonly commands?: readonly Command[];
  /**
   * Forgets what the module keeps itself of resources that are erased by law, in the same transaction, the caller having been checked.
   * Returns what was taken away, by kind.
   */
  readonly erase?: (ctx: Context, erased: Erased) => Promise<Record<string, number>>;
  /**
   * Judges changes of what is stored before they are written, in the same transaction, whatever door they come through; refuses by
   * throwing. Not asked for erasure by law.
   */
  readonly guardChanges?: (sql: ModuleSql, changes: readonly StoredChange[]) => Promise<void>;
  /**
   * Hears what is written of some types, in the same transaction, whatever door it comes through, and keeps what the module itself shows of
   * it. What it throws undoes the write.
   */
  readonly follow?: {
    readonly types: readonly string[];
    readonly hear: (
      sql: ModuleSql,
      written: readonly Written[],
      now: Date,
      /** For what must not stand clear in a table of the module. */
      seal: Seal,
    ) => Promise<void>;
  };
  /** Data sets that a worker's device keeps for days without a network. */
  readonly references?: readonly HeldReference[];
  /**
   * Completes what is new of a transaction that a worker's device sent, after it was written and in the same transaction, in her name: what a
   * desk does beside the record, such as counting stock. What it throws refuses the whole write.
   */
  readonly arrived?: (ctx: Context, resources: readonly Resource[]) => Promise<void>;
  /** Closes what an earlier version of the module left open in its tables; answers how many rows. Runs again where it was cut off. */
  readonly reseal?: (ctx: Context) => Promise<number>;
  readonly services?: (ctx: Context) => ReadonlyMap<ServiceToken<unknown>, unknown>;
  /** Folder with 0001-name.ts files, each `export const up = 'SQL'`; forward only. */
  readonly migrations?: URL;
  /** Lazy: never loaded in production. */
  readonly demo?: () => Promise<{ readonly chapter: DemoChapter }>;
}

export function defineModule<const Id extends string>(module: Module<Id>): Module<Id> {
  return module;
}

/** Joins an endpoint of api.ts with its rule and handler. */
export function defineRoute<I, O>(route: Route<I, O>): Route<I, O> {
  return route;
}

/** Ties an event to a named handler. */
export function onEvent<P>(event: EventType<P>, name: string, handle: Handler<P>['handle']): Handler<P> {
  return { event, name, handle };
}

/** Any module, where its id does not matter. */
export type AnyModule = Module<string>;
export type AnyRoute = Route<any, any>;
export type AnyOperation = Operation<any, any>;
export type AnyHandler = Handler<any>;
export type AnyJob = Job<any>;
/* oxlint-enable typescript/no-explicit-any */
