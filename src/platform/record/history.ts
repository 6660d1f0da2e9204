import { AppError } from '#kernel/errors.ts';
import { timeRange } from '#kernel/fhir/date-range.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import type { Desk } from './desk.ts';
import { about, refusing, versionsOf } from './read-record.ts';
import { demand, reachCondition, reachesRow } from './reach.ts';
import type { StoredResource } from './record-store.ts';
import { findRow, fhirIdOf, rowColumns, type Row } from './rows.ts';
import { readCursor, writeCursor, type CursorKey } from './search/cursor.ts';
import { instantText } from './search/instant-text.ts';
import { cursorName } from './search/run-search.ts';
import { SqlText } from './search/sql-text.ts';

/** One version; a deletion has no text. */
export interface Version extends Omit<StoredResource, 'text'> {
  readonly text: string | undefined;
  readonly deleted: boolean;
}

export interface HistoryPage {
  readonly versions: readonly Version[];
  readonly next?: string;
}

const defaultCount = 50;
const mostCount = 1000;

/** The versions of one resource, newest first. Errors: record.not-found, access.denied, search.invalid. */
export async function historyOf(
  desk: Desk,
  type: string,
  id: string,
  queryText: string,
): Promise<HistoryPage> {
  const { count, cursor, since } = readWish(queryText, ['whole']);
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type, resourceId: id }, () => demand(reach, 'read', type));
  const below = cursor === undefined ? undefined : Number(cursor.keys[0]);
  const current = await findRow(desk.q, type, id);
  const older = await versionsOf(desk, type, id, count + 1, below);
  const showsCurrent = current !== undefined && (below === undefined || current.version < below);
  const all = [...(showsCurrent ? [current] : []), ...older].filter(
    (row) => since === undefined || row.updated >= since,
  );
  const [newest] = current === undefined ? older : [current];
  if (newest === undefined) throw new AppError('record.not-found');
  if (!(await reachesRow(desk.q, reach, newest, desk.host.now()))) {
    await desk.audit({ action: 'refused', ...about(newest), outcome: 'refused' });
    throw new AppError('access.denied', { detail: 'access.outside-reach' });
  }
  const page = all.slice(0, count);
  await desk.audit({ action: 'history', ...about(newest), outcome: 'ok', count: page.length });
  const last = page.at(-1);
  return {
    versions: await toVersions(desk, page),
    ...(all.length > count &&
      last !== undefined && { next: writeCursor({ id: last.id, keys: [last.version] }) }),
  };
}

/** The versions of all resources of a type, newest first. Errors: access.denied, search.invalid. */
export async function historyOfType(desk: Desk, type: string, queryText: string): Promise<HistoryPage> {
  if (!isResourceType(type)) throw new AppError('route.not-found');
  const { count, cursor, since } = readWish(queryText, ['time', 'whole']);
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type }, () => demand(reach, 'read', type));
  const sql = new SqlText();
  const conditions = [`r.type = ${sql.value(type)}`];
  const reaches = reachCondition(reach, type, sql, desk.host.now());
  if (reaches !== '') conditions.push(reaches);
  if (since !== undefined)
    conditions.push(`r.updated >= ${sql.value(instantText(since.getTime()))}::timestamptz`);
  if (cursor !== undefined) {
    const [at, version] = cursor.keys;
    const place = [
      `${sql.value(at)}::timestamptz`,
      `${sql.value(cursor.id)}::uuid`,
      `${sql.value(version)}::int`,
    ];
    conditions.push(`(r.updated, r.id, r.version) < (${place.join(', ')})`);
  }
  const where = conditions.join(' and ');
  const order = 'order by updated desc, id desc, version desc';
  const limit = sql.value(count + 1);
  const part = (table: string): string =>
    `(select ${rowColumns} from record.${table} r where ${where} ${order} limit ${limit})`;
  const text = `${part('resource')} union all ${part('history')} ${order} limit ${limit}`;
  const { rows } = await desk.q.query<Row>({ text, values: sql.values });
  const page = rows.slice(0, count);
  await desk.audit({ action: 'history', resourceType: type, outcome: 'ok', count: page.length });
  const last = page.at(-1);
  return {
    versions: await toVersions(desk, page),
    ...(rows.length > count &&
      last !== undefined && {
        next: writeCursor({ id: last.id, keys: [last.updated.toISOString(), last.version] }),
      }),
  };
}

async function toVersions(desk: Desk, rows: readonly Row[]): Promise<Version[]> {
  const living = rows.filter((row) => row.pack !== null);
  const texts = await desk.host.texts.of(desk.q, living);
  const byRow = new Map(living.map((row, at) => [row, texts[at]]));
  return rows.map((row) => ({
    resourceType: row.type,
    id: fhirIdOf(row),
    versionId: String(row.version),
    lastUpdated: row.updated.toISOString(),
    text: byRow.get(row),
    deleted: row.pack === null,
  }));
}

function readWish(
  queryText: string,
  keys: readonly CursorKey[],
): { count: number; cursor: ReturnType<typeof readCursor> | undefined; since: Date | undefined } {
  const query = new URLSearchParams(queryText);
  const count = query.get('_count') ?? String(defaultCount);
  const sinceText = query.get('_since');
  const since = sinceText === null ? undefined : timeRange(sinceText);
  const known = [...query.keys()].every((name) =>
    ['_count', '_since', '_format', '_pretty', cursorName].includes(name),
  );
  if (!/^[1-9]\d{0,8}$/.test(count) || (sinceText !== null && since === undefined) || !known) {
    throw new AppError('search.invalid');
  }
  const cursor = query.get(cursorName);
  return {
    count: Math.min(Number(count), mostCount),
    cursor: cursor === null ? undefined : readCursor(cursor, keys),
    since: since === undefined ? undefined : new Date(since.lo),
  };
}
