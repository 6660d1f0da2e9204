import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Choices } from '../api.ts';
import { smsJob } from '../jobs/sms.job.ts';
import { notify } from '../notify.ts';
import { smsCommand } from '../sms/command.ts';
import { setProvider } from '../sms/provider.ts';
import { ask } from './ask.ts';
import { startSmsProvider } from './sms-simulator.ts';

// One story, told in its order.
describe('text messages', { shuffle: false }, () => {
  let sen: TestPlatform;
  let provider: Awaited<ReturnType<typeof startSmsProvider>>;
  let hoa: CallAs;
  let patientId: string;
  let turnId: string;
  const now = new Date('2026-11-23T03:00:00Z');

  beforeAll(async () => {
    provider = await startSmsProvider('test-key');
    sen = await startPlatform({
      now: () => now,
      env: { SEN_OUTGOING_ALLOW: `127.0.0.1:${provider.port}` },
    });
    ({ patientId } = (await sen.people()).hoa);
    hoa = await sen.as('hoa');
  }, 120_000);
  afterAll(async () => {
    await sen.stop();
    await provider.stop();
  });

  const choices = async (): Promise<Choices> =>
    (await ask<Choices>(hoa, 'GET', '/api/messages/choices')).body;

  it('are offered only where there is a provider, and a mobile number in her record', async () => {
    expect((await choices()).sms).toBe('none-here');
    const lines: string[] = [];
    const ctx = sen.contextOf('messages');
    expect(
      await smsCommand.run(ctx, ['set', '--url', 'http://plain.example', '--key', 'x'], (one) =>
        lines.push(one),
      ),
    ).toBe(2);
    await setProvider(ctx, { url: provider.url, key: 'test-key' });
    expect((await choices()).sms).toBe('no-number');
    const { record } = sen.context();
    const patient = JSON.parse((await record.read('Patient', patientId)).text) as Patient;
    await record.update({
      ...patient,
      telecom: [
        { system: 'phone', use: 'old', value: '0911 111 111' },
        { system: 'phone', value: '024 3733 1234' },
        { system: 'phone', use: 'mobile', value: '0912.345.678' },
      ],
    });
    expect(await choices()).toMatchObject({ sms: 'ready', smsTo: '••• ••• 678' });
    const [row] = await ctx.sql.query<{ sealed: string }>('select sealed from messages.sms_provider');
    expect(row?.sealed).not.toContain('test-key');
  });

  it('are asked again of a provider that is down, answers nonsense, or loses its answer; sent once, and say nothing of health', async () => {
    const { quietFrom, quietTo, most } = await choices();
    await ask(hoa, 'PUT', '/api/messages/choices', { quietFrom, quietTo, most, ways: { result: ['sms'] } });
    provider.mood('down');
    await sen.contextOf('messages').transaction((tx) =>
      notify(tx, {
        patientId,
        kind: 'result',
        key: 'sms',
        title: { vi: 'HbA1c 9,4 %', en: 'HbA1c 9.4 %' },
        words: { vi: '', en: '' },
        link: '/messages',
      }),
    );
    await vi.waitFor(() => expect(provider.calls.length).toBeGreaterThan(0), { timeout: 20_000 });
    turnId = provider.calls[0]!.reference;
    const run = () => smsJob.run(sen.contextOf('messages'), { turnId });
    for (const mood of ['down', 'wrong', 'lost'] as const) {
      provider.mood(mood);
      await expect(run()).rejects.toThrow();
    }
    provider.mood('accept');
    await run();
    await run();
    expect(provider.sent).toEqual([
      { to: '+84912345678', text: 'Sen: Hồ sơ có thông tin mới. Mở Sen để xem.', reference: turnId },
    ]);
  }, 60_000);

  it('that a provider refuses or keeps waiting hold nobody up: refused is over, silence is tried again', async () => {
    const run = () => smsJob.run(sen.contextOf('messages'), { turnId });
    provider.mood('reject');
    await run();
    provider.mood('slow');
    await expect(run()).rejects.toThrow();
    provider.mood('accept');
    expect(await smsCommand.run(sen.contextOf('messages'), ['remove'], () => undefined)).toBe(0);
    const before = provider.calls.length;
    await run();
    expect(provider.calls).toHaveLength(before);
    expect((await choices()).sms).toBe('none-here');
  }, 60_000);
});
