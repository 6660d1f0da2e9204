import { AppError } from '#kernel/errors.ts';
import { timeRange } from '#kernel/fhir/date-range.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import type { Desk } from './desk.ts';
import { rowBucket } from './place.ts';
import { about, allowedRow } from './read-record.ts';
import type { SearchPage } from './record-store.ts';
import { rowColumns, rowsById, type Row } from './rows.ts';
import { readCursor, writeCursor } from './search/cursor.ts';
import { instantText } from './search/instant-text.ts';
import { cursorName } from './search/run-search.ts';
import { reached } from './search/reached.ts';

const defaultCount = 1000;
const mostCount = 2000;

/** Rows of one person in the order of their making: ids of one bucket sort by time. Two index probes and a scan. */
const pageText = `select ${rowColumns} from record.resource r
  where r.bucket = $1 and r.patient = $2 and r.id > $3 and r.id <> $2
    and ($4::text[] is null or r.type = any ($4)) and ($5::timestamptz is null or r.updated >= $5)
  order by r.id limit $6`;
const sharedText = `select s.id from record.shared s where s.bucket = $1 and s.patient = $2 and s.id > $3 order by s.id limit $4`;

const first = '00000000-0000-0000-0000-000000000000';

interface Wish {
  readonly count: number;
  readonly after: string;
  readonly types: readonly string[] | null;
  readonly since: Date | null;
}

/**
 * All that lies in one person's compartment, the person first, then by the time of making; resources that several persons
 * share come with each of them. Errors: record.not-found, access.denied, search.invalid.
 */
export async function everything(desk: Desk, patientId: string, queryText: string): Promise<SearchPage> {
  const wish = readWish(queryText);
  const { host, q } = desk;
  const person = await allowedRow(desk, 'Patient', patientId);
  const bucket = rowBucket(person.id);
  const limit = wish.count + 1;
  const since = wish.since === null ? null : instantText(wish.since.getTime());
  const values = [bucket, person.id, wish.after, wish.types, since, limit];
  const own = (await q.query<Row>({ name: 'record-everything', text: pageText, values })).rows;
  const shared = await sharedRows(desk, person.id, wish, limit);
  const reach = await desk.reach();
  const mayAll = reach.scope.reach === 'all' && reach.scope.may('read', '*');
  const merged = shared.length === 0 ? own : [...own, ...shared].sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = merged.slice(0, wish.count);
  const readable = mayAll ? page : page.filter((row) => reach.scope.may('read', row.type));
  const isFirst = wish.after === first;
  const wantsPerson = isFirst && (wish.types === null || wish.types.includes('Patient'));
  const matches = await host.texts.stored(q, wantsPerson ? [person, ...readable] : readable);
  const last = page.at(-1);
  await desk.audit({
    action: 'operation',
    ...about(person),
    query: '$everything',
    outcome: 'ok',
    count: matches.length,
  });
  return {
    matches,
    included: [],
    ...(merged.length > wish.count && last !== undefined && { next: writeCursor({ id: last.id, keys: [] }) }),
  };
}

async function sharedRows(desk: Desk, personId: string, wish: Wish, limit: number): Promise<Row[]> {
  const values = [rowBucket(personId), personId, wish.after, limit];
  const { rows } = await desk.q.query<{ id: string }>({
    name: 'record-everything-shared',
    text: sharedText,
    values,
  });
  if (rows.length === 0) return [];
  const found = await rowsById(
    desk.q,
    rows.map((row) => row.id),
  );
  const wanted = found.filter(
    (row) =>
      (wish.types === null || wish.types.includes(row.type)) &&
      (wish.since === null || row.updated >= wish.since),
  );
  const reach = await desk.reach();
  return reached({ q: desk.q, reach, now: desk.host.now() }, wanted);
}

function readWish(queryText: string): Wish {
  const query = new URLSearchParams(queryText);
  const count = query.get('_count') ?? String(defaultCount);
  if (!/^[1-9]\d{0,8}$/.test(count)) throw wrong('_count');
  const types = query.get('_type')?.split(',') ?? null;
  if (types?.every(isResourceType) === false) throw wrong('_type');
  const sinceText = query.get('_since');
  const since = sinceText === null ? undefined : timeRange(sinceText);
  if (sinceText !== null && since === undefined) throw wrong('_since');
  const cursor = query.get(cursorName);
  for (const name of query.keys()) {
    if (!['_count', '_type', '_since', '_format', '_pretty', cursorName].includes(name)) throw wrong(name);
  }
  return {
    count: Math.min(Number(count), mostCount),
    after: cursor === null ? first : readCursor(cursor, []).id,
    types,
    since: since === undefined ? null : new Date(since.lo),
  };
}

function wrong(name: string): AppError {
  return new AppError('search.invalid', {
    issues: [
      {
        path: name,
        text: {
          vi: `${name}: giá trị hoặc tham số không được nhận ở đây.`,
          en: `${name}: this value or parameter is not taken here.`,
        },
      },
    ],
  });
}
