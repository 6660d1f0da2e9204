import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lifetimes } from '../oidc/create-provider.ts';
import { mostSessions } from '../sessions/session-store.ts';
import { authorizationRequest, signInThrough, startSite, Visitor, type Site } from './start-site.ts';

const password = 'sen nở giữa đầm 2026';
const person = {
  username: 'hoa',
  password,
  display: 'Hoa',
  roles: [{ role: 'citizen' }],
  patientId: 'p-hoa',
};

describe('where the address is https', () => {
  const address = 'https://sen.example';
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ publicUrl: address });
    await site.identity.createPerson(person);
  });
  afterAll(() => site.stop());

  /** A browser whose line to the house is kept by a proxy. */
  class Recording extends Visitor {
    readonly set: string[] = [];
    override take(header: string): void {
      this.set.push(header);
      super.take(header);
    }
  }

  it('each cookie bears a prefix by which browsers keep it on TLS and to this host, and signing in works with them', async () => {
    const visitor = new Recording({}, () => site.url);
    const { address: at } = authorizationRequest({ url: address });
    const page = await visitor.open(at);
    await visitor.send(page, { username: 'hoa', password });
    expect(new URL(visitor.at).searchParams.get('code')).toBeTruthy();
    for (const header of visitor.set) {
      const [name = ''] = header.split('=');
      expect(header, name).toMatch(/; secure/i);
      if (name.startsWith('__Host-')) {
        expect(header).toMatch(/; path=\/(?:;|$)/i);
        expect(header).not.toMatch(/; domain=/i);
      } else expect(name).toMatch(/^__Secure-/);
    }
    expect(visitor.cookie('__Host-sen-session')).toBeTruthy();
    expect(visitor.set.length).toBeGreaterThan(4);
  });

  it('a session that a neighbouring host planted without the prefix is not hers', async () => {
    const owner = new Visitor({}, () => site.url);
    await owner.send(await owner.open(authorizationRequest({ url: address }).address), {
      username: 'hoa',
      password,
    });
    const planted = new Visitor({}, () => site.url);
    for (const suffix of ['', '.sig'])
      planted.take(`sen-session${suffix}=${owner.cookie(`__Host-sen-session${suffix}`)!}; path=/`);
    const page = await planted.open(authorizationRequest({ url: address }).address);
    expect(page.body).toContain('name="password"');
    // With the prefix, which a neighbour cannot set, the same session goes on.
    for (const suffix of ['', '.sig'])
      planted.take(`__Host-sen-session${suffix}=${owner.cookie(`__Host-sen-session${suffix}`)!}; path=/`);
    await planted.open(authorizationRequest({ url: address }).address);
    expect(new URL(planted.at).searchParams.get('code')).toBeTruthy();
  });
});

describe('a session', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
    await site.identity.createPerson(person);
  });
  afterAll(() => site.stop());

  it('ends half a day after the sign-in, however often it is used', async () => {
    const visitor = new Visitor();
    await signInThrough(site, visitor, 'hoa', password);
    const { rows } = await site.test.database.query<{ id: string }>(
      `select id from identity.oidc_payload where kind = 'Session'`,
    );
    const begun = Math.floor(Date.now() / 1000) - lifetimes.session + 120;
    await site.test.database.query(
      `update identity.oidc_payload set payload = jsonb_set(payload::jsonb, '{loginTs}', to_jsonb($1::int))
       where kind = 'Session'`,
      [begun],
    );
    await visitor.open(authorizationRequest(site).address);
    expect(new URL(visitor.at).searchParams.get('code')).toBeTruthy();
    const { rows: now } = await site.test.database.query<{ expires_at: Date }>(
      `select expires_at from identity.oidc_payload where kind = 'Session' order by expires_at limit 1`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(now[0]!.expires_at.getTime()).toBeLessThan(Date.now() + 125_000);
  });

  it('beyond the highest number of them ends the one that was used longest ago', async () => {
    await site.identity.createPerson({ ...person, username: 'mai', patientId: 'p-mai' });
    const first = await signInThrough(site, new Visitor(), 'mai', password);
    for (let nth = 0; nth < mostSessions; nth += 1) await signInThrough(site, new Visitor(), 'mai', password);
    const answer = await fetch(`${site.url}/who`, {
      headers: { authorization: `Bearer ${first.tokens.access_token}` },
    });
    expect(answer.status).toBe(401);
    const { rows } = await site.test.database.query<{ count: number }>(
      `select count(*)::int as count from identity.session s join identity.account a on a.id = s.account_id
       where a.username = 'mai' and s.ended_at is null`,
    );
    expect(rows[0]!.count).toBe(mostSessions);
  }, 120_000);

  it('leaves nothing in the browser’s cache when she signs out', async () => {
    const visitor = new Visitor();
    const { tokens } = await signInThrough(site, visitor, 'hoa', password);
    const query = new URLSearchParams({ id_token_hint: tokens.id_token, client_id: 'sen-web' });
    const seen: (string | null)[] = [];
    const watched = globalThis.fetch;
    globalThis.fetch = async (...asked: Parameters<typeof fetch>) => {
      const answer = await watched(...asked);
      seen.push(answer.headers.get('clear-site-data'));
      return answer;
    };
    try {
      await visitor.open(`${site.url}/oidc/sign-out?${query.toString()}`);
    } finally {
      globalThis.fetch = watched;
    }
    expect(seen).toContain('"cache"');
  });
});
