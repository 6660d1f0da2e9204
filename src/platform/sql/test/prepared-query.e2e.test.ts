import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await startDatabase([]);
});
afterAll(() => test.stop());

const values = [
  null,
  7,
  'Nguyễn',
  true,
  new Date('2026-11-22T00:00:00.123Z'),
  ['a', null],
  Buffer.from([0, 255]),
];
const text = `select $1::text as nothing, $2::bigint as number, $3::text as name, $4::boolean as yes,
  $5::timestamptz as at, $6::text[] as list, $7::bytea as bytes, date '2026-02-28' as day`;

it('a prepared statement answers what the same statement answers unprepared, the first time and later', async () => {
  const [plain] = (await test.database.query(text, values)).rows;
  for (const lane of [undefined, undefined, 'read', 'read', 'read'] as const) {
    const { rows, rowCount } = await test.database.query({
      name: 'every-type',
      text,
      values,
      ...(lane !== undefined && { lane }),
    });
    expect(rows).toEqual([plain]);
    expect(Object.keys(rows[0]!)).toEqual(Object.keys(plain!));
    expect(rowCount).toBe(1);
  }
});

it('inside a transaction too, also where it gives no rows', async () => {
  const counts = await test.database.transaction(async (tx) => {
    await tx.query('create temporary table kept (a int)');
    const insert = { name: 'kept-insert', text: 'insert into kept select generate_series(1, $1::int)' };
    const first = await tx.query({ ...insert, values: [2] });
    const second = await tx.query({ ...insert, values: [3] });
    const found = await tx.query<{ a: number }>({ name: 'kept-all', text: 'select a from kept', values: [] });
    return [first.rows, first.rowCount, second.rowCount, found.rowCount];
  });
  expect(counts).toEqual([[], 2, 3, 5]);
});

it('a wrong value, a wrong statement and a number that no number of the program holds leave the connection whole', async () => {
  const divide = (by: unknown) =>
    test.database.query<{ quotient: number }>({
      name: 'divide',
      text: 'select 6 / $1::int as quotient',
      values: [by],
      lane: 'read',
    });
  const large = () =>
    test.database.query({ name: 'large', text: 'select 9007199254740993::bigint as n', lane: 'read' });
  const wrong = () => test.database.query({ name: 'wrong', text: 'select nowhere', lane: 'read' });
  const circle: unknown[] = [];
  circle.push({ toPostgres: () => circle[0] });
  const ends = await Promise.allSettled([
    divide(0),
    divide(2),
    large(),
    wrong(),
    divide(circle[0]),
    divide('x'),
    wrong(),
    divide(3),
  ]);
  expect(ends.map((end) => end.status)).toEqual([
    'rejected',
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
  expect(ends[0]).toMatchObject({ reason: { code: '22012' } });
  expect(ends[3]).toMatchObject({ reason: { code: '42703' } });
  expect((await divide(6)).rows).toEqual([{ quotient: 1 }]);
});

it('one name means one statement', async () => {
  const named = (text: string) =>
    test.database.transaction(async (tx) => {
      await tx.query({ name: 'one-name', text: 'select 1 as a' });
      return tx.query({ name: 'one-name', text });
    });
  await expect(named('select 2 as a')).rejects.toThrow('one-name');
  expect((await named('select 1 as a')).rows).toEqual([{ a: 1 }]);
});

it('a table whose columns changed is read right by connections made afterwards, and refused, never misread, by those before', async () => {
  await test.database.query('create table layout (a int, b text)');
  await test.database.query(`insert into layout values (1, 'one')`);
  const all = (lane: 'read' | 'search') =>
    test.database.query({ name: 'layout-all', text: 'select * from layout', lane });
  expect((await all('read')).rows).toEqual([{ a: 1, b: 'one' }]);
  await test.database.query('alter table layout drop column a, add column c int default 3');
  expect((await all('search')).rows).toEqual([{ b: 'one', c: 3 }]);
  await expect(all('read')).rejects.toThrow(/cached plan/);
});
