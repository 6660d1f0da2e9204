import { AppError } from '#kernel/errors.ts';

/** A value that matches are sorted by; null where a resource has none. */
export type Key = string | number | null;

/** Where a page ended: the sort values and the row id of its last match. Opaque to callers. */
export interface Cursor {
  readonly keys: readonly Key[];
  readonly id: string;
}

/** What a sort value of a cursor is read back as; anything else would break the statement it is put into. */
export type CursorKey = 'time' | 'number' | 'whole' | 'text' | 'any';

const fits: Readonly<Record<CursorKey, (key: unknown) => boolean>> = {
  time: (key) => typeof key === 'string' && /^\d{4}-\d\d-\d\dT/.test(key) && !Number.isNaN(Date.parse(key)),
  number: (key) => typeof key === 'number' || key === 'Infinity' || key === '-Infinity',
  whole: (key) => Number.isInteger(key) && Math.abs(key as number) < 2 ** 31,
  text: (key) => typeof key === 'string' && !key.includes('\0'),
  any: (key) => key === null || typeof key === 'string' || typeof key === 'number',
};

const rowId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The cursor behind a row with these sort values. */
export function cursorOf(id: string, keys: readonly Key[]): Cursor {
  return { id, keys };
}

/** Writes a cursor as text for an address. */
export function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.id, ...cursor.keys])).toString('base64url');
}

/** Reads a cursor back. Error: search.invalid where it is not one of ours for this sort. */
export function readCursor(text: string, kinds: readonly CursorKey[]): Cursor {
  try {
    const list: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(list) && list.length === kinds.length + 1) {
      const [id, ...keys] = list as unknown[];
      if (typeof id === 'string' && rowId.test(id)) return demandKeys({ id, keys: keys as Key[] }, kinds);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw foreign();
}

/** A cursor that was read before its sort was known, held against it. Error: search.invalid. */
export function demandKeys(cursor: Cursor, kinds: readonly CursorKey[]): Cursor {
  const { keys } = cursor;
  if (keys.length === kinds.length && keys.every((key, at) => fits[kinds[at]!](key))) return cursor;
  throw foreign();
}

function foreign(): AppError {
  return new AppError('search.invalid', {
    issues: [
      {
        path: '_cursor',
        text: {
          vi: 'Trang này không còn đúng với câu tìm. Hãy tìm lại từ đầu.',
          en: 'This page does not belong to the search. Search again from the beginning.',
        },
      },
    ],
  });
}
