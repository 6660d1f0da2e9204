import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSmtp, type SmtpSimulator } from '#modules/subscriptions/test/smtp-simulator.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Choices } from '../api.ts';
import { forgetOldJob } from '../jobs/forget-old.job.ts';
import { notify } from '../notify.ts';
import { ask } from './ask.ts';

let sen: TestPlatform;
let relay: SmtpSimulator;
let now = new Date('2026-11-23T03:00:00Z');

beforeAll(async () => {
  relay = await startSmtp();
  sen = await startPlatform({ now: () => now, env: { SEN_SMTP_URL: relay.url } });
}, 120_000);
afterAll(async () => {
  await sen.stop();
  await relay.stop();
});

// One story, told in its order.
describe('letters', { shuffle: false }, () => {
  it('a letter comes where she gave an address and chose the kind; refused at first it comes later, once, and says nothing of health', async () => {
    const { hoa } = await sen.people();
    const call = await sen.as('hoa');
    const read = async () => (await ask<Choices>(call, 'GET', '/api/messages/choices')).body;
    expect((await read()).email).toBe('no-address');
    await sen.platform.identity.mailboxes.set(sen.database, hoa.accountId, 'hoa@example.vn', now);
    expect((await read()).email).toBe('ready');
    const { quietFrom, quietTo, most } = await read();
    await ask(call, 'PUT', '/api/messages/choices', {
      quietFrom,
      quietTo,
      most,
      ways: { result: ['email'] },
    });
    relay.accepts = false;
    const tell = (kind: 'result' | 'due', key: string) =>
      sen.contextOf('messages').transaction((tx) =>
        notify(tx, {
          patientId: hoa.patientId,
          kind,
          key,
          title: { vi: 'HbA1c 9,4 %', en: 'HbA1c 9.4 %' },
          words: { vi: 'Đường huyết cao', en: 'High sugar' },
          link: '/messages',
        }),
      );
    await tell('due', 'not chosen');
    await tell('result', 'chosen');
    await vi.waitFor(() => expect(relay.tries).toBeGreaterThan(0), { timeout: 20_000 });
    relay.accepts = true;
    await vi.waitFor(() => expect(relay.letters).toHaveLength(1), { timeout: 60_000, interval: 200 });
    const [{ to, text } = { to: '', text: '' }] = relay.letters;
    expect(to).toContain('hoa@example.vn');
    expect(text).not.toMatch(/HbA1c|9[.,]4|Nguy|sugar/iu);
    expect(text).toContain('There is something new in a record.');
  }, 90_000);

  it('how things went out long ago is forgotten; the notices stay', async () => {
    const { sql } = sen.contextOf('messages');
    const count = async (table: string) => (await sql.query(`select 1 from messages.${table}`)).length;
    const notices = await count('notice');
    now = new Date('2027-03-01T03:00:00Z');
    await forgetOldJob.run(sen.contextOf('messages'), {});
    expect([await count('outing'), await count('turn'), await count('notice')]).toEqual([0, 0, notices]);
  });
});
