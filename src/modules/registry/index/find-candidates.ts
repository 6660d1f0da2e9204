import { phoneKey } from '#kernel/matching/blocking-keys.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import { readFeatures } from '#kernel/matching/feature-text.ts';
import type { Context } from '#platform/context.ts';
import { featuresPurpose } from './follow-patients.ts';
import { hashedKeys, keyToken } from './hash-keys.ts';

/** Somebody who is looked for; not found herself, where she is stored already. */
export interface Probe {
  readonly features: PersonFeatures;
  readonly selfId?: string | undefined;
}

/** Somebody who shares a key. */
export interface Found {
  readonly personId: string;
  readonly features: PersonFeatures;
}

/** Who was found for each probe, in their order, and what their likeness is weighed with. */
export interface Candidates {
  readonly found: readonly (readonly Found[])[];
  /** Version of the model in use; undefined for the shipped one. */
  readonly model: string | undefined;
  /** People of the index, nearly. */
  readonly people: number;
  /** How many bear a phone that was asked, she herself among them; counted up to a bound. */
  readonly holdersOf: (phone: string) => number;
}

/** A block of more people than this tells too little: narrower keys cut it. Bounds a question whatever the size of the country. */
const largestBlock = 40;
/** Wide keys are asked only where they are this small. */
const largestWideBlock = 15;

/**
 * Every key is one probe of one index, and no probe reads more rows than its block may have. `offset 0` fences the people: no plan can
 * begin with all of them where it misjudges how many the probes give. All in one statement, because a registration asks between locks.
 */
const byKeys = `with asked as (select key, most from unnest($1::bigint[], $2::int[]) as a (key, most)),
  hit as materialized (
    select a.key, a.most, m.no from asked a
    cross join lateral (select m.no from registry.match_key m where m.key = a.key limit a.most + 1) m
  ), block as (select key from hit group by key, most having count(*) <= most),
  found as materialized (select h.no, array_agg(h.key) as keys from hit h join block b on b.key = h.key group by h.no)
  select p.person_id, p.features, case when $4::boolean then f.keys::text end as keys,
    (select version from registry.model where state = 'in-use') as model,
    (select coalesce(max(no), 0) from registry.person) as people,
    array(
      select (select count(*)::int from (select 1 from registry.match_key m where m.key = a.key limit 500) c)
      from unnest($3::bigint[]) with ordinality as a (key, place) order by a.place
    )::text as holders
  from found f
  cross join lateral (select p.person_id, p.features from registry.person p where p.no = f.no offset 0) p`;

interface FoundRow {
  readonly person_id: string;
  readonly features: string;
  readonly keys: string | null;
  readonly model: string | null;
  readonly people: number;
  readonly holders: string;
}

/** People who may be those with these features, by indexes alone. */
export async function findCandidates(ctx: Context, probes: readonly Probe[]): Promise<Candidates> {
  const asked = new Map<string, { readonly most: number; readonly by: number[] }>();
  probes.forEach(({ features }, place) => {
    const { narrow, wide } = hashedKeys(features);
    for (const key of narrow) ask(key, largestBlock, place);
    for (const key of wide) ask(key, largestWideBlock, place);
  });
  const found: Found[][] = probes.map(() => []);
  const phones = [...new Set(probes.flatMap(({ features }) => features.phones))];
  const rows =
    asked.size === 0
      ? []
      : await ctx.sql.query<FoundRow>(byKeys, [
          [...asked.keys()],
          [...asked.values()].map(({ most }) => most),
          phones.map((phone) => keyToken(phoneKey(phone))),
          probes.length > 1,
        ]);
  for (const row of rows) {
    const places = row.keys === null ? [0] : placesOf(row.keys);
    const isSought = places.filter((place) => probes[place]!.selfId !== row.person_id);
    if (isSought.length === 0) continue;
    const one = {
      personId: row.person_id,
      features: readFeatures(ctx.seal.open(row.features, featuresPurpose(row.person_id))),
    };
    for (const place of isSought) found[place]!.push(one);
  }
  const [first] = rows;
  const counts = first === undefined ? [] : listOf(first.holders).map(Number);
  const holders = new Map(phones.map((phone, at) => [phone, (counts[at] ?? 1) + 1]));
  return {
    found,
    model: first?.model ?? undefined,
    people: first?.people ?? 0,
    holdersOf: (phone) => holders.get(phone) ?? 2,
  };

  function ask(key: string, most: number, place: number): void {
    const known = asked.get(key);
    if (known === undefined) asked.set(key, { most, by: [place] });
    else if (!known.by.includes(place)) known.by.push(place);
  }
  function placesOf(keys: string): number[] {
    return [...new Set(listOf(keys).flatMap((key) => asked.get(key)?.by ?? []))];
  }
}

/** '{1,2}' as PostgreSQL prints an array of numbers. */
function listOf(array: string): string[] {
  return array.length <= 2 ? [] : array.slice(1, -1).split(',');
}

/** People of the index, nearly: numbers that were given and not used again are few. */
export async function countPeople(ctx: Context): Promise<number> {
  const [row] = await ctx.sql.query<{ most: number }>(
    'select coalesce(max(no), 0) as most from registry.person',
  );
  return row?.most ?? 0;
}
