import { TOTP, Secret } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../../access/actor.ts';
import { demandFresh } from '../step-up.ts';
import { softPasskey } from './soft-authenticator.ts';
import type { Ask, Bend, SoftPasskey } from './soft-authenticator.ts';
import { askToken, authorizationRequest, signInThrough, startSite, Visitor } from './start-site.ts';
import type { Site } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
let site: Site;
let strict: Site;
let origin: string;
let count = 0;

beforeAll(async () => {
  site = await startSite();
  strict = await startSite({ secondFactor: 'staff' });
  origin = site.url.replace('127.0.0.1', 'localhost');
});
afterAll(async () => {
  await site.stop();
  await strict.stop();
});

/** A new person with a name of her own. */
async function aPerson(at: Site = site, role = 'citizen'): Promise<{ id: string; name: string }> {
  count += 1;
  const name = `nguoi${count}`;
  const roles = [role === 'station-doctor' ? { role, facilityId: 'f-tram' } : { role }];
  const { accountId } = await at.identity.createPerson({ username: name, password, display: name, roles });
  return { id: accountId, name };
}

/** The person as the server sees her by a token. */
async function actorOf(token: string, at: Site = site): Promise<Actor> {
  return at.identity.actorOf({ id: 'test', headers: { authorization: `Bearer ${token}` } });
}

async function signedIn(name: string, visitor = new Visitor(), at: Site = site): Promise<Actor> {
  const { tokens } = await signInThrough(at, visitor, name, password);
  return actorOf(tokens.access_token, at);
}

/** Gives a person a passkey through her account page. */
async function withPasskey(actor: Actor): Promise<SoftPasskey> {
  const passkey = softPasskey(origin);
  const ask = await site.identity.security.passkeyOptions(actor);
  await site.identity.security.addPasskey(actor, passkey.register(ask as Ask), 'Máy của tôi');
  return passkey;
}

/** The code that an authenticator app shows now. */
function codeOf(secret: string, at: Site = site, steps = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: at.now().getTime() + steps * 30_000 });
}

async function withTotp(actor: Actor): Promise<{ secret: string; codes: readonly string[] }> {
  const { secret } = await site.identity.security.beginTotp(actor);
  const codes = await site.identity.security.confirmTotp(actor, codeOf(secret));
  site.wait(30_000);
  return { secret, codes: codes ?? [] };
}

const codeError = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

/** The options that a page carries for the browser. */
function askOn(page: { body: string }): Ask {
  const text = /data-passkey="([^"]+)"/u.exec(page.body)?.[1] ?? '{}';
  return JSON.parse(text.replaceAll('&quot;', '"')) as Ask;
}

interface Page {
  readonly status: number;
  readonly body: string;
}

/** Sends the passkey form of a page with an answer. */
function answer(visitor: Visitor, page: Page, path: string, response: object): Promise<Page> {
  const form = /name="form" value="([^"]+)"/u.exec(page.body)?.[1] ?? '';
  const address = new URL(visitor.at);
  return visitor.open(
    `${address.origin}${address.pathname.replace(/\/(passkey|step|setup|go-on)$/u, '')}/${path}`,
    {
      form,
      response: JSON.stringify(response),
    },
  );
}

const isIn = (visitor: Visitor): boolean => new URL(visitor.at).searchParams.has('code');

describe('a passkey', () => {
  let person: { id: string; name: string };
  let actor: Actor;
  let passkey: SoftPasskey;
  beforeEach(async () => {
    person = await aPerson();
    actor = await signedIn(person.name);
    passkey = await withPasskey(actor);
  });

  const begin = async (): Promise<{ visitor: Visitor; page: Page }> => {
    const visitor = new Visitor();
    return { visitor, page: await visitor.open(authorizationRequest(site).address) };
  };
  const tryWith = async (bend: Bend): Promise<{ visitor: Visitor; page: Page }> => {
    const { visitor, page } = await begin();
    return { visitor, page: await answer(visitor, page, 'passkey', passkey.assert(askOn(page), bend)) };
  };

  it('lets its owner in without a name, as two factors', async () => {
    const { visitor, page } = await begin();
    await answer(visitor, page, 'passkey', passkey.assert(askOn(page), { userHandle: person.id }));
    expect(isIn(visitor)).toBe(true);
    const [latest] = await site.identity.sessions.signIns(actor);
    expect(latest).toMatchObject({ method: 'passkey' });
    const sessions = await site.identity.sessions.sessions(actor);
    expect(sessions.some(({ methods }) => methods.includes('passkey'))).toBe(true);
  });

  it('is refused from another origin, for another host, without its owner’s finger, and as an answer to something else', async () => {
    for (const bend of [
      { origin: 'https://sen.example.vn.evil.example' },
      { origin: origin.replace('localhost', '127.0.0.1') },
      { rpId: 'evil.example' },
      { isUserVerified: false },
      { type: 'webauthn.create' },
      { userHandle: 'somebody else' },
    ] satisfies Bend[]) {
      const { visitor, page } = await tryWith(bend);
      expect(page.status, JSON.stringify(bend)).toBe(422);
      expect(isIn(visitor)).toBe(false);
    }
  });

  it('answers a challenge once: the same answer shown again, or in another sign-in, is refused', async () => {
    const { visitor, page } = await begin();
    const given = passkey.assert(askOn(page));
    await answer(visitor, page, 'passkey', given);
    expect(isIn(visitor)).toBe(true);
    const other = await begin();
    expect((await answer(other.visitor, other.page, 'passkey', given)).status).toBe(422);
    const third = await begin();
    const shown = passkey.assert(askOn(third.page));
    const answers = await Promise.all([
      answer(third.visitor, third.page, 'passkey', shown),
      answer(third.visitor, third.page, 'passkey', shown),
    ]);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
  });

  it('whose counter did not go up was copied, and is closed for good', async () => {
    await tryWith({ counter: 7 });
    const again = await tryWith({ counter: 7 });
    expect(again.page.status).toBe(422);
    const higher = await tryWith({ counter: 9 });
    expect(higher.page.status).toBe(422);
    const { passkeys } = await site.identity.security.factors(actor);
    expect(passkeys[0]?.clonedAt).toBeInstanceOf(Date);
  });

  it('of an account that was closed lets nobody in', async () => {
    await site.test.database.query('UPDATE identity.account SET disabled_at = now() WHERE id = $1', [
      person.id,
    ]);
    const { visitor } = await tryWith({});
    expect(isIn(visitor)).toBe(false);
  });

  it('that is known here already, or was made for somebody else’s challenge, is not registered', async () => {
    const other = await signedIn((await aPerson()).name);
    const ask = (await site.identity.security.passkeyOptions(other)) as Ask;
    const stolen = softPasskey(origin);
    expect(await codeError(site.identity.security.addPasskey(actor, stolen.register(ask), 'x'))).toBe(
      'identity.not-confirmed',
    );
    expect(await codeError(site.identity.security.addPasskey(other, passkey.register(ask), 'x'))).toBe(
      'identity.not-confirmed',
    );
  });

  it('tells no stranger which names exist', async () => {
    const { visitor, page } = await begin();
    const form = /name="form" value="([^"]+)"/u.exec(page.body)?.[1] ?? '';
    const ask = async (username: string): Promise<{ allowCredentials: { id: string }[] }> => {
      const { body } = await visitor.open(`${site.url}${new URL(visitor.at).pathname}/options`, {
        form,
        username,
      });
      visitor.at = visitor.at.replace('/options', '');
      return JSON.parse(body) as { allowCredentials: { id: string }[] };
    };
    const known = await ask(person.name);
    expect(known.allowCredentials.map(({ id }) => id)).toEqual([passkey.id]);
    const [one, again] = [await ask('khong-co-ai'), await ask('khong-co-ai')];
    expect(one.allowCredentials).toHaveLength(1);
    expect(one.allowCredentials[0]?.id).toHaveLength(passkey.id.length);
    expect(again.allowCredentials).toEqual(one.allowCredentials);
  });
});

describe('the second step', () => {
  it('asks for a code after the password, takes each step of it once, and a recovery code once', async () => {
    const { name } = await aPerson();
    const { secret, codes } = await withTotp(await signedIn(name));
    expect(codes).toHaveLength(10);
    const second = async (code: string): Promise<{ visitor: Visitor; page: Page }> => {
      const visitor = new Visitor();
      const first = await visitor.open(authorizationRequest(site).address);
      const page = await visitor.send(first, { username: name, password });
      expect(isIn(visitor)).toBe(false);
      return { visitor, page: await visitor.send(page, { code }) };
    };
    const code = codeOf(secret);
    expect(isIn((await second(code)).visitor)).toBe(true);
    const replay = await second(code);
    expect([isIn(replay.visitor), replay.page.status]).toEqual([false, 422]);
    expect(isIn((await second(codes[0]?.toUpperCase().replaceAll('-', ' ') ?? '')).visitor)).toBe(true);
    expect(isIn((await second(codes[0] ?? '')).visitor)).toBe(false);
    site.wait(60_000);
    expect(isIn((await second(codeOf(secret, site, 1))).visitor)).toBe(true);
    site.wait(120_000);
    expect(isIn((await second(codeOf(secret, site, 3))).visitor)).toBe(false);
  });

  it('cannot be guessed: all strangers share one count, and the owner’s own browser does not wait for them', async () => {
    const { name } = await aPerson();
    const home = new Visitor();
    const { secret } = await withTotp(await signedIn(name, home));
    const enter = async (visitor: Visitor, code: string): Promise<number> => {
      visitor.forget('sen-session');
      const first = await visitor.open(authorizationRequest(site).address);
      const page = await visitor.send(first, { username: name, password });
      return (await visitor.send(page, { code })).status;
    };
    const statuses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      const stranger = new Visitor({ 'x-forwarded-for': `203.0.113.${round}` });
      statuses.push(await enter(stranger, '000000'));
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
    await enter(home, codeOf(secret));
    expect(isIn(home)).toBe(true);
  });

  it('is not skipped by opening another address of the sign-in', async () => {
    const { name } = await aPerson();
    await withTotp(await signedIn(name));
    const visitor = new Visitor();
    const first = await visitor.open(authorizationRequest(site).address);
    const page = await visitor.send(first, { username: name, password });
    const form = /name="form" value="([^"]+)"/u.exec(page.body)?.[1] ?? '';
    const base = `${site.url}${new URL(visitor.at).pathname}`;
    for (const path of ['go-on', 'setup']) {
      await visitor.open(`${base}/${path}`, { form, code: '123456' });
      expect(isIn(visitor)).toBe(false);
    }
    await visitor.open(authorizationRequest(site).address);
    expect(isIn(visitor)).toBe(false);
  });

  it('is set up at the first sign-in where it is demanded; citizens are let in without', async () => {
    const doctor = await aPerson(strict, 'station-doctor');
    const visitor = new Visitor();
    const first = await visitor.open(authorizationRequest(strict).address);
    const setup = await visitor.send(first, { username: doctor.name, password });
    expect(setup.body).toContain('<svg');
    expect(isIn(visitor)).toBe(false);
    const secret = (/class="secret">([^<]+)</u.exec(setup.body)?.[1] ?? '').replaceAll(' ', '');
    const wrong = await visitor.send(setup, { code: '000000' });
    expect(wrong.status).toBe(422);
    expect(wrong.body).toContain(setup.body.match(/class="secret">[^<]+/u)?.[0] ?? 'no secret');
    const codes = await visitor.send(wrong, { code: codeOf(secret, strict) });
    expect(codes.body.match(/<code>[a-z2-9-]{19}<\/code>/gu)).toHaveLength(10);
    await visitor.send(codes, {});
    expect(isIn(visitor)).toBe(true);
    const citizen = await aPerson(strict);
    const other = new Visitor();
    await signInThrough(strict, other, citizen.name, password);
    expect(isIn(other)).toBe(true);
  });

  it('that is demanded cannot be taken away again', async () => {
    const doctor = await aPerson(strict, 'station-doctor');
    const actor = await actorOf(await strict.identity.issueToken(doctor.id), strict);
    const { secret } = await strict.identity.security.beginTotp(actor);
    await strict.identity.security.confirmTotp(actor, codeOf(secret, strict));
    expect(await codeError(strict.identity.security.removeTotp(actor))).toBe('identity.factor-needed');
  });

  it('lies sealed in the database, and recovery codes as digests', async () => {
    const { name } = await aPerson();
    const { secret, codes } = await withTotp(await signedIn(name));
    const { rows } = await site.test.database.query(
      `SELECT t::text AS text FROM identity.totp t UNION ALL SELECT r::text FROM identity.recovery_code r`,
    );
    const dump = JSON.stringify(rows);
    for (const part of [secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))])
      expect(dump).not.toContain(part);
  });
});

describe('confirming again who one is', () => {
  it('is asked once the sign-in is old, and lasts for this session only', async () => {
    const { name } = await aPerson();
    const [one, other] = [await signedIn(name), await signedIn(name)];
    expect(() => demandFresh(one, 300, site.now())).not.toThrow();
    site.wait(10 * 60_000);
    expect(() => demandFresh(one, 300, site.now())).toThrow('access.step-up-required');
    expect(await codeError(site.identity.security.newRecoveryCodes(one))).toBe('access.step-up-required');
    await site.identity.sessions.stepUp(one, { method: 'password', password });
    const rows = await site.identity.sessions.sessions(other);
    expect(rows).toHaveLength(2);
    const { rows: fresh } = await site.test.database.query<{ id: string }>(
      'SELECT id FROM identity.session WHERE account_id = $1 AND stepped_up_at IS NOT NULL',
      [one.accountId],
    );
    expect(fresh.map(({ id }) => id)).toEqual([one.sessionId]);
  });

  it('takes the strongest that is there: no password where a passkey is, no answer for another session or by another’s passkey', async () => {
    const { name } = await aPerson();
    const [one, other] = [await signedIn(name), await signedIn(name)];
    const passkey = await withPasskey(one);
    const { sessions } = site.identity;
    expect(await codeError(sessions.stepUp(one, { method: 'password', password }))).toBe(
      'identity.not-confirmed',
    );
    const ask = (await sessions.stepUpOptions(other)).passkey as Ask;
    const given = { method: 'passkey', response: passkey.assert(ask) } as const;
    expect(await codeError(sessions.stepUp(one, given))).toBe('identity.not-confirmed');
    expect(await codeError(sessions.stepUp(other, given))).toBe('done');
    expect(await codeError(sessions.stepUp(other, given))).toBe('identity.not-confirmed');
    const stranger = await signedIn((await aPerson()).name);
    const foreign = await withPasskey(stranger);
    const own = (await sessions.stepUpOptions(one)).passkey as Ask;
    const forged = { method: 'passkey', response: foreign.assert(own) } as const;
    expect(await codeError(sessions.stepUp(one, forged))).toBe('identity.not-confirmed');
  });

  it('makes whoever guesses the password at an open screen wait, and nobody else', async () => {
    const { name } = await aPerson();
    const one = await signedIn(name);
    const results: string[] = [];
    for (let round = 0; round < 7; round += 1)
      results.push(
        await codeError(site.identity.sessions.stepUp(one, { method: 'password', password: 'nhầm' })),
      );
    expect(results.slice(-2)).toEqual(['request.throttled', 'request.throttled']);
    expect(isIn(await signedInBy(name))).toBe(true);
  });
});

async function signedInBy(name: string): Promise<Visitor> {
  const visitor = new Visitor();
  await signInThrough(site, visitor, name, password);
  return visitor;
}

describe('sessions', () => {
  it('are listed with their devices, named and ended by their owner alone; what is ended is over at once', async () => {
    const { name } = await aPerson();
    const phone = new Visitor({
      'user-agent': 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36',
    });
    const { tokens } = await signInThrough(site, phone, name, password);
    const one = await signedIn(name);
    const stranger = await signedIn((await aPerson()).name);
    const { sessions } = site.identity;
    const list = await sessions.sessions(one);
    const ofPhone = list.find(({ device }) => device === 'Chrome · Android');
    expect(ofPhone).toMatchObject({ network: 'loopback', isNewDevice: false, methods: ['password'] });
    expect(list.find(({ id }) => id === one.sessionId)).toMatchObject({ isNewDevice: true });
    const id = ofPhone?.id ?? '';
    expect(await codeError(sessions.end(stranger, id))).toBe('record.not-found');
    expect(await codeError(sessions.rename(stranger, id, 'của tôi'))).toBe('record.not-found');
    await sessions.rename(one, id, 'Điện thoại');
    expect((await sessions.sessions(one)).map((session) => session.name)).toContain('Điện thoại');
    await actorOf(tokens.access_token);
    await sessions.end(one, id);
    expect(await codeError(actorOf(tokens.access_token))).toBe('access.login-required');
    const refresh = {
      grant_type: 'refresh_token',
      client_id: 'sen-web',
      refresh_token: tokens.refresh_token,
    };
    expect((await askToken(site, refresh)).status).toBe(400);
    expect((await phone.open(authorizationRequest(site).address)).body).toContain('name="password"');
  });

  it('of a browser that never signed in before are told to the owner by an event', async () => {
    const { name, id } = await aPerson();
    await signedIn(name);
    await signedIn(name);
    const { rows } = await site.test.database.query<{ payload: { accountId: string } }>(
      `SELECT payload FROM events.outbox WHERE name = 'identity.new-device-signed-in'`,
    );
    expect(rows.filter(({ payload }) => payload.accountId === id)).toHaveLength(1);
  });

  it('cannot be fixed: a cookie that lay in the browser before is worth nothing after the sign-in', async () => {
    const { name } = await aPerson();
    const visitor = new Visitor();
    const first = await visitor.open(authorizationRequest(site).address);
    const before = visitor.cookie('sen-session');
    await visitor.send(first, { username: name, password });
    expect(visitor.cookie('sen-session')).toBeTruthy();
    expect(visitor.cookie('sen-session')).not.toBe(before);
  });

  it('other than this one end with a new password', async () => {
    const { name } = await aPerson();
    const [one, other] = [await signedIn(name), await signedIn(name)];
    await site.identity.security.changePassword(one, 'một câu hoàn toàn khác 2026');
    expect((await site.identity.sessions.sessions(one)).map(({ id }) => id)).toEqual([one.sessionId]);
    expect(other.sessionId).not.toBe(one.sessionId);
  });

  it('and refused tries stand in the history of the account', async () => {
    const { name } = await aPerson();
    const visitor = new Visitor();
    await visitor.send(await visitor.open(authorizationRequest(site).address), {
      username: name,
      password: 'x',
    });
    const actor = await signedIn(name);
    const history = await site.identity.sessions.signIns(actor);
    expect(history.map(({ refusal }) => refusal)).toEqual([undefined, 'wrong']);
  });
});

describe('an account of staff that lay idle', () => {
  it('for 45 days is closed, a citizen’s is not', async () => {
    const idle = await startSite();
    try {
      const doctor = await aPerson(idle, 'station-doctor');
      const citizen = await aPerson(idle);
      await signedIn(doctor.name, new Visitor(), idle);
      idle.wait(44 * 24 * 60 * 60_000);
      await signedIn(doctor.name, new Visitor(), idle);
      idle.wait(46 * 24 * 60 * 60_000);
      const visitor = new Visitor();
      const page = await visitor.open(authorizationRequest(idle).address);
      await visitor.send(page, { username: doctor.name, password });
      expect(isIn(visitor)).toBe(false);
      await signedIn(citizen.name, new Visitor(), idle);
    } finally {
      await idle.stop();
    }
  });
});
