import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await startDatabase([]);
});
afterAll(() => test.stop());

interface Answer {
  readonly answer: number;
  /** Process of PostgreSQL that answered. */
  readonly line: number;
}

const ask = (value: number, text = 'select $1::int as answer, pg_backend_pid() as line') =>
  test.database.query<Answer>({ text, values: [value], lane: 'read' });

it('statements of many callers share few connections, and each caller gets her own answer', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, (_, value) => ask(value)));
  expect(answers.map(({ rows }) => rows[0]?.answer)).toEqual(
    Array.from({ length: 300 }, (_, value) => value),
  );
  expect(new Set(answers.map(({ rows }) => rows[0]?.line)).size).toBeLessThanOrEqual(2);
});

it('a prepared statement is understood on each line, also when many callers name it first together', async () => {
  const prepared = (value: number) =>
    test.database.query<{ twice: number }>({
      name: 'lane-test',
      text: 'select $1::int * 2 as twice',
      values: [value],
      lane: 'read',
    });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, value) => prepared(value)));
  expect(answers.map(({ rows }) => rows[0]?.twice)).toEqual(
    Array.from({ length: 50 }, (_, value) => value * 2),
  );
});

it('a statement that fails leaves those that travel with it alone', async () => {
  const [before, wrong, after] = await Promise.allSettled([
    ask(1),
    ask(0, 'select 1 / $1::int as answer'),
    ask(3),
  ]);
  expect(before).toMatchObject({ status: 'fulfilled', value: { rows: [{ answer: 1 }] } });
  expect(wrong).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
  expect(after).toMatchObject({ status: 'fulfilled', value: { rows: [{ answer: 3 }] } });
});

it('a line that breaks is replaced without a caller noticing', async () => {
  const { rows } = await ask(1);
  await Promise.all([
    ...Array.from({ length: 20 }, async (_, value) => {
      const answer = await ask(value, 'select $1::int as answer, 0 as line, pg_sleep(0.02)');
      expect(answer.rows[0]?.answer).toBe(value);
    }),
    test.database.query('select pg_terminate_backend($1::int)', [rows[0]!.line]),
  ]);
  expect((await ask(7)).rows[0]?.answer).toBe(7);
});

it('inside a transaction a statement stays in it', async () => {
  const seen = await test.database.transaction(async (tx) => {
    await tx.query('create temporary table only_here (a int)');
    await tx.query('insert into only_here values (5)');
    return tx.query<{ a: number }>({ text: 'select a from only_here', lane: 'read' });
  });
  expect(seen.rows).toEqual([{ a: 5 }]);
});
