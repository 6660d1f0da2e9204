import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import type { Mailboxes } from '../identity/mailboxes.ts';
import { changeSeconds } from '../identity/own-security.ts';
import { demandFresh } from '../identity/step-up.ts';
import type { Mail } from '../record/subscriptions/mail.ts';
import type { Queryable } from '../sql/database.ts';

/** What a letter says; it never tells of anybody's health. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  /** The same for the same letter, so that one that is sent twice is shown once. Letters, digits, dots and dashes. */
  readonly name: string;
}

/** E-mail to accounts that want it, as one actor. */
export interface LetterDesk {
  /** False where no relay is set: then nothing is sent, and pages say so. */
  readonly isSet: boolean;
  /** The address that people open, for the end of a letter. */
  readonly home: string;
  /** Where the actor herself wants to be told. */
  own(): Promise<string | undefined>;
  /** Sets or takes away her own. Errors: access.step-up-required, request.invalid. */
  setOwn(address: string | undefined): Promise<void>;
  /** Accounts with an address whose own Patient this is; Sen's own work only. Error: access.denied. */
  accountsOfPerson(patientId: string): Promise<readonly string[]>;
  /** Accounts with an address that hold a right at a facility; Sen's own work only. Error: access.denied. */
  holders(permission: string, facilityId: string): Promise<readonly string[]>;
  /** False where she wants no letters any more; Sen's own work only. Errors: access.denied, service.unavailable. */
  send(accountId: string, letter: Letter): Promise<boolean>;
}

/** What the desk is made of. */
export interface LetterParts {
  readonly mailboxes: Mailboxes;
  readonly mail: Mail | undefined;
  readonly home: string;
  readonly now: () => Date;
}

/** Opens it for an actor. */
export function letterDesk(parts: LetterParts, actor: Actor, q: Queryable): LetterDesk {
  const { mailboxes, mail, home, now } = parts;
  const demandPlatform = (): void => {
    if (actor.kind !== 'platform') throw new AppError('access.denied', { detail: 'only for jobs' });
  };
  const demandPerson = (): void => {
    if (actor.kind !== 'person' || actor.scopes.length > 0) throw new AppError('access.denied');
  };
  return {
    isSet: mail !== undefined,
    home,
    async own() {
      demandPerson();
      return mailboxes.of(q, actor.accountId);
    },
    async setOwn(address) {
      demandPerson();
      demandFresh(actor, changeSeconds, now());
      await mailboxes.set(q, actor.accountId, address, now());
    },
    async accountsOfPerson(patientId) {
      demandPlatform();
      return mailboxes.ofPerson(q, patientId);
    },
    async holders(permission, facilityId) {
      demandPlatform();
      return mailboxes.ofHolders(q, permission, facilityId);
    },
    async send(accountId, { subject, text, name }) {
      demandPlatform();
      const to = await mailboxes.of(q, accountId);
      if (to === undefined || mail === undefined) return false;
      const messageId = `<${name}@${new URL(home).hostname}>`;
      try {
        await mail.send({ to, subject, text, messageId });
      } catch (error) {
        // What a relay says of a letter may repeat the address.
        throw new AppError('service.unavailable', { detail: `mail: ${nameOf(error)}` });
      }
      return true;
    },
  };
}

const nameOf = (error: unknown): string => {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'failed';
};
