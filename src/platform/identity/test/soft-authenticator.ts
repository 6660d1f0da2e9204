import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

type CBORType = Parameters<typeof isoCBOR.encode>[0];

/** An authenticator made of code, which tests may bend: another origin, a counter that stands, a finger that was not asked for. */
export interface SoftPasskey {
  readonly id: string;
  /** What a browser would answer to registration options. */
  register(ask: Ask, bend?: Bend): object;
  /** What a browser would answer to a request for it. */
  assert(ask: Ask, bend?: Bend): object;
}

/** What is read of WebAuthn options. */
export interface Ask {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id?: string };
}

/** What is told otherwise than it is. */
export interface Bend {
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly isUserVerified?: boolean;
  readonly userHandle?: string;
  readonly type?: string;
}

const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();

/** Makes one. @param origin of the page that the browser says it stands on */
export function softPasskey(origin: string): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  let counter = 0;

  const clientData = (type: string, ask: Ask, bend: Bend): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: bend.type ?? type,
        challenge: ask.challenge,
        origin: bend.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authenticatorData = (ask: Ask, bend: Bend, attested?: Buffer): Buffer => {
    counter = bend.counter ?? counter + 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const flags = 0x01 | (bend.isUserVerified === false ? 0 : 0x04) | (attested ? 0x40 : 0);
    const host = bend.rpId ?? ask.rpId ?? ask.rp?.id ?? '';
    return Buffer.concat([sha256(host), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)]);
  };
  const common = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };

  return {
    id,
    register(ask, bend = {}) {
      const key = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
          [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
        ]),
      );
      const length = Buffer.from([credentialId.length >> 8, credentialId.length & 255]);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, Buffer.from(key)]);
      const attestation = isoCBOR.encode(
        new Map<string, CBORType>([
          ['fmt', 'none'],
          ['attStmt', new Map<string, CBORType>()],
          ['authData', new Uint8Array(authenticatorData(ask, bend, attested))],
        ]),
      );
      return {
        ...common,
        response: {
          clientDataJSON: clientData('webauthn.create', ask, bend).toString('base64url'),
          attestationObject: Buffer.from(attestation).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    assert(ask, bend = {}) {
      const data = authenticatorData(ask, bend);
      const client = clientData('webauthn.get', ask, bend);
      const signature = createSign('sha256')
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey);
      return {
        ...common,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          ...(bend.userHandle === undefined
            ? {}
            : { userHandle: Buffer.from(bend.userHandle).toString('base64url') }),
        },
      };
    },
  };
}
