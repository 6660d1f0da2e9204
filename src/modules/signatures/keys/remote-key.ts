import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { AppError } from '#kernel/errors.ts';
import type { OutgoingAnswer } from '#platform/http/outgoing.ts';
import { callService } from '../call-service.ts';
import { sha256 } from '../cms/sign-cms.ts';
import type { SigningAlgorithm, SigningKey } from './signing-key.ts';

/** A provider that keeps a worker's key and signs when she confirms on her phone. */
export interface RemotePlace {
  /** Base address of the provider's interface, without a slash at the end. */
  readonly url: string;
  /** What the provider gave this installation. */
  readonly token: string;
  readonly credentialId: string;
}

/** How long is waited, and how often it is asked. */
export interface RemotePatience {
  readonly callMs: number;
  /** For the worker's confirmation. */
  readonly confirmMs: number;
  readonly pollMs: number;
}

export const usualPatience: RemotePatience = { callMs: 10_000, confirmMs: 180_000, pollMs: 1_000 };

const listAnswer = z.object({ credentialIDs: z.array(z.string()) });
const infoAnswer = z.object({
  key: z.object({ status: z.string(), algo: z.array(z.string()) }),
  cert: z.object({ status: z.string(), certificates: z.array(z.string()) }),
});
const authorizeAnswer = z.object({ authorizationID: z.string(), expiresIn: z.number() });
const pollAnswer = z.object({
  status: z.enum(['pending', 'confirmed', 'refused', 'expired']),
  SAD: z.optional(z.string()),
});
const signAnswer = z.object({ signatures: z.array(z.string()) });

/** The credentials that a provider keeps for one person. */
export async function listCredentials(
  place: Omit<RemotePlace, 'credentialId'>,
  userId: string,
): Promise<string[]> {
  return (await call(place, 'credentials/list', { userID: userId }, listAnswer, usualPatience)).credentialIDs;
}

/** Certificates of a credential, the worker's own first. Errors: signature.key-refused, signature.key-unreachable. */
export async function readCredential(
  place: RemotePlace,
  patience: RemotePatience = usualPatience,
): Promise<{ readonly alg: SigningAlgorithm; readonly certificates: readonly Uint8Array[] }> {
  const { key, cert } = await call(
    place,
    'credentials/info',
    { credentialID: place.credentialId, certificates: 'chain' },
    infoAnswer,
    patience,
  );
  if (key.status !== 'enabled' || cert.status !== 'valid') throw new AppError('signature.key-refused');
  return {
    alg: key.algo.includes('1.2.840.10045.4.3.2') ? 'ES256' : 'RS256',
    certificates: cert.certificates.map((one) => Buffer.from(one, 'base64')),
  };
}

/**
 * A key in a provider's vault, with the words of the CSC API (credentials/authorize, signatures/signHash): only digests leave, the
 * worker confirms on her phone, and the confirmation covers exactly the digests that she was shown the number of. `signAll` asks for one
 * confirmation for many. How each Vietnamese provider names its calls and shows the confirmation is not known here: verify with its
 * contract.
 */
export function remoteKey(
  place: RemotePlace,
  alg: SigningAlgorithm,
  certificateChain: readonly Uint8Array[],
  patience: RemotePatience = usualPatience,
): SigningKey & { signAll(list: readonly Uint8Array[]): Promise<readonly Uint8Array[]> } {
  const signAll = async (list: readonly Uint8Array[]): Promise<readonly Uint8Array[]> => {
    const hashes = list.map((bytes) => Buffer.from(sha256(bytes)).toString('base64'));
    const { authorizationID } = await call(
      place,
      'credentials/authorize',
      { credentialID: place.credentialId, numSignatures: hashes.length, hash: hashes },
      authorizeAnswer,
      patience,
    );
    const SAD = await awaitConfirmation(place, authorizationID, patience);
    const { signatures } = await call(
      place,
      'signatures/signHash',
      { credentialID: place.credentialId, SAD, hash: hashes, hashAlgo: '2.16.840.1.101.3.4.2.1' },
      signAnswer,
      patience,
    );
    if (signatures.length !== list.length) throw new AppError('signature.key-refused', { detail: 'count' });
    return signatures.map((one) => Buffer.from(one, 'base64'));
  };
  return { alg, certificateChain, signAll, sign: async (bytes) => (await signAll([bytes]))[0]! };
}

async function awaitConfirmation(place: RemotePlace, id: string, patience: RemotePatience): Promise<string> {
  const until = Date.now() + patience.confirmMs;
  while (Date.now() < until) {
    const { status, SAD } = await call(
      place,
      'credentials/authorizeCheck',
      { authorizationID: id },
      pollAnswer,
      patience,
    );
    if (status === 'confirmed' && SAD !== undefined) return SAD;
    if (status !== 'pending') throw new AppError('signature.key-refused', { detail: status });
    await sleep(patience.pollMs);
  }
  throw new AppError('signature.key-refused', { detail: 'not confirmed in time' });
}

const mostAnswer = 4_000_000;

async function call<T>(
  place: Omit<RemotePlace, 'credentialId'>,
  path: string,
  body: object,
  schema: { parse(input: unknown): T },
  patience: RemotePatience,
): Promise<T> {
  let answer: OutgoingAnswer;
  try {
    answer = await callService(`${place.url}/csc/v1/${path}`, {
      headers: { 'content-type': 'application/json', authorization: `Bearer ${place.token}` },
      body: JSON.stringify(body),
      mostBytes: mostAnswer,
      timeoutMs: patience.callMs,
    });
  } catch (error) {
    throw new AppError('signature.key-unreachable', { cause: error });
  }
  if (answer.status >= 500)
    throw new AppError('signature.key-unreachable', { detail: String(answer.status) });
  if (answer.status < 200 || answer.status >= 300 || answer.bytes.length >= mostAnswer)
    throw new AppError('signature.key-refused', { detail: `${path} ${answer.status}` });
  try {
    return schema.parse(JSON.parse(answer.body));
  } catch (error) {
    throw new AppError('signature.key-unreachable', { cause: error, detail: `${path}: not understood` });
  }
}
