import {
  alwaysCompared,
  largestBlocks,
  mostCompared,
  phoneKey,
  sayEnough,
} from '#kernel/matching/blocking-keys.ts';
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

/**
 * Every key is one probe of one index, and no probe reads more rows than its block may have. Of all who share something the likeliest are
 * opened: a key that few bear says more, so each adds one over the size of its block. `offset 0` fences the people: no plan can
 * begin with all of them where it misjudges how many the probes give. All in one statement, because a registration asks between locks.
 */
const byKeys = `with asked as (select place, key, most from unnest($1::int[], $2::bigint[], $3::int[]) as a (place, key, most)),
  hit as materialized (
    select a.place, a.key, a.most, m.no from asked a
    cross join lateral (select m.no from registry.match_key m where m.key = a.key limit a.most + 1) m
  ), block as (select place, key, 1.0::float8 / count(*) as says from hit group by place, key, most having count(*) <= most),
  met as (
    select h.place, h.no, sum(b.says) as says, row_number() over (partition by h.place order by sum(b.says) desc, h.no) as rank
    from hit h join block b on b.place = h.place and b.key = h.key group by h.place, h.no
  ), found as materialized (
    select place, no from met where rank <= ($4::int[])[place + 1] and (rank <= $6 or says >= $7)
  )
  select f.place, p.person_id, p.features,
    (select version from registry.model where state = 'in-use') as model,
    (select coalesce(max(no), 0) from registry.person) as people,
    array(
      select (select count(*)::int from (select 1 from registry.match_key m where m.key = a.key limit 500) c)
      from unnest($5::bigint[]) with ordinality as a (key, place) order by a.place
    )::text as holders
  from found f
  cross join lateral (select p.person_id, p.features from registry.person p where p.no = f.no offset 0) p`;

interface FoundRow {
  readonly place: number;
  readonly person_id: string;
  readonly features: string;
  readonly model: string | null;
  readonly people: number;
  readonly holders: string;
}

/**
 * People who may be those with these features, by indexes alone.
 * @param mostOfEach so many of each whatever they share, for whoever learns from pairs; without it the likeliest
 */
export async function findCandidates(
  ctx: Context,
  probes: readonly Probe[],
  mostOfEach?: number,
): Promise<Candidates> {
  const asked = probes.flatMap(({ features }, place) => {
    const { narrow, wide } = hashedKeys(features);
    return [
      ...narrow.map((key) => ({ place, key, most: largestBlocks.narrow })),
      ...wide.map((key) => ({ place, key, most: largestBlocks.wide })),
    ];
  });
  const keysOf = probes.map(() => 0);
  for (const { place } of asked) keysOf[place]! += 1;
  const phones = [...new Set(probes.flatMap(({ features }) => features.phones))];
  const rows =
    asked.length === 0
      ? []
      : await ctx.sql.query<FoundRow>(byKeys, [
          asked.map(({ place }) => place),
          asked.map(({ key }) => key),
          asked.map(({ most }) => most),
          keysOf.map((keys) => mostOfEach ?? mostCompared(keys)),
          phones.map((phone) => keyToken(phoneKey(phone))),
          mostOfEach ?? alwaysCompared,
          sayEnough,
        ]);
  const found: Found[][] = probes.map(() => []);
  for (const { place, person_id: personId, features } of rows)
    if (probes[place]!.selfId !== personId)
      found[place]!.push({
        personId,
        features: readFeatures(ctx.seal.open(features, featuresPurpose(personId))),
      });
  const [first] = rows;
  const counts = first === undefined ? [] : listOf(first.holders).map(Number);
  const holders = new Map(phones.map((phone, at) => [phone, (counts[at] ?? 1) + 1]));
  return {
    found,
    model: first?.model ?? undefined,
    people: first?.people ?? 0,
    holdersOf: (phone) => holders.get(phone) ?? 2,
  };
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
