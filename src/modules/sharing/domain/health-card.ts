import { CompactSign, compactVerify, decodeProtectedHeader, importJWK, type JWK, type KeyInput } from 'jose';
import { fromBase64url } from './shlink.ts';

/**
 * SMART Health Cards: a signed, packed bundle written as digits for a QR code.
 * @source SMART Health Cards and Links IG 1.0.0, "SMART Health Cards": signing, encoding as QR, issuer keys
 */
const prefix = 'shc:/';
/** The lowest letter of a JWS: each letter is written as its distance from it, in two digits. */
const lowest = 45;
const longest = 20_000;
/** A card of vaccinations is some kilobytes; what unpacks to more is none. */
const mostBytes = 100_000;

/** What a card says, as its signer wrote it. */
export interface CardPayload {
  readonly iss: string;
  /** Seconds since 1970. */
  readonly nbf: number;
  readonly vc: {
    readonly type: readonly string[];
    readonly credentialSubject: { readonly fhirVersion: string; readonly fhirBundle: unknown };
  };
}

/** Signs a card: packed raw (RFC 1951) and without a blank, so that more fits into one code. */
export async function signCard(payload: CardPayload, kid: string, key: KeyInput): Promise<string> {
  const packed = await through(
    new CompressionStream('deflate-raw'),
    new TextEncoder().encode(JSON.stringify(payload)),
    Infinity,
  );
  return new CompactSign(packed).setProtectedHeader({ zip: 'DEF', alg: 'ES256', kid }).sign(key);
}

/** The digits of a card, as its QR code bears them. */
export function toDigits(jws: string): string {
  const digits = Array.from(jws, (sign) => String(sign.charCodeAt(0) - lowest).padStart(2, '0'));
  return prefix + digits.join('');
}

/** The JWS out of the words of a code, a file, or the JWS itself; undefined where it is none. */
export function jwsIn(words: string): string | undefined {
  const text = words.trim();
  if (text.length > longest) return undefined;
  if (text.startsWith('{')) return jwsInFile(text);
  const jws = text.startsWith(prefix) ? fromDigits(text.slice(prefix.length)) : text;
  return jws !== undefined && /^[\w-]+\.[\w-]+\.[\w-]+$/u.test(jws) ? jws : undefined;
}

function jwsInFile(text: string): string | undefined {
  try {
    const { verifiableCredential } = JSON.parse(text) as { readonly verifiableCredential?: unknown };
    const first: unknown = Array.isArray(verifiableCredential) ? verifiableCredential[0] : undefined;
    return typeof first === 'string' && !first.startsWith('{') ? jwsIn(first) : undefined;
  } catch {
    return undefined;
  }
}

function fromDigits(digits: string): string | undefined {
  if (digits.length % 2 === 1 || !/^\d+$/u.test(digits)) return undefined;
  let jws = '';
  for (let at = 0; at < digits.length; at += 2)
    jws += String.fromCharCode(Number(digits.slice(at, at + 2)) + lowest);
  return jws;
}

/** What is known of a card that was shown. */
export type Checked =
  | { readonly state: 'no-card' }
  /** Our name stands on it, and it is not what we signed. */
  | { readonly state: 'forged' }
  | { readonly state: 'signed' | 'of-another'; readonly payload: CardPayload };

/** Whether `issuer` signed these very words; a card of another signer is read and not checked. */
export async function checkCard(words: string, issuer: string, keys: readonly JWK[]): Promise<Checked> {
  const jws = jwsIn(words);
  const parts = jws?.split('.').map(fromBase64url) ?? [];
  const [, packed] = parts;
  // Spare bits of a last letter would leave the signature whole: one spelling only.
  if (jws === undefined || packed === undefined || parts.includes(undefined)) return { state: 'no-card' };
  const payload = await unpack(packed);
  if (payload === undefined) return { state: 'no-card' };
  if (payload.iss !== issuer) return { state: 'of-another', payload };
  return (await isSigned(jws, keys)) ? { state: 'signed', payload } : { state: 'forged' };
}

async function isSigned(jws: string, keys: readonly JWK[]): Promise<boolean> {
  try {
    const { kid } = decodeProtectedHeader(jws);
    const key = keys.find((one) => one.kid === kid);
    if (key === undefined) return false;
    await compactVerify(jws, await importJWK(key, 'ES256'), { algorithms: ['ES256'] });
    return true;
  } catch {
    return false;
  }
}

async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<CardPayload | undefined> {
  try {
    const bytes = await through(new DecompressionStream('deflate-raw'), packed, mostBytes);
    const read = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    ) as Partial<CardPayload> | null;
    const isCard =
      typeof read?.iss === 'string' &&
      typeof read.nbf === 'number' &&
      typeof read.vc?.credentialSubject === 'object' &&
      read.vc.credentialSubject !== null;
    return isCard ? (read as CardPayload) : undefined;
  } catch {
    return undefined;
  }
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array> {
  const writer = stream.writable.getWriter();
  // What goes wrong is heard where the stream is read.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = stream.readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) {
      await reader.cancel();
      throw new RangeError('unpacks to more than a card');
    }
    parts.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
