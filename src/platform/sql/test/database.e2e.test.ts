import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import type { Transaction } from '../database.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await startDatabase([]);
  await test.database.query('CREATE TABLE note (id int PRIMARY KEY, text text NOT NULL)');
});
afterAll(() => test.stop());

const count = async (id: number): Promise<number> =>
  (await test.database.query('SELECT 1 FROM note WHERE id = $1', [id])).rowCount;

describe('database', () => {
  it('keeps nothing of a transaction that fails', async () => {
    const failing = test.database.transaction(async (tx) => {
      await tx.query("INSERT INTO note VALUES (1, 'a')");
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await count(1)).toBe(0);
  });

  it('undoes only the savepoint that failed', async () => {
    await test.database.transaction(async (tx) => {
      await tx.query("INSERT INTO note VALUES (2, 'kept')");
      await tx
        .transaction(async (inner) => {
          await inner.query("INSERT INTO note VALUES (3, 'undone')");
          await inner.query("INSERT INTO note VALUES (2, 'twice')");
        })
        .catch(() => undefined);
      await tx.query("INSERT INTO note VALUES (4, 'kept too')");
    });
    expect([await count(2), await count(3), await count(4)]).toEqual([1, 0, 1]);
  });

  it('tells afterCommit only what became durable', async () => {
    const told: string[] = [];
    await test.database.transaction(async (tx) => {
      tx.afterCommit(() => void told.push('outer'));
      await tx
        .transaction(async (inner) => {
          inner.afterCommit(() => void told.push('undone'));
          throw new Error('no');
        })
        .catch(() => undefined);
      expect(told).toEqual([]);
    });
    expect(told).toEqual(['outer']);
  });

  it('runs two transactions that wait for each other again until both are through', async () => {
    await test.database.query("INSERT INTO note VALUES (10, ''), (11, '')");
    let attempts = 0;
    let meet: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => (meet = resolve));
    let holding = 0;
    const append = (first: number, second: number) => async (tx: Transaction) => {
      attempts += 1;
      await tx.query("UPDATE note SET text = text || 'x' WHERE id = $1", [first]);
      holding += 1;
      if (holding === 2) meet();
      await bothHoldOne;
      await tx.query("UPDATE note SET text = text || 'x' WHERE id = $1", [second]);
    };
    await Promise.all([test.database.transaction(append(10, 11)), test.database.transaction(append(11, 10))]);
    const { rows } = await test.database.query<{ text: string }>(
      'SELECT text FROM note WHERE id IN (10, 11)',
    );
    expect(rows.map((row) => row.text)).toEqual(['xx', 'xx']);
    expect(attempts).toBeGreaterThan(2);
  });

  it('gives bigint as number and a calendar day as it is written', async () => {
    const { rows } = await test.database.query({
      name: 'types',
      text: "SELECT 5::bigint AS n, '2026-02-03'::date AS d, ARRAY[1,2]::bigint[] AS many, 1.50::numeric AS decimal",
    });
    expect(rows).toEqual([{ n: 5, d: '2026-02-03', many: [1, 2], decimal: '1.50' }]);
  });

  it('says service.unavailable when the connection is cut in the middle', async () => {
    const cut = test.database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await test.database.query('SELECT pg_terminate_backend($1::int)', [rows[0]?.pid]);
      await tx.query('SELECT 1');
    });
    await expect(cut).rejects.toMatchObject({ code: 'service.unavailable' });
    await expect(test.database.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('hears a notice', async () => {
    const heard = new Promise<string>((resolve) => {
      void test.database
        .listen('bell', resolve)
        .then(() => test.database.query("SELECT pg_notify('bell', 'ring')"));
    });
    expect(await heard).toBe('ring');
  });
});
