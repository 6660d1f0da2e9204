import { AppError } from '#kernel/errors.ts';
import { allResourceTypes, isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import type { Desk } from './desk.ts';
import { atCondition, readHistoryWish, type HistoryWish } from './history-wish.ts';
import { rowBucket } from './place.ts';
import { about, notThere, refusing, versionsOf } from './read-record.ts';
import {
  demand,
  reachCondition,
  reachConditionOf,
  reachesRow,
  rowsOfPersonReached,
  type Reach,
} from './reach.ts';
import type { StoredResource } from './record-store.ts';
import { isShown } from './scope-filters.ts';
import { findRow, fhirIdOf, rowColumns, type Row } from './rows.ts';
import { writeCursor } from './search/cursor.ts';
import { instantText } from './search/instant-text.ts';
import { SqlText } from './search/sql-text.ts';

/** One version; a deletion has no text. */
export interface Version extends Omit<StoredResource, 'text'> {
  readonly text: string | undefined;
  readonly deleted: boolean;
  /** True where another system chose the id, so that it was made by PUT. */
  readonly chosenId: boolean;
}

export interface HistoryPage {
  readonly versions: readonly Version[];
  readonly next?: string;
}

const byTime = 'order by updated desc, id desc, version desc';

/** The versions of one resource, newest first. Errors: record.not-found, access.denied, search.invalid. */
export async function historyOf(
  desk: Desk,
  type: string,
  id: string,
  queryText: string,
  lenient = false,
): Promise<HistoryPage> {
  const wish = readHistoryWish(queryText, ['whole'], lenient);
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type, resourceId: id }, () => demand(reach, 'read', type));
  const newest = (await findRow(desk.q, type, id)) ?? (await versionsOf(desk, type, id, 1))[0];
  if (newest === undefined) throw await notThere(desk, reach, type, id);
  if (!(await reachesRow(desk.q, reach, newest, desk.host.now()))) {
    await desk.audit({ action: 'refused', ...about(newest), outcome: 'refused' });
    throw new AppError('access.denied', { detail: 'access.outside-reach' });
  }
  // Of this row alone: what had the same id before, and was deleted, may be somebody else's.
  const sql = new SqlText();
  const conditions = [
    `r.bucket = ${sql.value(rowBucket(newest.id))}::int`,
    `r.id = ${sql.value(newest.id)}::uuid`,
    `r.type = ${sql.value(type)}`,
    ...timeConditions(wish, sql),
  ];
  if (wish.cursor !== undefined) conditions.push(`r.version < ${sql.value(wish.cursor.keys[0])}::int`);
  const rows = await readRows(desk, conditions, sql, 'order by version desc', wish.count);
  const page = rows.slice(0, wish.count);
  const open = await openVersions(desk, reach, newest, page);
  await desk.audit({ action: 'history', ...about(newest), outcome: 'ok', count: open.length });
  const last = page.at(-1);
  return {
    versions: await toVersions(desk, open),
    ...(rows.length > wish.count &&
      last !== undefined && { next: writeCursor({ id: last.id, keys: [last.version] }) }),
  };
}

/** A former version may tell what the newest does not: each is judged by itself. */
async function openVersions(
  desk: Desk,
  reach: Reach,
  newest: Row,
  page: readonly Row[],
): Promise<readonly Row[]> {
  if (newest.patient === null || page.every(({ sensitive }) => sensitive === newest.sensitive)) return page;
  return rowsOfPersonReached(desk.q, reach, newest.patient, page, desk.host.now());
}

/** The versions of all resources of a type, newest first. Errors: access.denied, search.invalid. */
export async function historyOfType(
  desk: Desk,
  type: string,
  queryText: string,
  lenient = false,
): Promise<HistoryPage> {
  if (!isResourceType(type)) throw new AppError('route.not-found');
  const wish = readHistoryWish(queryText, ['time', 'whole'], lenient);
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type }, () => demand(reach, 'read', type));
  const { conditions, sql } = wishConditions(wish);
  conditions.push(`r.type = ${sql.value(type)}`);
  const reaches = reachCondition(reach, type, sql, desk.host.now());
  if (reaches !== '') conditions.push(reaches);
  const rows = await readRows(desk, conditions, sql, byTime, wish.count);
  await desk.audit({
    action: 'history',
    resourceType: type,
    outcome: 'ok',
    count: pageOf(rows, wish).length,
  });
  return timedPage(desk, rows, wish);
}

/** The versions of everything the actor may read, newest first. Errors: access.denied, search.invalid. */
export async function historyOfAll(desk: Desk, queryText: string, lenient = false): Promise<HistoryPage> {
  const wish = readHistoryWish(queryText, ['time', 'whole'], lenient);
  const reach = await desk.reach();
  const types = allResourceTypes.filter((type) => reach.scope.may('read', type));
  await refusing(desk, {}, () => demand(reach, 'read', types[0] ?? '*'));
  const rows = await readWindows(desk, wish, reach, types);
  await desk.audit({ action: 'history', outcome: 'ok', count: pageOf(rows, wish).length });
  return timedPage(desk, rows, wish);
}

const firstWindow = 2_000;
const longestWindow = 100 * 365 * 86_400_000;

/**
 * Looks back through ever longer windows of time until the page is full: the indexes lead with the type, so that the newest rows
 * of all types are found cheaply only where the time is narrow.
 */
async function readWindows(
  desk: Desk,
  wish: HistoryWish,
  reach: Reach,
  types: readonly string[],
): Promise<Row[]> {
  const now = desk.host.now().getTime();
  const from = wish.cursor === undefined ? now : Date.parse(String(wish.cursor.keys[0]));
  for (let window = firstWindow; ; window *= 8) {
    const { conditions, sql } = wishConditions(wish);
    conditions.push(`r.type = any (${sql.value(types)}::text[])`);
    const reaches = reachConditionOf(reach, types, sql, desk.host.now());
    if (reaches !== '') conditions.push(reaches);
    const isLast = window > longestWindow;
    if (!isLast) conditions.push(`r.updated >= ${sql.value(instantText(from - window))}::timestamptz`);
    const rows = await readRows(desk, conditions, sql, byTime, wish.count);
    const reachesSince = wish.since !== undefined && from - window <= wish.since.getTime();
    if (rows.length > wish.count || isLast || reachesSince) return rows;
  }
}

function wishConditions(wish: HistoryWish): { conditions: string[]; sql: SqlText } {
  const sql = new SqlText();
  const conditions = timeConditions(wish, sql);
  if (wish.cursor !== undefined) {
    const { id, keys } = wish.cursor;
    const place = [
      `${sql.value(keys[0])}::timestamptz`,
      `${sql.value(id)}::uuid`,
      `${sql.value(keys[1])}::int`,
    ];
    conditions.push(`(r.updated, r.id, r.version) < (${place.join(', ')})`);
  }
  return { conditions, sql };
}

function timeConditions({ since, at }: HistoryWish, sql: SqlText): string[] {
  return [
    ...(since === undefined ? [] : [`r.updated >= ${sql.value(instantText(since.getTime()))}::timestamptz`]),
    ...(at === undefined ? [] : [atCondition(at, sql)]),
  ];
}

/** Versions that are current and those that are not, one more than asked so that the end is known. */
async function readRows(
  desk: Desk,
  conditions: readonly string[],
  sql: SqlText,
  order: string,
  count: number,
): Promise<Row[]> {
  const where = conditions.join(' and ');
  const limit = sql.value(count + 1);
  const part = (table: string): string =>
    `(select ${rowColumns} from record.${table} r where ${where} ${order} limit ${limit})`;
  const text = `${part('resource')} union all ${part('history')} ${order} limit ${limit}`;
  return (await desk.q.query<Row>({ text, values: sql.values })).rows;
}

function pageOf(rows: readonly Row[], wish: HistoryWish): readonly Row[] {
  return rows.slice(0, wish.count);
}

async function timedPage(desk: Desk, rows: readonly Row[], wish: HistoryWish): Promise<HistoryPage> {
  const page = pageOf(rows, wish);
  const last = page.at(-1);
  return {
    versions: await toVersions(desk, page),
    ...(rows.length > wish.count &&
      last !== undefined && {
        next: writeCursor({ id: last.id, keys: [last.updated.toISOString(), last.version] }),
      }),
  };
}

async function toVersions(desk: Desk, rows: readonly Row[]): Promise<Version[]> {
  const living = rows.filter((row) => row.pack !== null);
  const texts = await desk.host.texts.of(desk.q, living);
  const byRow = new Map(living.map((row, at) => [row, texts[at]]));
  const reach = await desk.reach();
  // A former version may be one that filters of scopes leave out.
  const shown = rows.filter((row) => {
    const text = byRow.get(row);
    return text === undefined || isShown(reach, row.type, () => JSON.parse(text) as { resourceType: string });
  });
  return shown.map((row) => ({
    resourceType: row.type,
    id: fhirIdOf(row),
    versionId: String(row.version),
    lastUpdated: row.updated.toISOString(),
    text: byRow.get(row),
    deleted: row.pack === null,
    chosenId: row.fhir_id !== null,
  }));
}
