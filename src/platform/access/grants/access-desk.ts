import type { Database, Transaction } from '../../sql/database.ts';
import type { Actor } from '../actor.ts';
import type { Grant } from './grant-rows.ts';
import { openGrant, type GrantAsk, type GrantHost } from './open-grant.ts';
import {
  closeGrant,
  countGrants,
  listGrants,
  reviewGrant,
  type GrantList,
  type OpeningCount,
  type Review,
} from './review-grant.ts';

/** Opening records with a reason, and looking after who did; each as one actor, in the transaction that is open or one of its own. */
export interface AccessDesk {
  /** Errors: access.denied, request.invalid, record.not-found. The route asks for a fresh sign-in first. */
  open(ask: GrantAsk): Promise<Grant>;
  /** Errors: record.not-found. */
  close(id: string): Promise<Grant>;
  /** Errors: record.not-found, record.version-conflict. */
  review(id: string, review: Review): Promise<Grant>;
  /** Error: access.denied. */
  list(list: GrantList, days?: number): Promise<Grant[]>;
  /** Error: access.denied. */
  counts(days?: number): Promise<OpeningCount[]>;
}

/** The desk of one actor. */
export function accessDesk(
  host: GrantHost & { readonly eventsWritten: () => void },
  actor: Actor,
  target: Database | Transaction,
): AccessDesk {
  const write = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    target.transaction(async (tx) => {
      const done = await work(tx);
      tx.afterCommit(host.eventsWritten);
      return done;
    });
  return {
    open: (ask) => write((tx) => openGrant(host, tx, actor, ask)),
    close: (id) => write((tx) => closeGrant(host, tx, actor, id)),
    review: (id, review) => write((tx) => reviewGrant(host, tx, actor, id, review)),
    list: (list, days) => listGrants(host, target, actor, list, days),
    counts: (days) => countGrants(host, target, actor, days),
  };
}
