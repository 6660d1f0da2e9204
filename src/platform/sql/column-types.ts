import pg from 'pg';

const oid = { int8: 20, date: 1082, int8Array: 1016, dateArray: 1182 } as const;

function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('bigint beyond 2^53');
  return value;
}

/**
 * Parser for a column type. Differs from the default of `pg` in two places: bigint is a number (a number beyond 2^53
 * throws), and a calendar day stays 'YYYY-MM-DD' because a Date would shift it by the time zone.
 */
export function parserOf(type: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format !== 'binary') {
    if (type === oid.int8) return parseBigint;
    if (type === oid.date) return (text) => text;
    if (type === oid.int8Array)
      return (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(parseBigint));
    if (type === oid.dateArray) return (text) => (text === '{}' ? [] : text.slice(1, -1).split(','));
  }
  return pg.types.getTypeParser(type, format as 'text') as (value: string) => unknown;
}
