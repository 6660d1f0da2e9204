import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '#modules/index.ts';
import { migrationSources } from '../../module/migration-sources.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import type { Context } from '../../context.ts';
import { checkDistribution, type DistributionFinding } from '../check-distribution.ts';
import { hasCitus, placedTables } from '../citus.ts';
import type { Database } from '../database.ts';
import { declaredTables } from '../distribution.ts';
import { schemaOf } from '../migrate.ts';
import { shardCommands } from '../shard-commands.ts';

const sources = migrationSources(modules);
const schemas = sources.map(({ part }) => schemaOf(part));
let test: TestDatabase;
beforeAll(async () => {
  test = await startDatabase(sources);
});
afterAll(() => test.stop());

/** What the check finds more once `sql` has been done; the database is left as it was. */
async function findAfter(sql: string): Promise<DistributionFinding[]> {
  const before = new Set((await checkDistribution(test.database, schemas)).map((one) => JSON.stringify(one)));
  let found: DistributionFinding[] = [];
  await test.database
    .transaction(async (tx) => {
      await tx.query(sql);
      found = await checkDistribution(tx, schemas);
      throw new Error('undo');
    })
    .catch((error: Error) => {
      if (error.message !== 'undo') throw error;
    });
  return found.filter((one) => !before.has(JSON.stringify(one)));
}

async function say(name: string, ...args: string[]): Promise<{ code: number; lines: string[] }> {
  const command = shardCommands(test.database, schemas).find((one) => one.name === name);
  const lines: string[] = [];
  const context = { actor: anActor({ language: 'en' }) } as Context;
  const code = await command?.run(context, args, (line) => lines.push(line));
  return { code: code ?? -1, lines };
}

describe('one schema for a laptop and for a cluster', () => {
  it('every table of every part says where it lives, and keeps the rules', async () => {
    expect(await checkDistribution(test.database, schemas)).toEqual([]);
  });

  it('whatever names a person in the record and in the audit is spread by bucket', async () => {
    const kinds = new Map(declaredTables());
    const { rows } = await test.database.query<{ name: string }>(
      `select distinct c.table_schema || '.' || c.table_name as name from information_schema.columns c
       where c.table_schema in ('record', 'audit') and c.column_name in ('patient', 'patient_id')`,
    );
    expect(rows.length).toBeGreaterThan(4);
    for (const { name } of rows) expect([name, kinds.get(name)?.kind]).toEqual([name, 'distributed']);
  });

  const breaches: ReadonlyArray<readonly [string, string, readonly string[]]> = [
    ['a table that nobody declared', 'create table record.stray (bucket int primary key)', ['not-declared']],
    ['a declared table that is gone', 'drop table record.alias', ['not-there']],
    [
      'a bucket that may be empty',
      'alter table record.alias drop constraint alias_pkey; alter table record.alias alter bucket drop not null',
      ['bucket', 'primary-key'],
    ],
    [
      'a unique index that a shard cannot judge alone',
      'create unique index on record.alias (fhir_id, bucket)',
      ['unique-index'],
    ],
    [
      'a foreign key from a table of the coordinator to a spread one',
      'alter table record.pack add unique (bucket); alter table http.answer add column bucket int references record.pack (bucket)',
      ['foreign-key'],
    ],
    [
      'a foreign key of a spread table that does not lead by the bucket',
      'alter table record.alias add foreign key (id, bucket) references record.resource (id, bucket)',
      ['foreign-key'],
    ],
    [
      'a trigger',
      'create function public.nothing() returns trigger language plpgsql as $$ begin return new; end $$; create trigger watch before insert on record.alias for each row execute function public.nothing()',
      ['trigger'],
    ],
    ['a rule', 'create rule quiet as on delete to record.alias do instead nothing', ['rule']],
    [
      'an inherited table',
      'create table record.child () inherits (record.alias)',
      ['inheritance', 'not-declared'],
    ],
    [
      'an exclusion constraint',
      'alter table record.alias add exclude using btree (fhir_id with =)',
      ['exclusion'],
    ],
    ['a sequence of its own', 'create sequence record.counter', ['sequence']],
    [
      'a default that each node works out for itself',
      'alter table record.alias alter id set default gen_random_uuid()',
      ['computed-default'],
    ],
    [
      'a function in the schema',
      'create function record.one() returns int language sql as $$ select 1 $$',
      ['function'],
    ],
  ];
  it.each(breaches)('finds %s', async (_name, sql, rules) => {
    const found = await findAfter(sql).catch((error: Error) => error);
    // Citus itself refuses some of it, on a table that is spread.
    if (found instanceof Error && (await hasCitus(test.database)))
      return expect(found.message).toMatch(/distributed tables|partition column|cannot create constraint/);
    if (found instanceof Error) throw found;
    expect([...new Set(found.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
  });
});

describe('sen shard', () => {
  it('check says in words and in JSON that all is well, and with which engine', async () => {
    const told = await say('shard check');
    expect(told.code).toBe(0);
    expect(told.lines[0]).toContain('Every table keeps the rules');
    const machine = await say('shard check', '--json');
    expect(JSON.parse(machine.lines.join(''))).toEqual({
      citus: await hasCitus(test.database),
      findings: [],
    });
  });

  it('check ends with 1 and names the table and how to mend it', async () => {
    await test.database.query('create table record.stray (bucket int primary key)');
    const { code, lines } = await say('shard check');
    await test.database.query('drop table record.stray');
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('record.stray: nobody declared where the table lives');
  });

  it('apply leaves a PostgreSQL without Citus as it is, and says so', async (ctx) => {
    ctx.skip(await hasCitus(test.database), 'this run is on Citus');
    const { code, lines } = await say('shard apply');
    expect(code).toBe(0);
    expect(lines.join('')).toContain('has no Citus');
    expect(await say('shard apply', '--shards', 'many')).toMatchObject({ code: 2 });
  });

  it('apply on Citus lays every table where it is declared, once', async (ctx) => {
    ctx.skip(!(await hasCitus(test.database)), 'needs Citus: SEN_TEST_CITUS_URL');
    const { lines } = await say('shard apply', '--json');
    const { tables } = JSON.parse(lines.join('')) as { tables: { changed: boolean }[] };
    expect(tables.filter(({ changed }) => changed)).toEqual([]);
    const placed = await placedTables(test.database);
    for (const [table, { kind }] of declaredTables())
      expect([table, placed.get(table)?.kind ?? 'local']).toEqual([table, kind]);
  });

  it('apply takes the rows along that a table held before, and leaves none behind', async (ctx) => {
    ctx.skip(!(await hasCitus(test.database)), 'needs Citus: SEN_TEST_CITUS_URL');
    const { database } = test;
    await database.query("select undistribute_table('record.condition_slot')");
    await database.query(
      'insert into record.condition_slot select b, b % 256 from generate_series(0, 4095) b',
    );
    expect((await say('shard check')).code).toBe(1);
    expect((await say('shard apply')).lines.at(-1)).toMatch(/^1 tables were laid/);
    expect((await say('shard check')).code).toBe(0);
    const { rows } = await database.query(
      `select (select count(*) from record.condition_slot) as spread, pg_relation_size('record.condition_slot') as left`,
    );
    expect(rows).toEqual([{ spread: 4096, left: 0 }]);
  });

  it('apply asks Citus for one group, its leader first, and goes on where it broke off', async () => {
    const asked: string[] = [];
    const done = new Set<string>();
    const citus = pretendCitus(test.database, asked, done, 3);
    const [apply] = shardCommands(citus, schemas);
    const context = { actor: anActor({ language: 'en' }) } as Context;
    await expect(apply?.run(context, ['--shards', '64'], () => undefined)).rejects.toThrow('away');
    expect(done.size).toBe(3);
    await apply?.run(context, [], () => undefined);
    const spread = declaredTables().filter(([, { kind }]) => kind === 'distributed');
    expect([...done].sort()).toEqual(spread.map(([table]) => table).sort());
    expect(asked[0]).toContain('shard_count => 64');
    expect(asked.slice(1).join()).not.toContain('shard_count');
    expect(asked).toHaveLength(spread.length + 1);
  });
});

/** The real database, except that what only Citus can do is written down instead; it is away once, at the table number `breakAt`. */
function pretendCitus(real: Database, asked: string[], done: Set<string>, breakAt: number): Database {
  let left = breakAt;
  const answer = (rows: object[]) => ({ rows, rowCount: rows.length });
  const wrap = (target: Pick<Database, 'query'>): Database['query'] => {
    return async (statement, values) => {
      const text = typeof statement === 'string' ? statement : statement.text;
      if (text.includes('pg_extension')) return answer([{}]) as never;
      if (text.includes('citus_tables'))
        return answer(
          [...done].map((table) => ({ table, type: 'distributed', by: 'bucket', colocation: 1 })),
        ) as never;
      if (text.includes('truncate_local_data')) return answer([]) as never;
      if (!text.includes('create_distributed_table')) return target.query(statement, values);
      asked.push(text);
      if (left-- === 0) throw new Error('away');
      done.add(String(values?.[0]));
      return answer([]) as never;
    };
  };
  return {
    ...real,
    query: wrap(real),
    transaction: (work) => real.transaction((tx) => work({ ...tx, query: wrap(tx) })),
  };
}
