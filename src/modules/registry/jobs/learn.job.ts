import { z } from 'zod';
import { readFeatures } from '#kernel/matching/feature-text.ts';
import { learnModel } from '#kernel/matching/learn-model.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { Job } from '#platform/module/define-module.ts';
import { countPeople, findCandidates } from '../index/find-candidates.ts';
import { featuresPurpose } from '../index/follow-patients.ts';
import { leastPopulation } from '../people/match.ts';

/** People whose pairs are looked at, and people whose names are counted. */
const mostProbes = 20_000;
const mostSampled = 100_000;
const probesAtOnce = 50;
/** More than ever share a key with somebody: a model that saw only the likeliest of them would think likeness common. */
const mostLearntFrom = 10_000;

/** Learns a model from people of the store; it is proposed, and counts from when somebody uses it. */
export const learnJob: Job<{ by: string }> = {
  name: 'registry.learn',
  retry: { limit: 2, backoffSeconds: 60 },
  payload: z.object({ by: z.string() }),
  run: async (ctx, { by }) => {
    const sample = await drawPeople(ctx, mostSampled);
    const pairs: (readonly [PersonFeatures, PersonFeatures])[] = [];
    const probes = sample.slice(0, mostProbes);
    for (let at = 0; at < probes.length; at += probesAtOnce) {
      const some = probes.slice(at, at + probesAtOnce);
      const { found } = await findCandidates(
        ctx,
        some.map(({ personId, features }) => ({ features, selfId: personId })),
        mostLearntFrom,
      );
      found.forEach((others, place) => {
        for (const other of others) pairs.push([some[place]!.features, other.features]);
      });
    }
    const people = await countPeople(ctx);
    const version = await nextVersion(ctx);
    const model = learnModel({
      version,
      learntAt: ctx.now().toISOString(),
      population: Math.max(people, leastPopulation),
      sample: { size: sample.length, at: (index) => sample[index]!.features },
      eachPair: (visit) => {
        for (const [a, b] of pairs) visit(a, b);
      },
      // A pair of which both were probes is met twice, one of which one was is met once: from all people each would be met twice.
      shareOfPairs: Math.max(
        1e-9,
        ((2 * probes.length) / Math.max(1, people)) * (people / Math.max(people, leastPopulation)),
      ),
      random: dice(people),
    });
    await ctx.sql.query(
      `insert into registry.model (version, state, model, learnt_at, learnt_by) values ($1, 'proposed', $2, $3, $4)`,
      [version, JSON.stringify({ ...model, learntFrom: people }), ctx.now(), by],
    );
  },
};

interface Drawn {
  readonly personId: string;
  readonly features: PersonFeatures;
}

/** People at even distances over the index: it is filled in the order of coming, which says little about who is like whom. */
async function drawPeople(ctx: Context, most: number): Promise<Drawn[]> {
  const stride = Math.max(1, Math.ceil((await countPeople(ctx)) / most));
  const drawn: Drawn[] = [];
  for (let after = 0; ;) {
    const rows = await ctx.sql.query<{ no: number; person_id: string; features: string }>(
      `select no, person_id, features from registry.person where no > $1 and no % $2 = 0 order by no limit 2000`,
      [after, stride],
    );
    for (const row of rows)
      drawn.push({
        personId: row.person_id,
        features: readFeatures(ctx.seal.open(row.features, featuresPurpose(row.person_id))),
      });
    const last = rows.at(-1);
    if (last === undefined) return shuffle(drawn);
    after = last.no;
  }
}

function shuffle(drawn: Drawn[]): Drawn[] {
  const random = dice(drawn.length);
  for (let at = drawn.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [drawn[at], drawn[other]] = [drawn[other]!, drawn[at]!];
  }
  return drawn;
}

/** A plain generator (mulberry32): learning the same people twice makes the same model. */
function dice(seed: number): () => number {
  let state = seed + 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function nextVersion(ctx: Context): Promise<string> {
  const day = dayInVietnam(ctx.now());
  const [row] = await ctx.sql.query<{ count: number }>(
    `select count(*)::int as count from registry.model where version like $1`,
    [`${day}.%`],
  );
  return `${day}.${(row?.count ?? 0) + 1}`;
}
