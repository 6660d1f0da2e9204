import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { account } from '../module.ts';

const password = 'sen nở giữa đầm 2026';
let sen: TestPlatform;

beforeAll(async () => {
  sen = await startPlatform({ modules: [account] });
  const people = await sen.people();
  await sen.platform.identity.setPassword(people.hoa.accountId, password);
});
afterAll(() => sen.stop());

const post = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json().catch(() => ({}))) as { code?: string }).code ?? '';

describe('the account page’s doors', () => {
  it('open to every person, whatever the role, and show her own things only', async () => {
    for (const name of ['hoa', 'bs.lan', 'bs.minh', 'quantri']) {
      const call = await sen.as(name);
      expect((await call('/api/account/factors')).status, name).toBe(200);
      const { sessions } = (await (await call('/api/account/sessions')).json()) as {
        sessions: { isThis: boolean }[];
      };
      expect(sessions.filter(({ isThis }) => isThis)).toHaveLength(1);
    }
  });

  it('stay shut to nobody and to systems', async () => {
    const system = await sen.asSystem();
    for (const path of ['/api/account/factors', '/api/account/sessions', '/api/account/sign-ins']) {
      expect((await fetch(`${sen.url}${path}`)).status).toBe(401);
      expect((await system(path)).status).toBe(403);
    }
    expect((await system('/api/account/step-up', post({ method: 'password', password }))).status).toBe(403);
  });

  it('let nobody rename or end what is somebody else’s', async () => {
    const [lan, hoa] = [await sen.as('bs.lan'), await sen.as('hoa')];
    const { sessions } = (await (await lan('/api/account/sessions')).json()) as {
      sessions: { id: string }[];
    };
    const id = sessions[0]?.id ?? '';
    expect((await hoa(`/api/account/sessions/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await hoa(`/api/account/sessions/${id}/name`, post({ name: 'x' }))).status).toBe(404);
    expect((await hoa('/api/account/passkeys/x', { method: 'DELETE' })).status).toBe(404);
    expect((await lan('/api/account/factors')).status).toBe(200);
  });

  it('ask for a confirmation once the sign-in is old, and go on after it', async () => {
    const call = await sen.as('hoa');
    await sen.database.query(`UPDATE identity.session SET assured_at = now() - interval '1 hour'`);
    const refused = await call('/api/account/recovery-codes', post({}));
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'access.step-up-required']);
    const wrong = await call('/api/account/step-up', post({ method: 'password', password: 'nhầm' }));
    expect([wrong.status, await codeOf(wrong)]).toEqual([422, 'identity.not-confirmed']);
    expect((await call('/api/account/step-up', post({ method: 'password', password }))).status).toBe(200);
    const answer = await call('/api/account/recovery-codes', post({}));
    expect(((await answer.json()) as { codes: string[] }).codes).toHaveLength(10);
    const { signIns } = (await (await call('/api/account/sign-ins')).json()) as {
      signIns: { refusal?: string }[];
    };
    expect(signIns[0]?.refusal).toBe('step-up');
  });

  it('keep no secret beside an Idempotency-Key', async () => {
    const call = await sen.as('hoa');
    const again = {
      ...post({}),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'one-key-1' },
    };
    const one = (await (await call('/api/account/recovery-codes', again)).json()) as { codes: string[] };
    const { rows } = await sen.database.query('SELECT a::text AS text FROM http.answer a');
    expect(JSON.stringify(rows)).not.toContain(one.codes[0]);
  });

  it('do not stop the server when one person asks fifty times at once', async () => {
    const call = await sen.as('hoa');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call('/api/account/step-up/begin', post({}))),
    );
    expect(answers.map(({ status }) => status).every((status) => status === 200 || status === 429)).toBe(
      true,
    );
    expect((await call('/api/account/factors')).status).toBe(200);
  });
});
