import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../context.ts';
import { anActor } from '../../testing/an-actor.ts';
import { identityCommands } from '../commands.ts';
import { agree, begin, callback, claimsOf, letIn, makeApp, password, refresh, tokensOf } from './an-app.ts';
import { who } from './connected.ts';
import { askToken, authorizationRequest, startSite, Visitor } from './start-site.ts';
import type { Site } from './start-site.ts';

let site: Site;
const laboratory =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

beforeAll(async () => {
  site = await startSite();
  for (const username of ['hoa', 'mai'])
    await site.identity.createPerson({
      username,
      password,
      display: 'Nguyễn Thị Hoa',
      roles: [{ role: 'citizen' }],
      patientId: `p-${username}`,
    });
  await site.identity.createPerson({ username: 'trong', password, display: 'Không hồ sơ', roles: [] });
});
afterAll(() => site.stop());

describe('an app of somebody else', () => {
  it('asks the person first, then sees only what she agreed to and is told whose record it is', async () => {
    const { clientId } = await makeApp(
      site,
      'openid fhirUser launch/patient patient/Observation.rs patient/Patient.r',
    );
    const asked = 'openid fhirUser launch/patient patient/Observation.rs patient/*.cruds';
    const way = await begin(site, clientId, asked);
    const { body } = way.page;
    expect(way.page.headers.get('content-security-policy')).toContain(
      "form-action 'self' https://app.example",
    );
    expect(body).toContain('Sổ tim mạch xin quyền truy cập');
    expect(body).toContain('Dữ liệu của: Nguyễn Thị Hoa (chính bạn)');
    expect(body).toContain('nhiều nhất 8 giờ');
    expect(body).toContain('Xem: chỉ số đo và xét nghiệm');
    expect(body).toContain('Xem: thông tin cá nhân');
    expect(body).not.toContain('thêm hoặc sửa');
    await agree(way, 'fhirUser patient/Observation.rs patient/Patient.r');
    const tokens = await tokensOf(site, clientId, way);
    expect(tokens).toMatchObject({ patient: 'p-hoa', expires_in: 600, need_patient_banner: true });
    expect(tokens.scope.split(' ').toSorted()).toEqual(
      ['openid', 'fhirUser', 'launch/patient', 'patient/Observation.rs', 'patient/Patient.r'].toSorted(),
    );
    expect(tokens.refresh_token).toBeUndefined();
    expect(claimsOf(tokens.id_token)).toMatchObject({
      aud: clientId,
      iss: site.url,
      fhirUser: `${site.url}/fhir/Patient/p-hoa`,
    });
    expect(claimsOf(tokens.id_token)).not.toHaveProperty('name');
    expect((await who(site, tokens.access_token)).body).toMatchObject({
      kind: 'person',
      scopes: ['patient/Observation.rs', 'patient/Patient.r'],
      permissions: [],
      patientId: 'p-hoa',
    });
    const style = await fetch(tokens.smart_style_url ?? '');
    expect(style.headers.get('access-control-allow-origin')).toBe('*');
    expect(await style.json()).toHaveProperty('color_highlight');
  });

  it('gets the part that she ticks; nothing about health and nothing that lasts is ticked before', async () => {
    const scope = `openid profile offline_access patient/Condition.rs ${laboratory}`;
    const { clientId } = await makeApp(site, scope);
    const way = await begin(site, clientId, scope);
    const boxes = [...way.page.body.matchAll(/<input\s+type="checkbox"[^>]*>/gu)].map(([box]) => box);
    expect(boxes.filter((box) => /\bchecked\b/u.test(box))).toHaveLength(1);
    expect(boxes.find((box) => /\bchecked\b/u.test(box))).toContain('value="profile"');
    expect(way.page.body).toContain('Xem: chỉ số đo và xét nghiệm, chỉ nhóm xét nghiệm');
    const nothing = await agree(way, '');
    expect(nothing).toMatchObject({ status: 422 });
    expect(nothing.body).toContain('Bạn chưa đánh dấu mục nào');
    await agree({ ...way, page: nothing }, laboratory);
    const tokens = await tokensOf(site, clientId, way);
    expect(tokens.scope).toBe(`openid ${laboratory}`);
    expect(tokens.refresh_token).toBeUndefined();
    expect((await who(site, tokens.access_token)).body).toMatchObject({ scopes: [laboratory] });
  });

  it('cannot add to what was asked by sending more than the page offers', async () => {
    const { clientId } = await makeApp(site, 'openid patient/Observation.rs patient/Condition.rs');
    const way = await begin(site, clientId, 'openid patient/Observation.rs');
    await agree(way, 'patient/Observation.rs patient/Condition.rs patient/*.cruds offline_access');
    expect((await tokensOf(site, clientId, way)).scope).toBe('openid patient/Observation.rs');
  });

  it('that asks for a whole type and holds a filtered part gets the filtered part', async () => {
    const { clientId } = await makeApp(site, `openid ${laboratory}`);
    const way = await begin(site, clientId, 'openid patient/Observation.rs');
    expect(way.page.body).toContain('chỉ nhóm xét nghiệm');
    await agree(way, laboratory);
    expect((await tokensOf(site, clientId, way)).scope).toBe(`openid ${laboratory}`);
  });

  it('without any record scope reaches nothing, and certainly not everything', async () => {
    const { clientId } = await makeApp(site, 'openid profile');
    const { tokens } = await letIn(site, clientId, 'openid profile');
    const { body } = await who(site, tokens.access_token);
    expect(body['permissions']).toEqual([]);
    expect(body['scopes']).not.toEqual([]);
  });

  it('is told that a person without a record has none', async () => {
    const { clientId } = await makeApp(site, 'openid patient/*.rs');
    const { page } = await begin(site, clientId, 'openid patient/*.rs', { username: 'trong' });
    expect(page).toMatchObject({ status: 403 });
    expect(page.body).toContain('Chưa mở được Sổ tim mạch');
  });

  it.each([
    [{ aud: '' }, 'aud'],
    [{ aud: 'https://evil.example/fhir' }, 'aud'],
    [{ code_challenge: '', code_challenge_method: '' }, 'PKCE'],
    [{ code_challenge_method: 'plain' }, 'code_challenge_method'],
    [{ launch: 'x'.repeat(43) }, 'launch'],
    [{ scope: 'openid launch patient/*.rs' }, 'launch'],
    [{ scope: 'openid launch patient/*.rs', launch: 'x'.repeat(43) }, 'launch'],
  ])('asking with %j is refused before anybody signs in', async (query: Record<string, string>, word) => {
    const { clientId } = await makeApp(site, 'openid launch patient/*.rs');
    const visitor = new Visitor();
    const { address } = authorizationRequest(site, {
      client_id: clientId,
      redirect_uri: callback,
      scope: 'openid patient/*.rs',
      aud: `${site.url}/fhir`,
      ...query,
    });
    await visitor.open(address);
    const back = new URL(visitor.at);
    expect(back.origin).toBe('https://app.example');
    expect(back.searchParams.get('error')).toBe('invalid_request');
    expect(back.searchParams.get('error_description')).toContain(word);
  });

  it('a person who does not agree gives nothing, and that is in the audit and kept', async () => {
    const { clientId } = await makeApp(site, 'openid patient/*.rs');
    const way = await begin(site, clientId, 'openid patient/*.rs');
    await way.visitor.send(way.page, { answer: 'refuse' });
    expect(new URL(way.visitor.at).searchParams.get('error')).toBe('access_denied');
    const { rows } = await site.test.database.query<{ outcome: string }>(
      'SELECT outcome FROM audit.event WHERE query = $1',
      [`identity.consent ${clientId}`],
    );
    expect(rows).toEqual([{ outcome: 'refused' }]);
    const kept = await site.test.database.query<{ allowed: string; asked: string; text_version: string }>(
      'SELECT allowed, asked, text_version FROM identity.app_consent WHERE client_id = $1',
      [clientId],
    );
    expect(kept.rows).toMatchObject([{ allowed: '', asked: 'openid patient/*.rs' }]);
    expect(kept.rows[0]?.text_version).toMatch(/^vi-[0-9a-f]{12}$/u);
  });

  it('exchanges no token for another, and is told so', async () => {
    const { clientId } = await makeApp(site, 'openid patient/*.rs');
    const { tokens } = await letIn(site, clientId, 'openid patient/*.rs');
    const answer = await askToken(site, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: clientId,
      subject_token: tokens.access_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    expect(answer).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    expect(JSON.stringify(answer.body)).toContain('each client asks for its own');
  });
});

describe('coming back without the person', () => {
  const scope = 'openid offline_access patient/*.rs';

  it('is asked for by itself, and the refresh token changes each time', async () => {
    const { clientId } = await makeApp(site, scope);
    const { tokens, page } = await letIn(site, clientId, scope);
    expect(page.body).toContain('Tiếp tục truy cập khi bạn không mở ứng dụng');
    expect(page.body).toContain('nhiều nhất 14 ngày');
    const next = await refresh(site, clientId, tokens.refresh_token);
    expect(next).toMatchObject({ status: 200, body: { patient: 'p-hoa' } });
    expect(next.body.scope.split(' ')).toContain('patient/*.rs');
    expect(next.body.refresh_token).not.toBe(tokens.refresh_token);
    expect((await who(site, next.body.access_token)).body).toMatchObject({ scopes: ['patient/*.rs'] });
  });

  it('a refresh token shown twice ends the whole grant, also what was got rightly', async () => {
    const { clientId } = await makeApp(site, scope);
    const { tokens } = await letIn(site, clientId, scope);
    const next = await refresh(site, clientId, tokens.refresh_token);
    expect((await who(site, next.body.access_token)).status).toBe(200);
    expect(await refresh(site, clientId, tokens.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect((await who(site, next.body.access_token)).status).toBe(401);
    expect((await refresh(site, clientId, next.body.refresh_token)).status).toBe(400);
  });

  it('another app cannot use it, nor ask for more with it than was allowed', async () => {
    const { clientId } = await makeApp(site, scope);
    const other = await makeApp(site, scope);
    const { tokens } = await letIn(site, clientId, scope);
    expect((await refresh(site, other.clientId, tokens.refresh_token)).status).toBe(400);
    expect(await refresh(site, clientId, tokens.refresh_token, { scope: 'patient/*.cruds' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  it('ends when she takes it back, and the decision is kept with its end', async () => {
    const { clientId } = await makeApp(site, scope);
    const { tokens } = await letIn(site, clientId, scope);
    const account = await site.identity.findAccountByName('hoa');
    const listed = await site.identity.apps.connected(account?.id ?? '');
    expect(listed.find((app) => app.clientId === clientId)).toMatchObject({
      name: 'Sổ tim mạch',
      isOffline: true,
      scopes: expect.arrayContaining(['patient/*.rs']) as unknown,
    });
    const withdraw = identityCommands(site.identity).find(({ name }) => name === 'user withdraw');
    expect(await withdraw?.run({ actor: anActor() } as Context, ['hoa', clientId], () => undefined)).toBe(0);
    expect((await who(site, tokens.access_token)).status).toBe(401);
    expect((await refresh(site, clientId, tokens.refresh_token)).status).toBe(400);
    const { rows } = await site.test.database.query<{ withdrawn_how: string }>(
      'SELECT withdrawn_how FROM identity.app_consent WHERE client_id = $1 AND withdrawn_at IS NOT NULL',
      [clientId],
    );
    expect(rows).toEqual([{ withdrawn_how: 'command' }]);
    expect((await site.identity.apps.connected(account?.id ?? '')).map((app) => app.clientId)).not.toContain(
      clientId,
    );
  });

  it('goes on after she signed out, while an app that asked to be there with her ends then', async () => {
    const lasting = await makeApp(site, scope);
    const present = await makeApp(site, 'openid online_access patient/*.rs');
    const one = await letIn(site, lasting.clientId, scope, { username: 'mai' });
    const two = await letIn(site, present.clientId, 'openid online_access patient/*.rs', {
      visitor: one.visitor,
    });
    const three = await letIn(site, present.clientId, 'openid online_access patient/*.rs', {
      visitor: one.visitor,
    });
    const before = await refresh(site, present.clientId, two.tokens.refresh_token);
    expect(before.status).toBe(200);
    const leaving = await one.visitor.open(`${site.url}/oidc/sign-out`);
    await one.visitor.send(leaving, { logout: 'yes' });
    await expect
      .poll(async () => (await refresh(site, present.clientId, three.tokens.refresh_token)).status)
      .toBe(400);
    expect((await refresh(site, present.clientId, before.body.refresh_token)).status).toBe(400);
    expect((await who(site, three.tokens.access_token)).status).toBe(401);
    expect((await refresh(site, lasting.clientId, one.tokens.refresh_token)).status).toBe(200);
  });

  it('introspection tells the app of its own tokens, with the person and the record', async () => {
    const whole = 'openid fhirUser offline_access launch/patient patient/*.rs';
    const { clientId, clientSecret = '' } = await makeApp(site, whole, { isPublic: false });
    const way = await begin(site, clientId, whole);
    await agree(way, whole);
    const basic = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
    const { body: tokens } = await askToken(
      site,
      {
        grant_type: 'authorization_code',
        code: new URL(way.visitor.at).searchParams.get('code') ?? '',
        code_verifier: way.verifier,
        redirect_uri: callback,
      },
      basic,
    );
    for (const token of [tokens.access_token, tokens.refresh_token]) {
      const { body } = await askToken(site, { token }, basic, 'introspect');
      expect(body).toMatchObject({
        active: true,
        client_id: clientId,
        patient: 'p-hoa',
        fhirUser: `${site.url}/fhir/Patient/p-hoa`,
        iss: site.url,
      });
      expect(body.scope.split(' ')).toEqual(expect.arrayContaining(whole.split(' ')));
    }
    await askToken(site, { token: tokens.refresh_token }, basic, 'revoke');
    const after = await askToken(site, { token: tokens.access_token }, basic, 'introspect');
    expect(after.body).toEqual({ active: false });
  });
});

describe('a board on a wall', () => {
  const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

  it('is connected by its code and reads the directory, never anybody’s record', async () => {
    const { clientId } = await site.identity.createClient({
      name: 'Bảng gọi số',
      kind: 'device',
      scope: 'openid offline_access user/Location.rs',
    });
    const begun = await askToken(
      site,
      { client_id: clientId, scope: 'openid offline_access user/Location.rs user/Patient.rs' },
      {},
      'device/auth',
    );
    const codes = begun.body as unknown as Record<string, string>;
    const poll = (): ReturnType<typeof askToken> =>
      askToken(site, {
        grant_type: deviceGrant,
        client_id: clientId,
        device_code: codes['device_code'] ?? '',
      });
    expect((await poll()).body.error).toBe('authorization_pending');
    const visitor = new Visitor();
    const first = await visitor.open(codes['verification_uri'] ?? '');
    const wrong = await visitor.send(first, { user_code: 'BBBB-BBBB' });
    expect(wrong.body).toContain('Mã này chưa đúng');
    const confirm = await visitor.send(wrong, { user_code: (codes['user_code'] ?? '').toLowerCase() });
    expect(confirm.body).toContain(codes['user_code']);
    const login = await visitor.send(confirm, {});
    const consent = await visitor.send(login, { username: 'hoa', password });
    expect(consent.body).toContain('Xem: địa điểm');
    expect(consent.body).not.toContain('thông tin cá nhân');
    const done = await visitor.send(consent, { answer: 'agree', allow: 'user/Location.rs offline_access' });
    expect(done.body).toContain('Đã kết nối');
    const tokens = await poll();
    expect(tokens).toMatchObject({ status: 200 });
    expect((await who(site, tokens.body.access_token)).body).toMatchObject({ scopes: ['user/Location.rs'] });
    expect((await refresh(site, clientId, tokens.body.refresh_token)).status).toBe(200);
    expect((await poll()).body.error).toBe('invalid_grant');
  });

  it.each(['user/Patient.rs', 'patient/*.rs', 'user/Location.cruds', 'openid profile', 'user/*.rs'])(
    'cannot hold %s',
    async (scope) => {
      await expect(site.identity.createClient({ name: 'Bảng', kind: 'device', scope })).rejects.toMatchObject(
        { code: 'request.invalid' },
      );
    },
  );

  it('an app cannot come by the way of a board', async () => {
    const { clientId } = await makeApp(site, 'openid patient/*.rs');
    const answer = await askToken(
      site,
      { client_id: clientId, scope: 'openid patient/*.rs' },
      {},
      'device/auth',
    );
    expect(answer.status).toBe(400);
  });
});
