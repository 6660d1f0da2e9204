import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Choices } from '../api.ts';
import { pushJob } from '../jobs/push.job.ts';
import { tellSome } from '../keep-telling.ts';
import { notify, type Told } from '../notify.ts';
import { makeFamily, type Family } from './a-family.ts';
import { ask } from './ask.ts';
import { startPushService, type PushSimulator } from './push-simulator.ts';

// One story, told in its order.
describe('a telephone that is told', { shuffle: false }, () => {
  let sen: TestPlatform;
  let service: PushSimulator;
  let family: Family;
  let hoa: CallAs;
  let now = new Date('2026-11-23T03:00:00Z');
  let day = 0;
  let nth = 0;

  beforeAll(async () => {
    service = await startPushService();
    sen = await startPlatform({
      now: () => now,
      env: { SEN_OUTGOING_ALLOW: `127.0.0.1:${service.port}` },
    });
    family = await makeFamily(sen);
    hoa = await sen.as('hoa');
  }, 120_000);
  afterAll(async () => {
    await sen.stop();
    await service.stop();
  });
  beforeEach(async () => {
    // Each story has a morning of its own, with the whole budget.
    day += 1;
    now = new Date(Date.parse('2026-11-23T03:00:00Z') + day * 86_400_000);
    hoa = await sen.as('hoa');
  });

  const tell = async (more: Partial<Told> = {}): Promise<void> =>
    sen.contextOf('messages').transaction((tx) =>
      notify(tx, {
        patientId: family.hoa,
        kind: 'result',
        key: `key ${(nth += 1)}`,
        title: { vi: 'HbA1c của bạn', en: 'Your HbA1c' },
        words: { vi: 'HbA1c 9,4 % ở Trạm Y tế', en: 'HbA1c 9.4 % at the station' },
        link: '/messages',
        ...more,
      }),
    );
  const choices = async (): Promise<Choices> =>
    (await ask<Choices>(hoa, 'GET', '/api/messages/choices')).body;
  const subscribe = async (name: string, by: CallAs = hoa): Promise<number> => {
    service.expectKey((await choices()).pushKey);
    return (await ask(by, 'POST', '/api/messages/browsers', service.browser(name))).status;
  };
  const until = (what: () => void | Promise<void>): Promise<void> =>
    vi.waitFor(what, { timeout: 40_000, interval: 100 });
  const textsOf = (name: string): { body: string; lang: string; tag: string; link: string }[] =>
    service.delivered
      .filter(({ browser }) => browser === name)
      .map(({ text }) => JSON.parse(text) as { body: string; lang: string; tag: string; link: string });
  const later = (minutes: number): void => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  /** What has not gone out yet. */
  const waiting = () =>
    sen
      .contextOf('messages')
      .sql.query<{ due_at: Date }>(
        `select due_at from messages.outing where state = 'waiting' order by due_at`,
      );
  const dropAll = async (): Promise<void> => {
    for (const id of (await choices()).browsers) await ask(hoa, 'DELETE', `/api/messages/browsers/${id}`, {});
  };

  it('a browser that was turned on gets one neutral sentence, encrypted for it and signed by this Sen', async () => {
    expect((await choices()).browsers).toEqual([]);
    expect(await subscribe('one')).toBe(200);
    await tell();
    await until(() => expect(textsOf('one')).toHaveLength(1));
    const [text] = textsOf('one');
    expect(text).toMatchObject({ body: 'Hồ sơ có thông tin mới.', lang: 'vi', link: '/messages' });
    const [{ topic, urgency } = { topic: '', urgency: '' }] = service.delivered;
    expect([topic, urgency]).toEqual([text?.tag, 'normal']);
    expect(JSON.stringify(service.delivered)).not.toMatch(/HbA1c|Trạm|Hoa/u);
    expect(service.faults).toEqual([]);
  });

  it('the key is drawn once and lies sealed, as do the addresses of browsers', async () => {
    const first = (await choices()).pushKey;
    expect((await choices()).pushKey).toBe(first);
    const { sql } = sen.contextOf('messages');
    const rows = await sql.query<{ row: string }>(
      `select to_jsonb(k)::text as row from messages.vapid_key k union all select to_jsonb(e)::text from messages.endpoint e`,
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { row } of rows) expect(row).not.toMatch(/127\.0\.0\.1|http/u);
  });

  it('a browser that is gone is forgotten, and the others are told', async () => {
    await dropAll();
    await subscribe('dead');
    await subscribe('alive');
    service.mood('dead', 410);
    await tell();
    await until(() => expect(textsOf('alive')).toHaveLength(1));
    await until(async () => expect((await choices()).browsers).toHaveLength(1));
    const calls = service.calls('dead');
    later(60);
    await tell();
    await until(() => expect(textsOf('alive')).toHaveLength(2));
    expect(service.calls('dead')).toBe(calls);
  });

  it('a service with too much to do, then broken, is asked again until it takes it; once', async () => {
    await dropAll();
    await subscribe('busy');
    service.mood('busy', 429, 201);
    await tell();
    await until(() => expect(textsOf('busy')).toHaveLength(1));
    expect(service.calls('busy')).toBe(2);
  }, 60_000);

  it('one that does not answer is tried again; the same interruption bears the same name each time', async () => {
    await dropAll();
    await subscribe('slow');
    service.mood('slow', 503);
    await tell();
    await until(() => expect(service.calls('slow')).toBeGreaterThan(0));
    const { sql } = sen.contextOf('messages');
    const [turn] = await sql.query<{ id: string }>(
      'select id from messages.turn order by told_at desc limit 1',
    );
    const endpointId = (await choices()).browsers[0]!;
    const run = () => pushJob.run(sen.contextOf('messages'), { endpointId, turnId: turn!.id });
    service.mood('slow', 'slow');
    await expect(run()).rejects.toThrow();
    service.mood('slow', 201);
    await run();
    await run();
    const tags = new Set(textsOf('slow').map(({ tag }) => tag));
    expect([...tags]).toEqual([turn!.id.replaceAll('-', '')]);
  }, 60_000);

  it('several that come close together are one; beyond the budget they stay in the inbox; what is urgent goes at once', async () => {
    await dropAll();
    await subscribe('budget');
    const bodies = (): string[] => textsOf('budget').map(({ body }) => body);
    await tell();
    await until(() => expect(bodies()).toHaveLength(1));
    await tell();
    await tell({ kind: 'due' });
    await until(async () => expect(await waiting()).toHaveLength(2));
    later(31);
    await until(async () => {
      await tellSome(sen.contextOf('messages'));
      expect(bodies()).toEqual(['Hồ sơ có thông tin mới.', 'Bạn có 2 tin mới trong Sen.']);
    });
    later(40);
    await tell();
    await until(() => expect(bodies()).toHaveLength(3));
    later(40);
    await tell();
    const kept = () =>
      sen
        .contextOf('messages')
        .sql.query(`select 1 from messages.outing where state = 'kept' and due_at >= $1`, [
          new Date(now.getTime() - 1000),
        ]);
    await until(async () => expect(await kept()).toHaveLength(1));
    expect(bodies()).toHaveLength(3);
    await tell({ kind: 'message', urgent: true });
    await until(() => expect(bodies().at(-1)).toBe('Bạn có một tin nhắn mới.'));
    expect(service.delivered.at(-1)?.urgency).toBe('high');
  }, 60_000);

  it('at night it waits for the morning, and what she has read by then is not told', async () => {
    await dropAll();
    await subscribe('night');
    later(12 * 60);
    hoa = await sen.as('hoa');
    await tell();
    await tell({ kind: 'due' });
    await until(async () => expect(await waiting()).toHaveLength(2));
    expect((await waiting())[0]?.due_at.toISOString().slice(11, 16)).toBe('00:00');
    const { notices } = (
      await ask<{ notices: { id: string; kind: string }[] }>(hoa, 'GET', '/api/messages/notices')
    ).body;
    const due = notices.find(({ kind }) => kind === 'due')!;
    await ask(hoa, 'POST', '/api/messages/notices/mark', { ids: [due.id], seen: true });
    later(10 * 60);
    await tellSome(sen.contextOf('messages'));
    await until(() => expect(textsOf('night').map(({ body }) => body)).toEqual(['Hồ sơ có thông tin mới.']));
  });

  it('kinds that she did not choose are told in the app alone, and a mother is told of her child', async () => {
    await dropAll();
    await subscribe('kinds');
    const { ways: _ways, pushKey: _key, browsers: _browsers, email: _email, ...pace } = await choices();
    const changed = await ask<Choices>(hoa, 'PUT', '/api/messages/choices', {
      ...pace,
      ways: { appointment: ['push'] },
    });
    expect(changed.body.ways).toMatchObject({ appointment: ['push'], result: [] });
    await tell({ patientId: family.na });
    await tell({ patientId: family.na, kind: 'appointment' });
    await until(() => expect(textsOf('kinds').map(({ body }) => body)).toEqual(['Có tin về một lịch hẹn.']));
    expect(
      (await ask<{ notices: object[] }>(hoa, 'GET', '/api/messages/notices')).body.notices.length,
    ).toBeGreaterThan(1);
  });

  it('a telephone that somebody else uses now tells her nothing of the one before', async () => {
    const browser = service.browser('shared');
    const bay = await sen.as('bay');
    expect((await ask(hoa, 'POST', '/api/messages/browsers', browser)).status).toBe(200);
    const before = (await choices()).browsers.length;
    expect((await ask(bay, 'POST', '/api/messages/browsers', browser)).status).toBe(200);
    expect((await choices()).browsers).toHaveLength(before - 1);
  });

  it.each([
    'http://127.0.0.1:1/push',
    'https://10.0.0.1/push',
    'https://localhost/push',
    'ftp://example.org',
    'x',
  ])('an address that leads inside is no browser: %s', async (endpoint) => {
    const { p256dh, auth } = service.browser('inner');
    expect((await ask(hoa, 'POST', '/api/messages/browsers', { endpoint, p256dh, auth })).status).toBe(400);
  });
});
