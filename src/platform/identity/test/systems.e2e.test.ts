import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '../../context.ts';
import { anActor } from '../../testing/an-actor.ts';
import { identityCommands } from '../commands.ts';
import { askToken, authorizationRequest, startSite, Visitor } from './start-site.ts';
import type { Site, TokenAnswer } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
let site: Site;

beforeAll(async () => {
  site = await startSite();
  await site.identity.createPerson({
    username: 'hoa',
    password,
    display: 'Nguyễn Thị Hoa',
    roles: [{ role: 'citizen' }],
    patientId: 'p-hoa',
  });
});
afterAll(() => site.stop());

const who = async (token: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${site.url}/who`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const basic = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('a system that sends records', () => {
  it('gets a token with its secret, in the form or in the header, and acts for its facility', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'Bệnh viện A',
      scope: 'system/*.cruds',
      facilityId: 'f-a',
    });
    const one = await askToken(site, {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const two = await askToken(
      site,
      { grant_type: 'client_credentials', scope: 'system/*.cruds' },
      basic(clientId, clientSecret),
    );
    for (const { status, body } of [one, two]) {
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { token_type: 'Bearer', expires_in: 3600, scope: 'system/*.cruds' },
      });
      expect((await who(body.access_token)).body).toMatchObject({
        kind: 'system',
        accountId: clientId,
        roles: ['integration'],
        scopes: ['system/*.cruds'],
        facilityId: 'f-a',
        purpose: 'exchange',
      });
    }
    expect(
      await site.test.database.query(
        "SELECT 1 FROM audit.event WHERE action = 'sign-in' AND actor_kind = 'system' AND actor_id = $1 AND outcome = 'ok'",
        [clientId],
      ),
    ).toMatchObject({ rowCount: 2 });
  });

  it('a wrong secret is refused and written down', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'B',
      scope: 'system/*.rs',
    });
    for (const secret of [
      'wrong',
      `${clientSecret.slice(0, -1)}_`,
      (await site.identity.findClient(clientId))?.secretHash ?? '',
    ]) {
      const answer = await askToken(site, {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
      });
      expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    }
    await expect
      .poll(
        async () =>
          (
            await site.test.database.query(
              "SELECT 1 FROM audit.event WHERE action = 'sign-in' AND outcome = 'refused' AND actor_id = $1",
              [clientId],
            )
          ).rowCount,
      )
      .toBe(3);
  });

  it('gets the part of the scopes that it asks for and holds, never more', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'C',
      scope: 'system/Observation.rs system/Patient.r',
    });
    const ask = (scope: string): ReturnType<typeof askToken> =>
      askToken(site, { grant_type: 'client_credentials', scope }, basic(clientId, clientSecret));
    expect((await ask('system/Observation.rs')).body.scope).toBe('system/Observation.rs');
    expect((await ask('system/*.cruds')).body.scope).toBe('system/Observation.rs system/Patient.r');
    expect(await ask('system/Condition.rs')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await ask('user/*.cruds openid')).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
  });

  it('proves itself with a signed assertion, once', async () => {
    for (const [alg, hash, make] of [
      ['ES384', 'sha384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
      ['RS384', 'sha384', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ] as const) {
      const pair = make();
      const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: alg, alg, use: 'sig' };
      const made = await site.identity.createClient({
        name: alg,
        scope: 'system/*.rs',
        jwks: { keys: [jwk] },
      });
      expect(made.clientSecret).toBeUndefined();
      const nowSeconds = Math.floor(Date.now() / 1000);
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const input = `${part({ alg, kid: alg, typ: 'JWT' })}.${part({ iss: made.clientId, sub: made.clientId, aud: `${site.url}/oidc/token`, jti: randomUUID(), iat: nowSeconds, exp: nowSeconds + 240 })}`;
      const signature = createSign(hash)
        .update(input)
        .sign({ key: pair.privateKey, dsaEncoding: 'ieee-p1363' })
        .toString('base64url');
      const form = {
        grant_type: 'client_credentials',
        scope: 'system/*.rs',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: `${input}.${signature}`,
      };
      const answers = await Promise.all([1, 2, 3].map(() => askToken(site, form)));
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
      const forged = await askToken(site, {
        ...form,
        client_assertion: `${input}.${signature.slice(0, -4)}AAAA`,
      });
      expect(forged).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    }
  });

  it('a closed system is out at once', async () => {
    const { clientId, clientSecret = '' } = await site.identity.createClient({
      name: 'D',
      scope: 'system/*.rs',
    });
    const { body } = await askToken(
      site,
      { grant_type: 'client_credentials' },
      basic(clientId, clientSecret),
    );
    expect((await who(body.access_token)).status).toBe(200);
    await site.identity.disableClient(clientId);
    expect((await who(body.access_token)).status).toBe(401);
    expect(
      (await askToken(site, { grant_type: 'client_credentials' }, basic(clientId, clientSecret))).status,
    ).toBe(401);
  });

  it('hears about its own tokens, not about those of others', async () => {
    const one = await site.identity.createClient({ name: 'E', scope: 'system/*.rs' });
    const two = await site.identity.createClient({ name: 'F', scope: 'system/*.rs' });
    const { body } = await askToken(
      site,
      { grant_type: 'client_credentials' },
      basic(one.clientId, one.clientSecret ?? ''),
    );
    const ask = async (client: typeof one): Promise<unknown> =>
      (
        await askToken(
          site,
          { token: body.access_token },
          basic(client.clientId, client.clientSecret ?? ''),
          'introspect',
        )
      ).body;
    expect(await ask(one)).toMatchObject({
      active: true,
      client_id: one.clientId,
      scope: 'system/*.rs',
      token_type: 'Bearer',
    });
    expect(await ask(two)).toEqual({ active: false });
    await askToken(site, { token: body.access_token }, basic(two.clientId, two.clientSecret ?? ''), 'revoke');
    expect((await who(body.access_token)).status).toBe(200);
  });

  it.each([
    '',
    'openid',
    'system/*',
    'user/*.rs',
    'system/*.rs patient/*.rs',
    'system/Observation.rs?category=x',
  ])('cannot be made with the scope "%s"', async (scope) => {
    await expect(site.identity.createClient({ name: 'x', scope })).rejects.toBeInstanceOf(AppError);
  });
});

describe('an app of somebody else', () => {
  const callback = 'https://app.example/back';
  const makeApp = (scope: string): ReturnType<Site['identity']['createClient']> =>
    site.identity.createClient({ name: 'Sổ tim mạch', scope, redirectUris: [callback], isPublic: true });

  async function letIn(
    clientId: string,
    scope: string,
    answer: string,
  ): Promise<{ visitor: Visitor; verifier: string; consent: string }> {
    const visitor = new Visitor();
    const { address, verifier } = authorizationRequest(site, {
      client_id: clientId,
      redirect_uri: callback,
      scope,
      aud: `${site.url}/fhir`,
    });
    const login = await visitor.open(address);
    expect(login.body).toContain('Đăng nhập để tiếp tục với Sổ tim mạch');
    expect(login.headers.get('content-security-policy')).toContain("form-action 'self' https://app.example");
    const consent = await visitor.send(login, { username: 'hoa', password });
    expect(consent.body).toContain('Sổ tim mạch xin quyền truy cập');
    await visitor.send(consent, { answer });
    return { visitor, verifier, consent: consent.body };
  }

  async function tokensOf(clientId: string, visitor: Visitor, verifier: string): Promise<TokenAnswer> {
    const code = new URL(visitor.at).searchParams.get('code') ?? '';
    return (
      await askToken(site, {
        grant_type: 'authorization_code',
        client_id: clientId,
        code,
        code_verifier: verifier,
        redirect_uri: callback,
      })
    ).body;
  }

  it('asks the person first, then sees only what she agreed to and is told whose record it is', async () => {
    const { clientId } = await makeApp(
      'openid fhirUser launch/patient patient/Observation.rs patient/Patient.r',
    );
    const { visitor, verifier, consent } = await letIn(
      clientId,
      'openid fhirUser launch/patient patient/Observation.rs patient/*.cruds',
      'agree',
    );
    expect(consent).toContain('Xem trong hồ sơ của bạn: chỉ số đo và xét nghiệm');
    expect(consent).not.toContain('Thêm hoặc sửa');
    const tokens = await tokensOf(clientId, visitor, verifier);
    expect(tokens).toMatchObject({ scope: 'patient/Observation.rs', patient: 'p-hoa', expires_in: 600 });
    expect(tokens.refresh_token).toBeUndefined();
    const claims = JSON.parse(
      Buffer.from(tokens.id_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as object;
    expect(claims).toMatchObject({
      aud: clientId,
      iss: site.url,
      fhirUser: `${site.url}/fhir/Patient/p-hoa`,
    });
    expect(claims).not.toHaveProperty('name');
    expect((await who(tokens.access_token)).body).toMatchObject({
      kind: 'person',
      scopes: ['patient/Observation.rs'],
      permissions: [],
      patientId: 'p-hoa',
    });
  });

  it('an app without any record scope reaches nothing, and certainly not everything', async () => {
    const { clientId } = await makeApp('openid profile');
    const { visitor, verifier } = await letIn(clientId, 'openid profile', 'agree');
    const tokens = await tokensOf(clientId, visitor, verifier);
    const { body } = await who(tokens.access_token);
    expect(body['permissions']).toEqual([]);
    expect(body['scopes']).not.toEqual([]);
  });

  it('offline access is asked for by itself and gives a refresh token that rotates', async () => {
    const { clientId } = await makeApp('openid offline_access patient/*.rs');
    const { visitor, verifier, consent } = await letIn(
      clientId,
      'openid offline_access patient/*.rs',
      'agree',
    );
    expect(consent).toContain('Tiếp tục truy cập khi bạn không mở ứng dụng');
    const tokens = await tokensOf(clientId, visitor, verifier);
    const next = await askToken(site, {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: tokens.refresh_token,
    });
    expect(next).toMatchObject({ status: 200, body: { scope: 'patient/*.rs' } });
    expect(next.body.refresh_token).not.toBe(tokens.refresh_token);
    expect((await who(next.body.access_token)).body).toMatchObject({ scopes: ['patient/*.rs'] });
    const withdraw = identityCommands(site.identity).find(({ name }) => name === 'user withdraw');
    expect(await withdraw?.run({ actor: anActor() } as Context, ['hoa', clientId], () => undefined)).toBe(0);
    expect((await who(next.body.access_token)).status).toBe(401);
    const after = {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: next.body.refresh_token,
    };
    expect((await askToken(site, after)).status).toBe(400);
  });

  it('a person who does not agree gives nothing, and that is in the audit', async () => {
    const { clientId } = await makeApp('openid patient/*.rs');
    const { visitor } = await letIn(clientId, 'openid patient/*.rs', 'refuse');
    expect(new URL(visitor.at).searchParams.get('error')).toBe('access_denied');
    const { rows } = await site.test.database.query<{ outcome: string }>(
      'SELECT outcome FROM audit.event WHERE query = $1',
      [`identity.consent ${clientId}`],
    );
    expect(rows).toEqual([{ outcome: 'refused' }]);
  });

  it('a device without a keyboard is connected by its code', async () => {
    const { clientId } = await makeApp('openid patient/Observation.rs');
    const begun = await askToken(
      site,
      { client_id: clientId, scope: 'openid patient/Observation.rs' },
      {},
      'device/auth',
    );
    const {
      device_code: deviceCode,
      user_code: userCode,
      verification_uri: address,
    } = begun.body as unknown as Record<string, string>;
    const poll = (): ReturnType<typeof askToken> =>
      askToken(site, {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: clientId,
        device_code: deviceCode ?? '',
      });
    expect((await poll()).body.error).toBe('authorization_pending');
    const visitor = new Visitor();
    const wrong = await visitor.send(await visitor.open(address ?? ''), { user_code: 'BBBB-BBBB' });
    expect(wrong.body).toContain('Mã này chưa đúng');
    const confirm = await visitor.send(wrong, { user_code: (userCode ?? '').toLowerCase() });
    expect(confirm.body).toContain(userCode);
    const login = await visitor.send(confirm, {});
    const consent = await visitor.send(login, { username: 'hoa', password });
    const done = await visitor.send(consent, { answer: 'agree' });
    expect(done.body).toContain('Đã kết nối');
    const tokens = await poll();
    expect(tokens).toMatchObject({
      status: 200,
      body: { scope: 'patient/Observation.rs', patient: 'p-hoa' },
    });
    expect((await who(tokens.body.access_token)).body).toMatchObject({ patientId: 'p-hoa' });
    expect((await poll()).body.error).toBe('invalid_grant');
  });
});

describe('what the server says of itself', () => {
  it('both documents name the same doors, and every door they name answers', async () => {
    const openid = (await (
      await fetch(`${site.url}/.well-known/openid-configuration`, { headers: { host: 'evil.example' } })
    ).json()) as Record<string, unknown>;
    const smart = (await (await fetch(`${site.url}/fhir/.well-known/smart-configuration`)).json()) as Record<
      string,
      unknown
    >;
    expect(openid['issuer']).toBe(site.url);
    for (const [name, value] of Object.entries(smart)) {
      if (name.endsWith('_endpoint') || name === 'jwks_uri' || name === 'issuer')
        expect(openid[name]).toBe(value);
    }
    for (const name of [
      'grant_types_supported',
      'response_types_supported',
      'scopes_supported',
      'token_endpoint_auth_methods_supported',
    ]) {
      for (const value of smart[name] as string[]) expect(openid[name]).toContain(value);
    }
    expect(openid['grant_types_supported']).not.toContain('implicit');
    expect(openid['response_types_supported']).toEqual(['code']);
    expect(openid['code_challenge_methods_supported']).toEqual(['S256']);
    for (const [name, value] of Object.entries(openid)) {
      if (!name.endsWith('_endpoint') && name !== 'jwks_uri') continue;
      const answer = await fetch(String(value), {
        redirect: 'manual',
        method: /token|device|introspection|revocation/u.test(name) ? 'POST' : 'GET',
      });
      expect([name, answer.status]).not.toEqual([name, 404]);
      await answer.arrayBuffer();
    }
  });

  it('the keys it shows are public', async () => {
    const { keys } = (await (await fetch(`${site.url}/oidc/keys`)).json()) as {
      keys: Record<string, unknown>[];
    };
    expect(keys.map((key) => key['alg'])).toEqual(['ES256', 'RS256']);
    for (const key of keys) for (const secret of ['d', 'p', 'q']) expect(key).not.toHaveProperty(secret);
  });

  it('new keys are made on request; the former stay until the time after', async () => {
    const before = (await site.test.database.query('SELECT purpose, sequence FROM identity.server_key'))
      .rowCount;
    await site.identity.rotateKeys();
    await site.identity.rotateKeys();
    const { rows } = await site.test.database.query<{ sequence: number }>(
      "SELECT sequence FROM identity.server_key WHERE purpose = 'es256' ORDER BY sequence",
    );
    expect(before).toBe(4);
    expect(rows.map((row) => row.sequence)).toEqual([2, 3]);
  });
});

describe('the first administrator', () => {
  it('sets her password by a link that works once, and no second link is offered', async () => {
    const address = (await site.identity.firstAdministratorLink()) ?? '';
    expect(address).toContain('/welcome?key=');
    const visitor = new Visitor();
    const page = await visitor.open(address);
    expect(page.body).toContain('Đặt mật khẩu của bạn');
    const short = await visitor.send(page, { password: 'ngắn', repeat: 'ngắn' });
    expect(short.body).toContain('ít nhất 14 ký tự');
    const differs = await visitor.send(short, { password, repeat: `${password}!` });
    expect(differs.body).toContain('chưa giống nhau');
    expect((await visitor.send(differs, { password, repeat: password })).body).toContain('Đã lưu mật khẩu');
    expect((await visitor.open(address)).status).toBe(410);
    expect(await site.identity.firstAdministratorLink()).toBeUndefined();
    const administrator = await site.identity.findAccountByName('quantri');
    expect(administrator?.roles).toEqual([{ role: 'administrator' }]);
    const token = await site.identity.issueToken(administrator?.id ?? '');
    expect((await who(token)).body).toMatchObject({
      permissions: expect.arrayContaining(['identity.manage', 'doors.mend', 'record.expunge']) as unknown,
      purpose: 'administration',
    });
  });

  it('a link older than a day, and one that was replaced, no longer work', async () => {
    const { accountId } = await site.identity.createPerson({
      username: 'moi',
      display: 'Mới',
      roles: [{ role: 'citizen' }],
    });
    const first = await site.identity.createWelcomeLink(accountId);
    const second = await site.identity.createWelcomeLink(accountId);
    expect((await new Visitor().open(first)).status).toBe(410);
    expect((await new Visitor().open(second)).status).toBe(200);
    site.wait(25 * 60 * 60 * 1000);
    expect((await new Visitor().open(second)).status).toBe(410);
  });
});

describe('commands', () => {
  const run = async (...words: string[]): Promise<{ code: number; lines: string[] }> => {
    const command = identityCommands(site.identity).find(({ name }) => words.join(' ').startsWith(name));
    const lines: string[] = [];
    const rest = words.slice(command?.name.split(' ').length);
    const code = await command?.run({ actor: anActor() } as Context, rest, (line) => lines.push(line));
    return { code: code ?? -1, lines };
  };

  it('sen client create prints what the measuring tools read, and the secret works', async () => {
    const { code, lines } = await run(
      'client',
      'create',
      '--name',
      'load',
      '--scope',
      'system/*.cruds',
      '--json',
    );
    expect(code).toBe(0);
    const made = JSON.parse(lines[0] ?? '') as { client_id: string; client_secret: string };
    expect(Object.keys(made)).toEqual(['client_id', 'client_secret']);
    expect((await askToken(site, { grant_type: 'client_credentials', ...made })).status).toBe(200);
    expect((await run('client', 'list')).lines.join('\n')).toContain(made.client_id);
    expect((await run('client', 'list')).lines.join('\n')).not.toContain(made.client_secret);
    expect((await run('client', 'close', made.client_id)).code).toBe(0);
    expect((await askToken(site, { grant_type: 'client_credentials', ...made })).status).toBe(401);
  });

  it('takes the public keys of a system from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sen-jwks-'));
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')];
    await writeFile(good, JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }));
    await writeFile(bad, '<xml/>');
    const made = await run(
      'client',
      'create',
      '--name',
      'k',
      '--scope',
      'system/*.rs',
      '--jwks',
      good,
      '--json',
    );
    expect(Object.keys(JSON.parse(made.lines[0] ?? '{}') as object)).toEqual(['client_id']);
    expect(await run('client', 'create', '--name', 'k', '--scope', 'system/*.rs', '--jwks', bad)).toEqual({
      code: 1,
      lines: ['jwks: Tệp khoá không phải là JSON.'],
    });
    await rm(folder, { recursive: true });
  });

  it('makes an account with a link, lists it, and says what is wrong in plain words', async () => {
    const added = await run(
      'user',
      'add',
      'bs.minh',
      '--display',
      'BS Minh',
      '--role',
      'hospital-doctor@f-vien',
    );
    expect(added.lines[0]).toMatch(/\/welcome\?key=[\w-]{43}$/u);
    expect((await run('user', 'list')).lines.join('\n')).toContain(
      'bs.minh  BS Minh  hospital-doctor@f-vien  open',
    );
    expect(await run('user', 'add', 'BS.Minh', '--role', 'citizen')).toMatchObject({
      code: 1,
      lines: ['username: Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.'],
    });
    expect((await run('user', 'add', 'x1', '--role', 'station-doctor')).lines[0]).toContain('cần cơ sở');
    expect(
      (await run('user', 'add', 'x2', '--role', 'administrator', '--role', 'citizen')).lines[0],
    ).toContain('quản trị không giữ thêm');
    expect((await run('user', 'add')).code).toBe(2);
    expect((await run('user', 'add', '--what')).code).toBe(2);
    expect((await run('user', 'password', 'bs.minh')).lines[0]).toContain('/welcome?key=');
    expect((await run('user', 'password', 'nobody')).code).toBe(1);
  });
});

describe('cleaning up', () => {
  it('what has expired goes, what lives stays', async () => {
    const token = await site.identity.issueToken((await site.identity.findAccountByName('hoa'))?.id ?? '');
    await site.test.database.query(
      "INSERT INTO identity.oidc_payload (kind, id, payload, expires_at) VALUES ('AccessToken', 'old', '{}', now() - interval '1 second')",
    );
    expect(await site.identity.removeExpired()).toBeGreaterThan(0);
    expect((await who(token)).status).toBe(200);
    expect(
      (await site.test.database.query("SELECT 1 FROM identity.oidc_payload WHERE id = 'old'")).rowCount,
    ).toBe(0);
  });
});
