import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { askToken } from './start-site.ts';
import type { Site } from './start-site.ts';

/** Who the server takes the bearer of a token for. */
export async function who(
  site: Pick<Site, 'url'>,
  token: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${site.url}/who`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** The header of a client that shows its secret. */
export function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** A key of a client, both halves. */
export interface ClientKey {
  readonly alg: 'ES384' | 'RS384';
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Record<string, unknown>;
}

/** Makes a key as clients hold them. */
export function makeKey(alg: ClientKey['alg'] = 'ES384', kid: string = randomUUID()): ClientKey {
  const { privateKey, publicKey } =
    alg === 'ES384'
      ? generateKeyPairSync('ec', { namedCurve: 'P-384' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { alg, kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
}

/** The claims of a right assertion; tests change them. */
export function claimsFor(site: Pick<Site, 'url'>, clientId: string): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: clientId,
    sub: clientId,
    aud: `${site.url}/oidc/token`,
    jti: randomUUID(),
    iat: now,
    exp: now + 240,
  };
}

/** Signs an assertion; `header` is added to or replaces what a right one says. Texts are taken as they are. */
export function signAssertion(
  key: ClientKey,
  claims: Record<string, unknown> | string,
  header: Record<string, unknown> | string = {},
): string {
  const part = (value: object | string): string =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  const head = typeof header === 'string' ? header : { alg: key.alg, kid: key.kid, typ: 'JWT', ...header };
  const input = `${part(head)}.${part(claims)}`;
  const signature = createSign('sha384')
    .update(input)
    .sign({ key: key.privateKey, dsaEncoding: 'ieee-p1363' })
    .toString('base64url');
  return `${input}.${signature}`;
}

/** Asks for a token with an assertion. */
export function askWith(
  site: Pick<Site, 'url'>,
  assertion: string,
  more: Record<string, string> = {},
): ReturnType<typeof askToken> {
  return askToken(site, {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...more,
  });
}
