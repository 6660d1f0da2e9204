import { extractIndex } from '#kernel/fhir/search/extract.ts';
import type { Desk } from './desk.ts';
import { readEverythingWish, type EverythingWish } from './everything-wish.ts';
import { rowBucket } from './place.ts';
import { about, allowedRow } from './read-record.ts';
import type { SearchPage, StoredResource } from './record-store.ts';
import { rowsOfPersonReached } from './reach.ts';
import { keepFiltered } from './scope-filters.ts';
import { rowColumns, rowsById, type Row } from './rows.ts';
import { readCursor, writeCursor } from './search/cursor.ts';
import { instantText } from './search/instant-text.ts';
import { reached } from './search/reached.ts';
import type { OnePerson } from './same-person/read-person.ts';

/** Rows of one person in the order of their making: ids of one bucket sort by time. Two index probes and a scan. */
const pageText = `select ${rowColumns} from record.resource r
  where r.bucket = $1 and r.patient = $2 and r.id > $3 and r.id <> $2
    and ($4::text[] is null or r.type = any ($4)) and ($5::timestamptz is null or r.updated >= $5)
  order by r.id limit $6`;
/** The same of somebody who has several records: each gives its next rows. Her other Patients come with the rest. */
const pageTextOfSeveral = `select ${rowColumns} from unnest($1::int[], $2::uuid[]) k (bucket, patient)
  cross join lateral (select r.* from record.resource r
    where r.bucket = k.bucket and r.patient = k.patient and r.id > $3 and r.id <> $7
      and ($4::text[] is null or r.type = any ($4)) and ($5::timestamptz is null or r.updated >= $5)
    order by r.id limit $6) r
  where r.bucket = any ($1::int[]) order by r.id limit $6`;
const sharedText = `select s.id from record.shared s where s.bucket = $1 and s.patient = $2 and s.id > $3 order by s.id limit $4`;

/** Before every row id. */
export const firstPlace = '00000000-0000-0000-0000-000000000000';

/** Some of a person's resources; `next` is the row id to go on from. */
export interface PersonPage {
  readonly resources: readonly StoredResource[];
  readonly next?: string;
}

/**
 * All that lies in one person's compartment, the person first, then by the time of making; resources that several persons
 * share come with each of them. `start` and `end` leave out what has times of care and none of them in that time. Errors:
 * record.not-found, access.denied, search.invalid.
 */
export async function everything(desk: Desk, patientId: string, queryText: string): Promise<SearchPage> {
  const wish = readEverythingWish(queryText);
  const person = await allowedRow(desk, 'Patient', patientId);
  const after = wish.cursor === null ? firstPlace : readCursor(wish.cursor, []).id;
  const { resources, next } = await personPage(desk, person, wish, after, wish.count);
  await desk.audit({
    action: 'operation',
    ...about(person),
    query: '$everything',
    asked: `Patient/${patientId}/$everything?${queryText}`,
    outcome: 'ok',
    count: resources.length,
  });
  return {
    matches: resources,
    included: [],
    ...(next !== undefined && { next: writeCursor({ id: next, keys: [] }) }),
  };
}

/** The next resources of a person after a place; the person herself comes first. At most `count` besides her. */
export async function personPage(
  desk: Desk,
  person: Row,
  wish: EverythingWish,
  after: string,
  count: number,
): Promise<PersonPage> {
  const isFirst = after === firstPlace && (wish.types === null || wish.types.includes('Patient'));
  const resources = isFirst ? await desk.host.texts.stored(desk.q, [person]) : [];
  const most = count + resources.length;
  for (let place = after; ;) {
    const slice = await personSlice(desk, person, wish, place, count);
    const stored = await desk.host.texts.stored(desk.q, slice.rows);
    for (const [at, one] of stored.entries()) {
      if (wish.care !== undefined && !isInTime(one, wish.care)) continue;
      if (resources.length === most) return { resources, next: slice.rows[at - 1]?.id ?? place };
      resources.push(one);
    }
    if (slice.next === undefined) return { resources };
    if (wish.care === undefined || resources.length === most) return { resources, next: slice.next };
    place = slice.next;
  }
}

/** Some rows of a person that the actor may read, in the order of their ids. */
async function personSlice(
  desk: Desk,
  person: Row,
  wish: EverythingWish,
  after: string,
  count: number,
): Promise<{ rows: readonly Row[]; next?: string }> {
  const { q } = desk;
  const one = await desk.host.same.of(q, person.id);
  const records = one?.members ?? [person.id];
  const isHers = (row: Row): boolean => row.patient !== null && records.includes(row.patient);
  const limit = count + 1;
  const since = wish.since === null ? null : instantText(wish.since.getTime());
  const [own, shared] = await Promise.all([
    one === undefined
      ? ownRows(desk, person.id, [after, wish.types, since, limit])
      : ownRowsOfSeveral(desk, one, [after, wish.types, since, limit, person.id]),
    sharedOfAll(desk, records, wish, after, limit),
  ]);
  const all =
    shared.rows.length === 0
      ? own
      : onceEach([...own, ...shared.rows]).sort((a, b) => (a.id < b.id ? -1 : 1));
  // Beyond the last shared one that was looked at, further ones may lie between.
  const known = shared.end === undefined ? all : all.filter((row) => row.id <= shared.end!);
  const page = known.slice(0, count);
  const more = known.length > count || shared.end !== undefined;
  const last = known.length > count ? page.at(-1)?.id : (shared.end ?? page.at(-1)?.id);
  const ofHers = page.filter(isHers);
  const open = new Set(await rowsOfPersonReached(q, await desk.reach(), person.id, ofHers, desk.host.now()));
  const reached = open.size === page.length ? page : page.filter((row) => open.has(row) || !isHers(row));
  return {
    rows: await keepFiltered(q, await desk.reach(), reached),
    ...(more && last !== undefined && { next: last }),
  };
}

async function ownRows(desk: Desk, personId: string, wish: readonly unknown[]): Promise<Row[]> {
  const values = [rowBucket(personId), personId, ...wish];
  return (await desk.q.query<Row>({ name: 'record-everything', lane: 'search', text: pageText, values }))
    .rows;
}

async function ownRowsOfSeveral(
  desk: Desk,
  { members }: OnePerson,
  wish: readonly unknown[],
): Promise<Row[]> {
  if (!(await desk.q.isSpread())) {
    const values = [members.map(rowBucket), members, ...wish];
    return (await desk.q.query<Row>({ name: 'record-everything-several', text: pageTextOfSeveral, values }))
      .rows;
  }
  // On a cluster each record lies in a shard of its own.
  const [after, types, since, limit, self] = wish;
  const rows: Row[] = [];
  for (const member of members) rows.push(...(await ownRows(desk, member, [after, types, since, limit])));
  const others = members.filter((member) => member !== self && member > String(after));
  const patients = (types as readonly string[] | null)?.includes('Patient') === false ? [] : others;
  const isRecent = ({ updated }: Row): boolean => since === null || updated >= new Date(since as string);
  rows.push(...(await rowsById(desk.q, patients)).filter(isRecent));
  return onceEach(rows)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, limit as number);
}

function onceEach(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** What several records share; the nearest end counts. */
async function sharedOfAll(
  desk: Desk,
  records: readonly string[],
  wish: EverythingWish,
  after: string,
  limit: number,
): Promise<{ rows: readonly Row[]; end?: string }> {
  const [first, ...more] = records;
  if (more.length === 0) return sharedRows(desk, first!, wish, after, limit);
  const found = await Promise.all(records.map((record) => sharedRows(desk, record, wish, after, limit)));
  const ends = found.flatMap(({ end }) => end ?? []).toSorted();
  return {
    rows: onceEach(found.flatMap(({ rows }) => rows)),
    ...(ends[0] !== undefined && { end: ends[0] }),
  };
}

/** Rows that a person shares with others and the actor may read; `end` is the place to go on from. */
export async function sharedRows(
  desk: Desk,
  personId: string,
  wish: Pick<EverythingWish, 'types' | 'since'>,
  after: string,
  limit: number,
): Promise<{ rows: readonly Row[]; end?: string }> {
  const values = [rowBucket(personId), personId, after, limit];
  const found = await desk.q.query<{ id: string }>({
    name: 'record-everything-shared',
    lane: 'search',
    text: sharedText,
    values,
  });
  const ids = found.rows.map((row) => row.id);
  if (ids.length === 0) return { rows: [] };
  const wanted = (await rowsById(desk.q, ids)).filter(
    (row) =>
      (wish.types === null || wish.types.includes(row.type)) &&
      (wish.since === null || row.updated >= wish.since),
  );
  const reach = await desk.reach();
  const rows = await reached({ q: desk.q, reach, now: desk.host.now() }, wanted);
  return { rows, ...(ids.length === limit && { end: ids.at(-1)! }) };
}

/** Dates of a life, not of care. */
const lifeDates: ReadonlySet<string> = new Set(['birthdate', 'death-date']);

/** True for what has no times of care at all, too: an allergy without a date belongs to every time. */
function isInTime({ text }: StoredResource, care: { readonly lo: number; readonly hi: number }): boolean {
  const { dates } = extractIndex(JSON.parse(text) as { resourceType: string });
  const times = Object.entries(dates).flatMap(([code, found]) => (lifeDates.has(code) ? [] : found));
  return times.length === 0 || times.some(({ lo, hi }) => lo < care.hi && hi > care.lo);
}
