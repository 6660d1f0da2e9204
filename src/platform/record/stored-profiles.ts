import { knownProfile, standardType } from '#kernel/fhir/profiles/known-profiles.ts';
import type { Desk } from './desk.ts';
import { markOf, tokenOf } from './index-hash.ts';
import { rowColumns, type Row } from './rows.ts';

const type = 'StructureDefinition';
/** Definitions read for one validation, with those they build on. */
const mostRead = 30;
/** Versions of one profile that are looked at. */
const mostVersions = 20;
const mostLetters = 2_000_000;

interface Definition {
  readonly url?: string;
  readonly version?: string;
  readonly status?: string;
  readonly baseDefinition?: string;
}

/**
 * The stored StructureDefinitions that these canonical addresses name, and those they build on, as JSON texts by address. What is part of
 * this program or of the standard is left out: it cannot be written over.
 */
export async function findStoredProfiles(
  desk: Desk,
  canonicals: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const wanted = [...canonicals];
  for (let read = 0; wanted.length > 0 && read < mostRead; read += 1) {
    const canonical = wanted.shift()!;
    const [url = ''] = canonical.split('|');
    if (found.has(canonical) || knownProfile(url) !== undefined || standardType(url) !== undefined) continue;
    const text = await findOne(desk, canonical);
    if (text === undefined) continue;
    found.set(canonical, text);
    const { baseDefinition } = JSON.parse(text) as Definition;
    if (typeof baseDefinition === 'string') wanted.push(baseDefinition);
  }
  return found;
}

/** The one of this version, or the newest in use where none is named; a retired one only where its version is named. */
async function findOne(desk: Desk, canonical: string): Promise<string | undefined> {
  const [url = '', version] = canonical.split('|');
  const token = tokenOf(markOf(type, 'url'), url);
  const { rows } = await desk.q.query<Row>({
    name: 'record-stored-profile',
    text: `select ${rowColumns} from record.resource r where r.type = '${type}' and r.tokens @> $1::bigint[]
      order by r.updated desc limit ${mostVersions}`,
    values: [`{${token}}`],
  });
  const texts = rows.length === 0 ? [] : await desk.host.texts.of(desk.q, rows);
  const all = texts
    .filter((text) => text.length <= mostLetters)
    .map((text) => ({ text, definition: JSON.parse(text) as Definition }))
    // The index knows addresses by their hashes.
    .filter(({ definition }) => definition.url === url);
  if (version !== undefined) return all.find(({ definition }) => definition.version === version)?.text;
  return (
    all.find(({ definition }) => definition.status === 'active') ??
    all.find(({ definition }) => definition.status !== 'retired')
  )?.text;
}
