import type { Desk } from '../desk.ts';
import { rowBucket } from '../place.ts';
import { reachConditionOf, type Reach } from '../reach.ts';
import { fhirIdOf, rowColumns, type Row } from '../rows.ts';
import { searchRecord } from '../search-record.ts';
import { instantText } from '../search/instant-text.ts';
import { SqlText } from '../search/sql-text.ts';
import type { Texts } from '../texts.ts';
import type { Leg } from './export-legs.ts';

/** A few resources of a leg, and where it goes on. */
export interface Page {
  readonly lines: readonly { readonly type: string; readonly id: string; readonly text: string }[];
  /** Undefined where the leg is at its end. */
  readonly next: string | undefined;
  /** Share of the leg that is behind this page. */
  readonly done: number;
}

/** What pages are read with. */
export interface PageReader {
  readonly desk: Desk;
  readonly texts: Texts;
  /** Row ids and FHIR ids of the only persons wanted; undefined for all. */
  readonly persons: readonly { readonly rowId: string; readonly id: string }[] | undefined;
}

const pageRows = 2000;
const personsAtOnce = 10;
const deletionsInBundle = 100;
const lastBucket = 4095;

/** Reads the page of a leg that begins at a cursor (null: the beginning). */
export async function readPage(reader: PageReader, leg: Leg, cursor: string | null): Promise<Page> {
  switch (leg.kind) {
    case 'all':
      return alongKey(reader, leg.types, cursor);
    case 'changed':
      return alongTime(reader, leg, cursor);
    case 'persons':
      return ofPersons(reader, leg, cursor);
    case 'search':
      return found(reader, leg, cursor);
    case 'deleted':
      return deleted(reader, leg, cursor);
  }
}

async function alongKey(reader: PageReader, types: readonly string[], cursor: string | null): Promise<Page> {
  const sql = new SqlText();
  const [bucket = '0', id = '00000000-0000-0000-0000-000000000000'] = cursor?.split(' ') ?? [];
  const where = [
    `(r.bucket, r.id) > (${sql.value(Number(bucket))}::int, ${sql.value(id)}::uuid)`,
    `r.type = any (${sql.value(types)}::text[])`,
    ...(await within(reader.desk, sql, types)),
  ];
  const rows = await ask(reader, sql, 'record.resource', where, 'r.bucket, r.id');
  const last = rows.at(-1);
  return {
    lines: await linesOf(reader, rows),
    next: rows.length < pageRows || last === undefined ? undefined : `${rowBucket(last.id)} ${last.id}`,
    done: last === undefined ? 1 : rowBucket(last.id) / (lastBucket + 1),
  };
}

async function alongTime(
  reader: PageReader,
  { type, since }: { readonly type: string; readonly since: string },
  cursor: string | null,
): Promise<Page> {
  const sql = new SqlText();
  const [at = since, id = '00000000-0000-0000-0000-000000000000'] = cursor?.split(' ') ?? [];
  const where = [
    `r.type = ${sql.value(type)}`,
    `(r.updated, r.id) > (${sql.value(at)}::timestamptz, ${sql.value(id)}::uuid)`,
    ...(await within(reader.desk, sql, [type])),
  ];
  const rows = await ask(reader, sql, 'record.resource', where, 'r.updated, r.id');
  const last = rows.at(-1);
  return {
    lines: await linesOf(reader, rows),
    next:
      rows.length < pageRows || last === undefined
        ? undefined
        : `${instantText(last.updated.getTime())} ${last.id}`,
    done: 0,
  };
}

async function ofPersons(
  reader: PageReader,
  leg: { readonly types: readonly string[]; readonly since?: string },
  cursor: string | null,
): Promise<Page> {
  const persons = reader.persons ?? [];
  const at = Number(cursor ?? 0);
  const some = persons.slice(at, at + personsAtOnce).map(({ rowId }) => rowId);
  const shared = await sharedFirst(
    reader,
    some,
    persons.map(({ rowId }) => rowId),
  );
  const columns = `select ${rowColumns} from record.resource r`;
  const sql = new SqlText();
  const [buckets, ids] = [sql.value(some.map(rowBucket)), sql.value(some)];
  const everybody = sql.value(persons.map(({ rowId }) => rowId));
  const rules = [
    `r.type = any (${sql.value(leg.types)}::text[])`,
    ...(leg.since === undefined ? [] : [`r.updated >= ${sql.value(leg.since)}::timestamptz`]),
    ...(await within(reader.desk, sql, leg.types)),
  ].join(' and ');
  // What stands in several persons' records comes with the person it lies with, if she is wanted, else with the first who shares it.
  const text = `${columns} where r.bucket = any (${buckets}::int[]) and r.patient = any (${ids}::uuid[]) and ${rules}
    union
    ${columns} where r.bucket = any (${sql.value(shared.map(rowBucket))}::int[]) and r.id = any (${sql.value(shared)}::uuid[])
      and ${rules} and (r.patient is null or r.patient <> all (${everybody}::uuid[]))`;
  const { rows } = await reader.desk.q.query<Row>({ text, values: sql.values });
  const next = at + personsAtOnce;
  return {
    lines: await linesOf(reader, rows),
    next: next < persons.length ? String(next) : undefined,
    done: persons.length === 0 ? 1 : Math.min(1, next / persons.length),
  };
}

/** Ids of what some persons share, without what was shared already with somebody before them in the whole list. */
async function sharedFirst(
  { desk }: PageReader,
  some: readonly string[],
  everybody: readonly string[],
): Promise<string[]> {
  const text = `select s.id from record.shared s
    where s.bucket = any ($1::int[]) and s.patient = any ($2::uuid[])`;
  const { rows } = await desk.q.query<{ id: string }>({ text, values: [some.map(rowBucket), some] });
  const ids = [...new Set(rows.map(({ id }) => id))];
  const before = everybody.slice(0, everybody.indexOf(some[0] ?? ''));
  if (ids.length === 0 || before.length === 0) return ids;
  const earlier = await desk.q.query<{ id: string }>({
    text: `${text} and s.id = any ($3::uuid[])`,
    values: [before.map(rowBucket), before, ids],
  });
  const known = new Set(earlier.rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

async function found(
  reader: PageReader,
  { type, query }: { readonly type: string; readonly query: string },
  cursor: string | null,
): Promise<Page> {
  const { persons } = reader;
  const [place = '0', searchCursor = ''] = cursor?.split(' ') ?? [];
  const at = Number(place);
  const person = persons?.[at];
  if (persons !== undefined && person === undefined) return { lines: [], next: undefined, done: 1 };
  const page = await searchRecord(
    reader.desk,
    type,
    `${query}&_count=1000${searchCursor === '' ? '' : `&_cursor=${searchCursor}`}`,
    person === undefined ? {} : { compartment: { type: 'Patient', id: person.id } },
  );
  const goesOn = page.next !== undefined;
  const isLast = persons === undefined || at + 1 >= persons.length;
  return {
    lines: page.matches.map(({ resourceType, id, text }) => ({ type: resourceType, id, text })),
    next: goesOn ? `${at} ${page.next}` : isLast ? undefined : String(at + 1),
    done: persons === undefined ? 0 : (at + 1) / persons.length,
  };
}

async function deleted(
  reader: PageReader,
  { types, since }: { readonly types: readonly string[]; readonly since: string },
  cursor: string | null,
): Promise<Page> {
  const sql = new SqlText();
  const [at = since, id = '00000000-0000-0000-0000-000000000000'] = cursor?.split(' ') ?? [];
  const where = [
    'r.pack is null',
    `r.type = any (${sql.value(types)}::text[])`,
    `(r.updated, r.id) > (${sql.value(at)}::timestamptz, ${sql.value(id)}::uuid)`,
    'not exists (select 1 from record.resource n where n.bucket = r.bucket and n.id = r.id)',
    ...(reader.persons === undefined
      ? []
      : [`r.patient = any (${sql.value(reader.persons.map(({ rowId }) => rowId))}::uuid[])`]),
    ...(await within(reader.desk, sql, types)),
  ];
  const rows = await ask(reader, sql, 'record.history', where, 'r.updated, r.id');
  const last = rows.at(-1);
  const urls = [...new Set(rows.map((row) => `${row.type}/${fhirIdOf(row)}`))];
  const lines = [];
  for (let from = 0; from < urls.length; from += deletionsInBundle) {
    const entry = urls
      .slice(from, from + deletionsInBundle)
      .map((url) => ({ request: { method: 'DELETE', url } }));
    const text = JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry });
    lines.push({ type: 'Bundle', id: '', text });
  }
  return {
    lines,
    next:
      rows.length < pageRows || last === undefined
        ? undefined
        : `${instantText(last.updated.getTime())} ${last.id}`,
    done: 0,
  };
}

/** What the actor reaches, over several types at once. */
async function within(desk: Desk, sql: SqlText, types: readonly string[]): Promise<string[]> {
  const reach: Reach = await desk.reach();
  const condition = reachConditionOf(reach, types, sql, desk.host.now());
  return condition === '' ? [] : [condition];
}

async function ask(
  reader: PageReader,
  sql: SqlText,
  table: string,
  where: readonly string[],
  order: string,
): Promise<Row[]> {
  const text = `select ${rowColumns} from ${table} r where ${where.join(' and ')} order by ${order} limit ${pageRows}`;
  return (await reader.desk.q.query<Row>({ text, values: sql.values })).rows;
}

async function linesOf(reader: PageReader, rows: readonly Row[]): Promise<Page['lines']> {
  const texts = await reader.texts.of(reader.desk.q, rows);
  return rows.map((row, at) => ({ type: row.type, id: fhirIdOf(row), text: texts[at]! }));
}
