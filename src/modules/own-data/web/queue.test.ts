import { expect, it } from 'vitest';
import { RequestProblem } from '#web/data/problem.ts';
import type { Client } from '#web/data/client.ts';
import type { Sample } from '../domain/reading.ts';
import { createQueue, type Kept, type Waiting } from './queue.ts';

const sample = (id: string): Sample => ({
  id,
  kind: 'pulse',
  values: [70],
  unit: '/min',
  at: '2026-11-23T07:30:00+07:00',
  clock: 'phone',
});
const waiting = (id: string, patientId = 'hoa'): Waiting => ({ patientId, sample: sample(id) });

interface Sent {
  readonly patientId: string;
  readonly samples: readonly { readonly id: string }[];
}

const phone = () => {
  let kept: Kept | undefined;
  const keeper = {
    read: () => Promise.resolve(kept),
    write: (_name: string, draft: Kept) => {
      // As it would lie on a disk.
      kept = JSON.parse(JSON.stringify(draft)) as Kept;
      return Promise.resolve();
    },
    remove: () => Promise.resolve(),
  };
  let turn: Promise<unknown> = Promise.resolve();
  const lock = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };
  return createQueue(keeper, lock);
};

const centre = (answer: (input: Sent) => unknown): { client: Client; heard: Sent[] } => {
  const heard: Sent[] = [];
  const call = (_endpoint: unknown, input: Sent) => {
    heard.push(input);
    return Promise.resolve().then(() => answer(input));
  };
  return { client: { call } as unknown as Client, heard };
};
const takesAll = ({ samples }: Sent) => ({
  results: samples.map(({ id }) => ({ id, outcome: 'stored' as const })),
});

it('what could not be sent waits, and is taken away only when it was answered for', async () => {
  const queue = phone();
  await queue.add([waiting('a'), waiting('b')]);
  const gone = centre(() => {
    throw new RequestProblem('offline');
  });
  await expect(queue.send(gone.client)).rejects.toThrow('offline');
  expect(await queue.all()).toHaveLength(2);
  const { client, heard } = centre(takesAll);
  expect(await queue.send(client)).toHaveLength(2);
  expect(await queue.all()).toHaveLength(0);
  expect(heard[0]?.samples.map(({ id }) => id)).toEqual(['a', 'b']);
});

it('what is refused stays to be looked at and is not sent again', async () => {
  const queue = phone();
  await queue.add([waiting('a')]);
  const { client, heard } = centre(() => ({ results: [{ id: 'a', outcome: 'refused', reason: 'future' }] }));
  await queue.send(client);
  await queue.send(client);
  expect(heard).toHaveLength(1);
  expect((await queue.all()).map(({ refused }) => refused)).toEqual(['future']);
  await queue.drop(['a']);
  expect(await queue.all()).toHaveLength(0);
});

it('readings of two people and of many go in parts of their own', async () => {
  const queue = phone();
  await queue.add([
    ...Array.from({ length: 205 }, (_, at) => waiting(`hoa-${at}`)),
    waiting('an-1', 'an'),
    waiting('an-1', 'an'),
  ]);
  const { client, heard } = centre(takesAll);
  await queue.send(client);
  expect(heard.map(({ patientId, samples }) => [patientId, samples.length])).toEqual([
    ['hoa', 200],
    ['hoa', 5],
    ['an', 1],
  ]);
});

it('what is refused as a whole holds up nobody else’s', async () => {
  const queue = phone();
  await queue.add([waiting('of-a-child', 'an'), waiting('of-hers')]);
  const { client } = centre((input) => {
    if (input.patientId === 'an') throw new RequestProblem('refused');
    return takesAll(input);
  });
  await expect(queue.send(client)).rejects.toThrow('refused');
  expect((await queue.all()).map(({ sample: { id } }) => id)).toEqual(['of-a-child']);
});

it('what is added while others are on their way is not lost', async () => {
  const queue = phone();
  await queue.add([waiting('a')]);
  const { client } = centre(async (input) => {
    await queue.add([waiting('b')]);
    return takesAll(input);
  });
  await queue.send(client);
  expect((await queue.all()).map(({ sample: { id } }) => id)).toEqual(['b']);
});
