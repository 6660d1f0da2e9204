import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGate } from './admission.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limits = { inside: 2, waiting: 1, patienceMs: 1000, backWithin: 60 };

describe('the gate before the work of devices', () => {
  it('lets a few in, has one wait for her turn, and tells the others when to come back', async () => {
    const gate = createGate(limits, () => 0.5);
    const first = await gate.enter();
    await gate.enter();
    const waits = gate.enter();
    await expect(gate.enter()).rejects.toMatchObject({ code: 'service.busy', seconds: 33 });
    first();
    first();
    (await waits)();
    await gate.enter();
  });

  it('lets nobody wait for ever, and has room again for who did', async () => {
    const gate = createGate(limits, () => 0);
    const first = await gate.enter();
    await gate.enter();
    const waits = gate.enter().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1001);
    expect(await waits).toMatchObject({ code: 'service.busy', seconds: 3 });
    const next = gate.enter();
    first();
    await next;
  });

  it('forgets who never said that she left', async () => {
    const gate = createGate(limits);
    await gate.enter();
    await gate.enter();
    await vi.advanceTimersByTimeAsync(120_001);
    await gate.enter();
  });
});
