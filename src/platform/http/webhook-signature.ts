import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret of a receiver and its name, which says which of them was used. */
export interface WebhookKey {
  readonly id: string;
  readonly secret: string;
}

/** A call to sign, as it leaves. */
export interface SignedCall {
  readonly method: string;
  /** The whole address as it is called. */
  readonly url: string;
  readonly body: string;
}

/** How long after its making a signature may be believed, in seconds. */
export const replaySeconds = 300;

const covered = '("@method" "@target-uri" "content-digest")';
const tag = 'sen-webhook';

/**
 * Headers that sign a call: Content-Digest, Signature-Input and Signature, one signature a key. While a secret is being replaced the
 * receiver may check by the new one or the former.
 * @source RFC 9421, HTTP Message Signatures, 2.5 and 3.3.3 (hmac-sha256); RFC 9530, Digest Fields
 */
export function signCall(
  call: SignedCall,
  keys: readonly WebhookKey[],
  now: Date,
  nonce: string = randomBytes(16).toString('base64url'),
): Record<string, string> {
  const digest = digestOf(call.body);
  const created = Math.floor(now.getTime() / 1000);
  const inputs: string[] = [];
  const signatures: string[] = [];
  for (const [at, { id, secret }] of keys.entries()) {
    const parameters = `${covered};created=${created};nonce="${nonce}";keyid="${id}";alg="hmac-sha256";tag="${tag}"`;
    inputs.push(`sen${at + 1}=${parameters}`);
    signatures.push(`sen${at + 1}=:${mac(secret, call, digest, parameters)}:`);
  }
  return {
    'content-digest': digest,
    'signature-input': inputs.join(', '),
    signature: signatures.join(', '),
  };
}

/** Why a call is not believed. */
export type SignatureFault = 'unsigned' | 'digest' | 'unknown-key' | 'too-old' | 'signature';

/**
 * What a receiver does: undefined where the call is whole, new and by somebody who has the secret. That the same nonce comes once only is
 * the receiver's own memory to check.
 */
export function judgeCall(
  call: SignedCall,
  headers: Readonly<Record<string, string | undefined>>,
  keys: readonly WebhookKey[],
  now: Date,
): SignatureFault | undefined {
  const digest = digestOf(call.body);
  const input = headers['signature-input'];
  const signature = headers['signature'];
  if (input === undefined || signature === undefined) return 'unsigned';
  if (headers['content-digest'] !== digest) return 'digest';
  const given = new Map(
    [...signature.matchAll(/(sen\d+)=:([A-Za-z0-9+/=]+):/g)].map(([, name, mark]) => [name, mark]),
  );
  let fault: SignatureFault = 'unknown-key';
  for (const [, name, parameters = '', created, keyId] of input.matchAll(
    /(sen\d+)=(\("@method" "@target-uri" "content-digest"\);created=(\d+);nonce="[\w-]+";keyid="([^"]+)";alg="hmac-sha256";tag="sen-webhook")/g,
  )) {
    const key = keys.find(({ id }) => id === keyId);
    if (key === undefined) continue;
    if (Math.abs(now.getTime() / 1000 - Number(created)) > replaySeconds) return 'too-old';
    if (isSame(mac(key.secret, call, digest, parameters), given.get(name) ?? '')) return undefined;
    fault = 'signature';
  }
  return fault;
}

function digestOf(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

function mac(secret: string, call: SignedCall, digest: string, parameters: string): string {
  const base = [
    `"@method": ${call.method}`,
    `"@target-uri": ${call.url}`,
    `"content-digest": ${digest}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(base).digest('base64');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
