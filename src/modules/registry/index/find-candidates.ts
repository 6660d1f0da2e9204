import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import { readFeatures } from '#kernel/matching/feature-text.ts';
import type { Context } from '#platform/context.ts';
import { featuresPurpose } from './follow-patients.ts';
import { hashedKeys, keyToken } from './hash-keys.ts';

/** Somebody who shares a key. */
export interface Found {
  readonly personId: string;
  readonly features: PersonFeatures;
}

/** A block of more people than this tells too little: narrower keys cut it. Bounds a question whatever the size of the country. */
const largestBlock = 40;
/** Wide keys are asked only where they are this small. */
const largestWideBlock = 15;

/** Every key is one probe of one index, and no probe reads more rows than its block may have. */
const byKeys = `with asked as (select * from unnest($1::bigint[], $2::int[]) as a (key, most)),
  hit as (
    select a.key, a.most, m.no from asked a
    cross join lateral (select m.no from registry.match_key m where m.key = a.key limit a.most + 1) m
  ), block as (select key from hit group by key, most having count(*) <= most)
  select distinct h.no from hit h join block b on b.key = h.key`;

/** People who may be the one with these features, by indexes alone; not herself, where she is stored already. */
export async function findCandidates(
  ctx: Context,
  features: PersonFeatures,
  selfId = '',
): Promise<readonly Found[]> {
  const { narrow, wide } = hashedKeys(features);
  const keys = [...narrow, ...wide];
  if (keys.length === 0) return [];
  const most = [...narrow.map(() => largestBlock), ...wide.map(() => largestWideBlock)];
  const hits = await ctx.sql.query<{ no: number }>(byKeys, [keys, most]);
  if (hits.length === 0) return [];
  // By themselves: no plan can then begin with all people where it misjudges how many the probes give.
  const rows = await ctx.sql.query<{ person_id: string; features: string }>(
    'select person_id, features from registry.person where no = any ($1) and person_id <> $2',
    [hits.map(({ no }) => no), selfId],
  );
  return rows.map((row) => ({
    personId: row.person_id,
    features: readFeatures(ctx.seal.open(row.features, featuresPurpose(row.person_id))),
  }));
}

/** How many people bear each of these phones, counted up to a bound. */
export async function countHolders(
  ctx: Context,
  phones: readonly string[],
): Promise<(phone: string) => number> {
  if (phones.length === 0) return () => 1;
  const rows = await ctx.sql.query<{ count: number }>(
    `select (select count(*)::int from (select 1 from registry.match_key m where m.key = a.key limit 500) c) as count
     from unnest($1::bigint[]) with ordinality as a (key, place) order by a.place`,
    [phones.map((phone) => keyToken(`phone|${phone}`))],
  );
  const counts = new Map(phones.map((phone, at) => [phone, rows[at]?.count ?? 1]));
  return (phone) => (counts.get(phone) ?? 1) + 1;
}

/** People of the index, nearly: numbers that were given and not used again are few. */
export async function countPeople(ctx: Context): Promise<number> {
  const [row] = await ctx.sql.query<{ most: number }>(
    'select coalesce(max(no), 0) as most from registry.person',
  );
  return row?.most ?? 0;
}
