import { renderSVG } from 'uqr';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { changePassword, findAccount } from './accounts.ts';
import type { Account } from './accounts.ts';
import type { FactorParts } from './factors/factor-parts.ts';
import { findHeldFactors } from './factors/held-factors.ts';
import { listPasskeys, mostPasskeys, removePasskey, renamePasskey } from './factors/passkey-store.ts';
import { findRecovery, removeRecoveryCodes, renewRecoveryCodes } from './factors/recovery-store.ts';
import { askForPasskey, keepPasskey } from './factors/register-passkey.ts';
import { demandsSecondFactor } from './factors/second-factor-policy.ts';
import { makeTotpSecret, totpAddress } from './factors/totp.ts';
import { findTotp, removeTotp, takeTotpCode, tryTotp } from './factors/totp-store.ts';
import type { OwnSecurity } from './own-security-desk.ts';
import { demandFresh } from './step-up.ts';

/** How long after somebody showed who she is she may change how she signs in, in seconds. */
export const changeSeconds = 5 * 60;

/** The account behind an actor. Errors: access.login-required where it is no person of Sen's own pages. */
export async function ownAccount(parts: Pick<FactorParts, 'database'>, actor: Actor): Promise<Account> {
  const account = actor.kind === 'person' ? await findAccount(parts.database, actor.accountId) : undefined;
  if (!account || account.isDisabled) throw new AppError('access.login-required');
  return account;
}

/** The session behind an actor. Errors: access.step-up-required where the token has none. */
export function ownSession(actor: Actor): string {
  if (actor.sessionId === undefined) throw new AppError('access.step-up-required');
  return actor.sessionId;
}

/** Wires it. @param endOthers ends every other session of the person */
export function createOwnSecurity(
  parts: FactorParts,
  endOthers: (actor: Actor) => Promise<number>,
): OwnSecurity {
  const { database, seal, now } = parts;
  const fresh = (actor: Actor): Promise<Account> => {
    demandFresh(actor, changeSeconds, now());
    return ownAccount(parts, actor);
  };
  const codesForFirst = async (accountId: string): Promise<readonly string[] | undefined> => {
    const held = await findHeldFactors(database, accountId);
    return held.recoveryCodes > 0 ? undefined : renewRecoveryCodes(database, accountId, now());
  };

  /** Whether an account that must keep a second step still has one once this one is gone. */
  const demandAnother = async (
    account: Account,
    left: { passkeys: number; totp: boolean },
  ): Promise<void> => {
    if (left.passkeys > 0 || left.totp) return;
    if (isDemandedOf(account, parts)) throw new AppError('identity.factor-needed');
  };
  const forgetCodesOfNone = async (accountId: string): Promise<void> => {
    const held = await findHeldFactors(database, accountId);
    if (held.passkeys === 0 && !held.totp) await removeRecoveryCodes(database, accountId);
  };

  return {
    async factors(actor) {
      const account = await ownAccount(parts, actor);
      const [passkeys, totp, recovery, changed] = await Promise.all([
        listPasskeys(database, account.id),
        findTotp(database, account.id),
        findRecovery(database, account.id),
        database.query<{ changed_at: Date }>(
          `SELECT changed_at FROM identity.credential WHERE account_id = $1 AND kind = 'password'`,
          [account.id],
        ),
      ]);
      const passwordSince = changed.rows[0]?.changed_at;
      return {
        passkeys,
        ...(totp ? { totp } : {}),
        ...(recovery ? { recovery } : {}),
        ...(passwordSince ? { passwordSince } : {}),
        isDemanded: isDemandedOf(account, parts),
        passkeyHost: parts.party.id,
      };
    },
    async passkeyOptions(actor) {
      const account = await fresh(actor);
      if ((await listPasskeys(database, account.id)).length >= mostPasskeys)
        throw new AppError('identity.too-many-passkeys');
      return askForPasskey(parts, account, ownSession(actor));
    },
    async addPasskey(actor, response, name) {
      const account = await fresh(actor);
      if (!(await keepPasskey(parts, account, ownSession(actor), response, name)))
        throw new AppError('identity.not-confirmed');
      return codesForFirst(account.id);
    },
    renamePasskey: (actor, id, name) => renamePasskey(database, actor.accountId, id, name),
    async removePasskey(actor, id) {
      const account = await fresh(actor);
      const held = await findHeldFactors(database, account.id);
      const gone = (await listPasskeys(database, account.id)).find((passkey) => passkey.id === id);
      const passkeys = held.passkeys - (gone && gone.clonedAt === undefined ? 1 : 0);
      await demandAnother(account, { passkeys, totp: held.totp });
      await removePasskey(database, account.id, id);
      await forgetCodesOfNone(account.id);
    },
    async beginTotp(actor) {
      const account = await fresh(actor);
      const secret = makeTotpSecret();
      if (!(await tryTotp(database, seal, account.id, secret, now())))
        throw new AppError('request.invalid', { issues: [{ path: 'totp', text: totpThere }] });
      const address = totpAddress(secret, account.username);
      return { secret, address, qr: renderSVG(address, { border: 2 }) };
    },
    async confirmTotp(actor, code) {
      const account = await fresh(actor);
      if (!(await takeTotpCode(database, seal, account.id, code, now(), true)))
        throw new AppError('identity.not-confirmed', { issues: [{ path: 'code', text: codeWrong }] });
      return codesForFirst(account.id);
    },
    async removeTotp(actor) {
      const account = await fresh(actor);
      const held = await findHeldFactors(database, account.id);
      await demandAnother(account, { passkeys: held.passkeys, totp: false });
      await removeTotp(database, account.id);
      await forgetCodesOfNone(account.id);
    },
    async newRecoveryCodes(actor) {
      return renewRecoveryCodes(database, (await fresh(actor)).id, now());
    },
    async changePassword(actor, password) {
      const account = await fresh(actor);
      await changePassword(database, account, password, now(), parts.breached);
      await endOthers(actor);
    },
  };
}

function isDemandedOf(account: Account, parts: FactorParts): boolean {
  return demandsSecondFactor(
    account.roles.map(({ role }) => role),
    parts.policy,
  );
}

const codeWrong = {
  vi: 'Mã chưa đúng hoặc đã dùng rồi. Hãy đợi mã mới hiện ra rồi nhập lại.',
  en: 'The code is not right or was used already. Wait for the next one and type it.',
};

const totpThere = {
  vi: 'Tài khoản đã có ứng dụng xác thực. Hãy gỡ nó trước khi thêm ứng dụng khác.',
  en: 'The account has an authenticator app already. Remove it before you add another.',
};
