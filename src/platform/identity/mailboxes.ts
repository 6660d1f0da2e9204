import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Role } from '../module/define-module.ts';
import type { Seal } from '../crypt/seal.ts';
import type { Queryable } from '../sql/database.ts';

/** Addresses at which accounts want to be told. They lie sealed, and nobody but the owner and Sen's own jobs reads one. */
export interface Mailboxes {
  of(q: Queryable, accountId: string): Promise<string | undefined>;
  /** Error: request.invalid. */
  set(q: Queryable, accountId: string, address: string | undefined, now: Date): Promise<void>;
  /** Accounts with an address whose own Patient this is. */
  ofPerson(q: Queryable, patientId: string): Promise<readonly string[]>;
  /** Accounts with an address that hold a right at a facility. */
  ofHolders(q: Queryable, permission: string, facilityId: string): Promise<readonly string[]>;
}

/** One address, as most people's are; longer or stranger ones are refused rather than guessed at. */
const addressForm =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?\.[A-Za-z]{2,24}$/;

const wrongAddress: Bilingual = {
  vi: 'Địa chỉ thư chưa đúng, ví dụ đúng: ten@example.vn.',
  en: 'This is no e-mail address; one looks like name@example.vn.',
};

/** Opens them. @param roles which say who holds what */
export function createMailboxes(seal: Seal, roles: ReadonlyMap<string, Role>): Mailboxes {
  const purposeOf = (accountId: string): string => `mailbox:${accountId}`;
  const open = 'a.disabled_at IS NULL';
  return {
    async of(q, accountId) {
      const { rows } = await q.query<{ address: string }>(
        `SELECT m.address FROM identity.mailbox m JOIN identity.account a ON a.id = m.account_id
         WHERE m.account_id = $1 AND ${open}`,
        [accountId],
      );
      return rows[0] && seal.open(rows[0].address, purposeOf(accountId));
    },
    async set(q, accountId, address, now) {
      if (address === undefined) {
        await q.query('DELETE FROM identity.mailbox WHERE account_id = $1', [accountId]);
        return;
      }
      if (!addressForm.test(address) || address.includes('..'))
        throw new AppError('request.invalid', { issues: [{ path: 'address', text: wrongAddress }] });
      await q.query(
        `INSERT INTO identity.mailbox (account_id, address, set_at) VALUES ($1, $2, $3)
         ON CONFLICT (account_id) DO UPDATE SET address = excluded.address, set_at = excluded.set_at`,
        [accountId, seal.seal(address, purposeOf(accountId)), now],
      );
    },
    async ofPerson(q, patientId) {
      const { rows } = await q.query<{ id: string }>(
        `SELECT a.id FROM identity.account a JOIN identity.mailbox m ON m.account_id = a.id
         WHERE a.patient_id = $1 AND ${open} ORDER BY 1`,
        [patientId],
      );
      return rows.map(({ id }) => id);
    },
    async ofHolders(q, permission, facilityId) {
      const holding = [...roles.values()]
        .filter(({ grants }) => grants.some((grant) => grant === permission))
        .map(({ id }) => id);
      const { rows } = await q.query<{ id: string }>(
        `SELECT DISTINCT a.id FROM identity.account a
         JOIN identity.mailbox m ON m.account_id = a.id JOIN identity.role_grant g ON g.account_id = a.id
         WHERE g.facility_id = $1 AND g.role = ANY ($2) AND ${open} ORDER BY 1`,
        [facilityId, holding],
      );
      return rows.map(({ id }) => id);
    },
  };
}
