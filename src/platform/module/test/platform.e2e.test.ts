import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventType, serviceToken } from '#kernel/contract.ts';
import { startPlatform, type TestPlatform } from '../../testing/start-platform.ts';
import { defineModule, defineRoute, onEvent, type AnyJob, type AnyModule } from '../define-module.ts';

const price = serviceToken<(what: string) => number>('till.price');
const weighed = eventType({ name: 'scales.weighed', version: 1, payload: z.object({ kg: z.number() }) });
const heard: number[] = [];
const printed: string[] = [];
const background: string[] = [];

const till = defineModule({
  id: 'till',
  title: { vi: 'Quầy thu', en: 'Till' },
  permissions: {},
  services: () => new Map([[price, (what: string) => what.length * 1000]]),
});
const printLabel: AnyJob = {
  name: 'scales.print',
  retry: { limit: 1, backoffSeconds: 1 },
  payload: z.object({ text: z.string() }),
  run: async (_ctx: unknown, payload: { text: string }) => void printed.push(payload.text),
};
const scales = defineModule({
  id: 'scales',
  title: { vi: 'Cân', en: 'Scales' },
  needs: ['till'],
  permissions: {},
  routes: [
    defineRoute({
      method: 'POST',
      path: '/api/scales/weigh',
      allow: 'public',
      input: z.object({ kg: z.number(), fail: z.boolean().optional() }),
      output: z.object({ dong: z.number() }),
      async handle(ctx, { kg, fail }) {
        await ctx.emit(weighed, { kg });
        await ctx.enqueue(printLabel, { text: `${kg} kg` });
        if (fail === true) throw new Error('no');
        return { dong: ctx.use(price)('gạo') };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/api/scales/slow',
      allow: 'public',
      input: z.object({ ms: z.coerce.number() }),
      output: z.object({ done: z.boolean() }),
      handle: async (_ctx, { ms }) => {
        await sleep(ms);
        return { done: true };
      },
    }),
  ],
  handlers: [onEvent(weighed, 'scales.remember', async (_ctx, { kg }) => void heard.push(kg))],
  jobs: [printLabel],
  background: [
    {
      name: 'scales.belt',
      start: async (host) => {
        background.push(`started as ${host.context().actor.kind}`);
        return { stop: async () => void background.push('stopped') };
      },
    },
  ],
});

const weigh = (platform: TestPlatform, body: object): Promise<Response> =>
  fetch(`${platform.url}/api/scales/weigh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('platform', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ modules: [till, scales] });
  });
  afterAll(() => platform.stop());

  it('carries a call through service, event and job', async () => {
    expect(await (await weigh(platform, { kg: 5 })).json()).toEqual({ dong: 3000 });
    await platform.settle();
    expect(heard).toContain(5);
    await expect.poll(() => printed, { timeout: 8000 }).toContain('5 kg');
  });

  it('tells nobody of a call that failed', async () => {
    expect((await weigh(platform, { kg: 66, fail: true })).status).toBe(500);
    await platform.settle();
    expect(heard).not.toContain(66);
    const { rowCount } = await platform.database.query(
      "SELECT 1 FROM jobs.job WHERE data->>'text' = '66 kg'",
    );
    expect(rowCount).toBe(0);
  });

  it('offers a service only to modules that say they need it', () => {
    expect(platform.contextOf('scales').use(price)('ab')).toBe(2000);
    expect(() => platform.contextOf('till').use(serviceToken('scales.secret'))).toThrow(
      /offered by no module/,
    );
  });

  it('knows nobody by a made-up token', async () => {
    const response = await fetch(`${platform.url}/api/scales/slow?ms=1`, {
      headers: { authorization: 'Bearer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
  });
});

describe('graceful stop', () => {
  const modules: readonly AnyModule[] = [till, scales];

  it('finishes the call under way, takes no more, and stops what runs beside', async () => {
    background.length = 0;
    const platform = await startPlatform({ modules });
    const slow = fetch(`${platform.url}/api/scales/slow?ms=400`);
    await sleep(100);
    const stopping = platform.stop();
    await sleep(50);
    await expect(fetch(`${platform.url}/healthz`).then((r) => r.status))
      .resolves.toBe(503)
      .catch(() => undefined);
    expect(await (await slow).json()).toEqual({ done: true });
    await stopping;
    expect(background).toEqual(['started as platform', 'stopped']);
    await expect(fetch(`${platform.url}/healthz`)).rejects.toThrow();
  });

  it('does not wait for ever for a call that does not end', async () => {
    const platform = await startPlatform({ modules, graceMs: 300 });
    const endless = fetch(`${platform.url}/api/scales/slow?ms=5000`).catch(() => 'cut');
    await sleep(100);
    const before = Date.now();
    await platform.stop();
    expect(Date.now() - before).toBeLessThan(3000);
    expect(await endless).toBe('cut');
  });
});
