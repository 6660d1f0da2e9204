import { createPublicKey, hash, X509Certificate } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { Bilingual } from '#kernel/schema.ts';

/** A set of public keys by which a client proves itself. */
export interface KeySet {
  readonly keys: readonly object[];
}

/** How a client may sign what proves it. @source SMART App Launch 2.2.0, "Asymmetric (public key) authentication" */
export const assertionAlgorithms = ['RS384', 'ES384'] as const;

/** A rotation needs two; more than this nobody keeps in order. */
const mostKeys = 8;
const leastRsaBits = 2048;
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * The keys as they are stored: public members alone, each with its id and the one algorithm it is good for. A key without an id gets its
 * thumbprint (RFC 7638). Text of the fault where one is not fit: too weak, of another curve, secret, or two of one id.
 */
export function readKeySet(set: KeySet): KeySet | Bilingual {
  if (!Array.isArray(set.keys) || set.keys.length === 0 || set.keys.length > mostKeys) return keyTexts.number;
  const keys: Record<string, unknown>[] = [];
  for (const given of set.keys as readonly unknown[]) {
    const key = readKey(given);
    if (key === undefined) return keyTexts.key;
    keys.push(key);
  }
  return new Set(keys.map(({ kid }) => kid)).size === keys.length ? { keys } : keyTexts.kid;
}

function readKey(given: unknown): Record<string, unknown> | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const jwk = given as JsonWebKey & {
    readonly kid?: unknown;
    readonly use?: unknown;
    readonly alg?: unknown;
  };
  if (secretMembers.some((member) => Object.hasOwn(jwk, member))) return undefined;
  const alg = jwk.kty === 'RSA' ? 'RS384' : jwk.kty === 'EC' && jwk.crv === 'P-384' ? 'ES384' : undefined;
  if (alg === undefined || (jwk.use !== undefined && jwk.use !== 'sig')) return undefined;
  if (jwk.alg !== undefined && jwk.alg !== alg) return undefined;
  if (jwk.kid !== undefined && (typeof jwk.kid !== 'string' || !/^[\x20-\x7e]{1,200}$/u.test(jwk.kid)))
    return undefined;
  try {
    const { asymmetricKeyDetails: details } = createPublicKey({ key: jwk, format: 'jwk' });
    if (alg === 'RS384' && (details?.modulusLength ?? 0) < leastRsaBits) return undefined;
  } catch {
    return undefined;
  }
  const members =
    alg === 'RS384' ? { e: jwk.e, kty: 'RSA', n: jwk.n } : { crv: jwk.crv, kty: 'EC', x: jwk.x, y: jwk.y };
  return {
    ...members,
    kid: jwk.kid ?? hash('sha256', JSON.stringify(members), 'base64url'),
    alg,
    use: 'sig',
  };
}

/** The certificates of a file, each as PEM; undefined where one cannot be read or is about to sign with a weak key. */
export function readCertificates(text: string): readonly string[] | undefined {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/gu) ?? [];
  if (blocks.length === 0 || blocks.length > mostKeys) return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block).toString());
  } catch {
    return undefined;
  }
}

/** What is wrong with keys, in words. */
export const keyTexts = {
  number: {
    vi: `Tệp khoá cần có từ 1 đến ${mostKeys} khoá công khai (JWK Set với "keys").`,
    en: `The key file needs 1 to ${mostKeys} public keys (a JWK Set with "keys").`,
  },
  key: {
    vi: 'Một khoá không dùng được. Chỉ nhận khoá công khai RSA từ 2048 bit (RS384) hoặc EC P-384 (ES384), không kèm phần bí mật.',
    en: 'A key is not fit. Taken are public keys: RSA of at least 2048 bits (RS384) or EC P-384 (ES384), without their secret part.',
  },
  kid: {
    vi: 'Hai khoá có cùng tên (kid).',
    en: 'Two keys have the same name (kid).',
  },
  uri: {
    vi: 'Địa chỉ bộ khoá (jwks_uri) phải là https và không nằm trong mạng nội bộ, trừ máy được phép ở SEN_OUTGOING_ALLOW.',
    en: 'The address of the key set (jwks_uri) must be https and not an inner one, unless SEN_OUTGOING_ALLOW names it.',
  },
  certificate: {
    vi: 'Tệp chứng thư không đọc được (PEM).',
    en: 'The certificate file cannot be read (PEM).',
  },
  one: {
    vi: 'Chỉ chọn một cách xác thực: mã bí mật, tệp khoá, địa chỉ bộ khoá, hoặc chứng thư.',
    en: 'Choose one way to prove the client: a secret, a key file, the address of a key set, or a certificate.',
  },
} as const satisfies Record<string, Bilingual>;
