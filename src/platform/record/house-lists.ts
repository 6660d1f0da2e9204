import type { Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { extractIndex } from '#kernel/fhir/search/extract.ts';
import { meetsCondition } from '#kernel/fhir/search/match.ts';
import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import type { Condition, ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { searchParameterResources } from '#kernel/fhir/search/search-parameter-resources.ts';
import { loadHouseSource } from '#kernel/terminology/house.ts';
import { once } from '#kernel/terminology/once.ts';
import { writeCodeSystem, writeConceptMap, writeValueSet } from '#kernel/terminology/write-resource.ts';
import type { StoredResource } from './record-store.ts';

/** A list of the house as a resource. */
interface HouseList {
  readonly resourceType: string;
  readonly id: string;
  /** What says about it, without its codes. */
  readonly head: () => Promise<Resource>;
  /** With all its codes. */
  readonly open: () => Promise<Resource>;
  /** Short enough to stand whole in the answer of a search. */
  readonly isShort: boolean;
}

const mostInSearch = 500;
/** The day on which the house's lists were last made. */
const madeAt = '2026-11-22T00:00:00.000Z';

const loadLists = once(async (): Promise<ReadonlyMap<string, ReadonlyMap<string, HouseList>>> => {
  const { codeSystems, valueSets, conceptMaps } = await loadHouseSource();
  const listOf = (
    resourceType: string,
    id: string,
    isShort: boolean,
    write: (whole: boolean) => Promise<Resource>,
  ): HouseList => ({
    resourceType,
    id,
    isShort,
    head: once(() => write(false)),
    open: () => write(true),
  });
  const byId = (lists: readonly HouseList[]): Map<string, HouseList> =>
    new Map(lists.map((list) => [list.id, list]));
  return new Map([
    [
      'CodeSystem',
      byId(
        codeSystems.map((entry) =>
          listOf('CodeSystem', entry.id, (entry.count ?? Infinity) <= mostInSearch, (whole) =>
            writeCodeSystem(entry, whole),
          ),
        ),
      ),
    ],
    [
      'ValueSet',
      byId(
        valueSets
          .filter(({ locked }) => locked === undefined)
          .map((entry) => listOf('ValueSet', entry.id, true, (whole) => writeValueSet(entry, whole))),
      ),
    ],
    [
      'ConceptMap',
      byId(
        conceptMaps.map((entry) =>
          listOf('ConceptMap', entry.id, false, (whole) => writeConceptMap(entry, whole)),
        ),
      ),
    ],
    [
      'SearchParameter',
      byId(
        searchParameterResources().map((made) =>
          listOf('SearchParameter', made.id!, true, () => Promise.resolve(made)),
        ),
      ),
    ],
  ]);
});

const listTypes = new Set(['CodeSystem', 'ValueSet', 'ConceptMap', 'SearchParameter']);

/** Types of which the house has resources of its own: lists of codes, and the parameters that searches answer. */
export function isListType(type: string): boolean {
  return listTypes.has(type);
}

/** A list of the house by id, whole; undefined where there is none. */
export async function readHouseList(type: string, id: string): Promise<StoredResource | undefined> {
  const list = isListType(type) ? (await loadLists()).get(type)?.get(id) : undefined;
  return list === undefined ? undefined : stored(await list.open());
}

/** Refuses to write over a list of the house. Error: terminology.read-only. */
export async function refuseHouseList(type: string, id: string | undefined): Promise<void> {
  if (id !== undefined && isListType(type) && (await loadLists()).get(type)?.has(id))
    throw new AppError('terminology.read-only');
}

/** A list that a search found; `show` gives it as the answer shows it: long ones without their codes. */
export interface FoundList {
  readonly id: string;
  readonly show: () => Promise<StoredResource>;
}

/** The lists of the house that meet a search, in the order of their ids. */
export async function findHouseLists(type: string, query: string, now: Date): Promise<readonly FoundList[]> {
  const parsed = parseQuery(type, query, { now, lenient: true });
  const matching: FoundList[] = [];
  for (const list of (await loadLists()).get(type)?.values() ?? [])
    if (await meets(list, parsed))
      matching.push({
        id: list.id,
        show: async () => stored(await (list.isShort ? list.open() : list.head())),
      });
  return matching.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Parameters that look at codes inside; all others are answered without opening the list. */
const inside =
  /^(code|reference|expansion|dependson|other|product|source-code|target-code|source-system|target-system|_content)$/;

async function meets(list: HouseList, { conditions }: ParsedQuery): Promise<boolean> {
  const looksInside = ({ param }: Condition): boolean => inside.test(param.code);
  const head = await list.head();
  if (!conditions.every((one) => looksInside(one) || meetsOne(head, one))) return false;
  const deep = conditions.filter(looksInside);
  if (deep.length === 0) return true;
  const whole = await list.open();
  return deep.every((one) => meetsOne(whole, one));
}

const found = new WeakMap<Resource, ReturnType<typeof extractIndex>>();

function meetsOne(resource: Resource, condition: Condition): boolean {
  if (condition.kind === 'chain' || condition.kind === 'has' || condition.kind === 'list') return false;
  // What needs a look into a value set is asked of stored resources only.
  if (condition.kind === 'token' && condition.modifier !== undefined && condition.modifier !== 'not')
    return false;
  let values = found.get(resource);
  if (values === undefined) found.set(resource, (values = extractIndex(resource)));
  const { resourceType, id } = resource;
  const named = { resourceType, ...(id !== undefined && { id }) };
  return meetsCondition(
    { resource: { ...resource, ...named }, values, updated: Date.parse(madeAt) },
    condition,
  );
}

function stored(resource: Resource): StoredResource {
  const meta = { ...resource.meta, versionId: '1', lastUpdated: madeAt };
  return {
    resourceType: resource.resourceType,
    id: resource.id ?? '',
    versionId: '1',
    lastUpdated: madeAt,
    text: JSON.stringify({ ...resource, meta }),
  };
}
