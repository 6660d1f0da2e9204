import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform } from '../../testing/start-platform.ts';
import type { TestPlatform } from '../../testing/start-platform.ts';
import { isFitPin } from '../computers/pin.ts';
import { signInThrough, Visitor, askToken, authorizationRequest } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
const pin = '739154';
let sen: TestPlatform;
let hoaId: string;
let offset = 0;

/** A browser with cookies and whoever is signed in in it. */
class Browser extends Visitor {
  token: string | undefined;

  async ask<T = Record<string, unknown>>(
    method: 'GET' | 'POST',
    path: string,
    body: object = {},
  ): Promise<{ status: number; body: T }> {
    const cookies = ['sen-computer', 'sen-session'].flatMap((name) => {
      const value = this.cookie(name);
      return value === undefined ? [] : [`${name}=${value}`];
    });
    const answer = await fetch(`${sen.url}/oidc/computer${path}`, {
      method,
      headers: {
        cookie: cookies.join('; '),
        'accept-language': 'en',
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) this.take(cookie);
    return { status: answer.status, body: (await answer.json()) as T };
  }

  async signIn(username: string): Promise<void> {
    for (const name of ['sen-session', 'sen-session.sig']) this.forget(name);
    const { tokens } = await signInThrough(sen, this, username, password);
    this.token = tokens.access_token;
  }

  /** Goes to the provider after a right PIN, as the lock screen does. */
  async arrive(): Promise<string> {
    const { address, verifier } = authorizationRequest(sen);
    const page = await this.open(address);
    const code = new URL(this.at).searchParams.get('code');
    if (code === null) return page.body;
    const { body } = await askToken(sen, {
      grant_type: 'authorization_code',
      client_id: 'sen-web',
      code,
      code_verifier: verifier,
      redirect_uri: `${sen.url}/signed-in`,
    });
    this.token = body.access_token;
    return '';
  }

  async reads(): Promise<{ status: number; said: string }> {
    const headers = { authorization: `Bearer ${this.token ?? ''}`, 'accept-language': 'en' };
    const answer = await fetch(`${sen.url}/fhir/Patient/${hoaId}`, { headers });
    return { status: answer.status, said: await answer.text() };
  }
}

const idOf = async (username: string): Promise<string> =>
  (await sen.platform.identity.findAccountByName(username))!.id;

/** A registered computer of the station where a doctor has signed in in full and set her PIN. */
async function station(): Promise<Browser> {
  const browser = new Browser();
  await browser.signIn('truong.tram');
  expect((await browser.ask('POST', '/register', { name: 'Máy 1', lockMinutes: 5 })).status).toBe(200);
  await browser.signIn('bs.lan');
  expect((await browser.ask('POST', '/pin', { pin })).status).toBe(200);
  return browser;
}

beforeAll(async () => {
  sen = await startPlatform({
    modules: [],
    now: () => new Date(Date.now() + offset),
    env: { SEN_SECOND_FACTOR: 'optional' },
  });
  const { identity } = sen.platform;
  const people = await sen.people();
  hoaId = people.hoa.patientId;
  for (const { accountId } of [people.lan, people.minh, people.admin, people.hoa])
    await identity.setPassword(accountId, password);
  const facilityId = people.station;
  const worker = (username: string, role: string) =>
    identity.createPerson({ username, display: username, password, roles: [{ role, facilityId }] });
  await worker('truong.tram', 'supervisor');
  const { accountId } = await worker('bs.mai', 'station-doctor');
  await sen.database.query('UPDATE identity.account SET practitioner_id = $2 WHERE id = $1', [
    accountId,
    'pr-mai',
  ]);
  await identity.licences.enter('pr-mai', { number: '000003/SYN-GPHN', kind: 'GPHN', state: 'active' });
});
afterAll(() => sen.stop());

describe('a shared computer', () => {
  it('switches from one doctor to another by PIN: an own session for each, the audit under each name, the first one ended', async () => {
    const browser = await station();
    await browser.signIn('bs.mai');
    await browser.ask('POST', '/pin', { pin: '204817' });
    const mai = browser.token!;
    const here = await browser.ask<{ name: string; workers: { accountId: string; name: string }[] }>(
      'GET',
      '',
    );
    expect(here.body.name).toBe('Máy 1');
    expect(here.body.workers.map(({ name }) => name).sort()).toEqual(['BS Trần Thị Lan', 'bs.mai']);
    const accountId = await idOf('bs.lan');
    expect((await browser.ask('POST', '/switch', { accountId, pin })).body).toEqual({ outcome: 'switched' });
    expect(await browser.arrive()).toBe('');
    expect((await browser.reads()).status).toBe(200);
    const lan = browser.token;
    browser.token = mai;
    expect((await browser.reads()).status).toBe(401);
    browser.token = lan;
    const { rows } = await sen.database.query<{ methods: string[]; level: number }>(
      `SELECT methods, level FROM identity.session WHERE account_id = $1 AND 'pin' = ANY (methods)`,
      [accountId],
    );
    expect(rows).toEqual([{ methods: ['pin'], level: 1 }]);
    const { rows: lines } = await sen.database.query(
      `SELECT 1 FROM audit.event WHERE actor_id = $1 AND action = 'read' AND resource_id = $2`,
      [accountId, hoaId],
    );
    expect(lines.length).toBeGreaterThan(0);
  });

  it('locks when its doctor locks it, answers nothing, and goes on where she was with her PIN', async () => {
    const browser = await station();
    expect((await browser.reads()).status).toBe(200);
    await browser.ask('POST', '/lock');
    const locked = await browser.reads();
    expect([locked.status, locked.said.includes('This computer is locked')]).toEqual([403, true]);
    expect((await browser.ask('POST', '/active')).status).toBe(403);
    expect((await browser.ask('POST', '/pin', { pin: '204817' })).status).toBe(403);
    const unlocked = await browser.ask('POST', '/switch', { accountId: await idOf('bs.lan'), pin });
    expect(unlocked.body).toEqual({ outcome: 'unlocked' });
    expect((await browser.reads()).status).toBe(200);
  });

  it('locks by itself when nobody touched it, whether its page says so or not', async () => {
    const browser = await station();
    offset += 4 * 60_000;
    await browser.ask('POST', '/active');
    offset += 5 * 60_000;
    await browser.ask('GET', '/mine');
    expect((await browser.reads()).status).toBe(200);
    offset += 90_000;
    await sen.platform.identity.licences.enter('x', { number: 'x', kind: 'other', state: 'active' });
    expect((await browser.reads()).status).toBe(403);
    // Another app does not get in behind the cover either.
    const { address } = authorizationRequest(sen, { client_id: 'some-app' });
    await browser.open(address, undefined, '/');
    expect(new URL(browser.at).pathname).toBe('/');
  });

  it('takes five wrong PINs and then only a full sign-in, also when they come at once', async () => {
    const browser = await station();
    const accountId = await idOf('bs.lan');
    const tries = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        browser.ask<{ code: string }>('POST', '/switch', { accountId, pin: `80461${at % 10}` }),
      ),
    );
    expect(tries.filter(({ body }) => body.code === 'computer.pin-wrong').length).toBeLessThanOrEqual(4);
    const right = await browser.ask<{ code: string }>('POST', '/switch', { accountId, pin });
    expect([right.status, right.body.code]).toEqual([403, 'computer.pin-ended']);
    expect((await browser.ask<{ workers: unknown[] }>('GET', '')).body.workers).toEqual([]);
    await browser.signIn('bs.lan');
    expect((await browser.ask('POST', '/switch', { accountId, pin })).status).toBe(200);
  });

  it('takes no PIN 12 hours after the full sign-in', async () => {
    const browser = await station();
    const accountId = await idOf('bs.lan');
    offset += 12 * 60 * 60_000 + 1000;
    expect((await browser.ask<{ code: string }>('POST', '/switch', { accountId, pin })).body.code).toBe(
      'computer.pin-ended',
    );
  });
});

describe('who tries at a shared computer what she may not', () => {
  it('finds that a PIN is worth nothing on another computer, and a guess without the cookie nothing at all', async () => {
    const one = await station();
    const accountId = await idOf('bs.lan');
    const other = new Browser();
    await other.signIn('truong.tram');
    await other.ask('POST', '/register', { name: 'Máy 2', lockMinutes: 5 });
    expect((await other.ask<{ code: string }>('POST', '/switch', { accountId, pin })).body.code).toBe(
      'computer.pin-ended',
    );
    const stranger = new Browser();
    expect((await stranger.ask<{ code: string }>('POST', '/switch', { accountId, pin })).body.code).toBe(
      'computer.not-shared',
    );
    expect((await stranger.ask('GET', '')).body).toEqual({ isShared: false, workers: [] });
    expect((await one.ask('POST', '/switch', { accountId, pin })).status).toBe(200);
  });

  it('cannot use a switch twice, on another computer, or after a minute', async () => {
    const browser = await station();
    const accountId = await idOf('bs.lan');
    await browser.signIn('bs.mai');
    await browser.ask('POST', '/switch', { accountId, pin });
    const ticket = browser.cookie('sen-switch')!;
    const other = new Browser();
    await other.signIn('truong.tram');
    await other.ask('POST', '/register', { name: 'Máy 3', lockMinutes: 5 });
    for (const name of ['sen-session', 'sen-session.sig']) other.forget(name);
    other.take(`sen-switch=${ticket}; Path=/oidc/sign-in`);
    expect(await other.arrive()).toContain('name="password"');
    expect(await browser.arrive()).toBe('');
    for (const name of ['sen-session', 'sen-session.sig']) browser.forget(name);
    browser.take(`sen-switch=${ticket}; Path=/oidc/sign-in`);
    expect(await browser.arrive()).toContain('name="password"');
    await browser.signIn('bs.mai');
    await browser.ask('POST', '/switch', { accountId, pin });
    offset += 61_000;
    expect(await browser.arrive()).toContain('name="password"');
  });

  it('sets no PIN by a PIN session, for another facility, or as an administrator', async () => {
    const browser = await station();
    await browser.signIn('bs.mai');
    await browser.ask('POST', '/switch', { accountId: await idOf('bs.lan'), pin });
    await browser.arrive();
    expect((await browser.ask<{ code: string }>('POST', '/pin', { pin: '204817' })).body.code).toBe(
      'computer.pin-not-for-you',
    );
    for (const username of ['bs.minh', 'quantri', 'hoa']) {
      await browser.signIn(username);
      expect((await browser.ask<{ code: string }>('POST', '/pin', { pin: '204817' })).body.code).toBe(
        'computer.pin-not-for-you',
      );
    }
    await browser.signIn('bs.mai');
    expect((await browser.ask<{ code: string }>('POST', '/pin', { pin: '123456' })).body.code).toBe(
      'computer.pin-unfit',
    );
  });

  it('registers and takes out no computer without the right, nor one of another facility', async () => {
    const browser = new Browser();
    for (const username of ['bs.lan', 'hoa']) {
      await browser.signIn(username);
      for (const [path, body] of [
        ['/register', { name: 'x', lockMinutes: 5 }],
        ['/revoke', { id: 'x' }],
      ] as const)
        expect((await browser.ask('POST', path, body)).status).toBe(403);
      expect((await browser.ask('GET', '/list')).status).toBe(403);
    }
    await browser.signIn('truong.tram');
    const { hospital } = await sen.people();
    expect(
      (await browser.ask('POST', '/register', { name: 'x', lockMinutes: 5, facilityId: hospital })).status,
    ).toBe(400);
    await browser.signIn('quantri');
    const made = await browser.ask<{ id: string }>('POST', '/register', {
      name: 'Viện',
      lockMinutes: 5,
      facilityId: hospital,
    });
    const head = new Browser();
    await head.signIn('truong.tram');
    expect((await head.ask('POST', '/revoke', { id: made.body.id })).status).toBe(404);
    expect((await new Browser().ask('GET', '/list')).status).toBe(401);
  });

  it('is signed out, and every PIN with her, when the computer is taken out', async () => {
    const browser = await station();
    const head = new Browser();
    await head.signIn('truong.tram');
    const { rows } = await sen.database.query<{ id: string }>(
      'SELECT id FROM identity.computer ORDER BY registered_at DESC LIMIT 1',
    );
    expect((await head.ask('POST', '/revoke', { id: rows[0]!.id })).status).toBe(200);
    expect((await browser.reads()).status).toBe(401);
    expect((await browser.ask('GET', '')).body).toEqual({ isShared: false, workers: [] });
  });
});

describe('a PIN', () => {
  it('is six digits that are not the first that a stranger tries', () => {
    for (const bad of [
      '000000',
      '123456',
      '654321',
      '121212',
      '123123',
      '777123',
      '12345',
      '12345a',
      '１２３４５６',
    ])
      expect(isFitPin(bad)).toBe(false);
    for (const good of ['739154', '204817', '112358']) expect(isFitPin(good)).toBe(true);
  });
});
