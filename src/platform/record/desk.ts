import type { Actor } from '../access/actor.ts';
import type { Audit, AuditLine } from '../audit/audit-log.ts';
import type { Keyring } from '../crypt/keyring.ts';
import type { Scanner } from '../files/scan/scanner.ts';
import type { Database, Queryable, Transaction } from '../sql/database.ts';
import { areaOf } from './area-of-duty.ts';
import { reachOf, type Reach } from './reach.ts';
import type { SamePersons } from './same-person/same-persons.ts';
import type { Texts } from './texts.ts';
import type { LiveTerminology } from './live-terminology.ts';
import type { SubscriptionGate } from './subscriptions/gate.ts';
import type { Follower } from './write/followers.ts';
import type { Guard } from './write/guards.ts';
import type { SoleSystems } from './write/identifiers.ts';

/** The parts of a running record engine. */
export interface RecordHost {
  readonly database: Database;
  readonly audit: Audit;
  readonly texts: Texts;
  /** Close and open the texts. */
  readonly keys: Keyring;
  readonly soleSystems: SoleSystems;
  readonly now: () => Date;
  /** The house's lists of codes and the stored ones. */
  readonly terminology: LiveTerminology;
  /** Which records are of one person. */
  readonly same: SamePersons;
  /** Judges Subscriptions before they are stored. */
  readonly subscriptions: SubscriptionGate;
  /** Parts of the platform that hear of what is written in the same transaction. */
  readonly followers?: readonly Follower[];
  /** Looks at files within resources before they are kept. */
  readonly scanner?: Scanner;
  /** Who may refuse that something stored is changed. */
  readonly guards?: readonly Guard[];
}

/** One actor at work: what she reaches, and the transaction she works in, if there is one. */
export interface Desk {
  readonly host: RecordHost;
  readonly actor: Actor;
  readonly tx: Transaction | undefined;
  /** The transaction or the database. */
  readonly q: Queryable;
  reach(): Promise<Reach>;
  /** Durable when it resolves; inside a transaction it is part of it, unless it tells of a refusal. */
  audit(line: Omit<AuditLine, 'actor'>): Promise<void>;
  /** Runs work in a transaction of its own, or a savepoint of the one that is open. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export function deskOf(host: RecordHost, actor: Actor, tx: Transaction | undefined): Desk {
  const q = tx ?? host.database;
  let reach: Promise<Reach> | undefined;
  return {
    host,
    actor,
    tx,
    q,
    reach: () => (reach ??= reachOfDesk(host, q, actor)),
    // A refusal undoes the transaction it came up in, and its own line must outlive that.
    audit: (line) => host.audit.append({ ...line, actor }, line.action === 'refused' ? undefined : tx),
    transaction: (work) => (tx ?? host.database).transaction(work),
  };
}

/** Who works for the public health of a place reaches it by what the Organization says; for everybody else nothing is asked. */
async function reachOfDesk(host: RecordHost, q: Queryable, actor: Actor): Promise<Reach> {
  const { facilityId, places, roles } = actor;
  if (facilityId === undefined || places !== undefined || !roles.includes('public-health-officer'))
    return reachOf(q, actor, host.same);
  return reachOf(q, { ...actor, places: await areaOf(q, host.texts, facilityId) }, host.same);
}
