import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { personalTypesList } from './types.ts';
import type { Asker, World } from './world.ts';

/** What a way shows of the world: ids of lines. Undefined where the way says nothing about the type. */
export type Seen = ReadonlySet<string>;

interface Bundle {
  readonly entry?: readonly {
    readonly resource?: { readonly resourceType: string; readonly id?: string };
    readonly response?: { readonly status: string };
    readonly search?: { readonly mode: string };
  }[];
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly total?: number;
}

const allTypes = ['Patient', ...personalTypesList];

/** SEN_MATRIX=whole asks each role by each way about each line of each type, in an hour; else each by a turned part. */
export const isWhole = process.env['SEN_MATRIX'] === 'whole';

/** Every how many types one role asks one way about. */
const step = isWhole ? 1 : 6;

/** What of the world one role is asked about by one way. */
export interface Slice {
  readonly types: readonly string[];
  /** One line in so many of everybody, and of the few whom the slow ways look at. */
  readonly lines: World['lines'];
  readonly few: World['lines'];
  readonly persons: readonly string[];
}

/**
 * A part of the world for each role and way, turned so that each way meets each type, each role meets each type, and each role goes each way,
 * with each person and label among them. That the rules say the same of every line of every type for every role, the walk over all cells
 * shows (all-cells.ts); a way only brings them to a question.
 */
export function sliceOf(world: World, role: number, way: number): Slice {
  const isMine = (nth: number): boolean => (nth + role + way) % step === 0;
  const types = allTypes.filter((type, nth) => type === 'Patient' || isMine(nth));
  const lines = turned(world.lines, isWhole ? 1 : 16, role + way);
  const few = turned(sample(world), isWhole ? 1 : 14, role + way);
  const persons = [...world.persons.keys()].filter((_id, nth) => isMine(nth));
  return { types, lines, few, persons };
}

async function ask(asker: Asker, path: string): Promise<{ status: number; body: Bundle }> {
  const answer = await asker.call(`/fhir${path}`);
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  return { status: answer.status, body: text.startsWith('{') ? (JSON.parse(text) as Bundle) : {} };
}

/** Ids on all pages of a search; nothing where it is refused. */
async function idsOf(
  asker: Asker,
  path: string,
  keep: (entry: NonNullable<Bundle['entry']>[number]) => boolean = () => true,
): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { status, body } = await ask(asker, next);
    if (status !== 200) return ids;
    for (const entry of body.entry ?? [])
      if (
        entry.resource?.id !== undefined &&
        entry.resource.resourceType !== 'OperationOutcome' &&
        keep(entry)
      )
        ids.push(entry.resource.id);
    const link = body.link?.find(({ relation }) => relation === 'next')?.url;
    next = link?.slice(link.indexOf('/fhir') + '/fhir'.length);
  }
  return ids;
}

/** Each type of the slice asked for by itself. */
async function byType(asker: Asker, { types }: Slice, pathOf: (type: string) => string): Promise<Seen> {
  const seen = new Set<string>();
  for (const type of types) for (const id of await idsOf(asker, pathOf(type))) seen.add(id);
  return seen;
}

/** Each line by its own address, a hundred in a batch. */
async function byBatch(asker: Asker, all: World['lines'], suffix: string): Promise<Seen> {
  const seen = new Set<string>();
  for (let from = 0; from < all.length; from += 100) {
    const lines = all.slice(from, from + 100);
    const entry = lines.map(({ type, id }) => ({
      request: { method: 'GET', url: `${type}/${id}${suffix}` },
    }));
    const answer = await asker.call('/fhir', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry }),
    });
    const body = (await answer.json()) as Bundle;
    body.entry?.forEach(({ response }, at) => {
      if (response?.status.startsWith('200') === true) seen.add(lines[at]!.id);
    });
  }
  return seen;
}

/** Lines one by one: what a batch answers is what a read answers. */
async function byRead(asker: Asker, lines: World['lines'], suffix: string): Promise<Seen> {
  const seen = new Set<string>();
  for (const { type, id } of lines) {
    const answer = await asker.call(`/fhir/${type}/${id}${suffix}`);
    await answer.text();
    if (answer.status === 200) seen.add(id);
    else if (![401, 403, 404].includes(answer.status)) throw new Error(`${type} answered ${answer.status}`);
  }
  return seen;
}

/** The lines of a few persons, whom the slow ways look at. */
export function sample(world: World): World['lines'] {
  const names = new Set(['in charge', 'treated now, closed to the facility', 'her child of 15', 'nobody’s']);
  return world.lines.filter(({ person }) => names.has(person.name));
}

function turned(lines: World['lines'], every: number, by: number): World['lines'] {
  const persons = new Map<string, number>();
  return lines.filter(({ patientId, type, bits }) => {
    if (!persons.has(patientId)) persons.set(patientId, persons.size);
    return (persons.get(patientId)! + allTypes.indexOf(type) + (bits & 1) + by) % every === 0;
  });
}

const asGraphQl = (query: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
});

const patientParameterOf = (type: string): string | undefined =>
  compartmentParametersOf(type).find((code) => code === 'patient' || code === 'subject');

const ofTypes = (world: World, { types }: Slice): World['lines'] =>
  world.lines.filter(({ type }) => types.includes(type));
const ofLines = (_world: World, { lines }: Slice): World['lines'] => lines;
const ofFew = (_world: World, { few }: Slice): World['lines'] => few;

/** One way to reach lines. */
export interface Way {
  /** Shows a part only, of which nothing may be too much. */
  readonly part?: true;
  /** The lines that the way is asked for. */
  readonly of: (world: World, slice: Slice) => World['lines'];
  readonly see: (asker: Asker, world: World, slice: Slice) => Promise<Seen>;
}

const everything: Way['of'] = (world) => world.lines;
const one = (suffix: string): Way => ({
  of: ofFew,
  see: (asker, _world, { few }) => byRead(asker, few, suffix),
});
const list = (query: string): Way => ({
  of: ofTypes,
  see: (asker, _world, slice) => byType(asker, slice, (type) => `/${type}${query}`),
});

/** Each way to reach lines, by its name. */
export const ways: Readonly<Record<string, Way>> = {
  'read in a batch': {
    of: ofLines,
    see: (asker, _world, { lines }) => byBatch(asker, lines, ''),
  },
  'version in a batch': {
    of: ofLines,
    see: (asker, _world, { lines }) => byBatch(asker, lines, '/_history/1'),
  },
  read: one(''),
  version: one('/_history/1'),
  'history of a line': one('/_history'),
  search: list('?_count=500'),
  'search in an order': list('?_count=500&_sort=-_lastUpdated'),
  summary: list('?_count=500&_summary=true'),
  'history of a type': list('/_history?_count=500'),
  'search of the whole system': {
    of: ofTypes,
    see: async (asker, _world, { types }) => {
      // One type that she may not search closes the whole question.
      const allowed = [];
      for (const type of types)
        if ((await ask(asker, `/${type}?_count=0`)).status === 200) allowed.push(type);
      if (allowed.length === 0) return new Set();
      return new Set(await idsOf(asker, `/?_type=${allowed.join(',')}&_count=500`));
    },
  },
  'history of the whole system': {
    part: true,
    of: everything,
    see: async (asker) => new Set(await idsOf(asker, '/_history?_count=500')),
  },
  compartment: {
    of: (world, { types }) => sample(world).filter(({ type }) => type !== 'Patient' && types.includes(type)),
    see: async (asker, world, { types }) => {
      const seen = new Set<string>();
      const patients = new Set(sample(world).map(({ patientId }) => patientId));
      for (const patient of patients)
        for (const type of types)
          if (type !== 'Patient')
            for (const id of await idsOf(asker, `/Patient/${patient}/${type}?_count=500`)) seen.add(id);
      return seen;
    },
  },
  $meta: one('/$meta'),
  '$validate of a line': one('/$validate'),
  'GraphQL of a line': {
    of: ofFew,
    see: async (asker, _world, { few }) => {
      const seen = new Set<string>();
      for (const { type, id } of few) {
        const answer = await asker.call(`/fhir/${type}/${id}/$graphql`, asGraphQl('{ id }'));
        const { data } = (await answer.json()) as { data?: { id?: string } | null };
        if (data?.id === id) seen.add(id);
      }
      return seen;
    },
  },
  'search by POST': {
    of: ofTypes,
    see: async (asker, _world, { types }) => {
      const seen = new Set<string>();
      for (const type of types) {
        const answer = await asker.call(`/fhir/${type}/_search`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: '_count=500',
        });
        const body = (await answer.json()) as Bundle;
        for (const { resource } of (answer.status === 200 && body.entry) || [])
          if (resource?.id !== undefined) seen.add(resource.id);
      }
      return seen;
    },
  },
  '$everything of a visit': {
    part: true,
    of: everything,
    see: async (asker, world) => {
      const seen = new Set<string>();
      for (const { type, id } of sample(world))
        if (type === 'Encounter')
          for (const found of await idsOf(asker, `/Encounter/${id}/$everything?_count=500`)) seen.add(found);
      return seen;
    },
  },
  '$everything of a group': {
    part: true,
    of: everything,
    see: async (asker, world) => new Set(await idsOf(asker, `/Group/${world.group}/$everything?_count=1000`)),
  },
  $lastn: {
    part: true,
    of: everything,
    see: async (asker, _world, { persons }) => {
      const seen = new Set<string>();
      for (const patient of persons)
        for (const id of await idsOf(asker, `/Observation/$lastn?patient=${patient}&max=50`)) seen.add(id);
      return seen;
    },
  },
  $everything: {
    part: true,
    of: everything,
    see: async (asker, _world, { persons }) => {
      const seen = new Set<string>();
      for (const patient of persons)
        for (const id of await idsOf(asker, `/Patient/${patient}/$everything?_count=1000`)) seen.add(id);
      return seen;
    },
  },
  include: {
    part: true,
    of: everything,
    see: async (asker, _world, { types }) => {
      const seen = new Set<string>();
      for (const type of types) {
        const include = `/${type}?_count=200&_include=*&_include:iterate=*`;
        for (const id of await idsOf(asker, include, ({ search }) => search?.mode === 'include'))
          seen.add(id);
      }
      return seen;
    },
  },
  revinclude: {
    part: true,
    of: everything,
    see: async (asker, _world, { types }) => {
      const seen = new Set<string>();
      for (const type of types) {
        const parameter = patientParameterOf(type);
        if (parameter === undefined) continue;
        const path = `/Patient?_count=100&_revinclude=${type}:${parameter}`;
        for (const id of await idsOf(asker, path, ({ search }) => search?.mode === 'include')) seen.add(id);
      }
      return seen;
    },
  },
  chain: {
    part: true,
    of: everything,
    see: (asker, _world, slice) =>
      byType(asker, slice, (type) => {
        const parameter = patientParameterOf(type);
        return parameter === undefined
          ? `/${type}?_id=none`
          : `/${type}?${parameter}:Patient._lastUpdated=gt2020-01-01&_count=500`;
      }),
  },
  GraphQL: {
    part: true,
    of: everything,
    see: async (asker, _world, { types }) => {
      const seen = new Set<string>();
      for (const type of types) {
        const answer = await asker.call('/fhir/$graphql', asGraphQl(`{ ${type}List(_count: 500) { id } }`));
        const { data } = (await answer.json()) as { data?: Record<string, { id: string }[] | null> };
        for (const { id } of data?.[`${type}List`] ?? []) seen.add(id);
      }
      return seen;
    },
  },
  view: {
    of: ofTypes,
    see: async (asker, _world, { types }) => {
      const seen = new Set<string>();
      for (const type of types) {
        const answer = await asker.call('/fhir/$viewdefinition-run', {
          method: 'POST',
          headers: { 'content-type': 'application/fhir+json' },
          body: JSON.stringify(viewOf(type)),
        });
        const text = await answer.text();
        if (answer.status !== 200) continue;
        for (const line of text.split('\n').filter(Boolean))
          seen.add((JSON.parse(line) as { id: string }).id);
      }
      return seen;
    },
  },
};

const viewOf = (type: string): object => ({
  resourceType: 'Parameters',
  parameter: [
    { name: '_format', valueCode: 'ndjson' },
    {
      name: 'viewResource',
      resource: {
        resourceType: 'ViewDefinition',
        status: 'active',
        resource: type,
        select: [{ column: [{ name: 'id', path: 'id' }] }],
      },
    },
  ],
});

/** Persons who are found because a line of theirs exists. */
export async function foundByHas(asker: Asker, type: string): Promise<readonly string[] | undefined> {
  const parameter = patientParameterOf(type);
  if (parameter === undefined) return undefined;
  return idsOf(asker, `/Patient?_has:${type}:${parameter}:_lastUpdated=gt2020-01-01&_count=500`);
}

/** What each search parameter of a type finds, present or missing. */
export async function foundByParameters(
  asker: Asker,
  type: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const [nth, { code, type: kind }] of searchParametersOf(type).entries()) {
    if (kind === 'composite' || kind === 'special' || code.startsWith('_')) continue;
    // Missing and present in turns: both are one condition, with and without a not before it.
    found.set(code, await idsOf(asker, `/${type}?${code}:missing=${nth % 2 === 0}&_count=500`));
  }
  return found;
}

/** The number that a count tells. */
export async function countOf(asker: Asker, type: string): Promise<number | undefined> {
  const { status, body } = await ask(asker, `/${type}?_summary=count`);
  return status === 200 ? body.total : undefined;
}
