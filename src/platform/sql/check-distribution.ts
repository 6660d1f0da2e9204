import type { Bilingual } from '#kernel/schema.ts';
import type { Queryable } from './database.ts';
import { declaredTables, placementOf, type Placement } from './distribution.ts';
import { hasCitus, placedTables } from './citus.ts';

/** A table that breaks a rule of the one schema for all three engines. */
export interface DistributionFinding {
  readonly rule: DistributionRule;
  /** 'schema.table' */
  readonly table: string;
  /** Name of the column, index, constraint ... that breaks it. */
  readonly detail: string;
}

/** The rules and what is wrong where one is broken. */
export const distributionRules = {
  'not-declared': {
    vi: 'chưa khai báo bảng nằm ở đâu (src/platform/sql/distribution.ts)',
    en: 'nobody declared where the table lives (src/platform/sql/distribution.ts)',
  },
  'not-there': { vi: 'có khai báo nhưng không có bảng', en: 'declared, but there is no such table' },
  bucket: {
    vi: 'bảng trải theo bucket cần cột bucket kiểu integer NOT NULL',
    en: 'a table spread by bucket needs a column bucket, integer NOT NULL',
  },
  'primary-key': { vi: 'bảng trải theo bucket cần khoá chính', en: 'a spread table needs a primary key' },
  'unique-index': {
    vi: 'chỉ mục duy nhất phải bắt đầu bằng bucket',
    en: 'a unique index of a spread table begins with bucket',
  },
  'foreign-key': {
    vi: 'khoá ngoại chỉ đi giữa hai bảng cùng nhóm theo bucket, hoặc giữa bảng không trải',
    en: 'a foreign key stays inside the group and leads by bucket, or stays between tables that are not spread',
  },
  trigger: { vi: 'không dùng trigger', en: 'no triggers' },
  rule: { vi: 'không dùng rule', en: 'no rules' },
  inheritance: { vi: 'không dùng kế thừa bảng', en: 'no inheritance' },
  exclusion: { vi: 'không dùng ràng buộc loại trừ', en: 'no exclusion constraints' },
  sequence: {
    vi: 'dãy số phải là bigint của cột identity',
    en: 'a sequence is of bigint and belongs to an identity column',
  },
  'computed-default': {
    vi: 'giá trị mặc định tính bằng hàm sẽ khác nhau trên mỗi máy',
    en: 'a default that calls a function would differ from node to node',
  },
  function: { vi: 'không đặt hàm trong lược đồ', en: 'no functions of our own in the schema' },
  'not-applied': {
    vi: 'Citus có mặt nhưng bảng chưa nằm đúng chỗ; chạy: sen shard apply',
    en: 'Citus is there, but the table is not where it belongs; run: sen shard apply',
  },
} as const satisfies Record<string, Bilingual>;

export type DistributionRule = keyof typeof distributionRules;

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly oid: number;
  readonly placement: Placement | undefined;
}

/**
 * Judges every table of the given schemas by the rules that keep one schema on a laptop and on a cluster. Reads the catalogue only.
 * @param schemas the schemas of Sen's parts; those of a library (the job queue) are not judged inside
 */
export async function checkDistribution(
  database: Queryable,
  schemas: readonly string[],
): Promise<DistributionFinding[]> {
  const tables = await listTables(database, schemas);
  const findings = [
    ...findUndeclared(tables, schemas),
    ...(await findStructural(database, tables)),
    ...(await findForbidden(database, schemas)),
  ];
  if (await hasCitus(database)) findings.push(...(await findMisplaced(database, tables)));
  return findings.sort((one, two) => (one.table + one.rule < two.table + two.rule ? -1 : 1));
}

async function listTables(database: Queryable, schemas: readonly string[]): Promise<Table[]> {
  const { rows } = await database.query<Omit<Table, 'placement'>>(
    `select n.nspname as schema, c.relname as name, c.oid::bigint as oid
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind in ('r', 'p') order by 1, 2`,
    [schemas],
  );
  return rows.map((row) => ({ ...row, placement: placementOf(row.schema, row.name) }));
}

function findUndeclared(tables: readonly Table[], schemas: readonly string[]): DistributionFinding[] {
  const there = new Set(tables.map(({ schema, name }) => `${schema}.${name}`));
  return [
    ...tables
      .filter(({ placement }) => placement === undefined)
      .map(({ schema, name }) => ({
        rule: 'not-declared' as const,
        table: `${schema}.${name}`,
        detail: name,
      })),
    ...declaredTables()
      .filter(([name]) => schemas.includes(name.split('.')[0] ?? '') && !there.has(name))
      .map(([table]) => ({ rule: 'not-there' as const, table, detail: table })),
  ];
}

/** A query whose rows name a spread table (oid) and what of it breaks the rule. `$1`: oids of all spread tables. */
const ofSpreadTables: ReadonlyArray<readonly [DistributionRule, string]> = [
  [
    'bucket',
    `select t.oid::bigint as oid, coalesce(a.atttypid::regtype::text, 'missing') as detail from unnest($1::bigint[]) t (oid)
     left join pg_attribute a on a.attrelid = t.oid::oid and a.attname = 'bucket' and not a.attisdropped
     where a.atttypid is distinct from 'integer'::regtype or not a.attnotnull`,
  ],
  [
    'primary-key',
    `select t.oid::bigint as oid, 'primary key' as detail from unnest($1::bigint[]) t (oid)
     where not exists (select 1 from pg_index i where i.indrelid = t.oid::oid and i.indisprimary)`,
  ],
  [
    'unique-index',
    `select i.indrelid::bigint as oid, i.indexrelid::regclass::text as detail from pg_index i
     where i.indrelid::bigint = any ($1) and i.indisunique and not exists (
       select 1 from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'bucket')`,
  ],
  [
    'computed-default',
    `select d.adrelid::bigint as oid, a.attname as detail from pg_attrdef d
     join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
     where d.adrelid::bigint = any ($1) and pg_get_expr(d.adbin, d.adrelid) ~ '[(]'`,
  ],
];

async function findStructural(database: Queryable, tables: readonly Table[]): Promise<DistributionFinding[]> {
  const names = new Map(tables.map(({ oid, schema, name }) => [oid, `${schema}.${name}`]));
  const spread = tables.filter(({ placement }) => placement?.kind === 'distributed').map(({ oid }) => oid);
  const findings: DistributionFinding[] = [];
  for (const [rule, text] of ofSpreadTables) {
    const { rows } = await database.query<{ oid: number; detail: string }>(text, [spread]);
    findings.push(...rows.map(({ oid, detail }) => ({ rule, table: names.get(oid) ?? '', detail })));
  }
  return [...findings, ...(await findForeignKeys(database, tables))];
}

async function findForeignKeys(
  database: Queryable,
  tables: readonly Table[],
): Promise<DistributionFinding[]> {
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const { rows } = await database.query<{ here: number; there: number; name: string; first: string }>(
    `select k.conrelid::bigint as here, k.confrelid::bigint as there, k.conname as name, a.attname as first
     from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
     where k.contype = 'f' and k.conrelid::bigint = any ($1)`,
    [tables.map(({ oid }) => oid)],
  );
  const kindOf = (oid: number): string => byOid.get(oid)?.placement?.kind ?? 'local';
  const fits = ({ here, there, first }: (typeof rows)[number]): boolean => {
    if (kindOf(here) !== 'distributed') return kindOf(there) !== 'distributed';
    return kindOf(there) === 'reference' || (kindOf(there) === 'distributed' && first === 'bucket');
  };
  return rows
    .filter((row) => !fits(row))
    .map(({ here, name }) => {
      const table = byOid.get(here);
      return { rule: 'foreign-key' as const, table: `${table?.schema}.${table?.name}`, detail: name };
    });
}

const inSchemas = 'join pg_namespace n on n.oid = c.relnamespace where n.nspname = any ($1)';
const forbidden: ReadonlyArray<readonly [DistributionRule, string]> = [
  [
    'trigger',
    `select n.nspname || '.' || c.relname as table, t.tgname as detail
     from pg_trigger t join pg_class c on c.oid = t.tgrelid ${inSchemas} and not t.tgisinternal
       and t.tgname not like 'truncate_trigger_%'`,
  ],
  [
    'rule',
    `select n.nspname || '.' || c.relname as table, r.rulename as detail
     from pg_rewrite r join pg_class c on c.oid = r.ev_class ${inSchemas} and c.relkind in ('r', 'p')`,
  ],
  [
    'inheritance',
    `select n.nspname || '.' || c.relname as table, i.inhparent::regclass::text as detail
     from pg_inherits i join pg_class c on c.oid = i.inhrelid ${inSchemas} and c.relkind = 'r' and not c.relispartition`,
  ],
  [
    'exclusion',
    `select n.nspname || '.' || c.relname as table, k.conname as detail
     from pg_constraint k join pg_class c on c.oid = k.conrelid ${inSchemas} and k.contype = 'x'`,
  ],
  [
    'sequence',
    `select n.nspname || '.' || c.relname as table, s.seqtypid::regtype::text as detail
     from pg_sequence s join pg_class c on c.oid = s.seqrelid ${inSchemas} and (s.seqtypid <> 'bigint'::regtype
       or not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'i'))`,
  ],
  [
    'function',
    `select n.nspname || '.' || p.proname as table, p.proname as detail
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1)`,
  ],
];

async function findForbidden(
  database: Queryable,
  schemas: readonly string[],
): Promise<DistributionFinding[]> {
  const findings: DistributionFinding[] = [];
  for (const [rule, text] of forbidden) {
    const { rows } = await database.query<{ table: string; detail: string }>(text, [schemas]);
    findings.push(...rows.map((row) => ({ rule, ...row })));
  }
  return findings;
}

async function findMisplaced(database: Queryable, tables: readonly Table[]): Promise<DistributionFinding[]> {
  const placed = await placedTables(database);
  const groups = new Set<number>();
  const findings: DistributionFinding[] = [];
  for (const { schema, name, placement } of tables) {
    const table = `${schema}.${name}`;
    const now = placed.get(table);
    if (now?.kind === 'distributed') groups.add(now.colocation);
    const right = placement?.kind === 'distributed' ? now?.by === placement.by : now?.by === undefined;
    const isReference = (now?.kind === 'reference') === (placement?.kind === 'reference');
    if (placement !== undefined && !(right && isReference))
      findings.push({ rule: 'not-applied', table, detail: now?.kind ?? 'local' });
  }
  if (groups.size > 1)
    findings.push({ rule: 'not-applied', table: 'record.resource', detail: `${groups.size} groups` });
  return findings;
}
