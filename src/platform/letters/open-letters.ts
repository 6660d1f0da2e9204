import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import type { Mailboxes } from '../identity/mailboxes.ts';
import { changeSeconds } from '../identity/own-security.ts';
import { demandFresh } from '../identity/step-up.ts';
import type { Mail } from '../record/subscriptions/mail.ts';
import type { Queryable } from '../sql/database.ts';
import type { LetterDesk } from './letter-desk.ts';

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
