import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventType } from '#kernel/contract.ts';
import type { Context } from '../../context.ts';
import { silentLog } from '../../log/create-log.ts';
import { onEvent, type AnyHandler } from '../../module/define-module.ts';
import type { Transaction } from '../../sql/database.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { listFailedDeliveries, reviveDeadLetters } from '../dead-letters.ts';
import { createDispatcher, type Dispatcher } from '../dispatcher.ts';
import { cleanOutbox, writeEvent } from '../outbox.ts';

const born = eventType({ name: 'ward.child-born', version: 1, payload: z.object({ n: z.number() }) });
const origin = { requestId: 'r', at: new Date('2026-01-01T00:00:00Z') };

let test: TestDatabase;
const dispatchers: Dispatcher[] = [];
beforeEach(async () => {
  test = await startDatabase([{ part: 'events', folder: new URL('../migrations/', import.meta.url) }]);
  await test.database.query('CREATE TABLE heard (handler text, n int)');
});
afterEach(async () => {
  await Promise.all(dispatchers.splice(0).map((one) => one.stop()));
  await test.stop();
});

/** A handler's context as far as these handlers use it: SQL in the delivery's own transaction. */
function contextIn(tx: Transaction): Context {
  return {
    sql: { query: async (text: string, values?: unknown[]) => (await tx.query(text, values)).rows },
  } as unknown as Context;
}
function dispatch(handlers: AnyHandler[], options: { maxAttempts?: number } = {}): Dispatcher {
  const one = createDispatcher({
    database: test.database,
    handlers,
    contextFor: (_handler, tx) => contextIn(tx),
    log: silentLog,
    backoffMs: () => 0,
    pollMs: 100,
    ...options,
  });
  dispatchers.push(one);
  return one;
}
const write = (ctx: Context, handler: string, n: number): Promise<unknown> =>
  ctx.sql.query('INSERT INTO heard VALUES ($1, $2)', [handler, n]);
const remember = (name: string): AnyHandler =>
  onEvent(born, name, async (ctx, { n }) => void (await write(ctx, name, n)));
const heard = async (handler: string): Promise<number[]> =>
  (await test.database.query<{ n: number }>('SELECT n FROM heard WHERE handler = $1', [handler])).rows.map(
    (row) => row.n,
  );
const tell = (n: number): Promise<void> =>
  test.database.transaction((tx) => writeEvent(tx, born, { n }, origin));

describe('outbox', () => {
  it('brings each event to each handler, in order, once', async () => {
    for (let n = 1; n <= 5; n += 1) await tell(n);
    const one = dispatch([remember('a'), remember('b')]);
    await one.settle();
    await one.settle();
    expect(await heard('a')).toEqual([1, 2, 3, 4, 5]);
    expect(await heard('b')).toEqual([1, 2, 3, 4, 5]);
  });

  it('forgets an event whose transaction was undone', async () => {
    const undone = test.database.transaction(async (tx) => {
      await writeEvent(tx, born, { n: 9 }, origin);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    const one = dispatch([remember('a')]);
    await one.settle();
    expect(await heard('a')).toEqual([]);
  });

  it('never skips an event that was written first and committed last', async () => {
    const one = dispatch([remember('a')]);
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    let written: () => void = () => undefined;
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    const late = test.database.transaction(async (tx) => {
      await writeEvent(tx, born, { n: 1 }, origin);
      written();
      await held;
    });
    await isWritten;
    await tell(2);
    await one.settle(150);
    expect(await heard('a')).toEqual([]);
    commit();
    await late;
    await one.settle();
    expect(await heard('a')).toEqual([1, 2]);
  });

  it('shares the work between two servers without doing anything twice', async () => {
    for (let n = 0; n < 30; n += 1) await tell(n);
    const servers = [dispatch([remember('a')]), dispatch([remember('a')])];
    while ((await heard('a')).length < 30) await Promise.all(servers.map((one) => one.settle()));
    expect((await heard('a')).sort((x, y) => x - y)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  it('does the work once when the same event is delivered again', async () => {
    await tell(1);
    const one = dispatch([remember('a')]);
    await one.settle();
    await test.database.query("UPDATE events.cursor SET tx = '0', id = 0");
    await one.settle();
    expect(await heard('a')).toEqual([1]);
  });

  it('undoes a handler that fails, goes on with the next event, and tries again', async () => {
    let failures = 2;
    const shaky = onEvent(born, 'shaky', async (ctx, { n }) => {
      await write(ctx, 'shaky', n);
      if (n === 1 && failures-- > 0) throw new Error('not yet');
    });
    await tell(1);
    await tell(2);
    const one = dispatch([shaky]);
    await one.settle();
    expect((await heard('shaky')).sort((a, b) => a - b)).toEqual([1, 2]);
    expect(await listFailedDeliveries(test.database)).toEqual([]);
  });

  it('keeps what never works as a dead letter that can be seen and revived, without a word of its content', async () => {
    let broken = true;
    const hopeless = onEvent(born, 'hopeless', async (ctx, { n }) => {
      if (broken) throw new Error('bệnh nhân Hoa');
      await write(ctx, 'hopeless', n);
    });
    await tell(7);
    const one = dispatch([hopeless], { maxAttempts: 3 });
    await one.settle();
    const letters = await listFailedDeliveries(test.database);
    expect(letters).toMatchObject([
      { handler: 'hopeless', event: 'ward.child-born', attempts: 3, dead: true, error: 'Error' },
    ]);
    expect(await cleanOutbox(test.database, new Date())).toBe(0);
    broken = false;
    expect(await reviveDeadLetters(test.database, 'hopeless')).toBe(1);
    await one.settle();
    expect(await heard('hopeless')).toEqual([7]);
  });

  it('hears by itself what another connection wrote', async () => {
    const one = dispatch([remember('a')]);
    await one.start();
    await tell(4);
    await expect.poll(() => heard('a'), { timeout: 5000 }).toEqual([4]);
  });

  it('throws away only what every handler is through with', async () => {
    await tell(1);
    const [fast, slow] = [dispatch([remember('a')]), dispatch([remember('b')])];
    await test.database.query("INSERT INTO events.cursor VALUES ('b', '0', 0)");
    await fast.settle();
    expect(await cleanOutbox(test.database, new Date())).toBe(0);
    await slow.settle();
    expect(await cleanOutbox(test.database, new Date())).toBe(1);
  });

  it('refuses to write a fact that its own type does not take', async () => {
    const wrong = test.database.transaction((tx) =>
      writeEvent(tx, born, { n: 'x' } as unknown as { n: number }, origin),
    );
    await expect(wrong).rejects.toThrow();
  });
});
