import { literalReference, referencesOf } from '#kernel/fhir/references.ts';
import type { Desk } from './desk.ts';
import { firstPlace, personPage } from './everything.ts';
import { readEverythingWish, wrong } from './everything-wish.ts';
import { about, allowedRow } from './read-record.ts';
import type { SearchPage, StoredResource } from './record-store.ts';
import { findRows, type Row } from './rows.ts';
import { searchTypes } from './search-record.ts';
import { readCursor, writeCursor } from './search/cursor.ts';
import { instantText } from './search/instant-text.ts';
import { reached } from './search/reached.ts';

/**
 * All that belongs to one encounter: itself and what it points to on the first page, then what its compartment holds. Errors:
 * record.not-found, access.denied, search.invalid.
 * @source HL7 FHIR R4 encounter-operation-everything.html
 */
export async function everythingOfEncounter(desk: Desk, id: string, queryText: string): Promise<SearchPage> {
  const wish = readEverythingWish(queryText);
  if (wish.care !== undefined) throw wrong('start');
  const row = await allowedRow(desk, 'Encounter', id);
  const [encounter] = await desk.host.texts.stored(desk.q, [row]);
  const query = new URLSearchParams({ _count: String(wish.count) });
  if (wish.types !== null) query.set('_type', wish.types.join(','));
  if (wish.since !== null) query.set('_lastUpdated', `ge${instantText(wish.since.getTime())}`);
  if (wish.cursor !== null) query.set('_cursor', wish.cursor);
  const page = await searchTypes(desk, query.toString(), { compartment: { type: 'Encounter', id } });
  const isWanted = ({ resourceType, lastUpdated }: StoredResource): boolean =>
    (wish.types === null || wish.types.includes(resourceType)) &&
    (wish.since === null || new Date(lastUpdated) >= wish.since);
  const head = wish.cursor === null ? [encounter!, ...(await pointedTo(desk, encounter!))] : [];
  const first = head.filter(isWanted);
  const names = new Set(first.map(nameOf));
  const rest = page.matches.filter((one) => !names.has(nameOf(one)) && nameOf(one) !== nameOf(encounter!));
  const matches = [...first, ...rest];
  await desk.audit({
    action: 'operation',
    ...about(row),
    query: '$everything',
    asked: `Encounter/${id}/$everything?${queryText}`,
    outcome: 'ok',
    count: matches.length,
  });
  return { matches, included: [], ...(page.next !== undefined && { next: page.next }) };
}

function nameOf({ resourceType, id }: StoredResource): string {
  return `${resourceType}/${id}`;
}

async function pointedTo(desk: Desk, resource: StoredResource): Promise<StoredResource[]> {
  const names = referencesOf(JSON.parse(resource.text)).flatMap(
    ({ reference }) => literalReference(reference) ?? [],
  );
  const { rows } = await findRows(
    desk.q,
    names.filter(({ base }) => base === undefined),
  );
  return desk.host.texts.stored(desk.q, await readable(desk, [...rows.values()]));
}

async function readable(desk: Desk, rows: readonly Row[]): Promise<Row[]> {
  return reached({ q: desk.q, reach: await desk.reach(), now: desk.host.now() }, rows);
}

/** Members looked at for one page; many of them may be out of reach. */
const mostMembers = 200;

/**
 * The group itself, then all that lies in the compartment of each member whom the actor may read, member by member. Members who
 * left are passed over. Errors: record.not-found, access.denied, search.invalid.
 * @source HL7 FHIR R4 group-operation-everything.html
 */
export async function everythingOfGroup(desk: Desk, id: string, queryText: string): Promise<SearchPage> {
  const wish = readEverythingWish(queryText);
  const row = await allowedRow(desk, 'Group', id);
  const [group] = await desk.host.texts.stored(desk.q, [row]);
  const members = membersOf(group!);
  const place = wish.cursor === null ? undefined : readCursor(wish.cursor, ['whole']);
  let [at, after] = [Number(place?.keys[0] ?? 0), place?.id ?? firstPlace];
  const isFirst = place === undefined && (wish.types === null || wish.types.includes('Group'));
  const matches: StoredResource[] = isFirst ? [group!] : [];
  const looked = members.slice(at, at + mostMembers);
  const { rows } = await findRows(
    desk.q,
    looked.map((member) => ({ type: 'Patient', id: member })),
  );
  const allowed = new Set((await readable(desk, [...rows.values()])).map((one) => one.id));
  const names = new Set([nameOf(group!)]);
  let next: string | undefined;
  for (const member of looked) {
    const person = rows.get(`Patient/${member}`);
    if (person !== undefined && allowed.has(person.id)) {
      if (matches.length >= wish.count) {
        next = writeCursor({ id: after, keys: [at] });
        break;
      }
      const page = await personPage(desk, person, wish, after, wish.count - matches.length);
      // The group lies in the compartment of each member, and two members may share something.
      for (const one of page.resources) {
        if (!names.has(nameOf(one))) matches.push(one);
        names.add(nameOf(one));
      }
      if (page.next !== undefined) {
        next = writeCursor({ id: page.next, keys: [at] });
        break;
      }
    }
    at += 1;
    after = firstPlace;
  }
  if (next === undefined && at < members.length) next = writeCursor({ id: firstPlace, keys: [at] });
  await desk.audit({
    action: 'operation',
    ...about(row),
    query: '$everything',
    asked: `Group/${id}/$everything?${queryText}`,
    outcome: 'ok',
    count: matches.length,
  });
  return { matches, included: [], ...(next !== undefined && { next }) };
}

function membersOf({ text }: StoredResource): string[] {
  const { member = [] } = JSON.parse(text) as {
    member?: readonly { readonly entity?: { readonly reference?: string }; readonly inactive?: boolean }[];
  };
  const ids = member.flatMap(({ entity, inactive }) => {
    const target = inactive === true ? undefined : literalReference(entity?.reference ?? '');
    return target?.type === 'Patient' && target.base === undefined ? target.id : [];
  });
  return [...new Set(ids)];
}
