import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import { searchsetJson } from './bundle-text.ts';
import type { Desk } from './desk.ts';
import { findHouseLists, readHouseList } from './house-lists.ts';
import { narrow } from './narrow.ts';
import { demand } from './reach.ts';
import { refusing } from './read-record.ts';
import type { StoredResource } from './record-store.ts';
import { searchRecord } from './search-record.ts';
import { cursorName } from './search/page-wish.ts';

const housePlace = /^house-(\d{1,6})$/;
const defaultCount = 50;
const mostCount = 1000;

/** Reads a list of the house; undefined where the id is none of its. Error: access.denied. */
export async function readList(desk: Desk, type: string, id: string): Promise<StoredResource | undefined> {
  const list = await readHouseList(type, id);
  if (list === undefined) return undefined;
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type, resourceId: id }, () => demand(reach, 'read', type));
  await desk.audit({ action: 'read', resourceType: type, resourceId: id, outcome: 'ok' });
  return list;
}

/**
 * One page of a search over the house's lists and the stored ones: the house's come first, then those that were stored. The cursor
 * 'house-50' is a place among the house's own.
 */
export async function searchLists(
  desk: Desk,
  type: string,
  query: string,
  address: { readonly baseUrl: string; readonly self: string; readonly path: string },
  options: { readonly lenient?: boolean },
): Promise<string> {
  const { baseUrl, self, path } = address;
  const parsed = parseQuery(type, query, { now: desk.host.now(), passThrough: [cursorName], ...options });
  const cursor = parsed.other.find(({ name }) => name === cursorName)?.value;
  const place = housePlace.exec(cursor ?? '')?.[1];
  const plain = without(query, [cursorName]);
  const isBeyond = cursor !== undefined && place === undefined;
  const wanted = Math.min(parsed.count ?? defaultCount, mostCount);
  const isCount = parsed.summary === 'count' || parsed.count === 0;

  const stored = async (count: number, from: string): Promise<Awaited<ReturnType<typeof searchRecord>>> =>
    searchRecord(
      desk,
      type,
      count === wanted ? from : `${without(from, ['_count'])}&_count=${count}`,
      options,
    );
  // The stored ones are always asked, so that the right to search is checked and the search is in the audit.
  const house =
    isBeyond && parsed.total === undefined ? [] : await findHouseLists(type, plain, desk.host.now());
  const offset = isBeyond ? house.length : Number(place ?? 0);
  const own = isCount ? [] : house.slice(offset, offset + wanted);
  const isLast = offset + own.length >= house.length;
  const page = await stored(isCount || !isLast ? 0 : wanted - own.length, isBeyond ? query : plain);
  const asksTotal = isCount || (parsed.total !== undefined && parsed.total !== 'none');
  const restLeft = isLast && own.length === wanted && !isCount && (await hasAny(stored, plain));
  const next = !isLast || restLeft ? `house-${offset + own.length}` : page.next;
  const cut = (one: StoredResource): StoredResource => narrow(one, query);
  return searchsetJson({
    matches: [...(await Promise.all(own.map((one) => one.show()))), ...page.matches].map(cut),
    included: page.included.map(cut),
    ...(asksTotal && { total: house.length + (page.total ?? 0) }),
    self,
    baseUrl,
    ...(next !== undefined &&
      !isCount && { next: `${baseUrl}/${path}?${plain === '' ? '' : `${plain}&`}${cursorName}=${next}` }),
  });
}

async function hasAny(
  stored: (count: number, from: string) => Promise<{ readonly matches: readonly unknown[] }>,
  plain: string,
): Promise<boolean> {
  return (await stored(1, plain)).matches.length > 0;
}

function without(query: string, names: readonly string[]): string {
  return query
    .split('&')
    .filter((part) => part !== '' && !names.some((name) => part.startsWith(`${name}=`)))
    .join('&');
}
