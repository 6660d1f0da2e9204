import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import { isOwnChallenge, challengeMs } from './challenge.ts';
import type { ChallengeUse } from './challenge.ts';
import type { NewPasskey, StoredPasskey } from './passkey-store.ts';
import type { RelyingParty } from './relying-party.ts';

/** What the browser needs to make a passkey. */
export type RegistrationOptions = Awaited<ReturnType<typeof generateRegistrationOptions>>;

/** Signature algorithms taken: ES256, Ed25519, RS256. */
const algorithms = [-7, -8, -257];

/**
 * What the browser is asked for: a passkey that is found without a name and that asks its owner for her finger, her face or a PIN. The
 * maker of the authenticator is not asked for: it would tell people's devices apart and decide nothing here.
 */
export function registrationOptions(
  party: RelyingParty,
  account: { readonly id: string; readonly username: string; readonly display: string },
  known: readonly StoredPasskey[],
  challenge: string,
): Promise<RegistrationOptions> {
  return generateRegistrationOptions({
    rpName: 'Sen',
    rpID: party.id,
    userName: account.username,
    userDisplayName: account.display,
    userID: new TextEncoder().encode(account.id),
    challenge,
    timeout: challengeMs,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: [...transports],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

/**
 * Checks what a browser made: our challenge, our origin, our host, the owner verified. Undefined where anything is not so.
 * @returns the passkey with the challenge it answered, which the caller still has to take
 */
export async function readRegistration(
  party: RelyingParty,
  keys: readonly string[],
  use: ChallengeUse,
  response: unknown,
  now: Date,
): Promise<{ readonly passkey: NewPasskey; readonly challenge: string } | undefined> {
  let challenge = '';
  const verified = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: (shown) => {
      challenge = Buffer.from(shown, 'base64url').toString();
      return isOwnChallenge(keys, use, challenge, now);
    },
    expectedOrigin: [...party.origins],
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => undefined);
  if (!verified?.verified) return undefined;
  const { credential, credentialDeviceType, credentialBackedUp, aaguid } = verified.registrationInfo;
  return {
    challenge,
    passkey: {
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      transports: (credential.transports ?? []).filter((name) => /^[a-z-]{2,20}$/u.test(name)).slice(0, 8),
      isSynced: credentialDeviceType === 'multiDevice',
      isBackedUp: credentialBackedUp,
      authenticator: aaguid,
    },
  };
}
