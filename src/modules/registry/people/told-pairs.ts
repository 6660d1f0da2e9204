import type { Context } from '#platform/context.ts';
import { candidatesFound, type Candidate } from '../api.ts';

/** Two who may be one person: somebody, and a candidate of hers. */
export interface LikePair {
  readonly personId: string;
  readonly candidate: Candidate;
}

/** Stands in the place of a grade where somebody who was there said that they are two. */
const apart = 'apart';

/** Pairs of one statement; a sweep finds tens of thousands in a step. */
const mostAtOnce = 1000;

/** Remembers that these people, born together, are not each other, however alike they are: nobody is asked about them. */
export async function keepApart(ctx: Context, ids: readonly string[]): Promise<void> {
  const pairs = ids.flatMap((one, at) => ids.slice(at + 1).map((other) => [one, other].toSorted(byCode)));
  if (pairs.length === 0) return;
  await ctx.sql.query(
    `insert into registry.told_pair as t (person_id, other_id, grade, told_at)
     select first, second, '${apart}', $3::timestamptz from unnest($1::text[], $2::text[]) as p (first, second)
     on conflict (person_id, other_id) do update set grade = excluded.grade, told_at = excluded.told_at`,
    [pairs.map(([first]) => first), pairs.map(([, second]) => second), ctx.now()],
  );
}

const byCode = (a: string, b: string): number => (a < b ? -1 : 1);

/** Tells of pairs and remembers that; not of those that were told before with the same grade, so that nobody is asked twice. */
export async function tellPairs(ctx: Context, pairs: readonly LikePair[]): Promise<void> {
  for (let at = 0; at < pairs.length; at += mostAtOnce) await tellSome(ctx, pairs.slice(at, at + mostAtOnce));
}

async function tellSome(ctx: Context, some: readonly LikePair[]): Promise<void> {
  const byNames = new Map(some.map((pair) => [namesOf(pair).join(' '), pair]));
  // In one order, so that two who tell of the same pairs never wait in a circle.
  const pairs = [...byNames].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
  const rows = await ctx.sql.query<{ names: string }>(
    `insert into registry.told_pair as t (person_id, other_id, grade, told_at)
     select person_id, other_id, grade, $4::timestamptz from unnest($1::text[], $2::text[], $3::text[]) as p (person_id, other_id, grade)
     on conflict (person_id, other_id) do update set grade = excluded.grade, told_at = excluded.told_at
       where t.grade <> excluded.grade and t.grade <> '${apart}'
     returning person_id || ' ' || other_id as names`,
    [
      pairs.map((pair) => namesOf(pair)[0]),
      pairs.map((pair) => namesOf(pair)[1]),
      pairs.map(({ candidate }) => candidate.grade),
      ctx.now(),
    ],
  );
  const fresh = rows.flatMap(({ names }) => byNames.get(names) ?? []);
  await ctx.emitAll(
    candidatesFound,
    fresh.map(({ personId, candidate: { personId: otherId, score, grade, explanation } }) => ({
      personId,
      otherId,
      score,
      grade,
      explanation,
    })),
  );
}

function namesOf({ personId, candidate }: LikePair): readonly [first: string, second: string] {
  return personId < candidate.personId ? [personId, candidate.personId] : [candidate.personId, personId];
}
