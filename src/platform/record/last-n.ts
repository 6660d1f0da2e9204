import { AppError } from '#kernel/errors.ts';
import type { Desk } from './desk.ts';
import { wrong } from './everything-wish.ts';
import type { SearchPage, StoredResource } from './record-store.ts';
import { searchRecord } from './search-record.ts';

const type = 'Observation';
const pageSize = 1000;
/** More is refused: all that meets the search is read, since the last of each code may lie far back. */
const mostRead = 20_000;

interface Group {
  readonly taken: StoredResource[];
}

/**
 * The last `max` observations (1 unless told) of each code that meet a search, newest first within a code. Two codes are the same
 * where they share a coding, or where both have only the same text. Errors: search.invalid without patient or subject,
 * search.too-many, access.denied.
 * @source HL7 FHIR R4 observation-operation-lastn.html
 */
export async function lastN(desk: Desk, queryText: string): Promise<SearchPage> {
  const query = new URLSearchParams(queryText);
  const max = query.get('max') ?? '1';
  if (!/^[1-9]\d{0,3}$/.test(max)) throw wrong('max');
  for (const name of ['max', '_sort', '_count', '_cursor', '_format', '_pretty']) query.delete(name);
  const names = [...query.keys()];
  if (!names.some((name) => /^(?:patient|subject)(?:[:.]|$)/.test(name))) throw wrong('patient');
  query.set('_sort', '-date');
  query.set('_count', String(pageSize));
  const groups: Group[] = [];
  const known = new Map<string, Group>();
  let read = 0;
  for (let more = true; more;) {
    const page = await searchRecord(desk, type, query.toString());
    for (const observation of page.matches) {
      const group = groupOf(observation, known, groups);
      if (group.taken.length < Number(max)) group.taken.push(observation);
    }
    read += page.matches.length;
    more = page.next !== undefined;
    if (more && read >= mostRead) throw new AppError('search.too-many');
    if (page.next !== undefined) query.set('_cursor', page.next);
  }
  const matches = groups.flatMap(({ taken }) => taken);
  await desk.audit({
    action: 'operation',
    resourceType: type,
    query: '$lastn',
    asked: `${type}/$lastn?${queryText}`,
    outcome: 'ok',
    count: matches.length,
  });
  return { matches, included: [], total: matches.length };
}

function groupOf({ text }: StoredResource, known: Map<string, Group>, groups: Group[]): Group {
  const { code } = JSON.parse(text) as {
    code?: { text?: string; coding?: readonly { system?: string; code?: string }[] };
  };
  const codings = (code?.coding ?? []).filter((coding) => coding.code !== undefined);
  const keys =
    codings.length > 0
      ? codings.map((coding) => `${coding.system ?? ''}|${coding.code}`)
      : [`text ${code?.text ?? ''}`];
  let group = keys.map((key) => known.get(key)).find((one) => one !== undefined);
  if (group === undefined) {
    group = { taken: [] };
    groups.push(group);
  }
  for (const key of keys) if (!known.has(key)) known.set(key, group);
  return group;
}
