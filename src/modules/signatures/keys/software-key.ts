import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { SigningAlgorithm, SigningKey } from './signing-key.ts';

/** A key that Sen keeps itself, sealed at rest; `privateKey` is PKCS #8 in base64. */
export function softwareKey(
  privateKey: string,
  alg: SigningAlgorithm,
  certificateChain: readonly Uint8Array[],
): SigningKey {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return { alg, certificateChain, sign: (bytes) => Promise.resolve(signWith(key, bytes)) };
}

/** SHA-256 and the key's own algorithm; ECDSA as r and s side by side. */
export function signWith(key: KeyObject, bytes: Uint8Array): Uint8Array {
  return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
}
