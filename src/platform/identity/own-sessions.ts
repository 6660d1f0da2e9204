import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { checkCode } from './factors/check-code.ts';
import { makeChallenge } from './factors/challenge.ts';
import type { FactorParts } from './factors/factor-parts.ts';
import { findHeldFactors } from './factors/held-factors.ts';
import { assertionOptions, takeAssertion } from './factors/passkey-assertion.ts';
import { listPasskeys } from './factors/passkey-store.ts';
import { remainingWait } from './lockout.ts';
import { ownAccount, ownSession } from './own-security.ts';
import type { OwnSessions, StepUpProof } from './own-sessions-desk.ts';
import { isPassword } from './passwords.ts';
import { levelOf } from './sessions/assurance.ts';
import { listSignIns, noteSignIn } from './sessions/sign-in-history.ts';
import { endSessions, listSessions, renameSession, stepUpSession } from './sessions/session-store.ts';
import { forgetFailures, readAttempts, rememberFailure } from './sign-in-attempts.ts';
import { stepUpMethods } from './step-up.ts';

/** Wires it. @param forgetTokens makes every server look tokens up anew */
export function createOwnSessions(parts: FactorParts, forgetTokens: () => Promise<void>): OwnSessions {
  const { database, now } = parts;
  const useOf = (actor: Actor) =>
    ({ purpose: 'step-up', bound: `${actor.accountId} ${ownSession(actor)}` }) as const;

  const proves = async (actor: Actor, proof: StepUpProof): Promise<boolean> => {
    if (proof.method === 'passkey') {
      const given = proof.response;
      return (await takeAssertion(database, parts, useOf(actor), given, now(), actor.accountId)).ok;
    }
    const place = { source: `session:${ownSession(actor)}`, takesRecovery: false };
    if (proof.method === 'totp') {
      const result = await checkCode(parts, actor.accountId, proof.code, place, now());
      if (!result.ok && result.waitMs > 0) throw waitFor(result.waitMs);
      return result.ok;
    }
    return isOwnPassword(parts, actor, proof.password);
  };

  const endThe = async (actor: Actor, which: { only: string } | { allBut: string }): Promise<number> => {
    const count = await endSessions(database, actor.accountId, which, now());
    await forgetTokens();
    return count;
  };

  return {
    sessions: (actor) => listSessions(database, actor.accountId),
    rename: (actor, id, name) => renameSession(database, actor.accountId, id, name),
    async end(actor, id) {
      if ((await endThe(actor, { only: id })) === 0) throw new AppError('record.not-found');
    },
    endOthers: (actor) => endThe(actor, { allBut: ownSession(actor) }),
    signIns: (actor) => listSignIns(database, actor.accountId),
    async stepUpOptions(actor) {
      const account = await ownAccount(parts, actor);
      const methods = stepUpMethods(await findHeldFactors(database, account.id));
      if (!methods.includes('passkey')) return { methods };
      const challenge = makeChallenge(parts.keys, useOf(actor), now());
      const held = await listPasskeys(database, account.id);
      return { methods, passkey: await assertionOptions(parts.party, challenge, held) };
    },
    async stepUp(actor, proof) {
      const account = await ownAccount(parts, actor);
      const sessionId = ownSession(actor);
      const held = await findHeldFactors(database, account.id);
      const isTaken = stepUpMethods(held).includes(proof.method);
      if (!isTaken || !(await proves(actor, proof))) {
        const refused = {
          method: proof.method,
          refusal: 'step-up',
          device: '',
          network: '',
          isNewDevice: false,
        };
        await noteSignIn(database, account.id, refused, now());
        throw new AppError('identity.not-confirmed');
      }
      await stepUpSession(database, account.id, sessionId, proof.method, levelOf([proof.method]), now());
      await forgetTokens();
    },
  };
}

/** Whether this is the person's password; tries are counted for her session alone, so that nobody else waits for them. */
async function isOwnPassword(parts: FactorParts, actor: Actor, password: string): Promise<boolean> {
  const { database, now } = parts;
  const source = `step-up:${ownSession(actor)}`;
  const waitMs = remainingWait(await readAttempts(database, actor.accountId, source), now());
  if (waitMs > 0) throw waitFor(waitMs);
  const { rows } = await database.query<{ hash: string }>(
    `SELECT hash FROM identity.credential WHERE account_id = $1 AND kind = 'password'`,
    [actor.accountId],
  );
  if (await isPassword(password, rows[0]?.hash)) {
    await forgetFailures(database, actor.accountId, source);
    return true;
  }
  await rememberFailure(database, actor.accountId, source, now());
  return false;
}

function waitFor(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000);
  const text = {
    vi: `Đã nhập sai nhiều lần. Hãy đợi ${seconds} giây rồi thử lại.`,
    en: `Wrong several times. Wait ${seconds} seconds and try again.`,
  };
  return new AppError('request.throttled', { issues: [{ text }] });
}
