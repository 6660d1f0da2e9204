import { createHash, randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { JWK } from 'jose';
import { claimNames } from '#platform/identity/upstream/claims.ts';
import type { SimulatedFault, SimulatedPerson } from './simulated-person.ts';

/** What was agreed to on the simulator's page, until the code is shown. */
export interface Agreed {
  readonly person: SimulatedPerson;
  readonly level: 1 | 2;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly challenge: string;
}

/** Keeps codes and signs tokens. */
export interface TokenMaker {
  readonly keys: readonly JWK[];
  giveCode(agreed: Agreed): string;
  /** What the code stands for, once, to whom shows the verifier; undefined where anything is wrong. */
  takeCode(
    code: string,
    shown: { clientId: string; redirectUri: string; verifier: string },
  ): Agreed | undefined;
  idToken(agreed: Agreed, issuer: string, fault: SimulatedFault): Promise<string>;
}

const codeMs = 60_000;

/** Makes the simulator's own keys; they live as long as it does. */
export async function createTokenMaker(): Promise<TokenMaker> {
  const own = await generateKeyPair('ES256');
  const other = await generateKeyPair('ES256');
  const kid = randomBytes(8).toString('hex');
  const codes = new Map<string, Agreed & { readonly until: number }>();
  return {
    keys: [{ ...(await exportJWK(own.publicKey)), kid, alg: 'ES256', use: 'sig' }],
    giveCode(agreed) {
      const code = randomBytes(24).toString('base64url');
      codes.set(code, { ...agreed, until: Date.now() + codeMs });
      return code;
    },
    takeCode(code, shown) {
      const agreed = codes.get(code);
      codes.delete(code);
      if (agreed === undefined || agreed.until < Date.now()) return undefined;
      const challenge = createHash('sha256').update(shown.verifier).digest('base64url');
      const isRight =
        agreed.clientId === shown.clientId &&
        agreed.redirectUri === shown.redirectUri &&
        agreed.challenge === challenge;
      return isRight ? agreed : undefined;
    },
    idToken(agreed, issuer, fault) {
      const now = Math.floor(Date.now() / 1000) - (fault === 'expired' ? 3600 : 0);
      const claims = {
        ...claimsOf(agreed),
        nonce: fault === 'wrong-nonce' ? 'not-the-one' : agreed.nonce,
        iss: fault === 'wrong-issuer' ? 'https://elsewhere.example' : issuer,
        aud: fault === 'wrong-audience' ? 'another-client' : agreed.clientId,
        iat: now,
        exp: now + 300,
      };
      if (fault === 'unsigned') return Promise.resolve(new UnsecuredJWT(claims).encode());
      const key = fault === 'wrong-signature' ? other.privateKey : own.privateKey;
      return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
    },
  };
}

function claimsOf({ person, level }: Agreed): Record<string, unknown> {
  const acr = Object.entries(claimNames.levels).find(([, value]) => value === level)?.[0];
  return {
    sub: person.subject,
    acr,
    [claimNames.name]: person.name,
    [claimNames.birthDate]: person.birthDate,
    [claimNames.personalNumber]: person.personalNumber,
  };
}
