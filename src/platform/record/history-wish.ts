import { AppError } from '#kernel/errors.ts';
import { timeRange } from '#kernel/fhir/date-range.ts';
import { readCursor, type Cursor, type CursorKey } from './search/cursor.ts';
import { instantText } from './search/instant-text.ts';
import { cursorName } from './search/page-wish.ts';
import type { SqlText } from './search/sql-text.ts';

const defaultCount = 50;
const mostCount = 1000;

/** What a history is asked for. */
export interface HistoryWish {
  readonly count: number;
  readonly cursor: Cursor | undefined;
  /** Versions made at or after this instant. */
  readonly since: Date | undefined;
  /** Versions that were current at some time in [lo, hi), in ms. */
  readonly at: { readonly lo: number; readonly hi: number } | undefined;
}

/**
 * Reads _count, _since, _at and the cursor. Error: search.invalid naming the parameter; what is not known is left out where the
 * caller is lenient.
 * @source HL7 FHIR R4 http.html#history
 */
export function readHistoryWish(
  queryText: string,
  keys: readonly CursorKey[],
  lenient: boolean,
): HistoryWish {
  const query = new URLSearchParams(queryText);
  for (const name of query.keys()) {
    const isKnown = ['_count', '_since', '_at', '_format', '_pretty', cursorName].includes(name);
    if (!isKnown && !lenient) throw wrong(name);
  }
  const count = query.get('_count') ?? String(defaultCount);
  if (!/^[1-9]\d{0,8}$/.test(count)) throw wrong('_count');
  const since = range(query, '_since');
  const cursor = query.get(cursorName);
  return {
    count: Math.min(Number(count), mostCount),
    cursor: cursor === null ? undefined : readCursor(cursor, keys),
    since: since === undefined ? undefined : new Date(since.lo),
    at: range(query, '_at'),
  };
}

function range(query: URLSearchParams, name: string): { lo: number; hi: number } | undefined {
  // '+' of a time zone is a blank in an address that was not encoded.
  const text = query.get(name)?.replace(' ', '+');
  if (text === undefined) return undefined;
  const found = timeRange(text);
  if (found === undefined || !Number.isFinite(found.lo) || !Number.isFinite(found.hi)) throw wrong(name);
  return found;
}

/** SQL that holds for versions that were current at some time of a range: begun before its end, not followed before its start. */
export function atCondition(at: { readonly lo: number; readonly hi: number }, sql: SqlText): string {
  const [lo, hi] = [sql.value(instantText(at.lo)), sql.value(instantText(at.hi))];
  const followed = ['resource', 'history'].map(
    (table) =>
      `not exists (select 1 from record.${table} n where n.bucket = r.bucket and n.id = r.id and n.version = r.version + 1 and n.updated <= ${lo}::timestamptz)`,
  );
  return [`r.updated < ${hi}::timestamptz`, ...followed].join(' and ');
}

function wrong(name: string): AppError {
  return new AppError('search.invalid', {
    issues: [
      {
        path: name,
        text: {
          vi: `${name}: giá trị hoặc tham số không được nhận trong lịch sử.`,
          en: `${name}: this value or parameter is not taken by a history.`,
        },
      },
    ],
  });
}
