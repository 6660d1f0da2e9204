import type { Resource } from '@medplum/fhirtypes';
import type { RecordStore } from '#platform/record/record-store.ts';

/** What one page of a search holds at most. */
const pageSize = 1000;
/** So many lines of one person are looked at, the newest. Own rule, verify. */
export const mostOfOne = 200;

/** Which lines are wanted. */
export interface NewestWish {
  readonly type: string;
  /** Search parameters without the person. */
  readonly query: string;
  /** Where only the newest of somebody are read: the query in parts, of each of which so many are read. */
  readonly parts?: readonly string[];
  /** Search parameter of a time. */
  readonly newestBy: string;
}

/**
 * The lines of some people: one search for all of them, where they are few; else by halves, down to whoever has so many, of whom the newest are
 * read. Nobody makes a look read without bound.
 */
export async function readNewest<T extends Resource>(
  record: Pick<RecordStore, 'search'>,
  patientIds: readonly string[],
  wish: NewestWish,
): Promise<T[]> {
  if (patientIds.length === 0) return [];
  const { type, query, parts = [query], newestBy } = wish;
  const read = async (part: string, count: number, sort: string) => {
    const patients = patientIds.map(encodeURIComponent).join(',');
    const asked = part === '' ? '' : `&${part}`;
    const page = await record.search(type, `patient=${patients}${asked}${sort}&_count=${count}&_total=none`);
    return { ...page, lines: page.matches.map(({ id, text }) => ({ ...(JSON.parse(text) as T), id })) };
  };
  const all = await read(query, patientIds.length === 1 ? mostOfOne : pageSize, '');
  if (all.next === undefined) return all.lines;
  // One after the other: inside a transaction there is one connection.
  const found: T[] = [];
  if (patientIds.length === 1) {
    for (const part of parts) found.push(...(await read(part, mostOfOne, `&_sort=-${newestBy}`)).lines);
    return found;
  }
  const half = Math.ceil(patientIds.length / 2);
  for (const some of [patientIds.slice(0, half), patientIds.slice(half)])
    for (const line of await readNewest<T>(record, some, wish)) found.push(line);
  return found;
}
