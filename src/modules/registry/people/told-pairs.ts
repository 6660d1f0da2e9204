import type { Context } from '#platform/context.ts';
import { candidatesFound, type Candidate } from '../api.ts';

/** Two who may be one person: somebody, and a candidate of hers. */
export interface LikePair {
  readonly personId: string;
  readonly candidate: Candidate;
}

/** Pairs of one statement; a sweep finds tens of thousands in a step. */
const mostAtOnce = 1000;

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
       where t.grade <> excluded.grade
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
