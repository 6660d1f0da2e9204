import { AppError } from '#kernel/errors.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { historyJson, searchsetJson } from './bundle-text.ts';
import type { Desk } from './desk.ts';
import { everything } from './everything.ts';
import { everythingOfEncounter, everythingOfGroup } from './everything-of-others.ts';
import { lastN } from './last-n.ts';
import { historyOf, historyOfAll, historyOfType } from './history.ts';
import { readCurrent, readVersion } from './read-record.ts';
import type { StoredResource } from './record-store.ts';
import { narrow } from './narrow.ts';
import { isListType } from './house-lists.ts';
import { readList, searchLists } from './read-lists.ts';
import { answerSearch, searchedAt, withCursor } from './read-search.ts';

/** What a GET answers. */
export interface Answer {
  readonly text: string;
  readonly etag?: string;
  readonly lastModified?: string;
}

/** What the reader holds already. */
export interface Known {
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
}

/**
 * Whether the reader holds this version already (304). If-None-Match decides where both are given; times have whole seconds.
 * @source HL7 FHIR R4 http.html#cread; RFC 9110, section 13.2.2
 */
export function isKnown({ etag, lastModified }: Answer, { ifNoneMatch, ifModifiedSince }: Known): boolean {
  const plain = (tag: string): string => tag.trim().replace(/^W\//, '');
  if (ifNoneMatch !== undefined) {
    return (
      etag !== undefined &&
      ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || plain(tag) === plain(etag))
    );
  }
  if (ifModifiedSince === undefined || lastModified === undefined) return false;
  return Math.floor(Date.parse(lastModified) / 1000) * 1000 <= Date.parse(ifModifiedSince);
}

/** How the reader wants it. */
export interface ReadOptions {
  readonly lenient?: boolean;
}

/** Which types have `$everything`, and what it is. */
const everythingKinds: Readonly<Record<string, typeof everything>> = {
  Patient: everything,
  Encounter: everythingOfEncounter,
  Group: everythingOfGroup,
};

/**
 * Answers a GET below the base, as HTTP and as an entry of a bundle do: read, vread, history, search, $everything.
 * @param address 'Observation/1', 'Observation?patient=1', 'Patient/1/$everything?_count=10'
 */
export async function readByAddress(
  desk: Desk,
  address: string,
  baseUrl: string,
  options: ReadOptions = {},
): Promise<Answer> {
  const mark = address.indexOf('?');
  const path = (mark < 0 ? address : address.slice(0, mark)).replace(/^\/|\/$/g, '');
  const query = mark < 0 ? '' : address.slice(mark + 1);
  const self = `${baseUrl}/${path}${query === '' ? '' : `?${query}`}`;
  const nextOf = (next: string | undefined): { next?: string } =>
    next === undefined ? {} : { next: `${baseUrl}/${path}?${withCursor(query, next)}` };
  if (path === '_history') {
    const page = await historyOfAll(desk, query, options.lenient);
    return { text: historyJson({ versions: page.versions, self, baseUrl, ...nextOf(page.next) }) };
  }
  if (path === 'Observation/$lastn') {
    const page = await lastN(desk, query);
    return { text: searchsetJson({ ...page, self, baseUrl }) };
  }
  const lenient = options.lenient;
  const searched = searchedAt(path);
  if (searched !== undefined)
    return { text: await answerSearch(desk, searched, { baseUrl, path, query, lenient }) };
  const [type = '', id, action, version, ...more] = path.split('/');
  if (!isResourceType(type) || more.length > 0) throw new AppError('route.not-found');
  if (id === undefined && isListType(type))
    return { text: await searchLists(desk, type, query, { baseUrl, self, path }, options) };
  if (id === undefined)
    return { text: await answerSearch(desk, { type }, { baseUrl, path, query, lenient }) };
  if (id === '_history' && action === undefined) {
    const page = await historyOfType(desk, type, query, options.lenient);
    return { text: historyJson({ versions: page.versions, self, baseUrl, ...nextOf(page.next) }) };
  }
  if (action === undefined) {
    const list = await readList(desk, type, id);
    return one(narrow(list ?? (await readCurrent(desk, type, id)), query));
  }
  if (action === '_history' && version === undefined) {
    const page = await historyOf(desk, type, id, query, options.lenient);
    return { text: historyJson({ versions: page.versions, self, baseUrl, ...nextOf(page.next) }) };
  }
  if (action === '_history') return one(narrow(await readVersion(desk, type, id, version!), query));
  const everythingOf = action === '$everything' && version === undefined ? everythingKinds[type] : undefined;
  if (everythingOf !== undefined) {
    const page = await everythingOf(desk, id, query);
    return { text: searchsetJson({ ...page, self, baseUrl, ...nextOf(page.next) }) };
  }
  throw new AppError('route.not-found');
}

function one(stored: StoredResource): Answer {
  return { text: stored.text, etag: `W/"${stored.versionId}"`, lastModified: stored.lastUpdated };
}
