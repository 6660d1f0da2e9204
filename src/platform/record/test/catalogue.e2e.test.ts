import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MigrationSource } from '../../sql/migrate.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';

/** Every folder with migrations: the parts of the platform and the modules. */
function allMigrations(): MigrationSource[] {
  const roots = [new URL('../../', import.meta.url), new URL('../../../modules/', import.meta.url)];
  const found = roots.flatMap((root) =>
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({
        part: name === 'module' ? 'platform' : name,
        folder: new URL(`${name}/migrations/`, root),
      })),
  );
  return found.filter(({ folder }) => existsSync(folder));
}

/**
 * Tables that every node of a cluster holds whole: small, seldom written. Everything else that is not named here is spread by
 * bucket, so a new table must say where it lives.
 */
const wholeOnEveryNode = new Set(['platform']);

let test: TestDatabase;
let schemas: string[];
beforeAll(async () => {
  const sources = allMigrations();
  schemas = sources.map(({ part }) => part.replaceAll('-', '_'));
  test = await startDatabase(sources);
});
afterAll(() => test.stop());

const rows = async (text: string): Promise<Record<string, unknown>[]> =>
  (await test.database.query<Record<string, unknown>>(text, [schemas])).rows;
const spread = (list: Record<string, unknown>[]): Record<string, unknown>[] =>
  list.filter(
    ({ schema, has_bucket: hasBucket }) => hasBucket === true && !wholeOnEveryNode.has(String(schema)),
  );

const tables = `select n.nspname as schema, c.relname as name, c.oid,
    exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'bucket' and not a.attisdropped) as has_bucket
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any ($1) and c.relkind in ('r', 'p')`;

it('every table of the record and of the audit is spread by bucket', async () => {
  const list = await rows(tables);
  const without = list.filter(
    ({ schema, has_bucket: hasBucket }) => ['record', 'audit'].includes(String(schema)) && hasBucket !== true,
  );
  expect(without.map(({ name }) => name)).toEqual([]);
  expect(spread(list).length).toBeGreaterThan(8);
});

it('the bucket is an integer that is never empty', async () => {
  const list =
    await rows(`select n.nspname as schema, c.relname as name, a.atttypid::regtype::text as type, a.attnotnull as filled
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any ($1) and c.relkind in ('r', 'p') and a.attname = 'bucket'`);
  expect(list.filter(({ type, filled }) => type !== 'integer' || filled !== true)).toEqual([]);
});

it('the bucket comes first in every primary key and every unique index of a spread table', async () => {
  const list = await rows(`select t.schema, t.name, t.has_bucket, i.indexrelid::regclass::text as index,
      (select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0]) as first
    from (${tables}) t join pg_index i on i.indrelid = t.oid where i.indisunique`);
  expect(spread(list).filter(({ first }) => first !== 'bucket')).toEqual([]);
});

it('every spread table has a primary key', async () => {
  const list = await rows(
    `select t.*, exists (select 1 from pg_index i where i.indrelid = t.oid and i.indisprimary) as keyed from (${tables}) t`,
  );
  expect(spread(list).filter(({ keyed }) => keyed !== true)).toEqual([]);
});

it('a foreign key of a spread table leads by the bucket to a spread table', async () => {
  const list = await rows(`select t.schema, t.name, t.has_bucket, k.conname,
      (select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = k.conkey[1]) as first,
      exists (select 1 from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'bucket') as target_has_bucket
    from (${tables}) t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'`);
  const wrong = list.filter(
    ({ has_bucket: here, target_has_bucket: there, first }) =>
      here !== there || (here === true && first !== 'bucket'),
  );
  expect(wrong).toEqual([]);
});

it('there are no triggers, rules, inheritance or exclusion constraints', async () => {
  expect(
    await rows(
      `select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1) and not t.tgisinternal`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select r.rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1) and c.relkind = 'r'`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select i.inhrelid from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1) and c.relkind = 'r' and not c.relispartition`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `select conname from pg_constraint k join pg_namespace n on n.oid = k.connamespace where n.nspname = any ($1) and contype = 'x'`,
    ),
  ).toEqual([]);
});

it('sequences are of bigint and belong to identity columns', async () => {
  const list = await rows(`select n.nspname as schema, c.relname as name, s.seqtypid::regtype::text as type,
      exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'i') as identity
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1)`);
  expect(list.filter(({ type, identity }) => type !== 'bigint' || identity !== true)).toEqual([]);
});

it('no column of a spread table has a default that every node would work out differently', async () => {
  const list =
    await rows(`select t.schema, t.name, t.has_bucket, pg_get_expr(d.adbin, d.adrelid) as expression
    from (${tables}) t join pg_attrdef d on d.adrelid = t.oid`);
  expect(spread(list).filter(({ expression }) => /\(/.test(String(expression)))).toEqual([]);
});
