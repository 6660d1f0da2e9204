import { createHmac, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditLog } from '../../audit/audit-log.ts';
import { memoryKeyring } from '../../crypt/memory-keyring.ts';
import { createSeal } from '../../crypt/seal.ts';
import { createOutgoing } from '../../http/outgoing.ts';
import { createIdentity } from '../identity.ts';
import { askWith, claimsFor, makeKey, signAssertion, who } from './connected.ts';
import type { ClientKey } from './connected.ts';
import { startSite } from './start-site.ts';
import type { Site } from './start-site.ts';

const seal = createSeal(memoryKeyring());
let site: Site;
let publisher: Server;
let published: { keys: object[] } = { keys: [] };
let fetched = 0;
let jwksUri = '';

beforeAll(async () => {
  publisher = createServer((_request, answer) => {
    fetched += 1;
    answer.setHeader('cache-control', 'max-age=86400');
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(published));
  });
  await new Promise<void>((resolve) => publisher.listen(0, '127.0.0.1', resolve));
  const { port } = publisher.address() as AddressInfo;
  jwksUri = `http://127.0.0.1:${port}/keys`;
  site = await startSite({ seal, outgoing: createOutgoing([`127.0.0.1:${port}`]) });
});
afterAll(async () => {
  publisher.close();
  await site.stop();
});

async function register(...keys: ClientKey[]): Promise<string> {
  const { clientId, clientSecret } = await site.identity.createClient({
    name: 'Bệnh viện',
    scope: 'system/*.rs',
    jwks: { keys: keys.map(({ jwk }) => jwk) },
  });
  expect(clientSecret).toBeUndefined();
  return clientId;
}

const refused = { status: 401, body: { error: 'invalid_client' } };

describe('a system that signs what proves it', () => {
  it.each(['ES384', 'RS384'] as const)('with %s gets a token, once for each assertion', async (alg) => {
    const key = makeKey(alg);
    const clientId = await register(key);
    const assertion = signAssertion(key, claimsFor(site, clientId));
    const answers = await Promise.all(
      [1, 2, 3].map(() => askWith(site, assertion, { scope: 'system/*.rs' })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
    const token = answers.find(({ status }) => status === 200)?.body.access_token ?? '';
    expect((await who(site, token)).body).toMatchObject({ kind: 'system', scopes: ['system/*.rs'] });
  });

  it('an assertion used at one server is refused at another of the same installation', async () => {
    const key = makeKey();
    const clientId = await register(key);
    const now = (): Date => new Date();
    const quiet = (): void => undefined;
    const second = await createIdentity({
      database: site.test.database,
      publicUrl: site.url,
      seal,
      audit: createAuditLog(site.test.database, now),
      now,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      secondFactor: 'optional',
      idleDays: 45,
      roles: [],
    });
    const http = fastify();
    await http.register(second.plugin);
    const url = await http.listen({ port: 0, host: '127.0.0.1' });
    const assertion = signAssertion(key, claimsFor(site, clientId));
    expect((await askWith(site, assertion)).status).toBe(200);
    expect(await askWith({ url }, assertion)).toMatchObject(refused);
    expect((await askWith({ url }, signAssertion(key, claimsFor(site, clientId)))).status).toBe(200);
    await http.close();
  });

  it('keys change without a gap: both are good for a while, then the old one is not', async () => {
    const [old, next] = [makeKey(), makeKey()];
    const clientId = await register(old);
    const ask = async (key: ClientKey): Promise<number> =>
      (await askWith(site, signAssertion(key, claimsFor(site, clientId)))).status;
    const { body } = await askWith(site, signAssertion(old, claimsFor(site, clientId)));
    await site.identity.apps.rotate(clientId, { jwks: { keys: [old.jwk, next.jwk] } });
    expect([await ask(old), await ask(next)]).toEqual([200, 200]);
    expect((await who(site, body.access_token)).status).toBe(200);
    await site.identity.apps.rotate(clientId, { jwks: { keys: [next.jwk] } });
    expect([await ask(old), await ask(next)]).toEqual([401, 200]);
    expect((await who(site, body.access_token)).status).toBe(200);
    await site.identity.apps.rotate(clientId, { jwks: { keys: [makeKey().jwk] } });
    expect((await who(site, body.access_token)).status).toBe(401);
  });

  it('a system with keys cannot be turned into one with a secret, nor the other way round', async () => {
    const clientId = await register(makeKey());
    await expect(site.identity.apps.rotate(clientId, {})).rejects.toMatchObject({ code: 'request.invalid' });
    const secret = await site.identity.createClient({ name: 'x', scope: 'system/*.rs' });
    await expect(
      site.identity.apps.rotate(secret.clientId, { jwks: { keys: [makeKey().jwk] } }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
    const made = await site.identity.apps.rotate(secret.clientId, {});
    expect(made.clientSecret).not.toBe(secret.clientSecret);
  });
});

describe('keys that a system publishes itself', () => {
  it('are fetched when they are needed, kept, and fetched again for an unknown one, at most once a minute', async () => {
    const [old, next] = [makeKey(), makeKey()];
    published = { keys: [old.jwk] };
    const { clientId } = await site.identity.createClient({ name: 'J', scope: 'system/*.rs', jwksUri });
    fetched = 0;
    const ask = async (key: ClientKey): Promise<number> =>
      (await askWith(site, signAssertion(key, claimsFor(site, clientId)))).status;
    expect([await ask(old), await ask(old), fetched]).toEqual([200, 200, 1]);
    published = { keys: [old.jwk, next.jwk] };
    for (let round = 0; round < 5; round += 1) expect(await ask(next)).toBe(401);
    expect(fetched).toBe(1);
  });

  it.each([
    'http://10.0.0.1/keys',
    'https://127.0.0.1/keys',
    'https://localhost/keys',
    'ftp://x.example/keys',
    'https://a:b@x.example/k',
  ])('cannot lie at %s', async (address) => {
    await expect(
      site.identity.createClient({ name: 'x', scope: 'system/*.rs', jwksUri: address }),
    ).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('what an attacker may try with an assertion', () => {
  const key = makeKey();
  const rsa = makeKey('RS384');
  let clientId = '';
  let rsaClient = '';
  beforeAll(async () => {
    clientId = await register(key);
    rsaClient = await register(rsa);
  });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const right = (): Record<string, unknown> => claimsFor(site, clientId);
  const seconds = (): number => Math.floor(Date.now() / 1000);

  const tries: readonly (readonly [string, () => string])[] = [
    ['no signature (alg none)', () => `${part({ alg: 'none', kid: key.kid })}.${part(right())}.`],
    ['no signature, spelt another way', () => `${part({ alg: 'nOnE', kid: key.kid })}.${part(right())}.`],
    [
      'the public key as a shared secret (HS256)',
      () => {
        const claims = claimsFor(site, rsaClient);
        const input = `${part({ alg: 'HS256', kid: rsa.kid, typ: 'JWT' })}.${part(claims)}`;
        const secret = JSON.stringify(rsa.jwk);
        return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      },
    ],
    [
      'a curve that is not asked for (P-256)',
      () => {
        const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const input = `${part({ alg: 'ES256', kid: key.kid })}.${part(right())}`;
        const signature = createSign('sha256')
          .update(input)
          .sign({ key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
        return `${input}.${signature.toString('base64url')}`;
      },
    ],
    [
      'a key of another curve under the right name',
      () => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-521' });
        return signAssertion({ ...key, privateKey }, right());
      },
    ],
    ['a signature of somebody else', () => signAssertion({ ...makeKey(), kid: key.kid }, right())],
    ['an empty signature', () => `${signAssertion(key, right()).split('.').slice(0, 2).join('.')}.`],
    [
      'a signature of zeros',
      () =>
        `${signAssertion(key, right()).split('.').slice(0, 2).join('.')}.${Buffer.alloc(96).toString('base64url')}`,
    ],
    [
      'one that has run out',
      () => signAssertion(key, { ...right(), iat: seconds() - 400, exp: seconds() - 100 }),
    ],
    ['one that is good for too long', () => signAssertion(key, { ...right(), exp: seconds() + 3600 })],
    ['one without an end', () => signAssertion(key, { ...right(), exp: undefined })],
    [
      'one of tomorrow',
      () => signAssertion(key, { ...right(), iat: seconds() + 86_400, exp: seconds() + 200 }),
    ],
    ['one that is not good yet', () => signAssertion(key, { ...right(), nbf: seconds() + 200 })],
    [
      'one meant for another server',
      () => signAssertion(key, { ...right(), aud: 'https://other.example/token' }),
    ],
    ['one without an audience', () => signAssertion(key, { ...right(), aud: undefined })],
    ['one without an id', () => signAssertion(key, { ...right(), jti: undefined })],
    ['an id that is no text', () => signAssertion(key, { ...right(), jti: 7 })],
    ['one issued by somebody else', () => signAssertion(key, { ...right(), iss: randomUUID() })],
    ['one about somebody else', () => signAssertion(key, { ...right(), sub: rsaClient })],
    ['no name of a key', () => signAssertion(key, right(), { kid: undefined })],
    ['the name of another key', () => signAssertion(key, right(), { kid: 'other' })],
    [
      'a name that reaches into files or statements',
      () => signAssertion(key, right(), { kid: "../../dev/null' OR '1'='1" }),
    ],
    [
      'a key brought along in the header (jwk)',
      () => {
        const own = makeKey();
        return signAssertion({ ...own, kid: key.kid }, right(), { jwk: own.jwk });
      },
    ],
    ['an address of keys in the header (jku)', () => signAssertion(key, right(), { jku: jwksUri })],
    [
      'an address of certificates in the header (x5u)',
      () => signAssertion(key, right(), { x5u: 'https://evil.example' }),
    ],
    ['a critical header that nobody knows', () => signAssertion(key, right(), { crit: ['exp2'], exp2: 1 })],
    [
      'a critical header that is known elsewhere (b64)',
      () => signAssertion(key, right(), { crit: ['b64'], b64: false }),
    ],
    [
      'a header that says a thing twice',
      () => signAssertion(key, right(), `{"alg":"none","alg":"ES384","kid":"${key.kid}","typ":"JWT"}`),
    ],
    [
      'claims that say a thing twice',
      () => signAssertion(key, JSON.stringify(right()).replace('{', '{"aud":"https://other.example",')),
    ],
    [
      'claims that say a thing twice, once in disguise',
      () => signAssertion(key, JSON.stringify(right()).replace('{', '{"a\\u0075d":"https://other.example",')),
    ],
    ['another kind of token', () => signAssertion(key, right(), { typ: 'at+jwt' })],
  ];

  it.each(tries)('%s is refused', async (_what, make) => {
    const answer = await askWith(site, make());
    expect([400, 401]).toContain(answer.status);
    expect(answer.body.access_token).toBeUndefined();
  });

  it('and the same claims told rightly are taken, so that each was refused for its own reason', async () => {
    expect((await askWith(site, signAssertion(key, right()))).status).toBe(200);
    expect((await askWith(site, signAssertion(key, right(), { typ: undefined }))).status).toBe(200);
  });

  it('keys that are weak, secret, of another kind or of one name are not registered', async () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const small = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const secret = makeKey().privateKey.export({ format: 'jwk' });
    const twins = [makeKey('ES384', 'a').jwk, makeKey('ES384', 'a').jwk];
    const shared = { kty: 'oct', k: 'c2VjcmV0', kid: 's' };
    for (const keys of [[weak], [small], [secret], twins, [shared], [], [{ ...makeKey().jwk, alg: 'ES256' }]])
      await expect(
        site.identity.createClient({ name: 'x', scope: 'system/*.rs', jwks: { keys } }),
      ).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
