import { isCompartmentType } from '#kernel/fhir/search/compartments.ts';
import { without } from '#kernel/fhir/search/parse-system-query.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { searchsetJson } from './bundle-text.ts';
import type { Desk } from './desk.ts';
import { narrow } from './narrow.ts';
import type { StoredResource } from './record-store.ts';
import { searchRecord, searchTypes } from './search-record.ts';
import { cursorName } from './search/page-wish.ts';
import type { Compartment } from './search/compile-compartment.ts';

/** What is searched: one type or, without it, all; within a compartment or everywhere. */
export interface Searched {
  readonly type?: string | undefined;
  readonly compartment?: Compartment | undefined;
}

/** How a searchset is addressed: the base, the path below it and the query as it came. */
export interface SearchAddress {
  readonly baseUrl: string;
  readonly path: string;
  readonly query: string;
  readonly lenient?: boolean | undefined;
}

/** Answers a search on any level as the text of a searchset. Errors: search.invalid, search.too-costly, search.too-many, access.denied. */
export async function answerSearch(desk: Desk, searched: Searched, address: SearchAddress): Promise<string> {
  const { baseUrl, path, query, lenient } = address;
  const { type, compartment } = searched;
  const options = { lenient: lenient === true, compartment };
  const page =
    type === undefined
      ? await searchTypes(desk, query, options)
      : await searchRecord(desk, type, query, options);
  const cut = (stored: StoredResource): StoredResource => narrow(stored, query);
  const url = (asked: string): string => {
    const place = path === '' ? baseUrl : `${baseUrl}/${path}`;
    return asked === '' ? place : `${place}?${asked}`;
  };
  // The link to itself tells what was searched, so what was passed over is not in it.
  const understood = page.ignored.length === 0 ? query : without(query, new Set(page.ignored));
  return searchsetJson({
    matches: page.matches.map(cut),
    included: page.included.map(cut),
    ...(page.total !== undefined && { total: page.total }),
    ...(page.ignored.length > 0 && { outcome: passedOver(page.ignored) }),
    self: url(understood),
    baseUrl,
    ...(page.next !== undefined && { next: url(withCursor(understood, page.next)) }),
  });
}

/** The same query with its cursor replaced. */
export function withCursor(query: string, cursor: string): string {
  const parts = query.split('&').filter((part) => part !== '' && !part.startsWith(`${cursorName}=`));
  return [...parts, `${cursorName}=${cursor}`].join('&');
}

const showable = /^[\w:.*-]{1,120}$/;

/** What a lenient search tells about parameters that it did not understand. */
function passedOver(names: readonly string[]): string {
  const issue = names.map((name) => {
    const shown = showable.test(name) ? name : '?';
    return {
      severity: 'warning',
      code: 'not-supported',
      details: { text: `Đã bỏ qua tham số ${shown}. / The parameter ${shown} was passed over.` },
    };
  });
  return JSON.stringify({ resourceType: 'OperationOutcome', issue });
}

/** What a path asks to search besides one type: '' everything, 'Patient/1/Observation' or 'Patient/1/*' a compartment. */
export function searchedAt(path: string): Searched | undefined {
  if (path === '') return {};
  const [owner = '', id = '', type, ...more] = path.split('/');
  if (type === undefined || more.length > 0 || !isCompartmentType(owner)) return undefined;
  if (type !== '*' && !isResourceType(type)) return undefined;
  return { compartment: { type: owner, id }, ...(type !== '*' && { type }) };
}
