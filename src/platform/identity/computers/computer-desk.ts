import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../../access/actor.ts';
import { can } from '../../access/can.ts';
import type { Audit } from '../../audit/audit-log.ts';
import type { Database } from '../../sql/database.ts';
import { listComputers, registerComputer, revokeComputer } from './computer-store.ts';
import type { Computer } from './computer-store.ts';
import { beginAtComputer, endSessionsAt, giveTicket, touchSession } from './computer-sessions.ts';
import type { SharedPlace } from './computer-sessions.ts';
import { isFitPin } from './pin.ts';
import { checkPin, hasPin, listWorkers, noteFullSignIn, setPin } from './pin-store.ts';
import type { Worker } from './pin-store.ts';

/** Somebody at a browser: who is signed in there, and the session and computer behind it. */
export interface Seat {
  readonly actor: Actor;
  readonly sessionUid: string;
  readonly shared: SharedPlace | undefined;
}

/** A computer and the secret that its browser showed. */
export interface ShownComputer {
  readonly computer: Computer;
  readonly secret: string;
}

/** What the desk is built on. */
export interface DeskParts {
  readonly database: Database;
  readonly audit: Audit;
  readonly now: () => Date;
  /** Makes every server look tokens up anew. */
  readonly forgetTokens: () => Promise<void>;
  /** Somebody as the audit names her, by her account. */
  readonly actorOf: (accountId: string, requestId: string) => Promise<Actor | undefined>;
}

/** Shared computers: who may switch, what locks them, who registers them. */
export interface ComputerDesk {
  workers(computer: Computer): Promise<Worker[]>;
  /** What a signed-in person may do with a PIN here. */
  ownPlace(
    seat: Seat,
    at: ShownComputer | undefined,
  ): Promise<{ mayHavePin: boolean; hasPin: boolean; isFull: boolean }>;
  /** Errors: computer.not-shared, computer.pin-not-for-you, computer.pin-unfit, computer.pin-ended. */
  setPin(seat: Seat, at: ShownComputer | undefined, pin: string): Promise<void>;
  /**
   * Gives a locked computer back to the one whose session it is, or ends that session and gives a ticket for the next one.
   * Errors: computer.not-shared, computer.pin-wrong, computer.pin-ended.
   */
  switchTo(
    at: ShownComputer | undefined,
    who: { readonly accountId: string; readonly pin: string; readonly requestId: string },
    seat: Seat | undefined,
  ): Promise<{ readonly outcome: 'unlocked' } | { readonly outcome: 'switched'; readonly ticket: string }>;
  active(seat: Seat): Promise<void>;
  lock(seat: Seat): Promise<void>;
  /** Ends who works at this computer. */
  leave(at: ShownComputer | undefined): Promise<void>;
  /** Returns the secret for the computer's cookie; who registers it works at it from now on. Errors: access.denied, request.invalid. */
  register(
    seat: Seat,
    computer: {
      readonly name: string;
      readonly facilityId?: string | undefined;
      readonly lockMinutes: number;
    },
  ): Promise<{ readonly id: string; readonly secret: string }>;
  list(actor: Actor): Promise<Computer[]>;
  /** Errors: access.denied, record.not-found. */
  revoke(actor: Actor, id: string): Promise<void>;
}

/** Puts the desk together. */
export function createComputerDesk(parts: DeskParts): ComputerDesk {
  const { database, audit, now, forgetTokens } = parts;
  const tell = (actor: Actor, query: string, outcome: 'ok' | 'refused' = 'ok'): Promise<void> =>
    audit.append({ actor, action: outcome === 'ok' ? 'operation' : 'refused', query, outcome });

  /** Whose computers somebody keeps: those of one facility, or all. Errors: access.denied. */
  const keeps = async (actor: Actor, query: string): Promise<string | undefined> => {
    const isAdministrator = can(actor, 'identity.manage') === 'allow';
    if (isAdministrator) return undefined;
    if (can(actor, 'computers.keep') === 'allow' && actor.facilityId !== undefined) return actor.facilityId;
    await tell(actor, query, 'refused');
    throw new AppError('access.denied', { detail: 'computers.keep' });
  };

  return {
    workers: (computer) => listWorkers(database, computer.id, now()),
    async ownPlace(seat, at) {
      if (at === undefined) return { mayHavePin: false, hasPin: false, isFull: false };
      const has = await hasPin(database, at.computer.id, seat.actor.accountId);
      const isFull = isFullAt(seat, at);
      return { mayHavePin: isFull && isWorkerOf(seat.actor, at.computer), hasPin: has, isFull };
    },
    async setPin(seat, at, pin) {
      if (at === undefined) throw new AppError('computer.not-shared');
      if (!isFullAt(seat, at) || !isWorkerOf(seat.actor, at.computer)) {
        await tell(seat.actor, 'identity.pin', 'refused');
        throw new AppError('computer.pin-not-for-you');
      }
      if (!isFitPin(pin)) throw new AppError('computer.pin-unfit');
      const place = { computerId: at.computer.id, secret: at.secret, accountId: seat.actor.accountId };
      if (!(await setPin(database, place, pin, now()))) throw new AppError('computer.pin-ended');
      await tell(seat.actor, 'identity.pin');
    },
    async switchTo(at, { accountId, pin, requestId }, seat) {
      if (at === undefined) throw new AppError('computer.not-shared');
      const computerId = at.computer.id;
      const result = await checkPin(database, { computerId, secret: at.secret, accountId }, pin, now());
      const actor = await parts.actorOf(accountId, requestId);
      if (!result.ok || actor === undefined) {
        const reason = result.ok ? 'ended' : result.reason;
        if (actor)
          await audit.append({
            actor,
            action: 'sign-in',
            outcome: 'refused',
            query: `identity.pin-${reason}`,
          });
        throw result.ok || result.reason === 'ended'
          ? new AppError('computer.pin-ended')
          : wrongPin(result.triesLeft);
      }
      if (seat?.actor.accountId === accountId && seat.shared?.computerId === computerId) {
        await touchSession(database, seat.sessionUid, 'unlock', now());
        await forgetTokens();
        await tell(actor, 'identity.unlock');
        return { outcome: 'unlocked' };
      }
      await endSessionsAt(database, computerId);
      await forgetTokens();
      return { outcome: 'switched', ticket: await giveTicket(database, computerId, accountId, now()) };
    },
    active: (seat) => touchSession(database, seat.sessionUid, 'active', now()),
    async lock(seat) {
      await touchSession(database, seat.sessionUid, 'lock', now());
      await forgetTokens();
      await tell(seat.actor, 'identity.lock');
    },
    async leave(at) {
      if (at === undefined) throw new AppError('computer.not-shared');
      await endSessionsAt(database, at.computer.id);
      await forgetTokens();
    },
    async register(seat, { name, facilityId, lockMinutes }) {
      const { actor, sessionUid } = seat;
      const own = await keeps(actor, 'identity.computer-register');
      const facility = own ?? facilityId;
      if (facility === undefined || (own !== undefined && facilityId !== undefined && facilityId !== own))
        throw new AppError('request.invalid', { issues: [{ path: 'facilityId', text: whichFacility }] });
      const made = await registerComputer(
        database,
        { name, lockMinutes, facilityId: facility },
        actor.accountId,
        now(),
      );
      const isFull = actor.assurance?.methods.includes('pin') !== true;
      const session = { uid: sessionUid, computerId: made.id, accountId: actor.accountId, isFull };
      await beginAtComputer(database, session, now());
      if (isFull) await noteFullSignIn(database, made.id, actor.accountId, now());
      await forgetTokens();
      await tell(actor, 'identity.computer-register');
      return made;
    },
    list: async (actor) => listComputers(database, await keeps(actor, 'identity.computer-list')),
    async revoke(actor, id) {
      const own = await keeps(actor, 'identity.computer-revoke');
      await revokeComputer(database, id, own, now());
      await forgetTokens();
      await tell(actor, 'identity.computer-revoke');
    },
  };
}

/** A PIN is set by who signed in in full on this very computer. */
function isFullAt({ shared }: Seat, at: ShownComputer): boolean {
  return shared?.isFull === true && shared.computerId === at.computer.id;
}

/** Workers of the facility where the computer stands, also while their licence is withheld; administrators have too much to lose to six digits. */
function isWorkerOf(actor: Actor, computer: Computer): boolean {
  return actor.facilityId === computer.facilityId && !actor.roles.includes('administrator');
}

function wrongPin(triesLeft: number): AppError {
  const text = { vi: `Còn ${triesLeft} lần thử.`, en: `Tries left: ${triesLeft}.` };
  return new AppError('computer.pin-wrong', { issues: [{ path: 'pin', text }] });
}

const whichFacility = {
  vi: 'Hãy chọn cơ sở đặt máy này.',
  en: 'Choose the facility where this computer stands.',
};
