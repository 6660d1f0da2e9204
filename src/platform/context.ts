import type { Resource } from '@medplum/fhirtypes';
import type { EventType, ServiceToken, Permission } from '#kernel/contract.ts';
import type { Terminology } from '#kernel/terminology/terminology.ts';
import type { Actor, Subject } from './access/actor.ts';
import type { AccessDesk } from './access/grants/access-desk.ts';
import type { Schema } from '#kernel/schema.ts';
import type { AuditTrail } from './audit/audit-trail.ts';
import type { Seal } from './crypt/seal.ts';
import type { AppDesk } from './identity/apps/app-desk.ts';
import type { LicenceDesk } from './identity/licences/licences.ts';
import type { OwnSecurity } from './identity/own-security-desk.ts';
import type { OwnSessions } from './identity/own-sessions-desk.ts';
import type { LetterDesk } from './letters/letter-desk.ts';
import type { Ear } from './events/signals.ts';
import type { Outgoing } from './http/outgoing.ts';
import type { SubscriptionWatch } from './record/subscriptions/watch.ts';
import type { RecordStore } from './record/record-store.ts';

/** SQL of this module's own schema. Names are always written with the schema; values are always parameters. */
export interface ModuleSql {
  /** Runs one statement; rows come back as objects with snake_case keys. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Everything a handler may touch. One per request, event or job run; no globals. */
export interface Context {
  readonly actor: Actor;
  /** The only clock. */
  readonly now: () => Date;
  /** Where this Sen is reached, without a slash at the end: what it writes for outside is named by it. */
  readonly publicUrl: string;
  /** FHIR store; every read and write checked and audited as `actor`. */
  readonly record: RecordStore;
  /** Who has seen what, as far as the actor may know it. */
  readonly trail: AuditTrail;
  /** Opening a record with a reason (break-glass, sensitive lines), and the review of who did. */
  readonly access: AccessDesk;
  /** How subscriptions go; nothing of what they tell. For who keeps the house. */
  readonly subscriptions: SubscriptionWatch;
  /** How the person who acts signs in, and her changing it. */
  readonly ownSecurity: OwnSecurity;
  /** Her sessions and past sign-ins, and showing again who she is. */
  readonly ownSessions: OwnSessions;
  /** E-mail to accounts that want it. */
  readonly letters: LetterDesk;
  /** Calls to addresses that others chose, kept away from inner ones. */
  readonly outgoing: Outgoing;
  /** Hints from server to server, for pages that wait for news. */
  readonly signals: {
    /** Heard after the commit of what is open. */
    readonly send: (topic: string) => Promise<void>;
    readonly listen: (topic: string) => Ear | undefined;
  };
  /** Apps and systems of others: who let them in, how they are opened. */
  readonly apps: AppDesk;
  /** Practising licences as the sign-in judges them; who may change one is checked by the route that does. */
  readonly licences: LicenceDesk;
  /** Everything that can be asked about codes: the house's lists and those that users stored. No person's data. */
  readonly terminology: () => Promise<Terminology>;
  /** This module's own PostgreSQL schema, in the same transaction as `record`. */
  readonly sql: ModuleSql;
  /** Outbox row, same transaction; delivered at least once after commit. */
  readonly emit: <P>(type: EventType<P>, payload: P) => Promise<void>;
  /** Several facts of one type, in their order, for the price of one. */
  readonly emitAll: <P>(type: EventType<P>, payloads: readonly P[]) => Promise<void>;
  /** Queue row, same transaction. */
  readonly enqueue: <P>(job: Job<P>, payload: P) => Promise<void>;
  /** Synchronous question to a module listed in `needs`. */
  readonly use: <T>(token: ServiceToken<T>) => T;
  /** Data sets of all modules for a device that works without a network, as far as the actor may hold them. */
  readonly references: () => readonly OfferedReference[];
  /** Lets every module complete what is new of what a device sent: `arrived` of its module.ts. In the transaction in which it was written. */
  readonly tellArrived: (resources: readonly Resource[]) => Promise<void>;
  /**
   * Makes a call of a route that a worker's device kept (`kept` of its contract), checked and audited as if she made it now. In a transaction.
   * Errors: device.write-unfit, and all that the route refuses with.
   */
  readonly keptCall: (call: { readonly route: string; readonly input: unknown }) => Promise<void>;
  readonly can: (permission: Permission, subject?: Subject) => boolean;
  /**
   * Runs `work` in a transaction of its own (a savepoint inside one that is already open). What a writing route does is in one
   * transaction anyway; this is for streams and jobs that commit piece by piece.
   */
  readonly transaction: <T>(work: (ctx: Context) => Promise<T>) => Promise<T>;
  /** True where a transaction is open already, so that what is written here is durable only when the caller is through. */
  readonly inTransaction: boolean;
  /** The same context acting as somebody else; only for doors and the demo, after the sender was checked. Audited as that actor. */
  readonly as: (actor: Actor) => Context;
  /** Closes small secrets that must be read again, such as keys; each is bound to what it is and whose. */
  readonly seal: Seal;
  /** Binary store: sources of doors, attachments. */
  readonly files: FileStore;
  /** Structured log; never a person's data. */
  readonly log: Log;
}

/** A data set for devices, as the caller may have it. */
export interface OfferedReference {
  readonly name: string;
  readonly version: () => Promise<string>;
  /** JSON as text. */
  readonly read: () => Promise<string>;
}

/** Content-addressed binaries on disk (or object storage later); put is durable (fsync) when it resolves. */
export interface FileStore {
  /** False where no scanner of viruses is set: what strangers sent is then unscanned, and whoever shows it says so. */
  readonly scans: boolean;
  /**
   * Scans what a stranger sent before somebody opens it: it may be from before there was a scanner, which may know more by now. Nothing
   * happens where none is set. Errors: file.infected, file.not-scanned.
   */
  scan(bytes: Uint8Array): Promise<void>;
  /**
   * Stores a stream, scanned first; returns its sha256 (hex), size in bytes. Storing the same bytes twice keeps one copy. Errors:
   * file.infected, file.not-scanned.
   */
  put(
    content: AsyncIterable<Uint8Array>,
    limitBytes?: number,
  ): Promise<{ readonly sha256: string; readonly size: number }>;
  /** Opens a stored binary as a stream; throws record.not-found. */
  open(sha256: string): Promise<NodeJS.ReadableStream>;
  /** Takes a binary away for good; nothing happens where it is not there. Only for erasure by law, when nothing points to it any more. */
  remove(sha256: string): Promise<void>;
}

/** Structured log with levels; `fields` are numbers, codes and ids only. */
export interface Log {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** Work done later, retried, resumable. */
export interface Job<P> {
  readonly name: string;
  /** cron, Asia/Ho_Chi_Minh */
  readonly schedule?: string;
  readonly retry: { readonly limit: number; readonly backoffSeconds: number };
  readonly payload: Schema<P>;
  readonly run: (ctx: Context, payload: P) => Promise<void>;
}
