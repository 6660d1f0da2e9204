import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askToken, authorizationRequest, signInThrough, startSite, Visitor } from './start-site.ts';
import type { Site } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
let site: Site;
let hoa: string;

beforeAll(async () => {
  site = await startSite();
  hoa = (
    await site.identity.createPerson({
      username: 'hoa',
      password,
      display: 'Nguyễn Thị Hoa',
      roles: [{ role: 'citizen' }],
      patientId: 'p-hoa',
    })
  ).accountId;
  await site.identity.createPerson({
    username: 'bs.lan',
    password,
    display: 'BS Trần Lan',
    roles: [
      { role: 'station-doctor', facilityId: 'f-tram' },
      { role: 'hospital-doctor', facilityId: 'f-vien' },
    ],
    practitionerId: 'pr-lan',
  });
  await site.identity.licences.enter('pr-lan', { number: '000003/SYN-GPHN', kind: 'GPHN', state: 'active' });
});
afterAll(() => site.stop());

const who = async (
  token: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${site.url}/who`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const linesOf = async (
  action: string,
): Promise<{ actor_id: string; outcome: string; query: string | null }[]> =>
  (
    await site.test.database.query<{ actor_id: string; outcome: string; query: string | null }>(
      'SELECT actor_id, outcome, query FROM audit.event WHERE action = $1 ORDER BY at',
      [action],
    )
  ).rows;

describe('signing in', () => {
  it('chị Hoa signs in and is seen as herself, with her own record and nothing else', async () => {
    const visitor = new Visitor();
    const { tokens } = await signInThrough(site, visitor, 'Hoa', password);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    expect(new URL(visitor.at).searchParams.get('state')).toBe('the-state');
    const { body } = await who(tokens.access_token, { 'accept-language': 'en' });
    expect(body).toMatchObject({
      kind: 'person',
      accountId: hoa,
      display: 'Nguyễn Thị Hoa',
      roles: ['citizen'],
      permissions: expect.arrayContaining(['record.read', 'record.write', 'account.own']),
      scopes: [],
      patientId: 'p-hoa',
      purpose: 'own',
      language: 'en',
    });
    expect(await linesOf('sign-in')).toContainEqual({ actor_id: hoa, outcome: 'ok', query: null });
  });

  it('a password typed with other accents of the same letters is the same password', async () => {
    const visitor = new Visitor();
    const { tokens } = await signInThrough(site, visitor, 'hoa', password.normalize('NFD'));
    expect(tokens.access_token).toBeTruthy();
  });

  it('a code is good once; whoever shows it again loses what it gave out', async () => {
    const { code, verifier, tokens } = await signInThrough(site, new Visitor(), 'hoa', password);
    const again = await askToken(site, {
      grant_type: 'authorization_code',
      client_id: 'sen-web',
      code,
      code_verifier: verifier,
      redirect_uri: `${site.url}/signed-in`,
    });
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await who(tokens.access_token)).status).toBe(401);
  });

  it('of two that show the same code at once, one gets tokens', async () => {
    const visitor = new Visitor();
    const { address, verifier } = authorizationRequest(site);
    await visitor.send(await visitor.open(address), { username: 'hoa', password });
    const code = new URL(visitor.at).searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      client_id: 'sen-web',
      code,
      code_verifier: verifier,
      redirect_uri: `${site.url}/signed-in`,
    };
    const answers = await Promise.all([1, 2, 3, 4].map(() => askToken(site, form)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('a code is worth nothing without the secret of the browser that asked for it', async () => {
    const visitor = new Visitor();
    await visitor.send(await visitor.open(authorizationRequest(site).address), { username: 'hoa', password });
    const code = new URL(visitor.at).searchParams.get('code') ?? '';
    const stolen = await askToken(site, {
      grant_type: 'authorization_code',
      client_id: 'sen-web',
      code,
      code_verifier: 'x'.repeat(43),
      redirect_uri: `${site.url}/signed-in`,
    });
    expect(stolen).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('a request without PKCE, with plain PKCE, or back to a stranger is refused', async () => {
    for (const parameters of [
      { code_challenge: '', code_challenge_method: '' },
      { code_challenge_method: 'plain' },
    ]) {
      const visitor = new Visitor();
      await visitor.open(authorizationRequest(site, parameters).address);
      expect(new URL(visitor.at).searchParams.get('error')).toBe('invalid_request');
    }
    const visitor = new Visitor();
    const page = await visitor.open(
      authorizationRequest(site, { redirect_uri: 'https://thief.example/' }).address,
    );
    expect(page.status).toBe(400);
    expect(page.body).toContain('invalid_redirect_uri');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('a token straight from the authorization door (implicit) does not exist', async () => {
    const visitor = new Visitor();
    await visitor.open(authorizationRequest(site, { response_type: 'id_token token', nonce: 'n' }).address);
    expect(visitor.at).toContain('unsupported_response_type');
  });

  it('who is signed in already is not asked again', async () => {
    const visitor = new Visitor();
    await signInThrough(site, visitor, 'hoa', password);
    const page = await visitor.open(authorizationRequest(site).address);
    expect(page.body).toBe('');
    expect(new URL(visitor.at).searchParams.get('code')).toBeTruthy();
  });

  it('a doctor with two posts works for one facility at a time', async () => {
    const { tokens } = await signInThrough(site, new Visitor(), 'bs.lan', password);
    expect((await who(tokens.access_token)).body).toMatchObject({
      facilityId: 'f-tram',
      roles: ['station-doctor'],
      purpose: 'care',
    });
    expect((await who(tokens.access_token, { 'sen-facility': 'f-vien' })).body).toMatchObject({
      facilityId: 'f-vien',
      roles: ['hospital-doctor'],
    });
    expect(await who(tokens.access_token, { 'sen-facility': 'f-other' })).toMatchObject({
      status: 403,
      body: { code: 'access.denied' },
    });
  });
});

describe('when signing in does not work', () => {
  it.each([
    ['vi', 'Tên đăng nhập hoặc mật khẩu chưa đúng.', 'html lang="vi"'],
    ['en', 'The user name or the password is not right.', 'html lang="en"'],
  ])(
    'a wrong password and a name that nobody has get the same sentence (%s)',
    async (language, sentence, tag) => {
      for (const username of ['hoa', `nobody-${language}`]) {
        const visitor = new Visitor({ 'accept-language': language });
        const page = await visitor.send(await visitor.open(authorizationRequest(site).address), {
          username,
          password: 'not the password',
        });
        expect(page.status).toBe(422);
        expect(page.body).toContain(sentence);
        expect(page.body).toContain(tag);
        expect(page.body).toContain(`value="${username}"`);
        expect(page.body).not.toContain('not the password');
      }
      expect(await linesOf('sign-in')).toContainEqual({
        actor_id: hoa,
        outcome: 'refused',
        query: 'identity.wrong',
      });
      expect(await linesOf('sign-in')).toContainEqual({
        actor_id: 'anonymous',
        outcome: 'refused',
        query: 'identity.wrong',
      });
    },
  );

  it('an empty field says what to fill in, in the language chosen on the page', async () => {
    const visitor = new Visitor();
    const first = await visitor.open(authorizationRequest(site).address);
    expect(first.body).toContain('Đăng nhập');
    const english = await visitor.open(`${visitor.at}?lang=en`);
    const page = await visitor.send(english, { username: '', password: '' });
    expect(page.body).toContain('Enter your user name.');
    expect(page.body).toContain('Enter your password.');
    expect((await visitor.open(authorizationRequest(site).address)).body).toContain('html lang="en"');
  });

  it('the app may ask for a language', async () => {
    const page = await new Visitor().open(authorizationRequest(site, { ui_locales: 'en-GB vi' }).address);
    expect(page.body).toContain('html lang="en"');
  });

  it('a form that was not shown in this browser is not taken', async () => {
    const visitor = new Visitor();
    const page = await visitor.open(authorizationRequest(site).address);
    visitor.forget('sen-form');
    const answer = await visitor.send(page, { username: 'hoa', password });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('mở quá lâu');
  });

  it('a page whose request is gone says so and leads home', async () => {
    const visitor = new Visitor();
    const page = await visitor.open(`${site.url}/oidc/sign-in/gone`);
    expect(page.status).toBe(400);
    expect(page.body).toContain('Trang đăng nhập đã hết hạn');
  });

  it('a name with marks in it is shown as text, never as HTML', async () => {
    const visitor = new Visitor();
    const page = await visitor.send(await visitor.open(authorizationRequest(site).address), {
      username: '"><script>x</script>',
      password: 'p',
    });
    expect(page.body).not.toContain('<script>');
  });

  it('pages forbid script, frames and keeping', async () => {
    const { headers } = await new Visitor().open(authorizationRequest(site).address);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('guessing', () => {
  const guess = async (visitor: Visitor, username: string, typed: string): ReturnType<Visitor['send']> =>
    visitor.send(await visitor.open(authorizationRequest(site).address), { username, password: typed });

  it('waits get longer, the right password waits too, another place is not held up, and nobody is locked out for good', async () => {
    await site.identity.createPerson({
      username: 'minh',
      password,
      display: 'Minh',
      roles: [{ role: 'citizen' }],
    });
    const thief = new Visitor({ 'x-forwarded-for': '203.0.113.9' });
    for (let round = 1; round <= 4; round += 1)
      expect((await guess(thief, 'minh', `guess ${round}`)).status).toBe(422);
    const fifth = await guess(thief, 'minh', 'guess 5');
    expect(fifth.status).toBe(429);
    expect(Number(fifth.headers.get('retry-after'))).toBe(15);
    const right = await guess(thief, 'minh', password);
    expect(right.status).toBe(429);
    expect(right.body).toContain('Đã nhập sai nhiều lần');

    const owner = new Visitor({ 'x-forwarded-for': '198.51.100.4' });
    await guess(owner, 'minh', password);
    expect(owner.at).toContain('code=');

    for (let round = 0; round < 20; round += 1) {
      site.wait(16 * 60 * 1000);
      await guess(thief, 'minh', `guess again ${round}`);
    }
    site.wait(15 * 60 * 1000 + 1000);
    await guess(thief, 'minh', password);
    expect(thief.at).toContain('code=');
  });

  it('the owner’s own browser gets in while a stranger behind the same address guesses', async () => {
    await site.identity.createPerson({
      username: 'tuan',
      password,
      display: 'Tuấn',
      roles: [{ role: 'citizen' }],
    });
    const address = { 'x-forwarded-for': '203.0.113.50' };
    const owner = new Visitor(address);
    await guess(owner, 'tuan', password);
    for (const name of ['sen-session', 'sen-session.sig']) owner.forget(name);
    const stranger = new Visitor(address);
    for (let round = 1; round <= 6; round += 1) await guess(stranger, 'tuan', `guess ${round}`);
    expect((await guess(stranger, 'tuan', password)).status).toBe(429);
    await guess(owner, 'tuan', password);
    expect(owner.at).toContain('code=');
  });

  it('names that nobody has are held up the same way', async () => {
    const thief = new Visitor({ 'x-forwarded-for': '203.0.113.77' });
    const statuses: number[] = [];
    for (let round = 1; round <= 5; round += 1)
      statuses.push((await guess(thief, 'no-such-person', `guess ${round}`)).status);
    expect(statuses).toEqual([422, 422, 422, 422, 429]);
  });
});

describe('staying signed in and leaving', () => {
  it('a refresh token works once; the one used twice ends the whole sign-in', async () => {
    const { tokens } = await signInThrough(site, new Visitor(), 'hoa', password);
    const refresh = (token: string): ReturnType<typeof askToken> =>
      askToken(site, { grant_type: 'refresh_token', client_id: 'sen-web', refresh_token: token });
    const second = await refresh(tokens.refresh_token);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(tokens.refresh_token);
    expect((await who(second.body.access_token)).status).toBe(200);
    expect(await refresh(tokens.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect((await refresh(second.body.refresh_token)).status).toBe(400);
    expect((await who(second.body.access_token)).status).toBe(401);
  });

  it('a revoked token is refused at once here', async () => {
    const { tokens } = await signInThrough(site, new Visitor(), 'hoa', password);
    expect((await who(tokens.access_token)).status).toBe(200);
    const revoked = await askToken(site, { token: tokens.access_token, client_id: 'sen-web' }, {}, 'revoke');
    expect(revoked.status).toBe(200);
    expect(await who(tokens.access_token)).toMatchObject({
      status: 401,
      body: { code: 'access.login-required', detail: 'invalid_token' },
    });
  });

  it('signing out with the right hint asks nothing, ends the tokens and is in the audit', async () => {
    const visitor = new Visitor();
    const { tokens } = await signInThrough(site, visitor, 'hoa', password);
    await visitor.open(
      `${site.url}/oidc/sign-out?${new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${site.url}/`, state: 's1' }).toString()}`,
      undefined,
      '/',
    );
    expect(visitor.at).toBe(`${site.url}/?state=s1`);
    expect((await who(tokens.access_token)).status).toBe(401);
    expect(
      (
        await askToken(site, {
          grant_type: 'refresh_token',
          client_id: 'sen-web',
          refresh_token: tokens.refresh_token,
        })
      ).status,
    ).toBe(400);
    expect((await visitor.open(authorizationRequest(site).address)).body).toContain('name="password"');
    expect(await linesOf('sign-out')).toContainEqual({ actor_id: hoa, outcome: 'ok', query: null });
  });

  it('signing out without a hint is asked first, so that no link can do it', async () => {
    const visitor = new Visitor();
    const { tokens } = await signInThrough(site, visitor, 'hoa', password);
    const page = await visitor.open(`${site.url}/oidc/sign-out`);
    expect(page.body).toContain('Đăng xuất khỏi Sen?');
    expect((await who(tokens.access_token)).status).toBe(200);
    const done = await visitor.send(page, { logout: 'yes' });
    expect(done.body).toContain('Bạn đã đăng xuất');
    expect((await who(tokens.access_token)).status).toBe(401);
  });

  it('a new password ends every sign-in of the account', async () => {
    const { accountId } = await site.identity.createPerson({
      username: 'ngoc',
      password,
      display: 'Ngọc',
      roles: [{ role: 'citizen' }],
    });
    const { tokens } = await signInThrough(site, new Visitor(), 'ngoc', password);
    await site.identity.setPassword(accountId, 'một câu hoàn toàn khác');
    expect((await who(tokens.access_token)).status).toBe(401);
    expect(
      (
        await askToken(site, {
          grant_type: 'refresh_token',
          client_id: 'sen-web',
          refresh_token: tokens.refresh_token,
        })
      ).status,
    ).toBe(400);
  });

  it('a token that is not one is refused with a code, and no token at all is nobody', async () => {
    expect((await who('x'.repeat(43))).status).toBe(401);
    const basic = await fetch(`${site.url}/who`, { headers: { authorization: 'Basic aG9hOmhvYQ==' } });
    expect(await basic.json()).toMatchObject({ code: 'access.login-required', detail: 'invalid_request' });
    const nobody = (await (await fetch(`${site.url}/who`)).json()) as object;
    expect(nobody).toMatchObject({ kind: 'anonymous', permissions: [] });
  });

  it('nothing in the database can be shown as a token, a session or a password', async () => {
    const visitor = new Visitor();
    const { tokens } = await signInThrough(site, visitor, 'hoa', password);
    const tables = ['account', 'credential', 'oidc_payload', 'sign_in_attempt', 'client', 'one_time_link'];
    const dump = (
      await Promise.all(
        tables.map((table) => site.test.database.query(`SELECT t::text FROM identity.${table} t`)),
      )
    )
      .map(({ rows }) => JSON.stringify(rows))
      .join('');
    for (const secret of [
      tokens.access_token,
      tokens.refresh_token,
      visitor.cookie('sen-session') ?? 'missing',
      password,
    ]) {
      expect(dump).not.toContain(secret);
    }
    expect(site.logged.join('\n')).not.toMatch(/hoa|minh|Nguyễn/iu);
  });
});
