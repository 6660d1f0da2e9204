import type { FastifyReply } from 'fastify';
import { makeChallenge } from '../factors/challenge.ts';
import { assertionOptions } from '../factors/passkey-assertion.ts';
import { listPasskeys } from '../factors/passkey-store.ts';
import { findHeldFactors } from '../factors/held-factors.ts';
import { renewRecoveryCodes } from '../factors/recovery-store.ts';
import { askForPasskey } from '../factors/register-passkey.ts';
import { makeTotpSecret, totpAddress } from '../factors/totp.ts';
import { secretOnTrial, tryTotp } from '../factors/totp-store.ts';
import { offerPage } from '../pages/offer-page.ts';
import { recoveryCodesPage } from '../pages/recovery-codes-page.ts';
import { secondStepPage } from '../pages/second-step-page.ts';
import { setupPage } from '../pages/setup-page.ts';
import { secondStepMethods } from '../step-up.ts';
import type { Pending } from '../sign-in-flow.ts';
import type { Step, StepParts } from './with-sign-in.ts';
import { expired, formTargetsOf } from './with-interaction.ts';

/** What went wrong in a step, to be said on its page. */
export interface StepFault {
  readonly codeError?: string;
  readonly general?: string;
  readonly status?: number;
}

/** Shows the page of the stage at which a sign-in stands. */
export async function showStage(
  parts: StepParts,
  step: Step,
  pending: Pending,
  fault: StepFault = {},
): Promise<FastifyReply> {
  const { turn, interaction } = step;
  const { database, seal, party, keys, now } = parts.factors;
  const { status = 200, ...said } = fault;
  const common = {
    language: turn.language,
    action: `/oidc/sign-in/${interaction.uid}`,
    formToken: turn.formToken,
    formTargets: formTargetsOf(interaction),
    ...said,
  };
  const account = await parts.findAccount(pending.accountId);
  if (!account) return expired(turn);
  if (pending.stage === 'second') {
    const methods = secondStepMethods(await findHeldFactors(database, pending.accountId));
    const held = methods.includes('passkey') ? await listPasskeys(database, pending.accountId) : [];
    const challenge = makeChallenge(keys, { purpose: 'second-step', bound: interaction.uid }, now());
    const ask = held.length > 0 ? { passkey: await assertionOptions(party, challenge, held) } : {};
    return turn.send(secondStepPage({ ...common, ...ask, methods }), status);
  }
  if (pending.stage === 'codes') {
    const codes = await renewRecoveryCodes(database, pending.accountId, now());
    return turn.send(recoveryCodesPage({ ...common, codes }), status);
  }
  const passkey = await askForPasskey(parts.factors, account, interaction.uid);
  if (pending.stage === 'offer') return turn.send(offerPage({ ...common, passkey }), status);
  const known = await secretOnTrial(database, seal, account.id);
  const secret = known ?? makeTotpSecret();
  if (known === undefined) await tryTotp(database, seal, account.id, secret, now());
  const address = totpAddress(secret, account.username);
  return turn.send(setupPage({ ...common, passkey, secret, address }), status);
}
