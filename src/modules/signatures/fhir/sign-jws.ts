import { createHash } from 'node:crypto';
import type { SigningKey } from '../keys/signing-key.ts';
import { join } from '../der/write.ts';

/** What is put beside a signature so that it can be verified when nobody can be asked any more. */
export interface ValidationData {
  readonly certificates: readonly Uint8Array[];
  readonly ocsp: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

/** What a signer needs besides the bytes. */
export interface SigningDesk {
  readonly key: SigningKey;
  readonly now: Date;
  /** A time-stamp token over some bytes. */
  readonly stamp: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly validation: () => Promise<ValidationData>;
}

/**
 * A detached JWS over a payload that is not encoded, as flattened JSON with the time stamp and the validation data in its unprotected
 * header.
 * @source RFC 7515, RFC 7797 (b64=false); names of the header members: ETSI TS 119 182-1 (JAdES)
 */
export async function signJws(payload: string, desk: SigningDesk): Promise<string> {
  const { key } = desk;
  const [leaf] = key.certificateChain;
  const header = Buffer.from(
    JSON.stringify({
      alg: key.alg,
      kid: createHash('sha256').update(leaf!).digest('hex'),
      x5c: key.certificateChain.map(base64),
      'x5t#S256': createHash('sha256').update(leaf!).digest('base64url'),
      sigT: desk.now.toISOString().replace(/\.\d+Z$/, 'Z'),
      b64: false,
      crit: ['b64', 'sigT'],
    }),
  ).toString('base64url');
  const raw = await key.sign(signingInput(header, payload));
  return completeJws(
    JSON.stringify({ protected: header, signature: Buffer.from(raw).toString('base64url') }),
    desk,
  );
}

/** Puts stamp and validation data beside a signature, which need not have been made here. */
export async function completeJws(
  jws: string,
  desk: Pick<SigningDesk, 'stamp' | 'validation'>,
): Promise<string> {
  const { protected: header, signature } = JSON.parse(jws) as { protected: string; signature: string };
  const [token, validation] = await Promise.all([desk.stamp(Buffer.from(signature)), desk.validation()]);
  return JSON.stringify({
    protected: header,
    header: {
      etsiU: [
        { sigTst: { tstTokens: [{ val: base64(token) }] } },
        { xVals: validation.certificates.map((one) => ({ x509Cert: { val: base64(one) } })) },
        {
          rVals: {
            ocspVals: validation.ocsp.map((one) => ({ val: base64(one) })),
            crlVals: validation.crls.map((one) => ({ val: base64(one) })),
          },
        },
      ],
    },
    signature,
  });
}

/** What is signed: the protected header, a dot, and the payload as it is. */
export function signingInput(header: string, payload: string): Uint8Array {
  return join([Buffer.from(`${header}.`), Buffer.from(payload)]);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
