import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { Database } from '../../sql/database.ts';
import { sign } from '../digest.ts';
import { challengeMs, isOwnChallenge, takeChallenge } from './challenge.ts';
import type { ChallengeUse } from './challenge.ts';
import { findPasskey, markCloned, notePasskeyUse } from './passkey-store.ts';
import type { StoredPasskey } from './passkey-store.ts';
import type { RelyingParty } from './relying-party.ts';

/** What the browser needs to ask for a passkey. */
export type AssertionOptions = Awaited<ReturnType<typeof generateAuthenticationOptions>>;

/** What the browser is asked for. Without `allowed` every passkey of this host may answer, so that no name need be typed. */
export function assertionOptions(
  party: RelyingParty,
  challenge: string,
  allowed: readonly { readonly credentialId: string; readonly transports: readonly string[] }[] = [],
): Promise<AssertionOptions> {
  return generateAuthenticationOptions({
    rpID: party.id,
    challenge,
    timeout: challengeMs,
    userVerification: 'required',
    allowCredentials: allowed.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
  });
}

/**
 * A credential of nobody, always the same for one name: shown for names without a passkey, so that the page tells nobody which names
 * exist.
 */
export function decoyCredential(
  keys: readonly string[],
  username: string,
): { readonly credentialId: string; readonly transports: readonly string[] } {
  return { credentialId: sign(keys[0] ?? '', `no passkey ${username}`), transports: ['hybrid', 'internal'] };
}

/** Why an answer was refused. */
export type AssertionRefusal = 'wrong' | 'cloned';

/** What came of one answer of a passkey. `accountId` of a refusal is for the history only. */
export type AssertionResult =
  | { readonly ok: true; readonly passkey: StoredPasskey }
  | { readonly ok: false; readonly reason: AssertionRefusal; readonly accountId?: string };

/**
 * Checks an answer: a passkey that we know, of the account that is expected, our challenge not answered before, our origin and host, the
 * owner verified, and a counter that went up. A counter that did not shows a copy; the passkey is then refused for good, because nobody
 * can tell the copy from the first.
 * @source WebAuthn Level 3, section 7.2, steps 5 to 22
 */
export async function takeAssertion(
  database: Database,
  parts: { readonly party: RelyingParty; readonly keys: readonly string[] },
  use: ChallengeUse,
  response: unknown,
  now: Date,
  accountId?: string,
): Promise<AssertionResult> {
  const credentialId = idOf(response);
  const passkey = credentialId === undefined ? undefined : await findPasskey(database, credentialId);
  if (!passkey) return { ok: false, reason: 'wrong' };
  const refused = (reason: AssertionRefusal): AssertionResult => ({
    ok: false,
    reason,
    accountId: passkey.accountId,
  });
  if (accountId !== undefined && passkey.accountId !== accountId) return { ok: false, reason: 'wrong' };
  if (passkey.clonedAt) return refused('cloned');
  const { party, keys } = parts;
  let challenge = '';
  const verified = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: (shown) => {
      challenge = Buffer.from(shown, 'base64url').toString();
      return isOwnChallenge(keys, use, challenge, now);
    },
    expectedOrigin: [...party.origins],
    expectedRPID: party.id,
    requireUserVerification: true,
    // The counter is compared here, where the passkey can be closed for it.
    credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
  }).catch(() => undefined);
  if (!verified?.verified || !isOwner(response, passkey.accountId)) return refused('wrong');
  if (!(await takeChallenge(database, keys, use, challenge, now))) return refused('wrong');
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  const isCopy = (newCounter > 0 || passkey.counter > 0) && newCounter <= passkey.counter;
  if (isCopy || !(await notePasskeyUse(database, passkey, newCounter, credentialBackedUp, now))) {
    if (isCopy) await markCloned(database, passkey.id, now);
    return refused(isCopy ? 'cloned' : 'wrong');
  }
  return { ok: true, passkey };
}

/** A passkey that was found without a name says whose it is; that must be the account it is stored under. */
function isOwner(response: unknown, accountId: string): boolean {
  const inner = tableOf(tableOf(response)?.['response']);
  const handle = inner?.['userHandle'];
  if (typeof handle !== 'string' || handle === '') return true;
  return Buffer.from(handle, 'base64url').toString() === accountId;
}

function idOf(response: unknown): string | undefined {
  const id = tableOf(response)?.['id'];
  return typeof id === 'string' && /^[\w-]{16,1400}$/u.test(id) ? id : undefined;
}

function tableOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
