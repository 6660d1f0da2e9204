import { expect, it } from 'vitest';
import { adviceOfCall } from './advice.ts';
import { correctTimes } from './device-clock.ts';
import { doneAt, doneOn } from './done-at.ts';
import { waitingCalls } from './kept-calls.ts';
import { useOtherPerson } from './other-person.ts';
import { nextToSend, waitingOnes } from './outbox.ts';
import { printRescue, readRescue } from './rescue-file.ts';
import { outboxKey, type SavedCall, type SavedWrite } from './saved-write.ts';
import { settleWrite } from './settle-write.ts';
import { wireWrite } from './wire-write.ts';

const now = new Date('2026-11-23T02:00:00Z');
const called = (
  order: number,
  part: Partial<SavedCall> = {},
  more: Partial<SavedWrite> = {},
): SavedWrite => ({
  key: outboxKey(order, `w${order}`),
  id: `w${order}`,
  origins: [`w${order}`],
  localAt: now.getTime(),
  behindMs: 0,
  entries: [],
  call: { route: 'POST /things', input: { n: order }, title: { vi: 'Việc', en: 'Thing' }, ...part },
  state: 'saved',
  ...more,
});
const ids = (writes: readonly { id: string }[]): string[] => writes.map(({ id }) => id);

it('leaves in its order, behind what makes what it stands on; behind a refused one it waits', () => {
  const made = called(1, { makes: ['fridge/1'] });
  const writes = [made, called(2, { needs: ['fridge/1'] }), called(3, { needs: ['fridge/2'] })];
  expect(ids(nextToSend(writes, 20))).toEqual(['w1', 'w3']);
  expect(waitingOnes(writes).size).toBe(0);
  expect([...waitingOnes([{ ...made, state: 'refused' }, ...writes.slice(1)])]).toEqual(['w2']);
});

it('travels as a route and its input, and stays with why where it is refused; a clash of a call is a refusal', () => {
  expect(wireWrite(called(1))).toEqual({
    id: 'w1',
    savedAt: now.toISOString(),
    call: { route: 'POST /things', input: { n: 1 } },
  });
  const answer = { id: 'w1', outcome: 'conflict' as const, theirs: [] };
  expect(settleWrite(called(1), answer, [], () => 'x').puts).toMatchObject([
    { how: 'replace', value: { state: 'refused', call: { input: { n: 1 } } } },
  ]);
  expect([adviceOfCall('immunisation.stock-changed'), adviceOfCall('access.denied')]).toEqual([
    'write-anew',
    'ask-rights',
  ]);
});

it('is laid over what is held until that shows it; what was refused is not done', () => {
  const taken = [{ ...called(1).call!, id: 'w1' }];
  const outbox = [called(2), called(3, {}, { state: 'refused' }), called(4)];
  expect(ids(waitingCalls(taken, outbox))).toEqual(['w1', 'w2', 'w4']);
});

it('brings its times right with the clock, goes to another person, and comes back out of a rescue file', () => {
  const { behindMs: _unknown, ...write } = called(1, { input: { at: now.toISOString(), on: '2026-01-02' } });
  const right = correctTimes(write, 3_600_000);
  expect(right.call?.input).toEqual({ at: '2026-11-23T03:00:00.000Z', on: '2026-01-02' });
  const [, moved] = useOtherPerson([called(1, { input: { id: 'a', with: ['b'] } })], 'b', 'c', () => 'new');
  expect(moved).toMatchObject({ value: { call: { input: { id: 'a', with: ['c'] } }, state: 'saved' } });
  expect(readRescue(printRescue([called(1)], now))).toEqual([called(1)]);
});

it('tells when it was done: not ahead, and within 45 days', () => {
  const at = (days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString();
  expect(doneAt(undefined, now)).toBe(now);
  expect(doneAt(at(-44), now).toISOString()).toBe(at(-44));
  expect(doneAt(at(0.001), now)).toBe(now);
  expect(() => doneAt(at(0.1), now)).toThrow('request.invalid');
  expect(() => doneAt(at(-46), now)).toThrow('request.invalid');
  expect(doneOn('2026-11-23', now)).toBe('2026-11-23');
  expect(() => doneOn('2026-11-24', now)).toThrow('request.invalid');
  expect(() => doneOn('2026-10-01', now)).toThrow('request.invalid');
});
