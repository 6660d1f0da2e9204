import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Assessor } from '#kernel/matching/assess.ts';
import { comparePeople } from '#kernel/matching/compare-people.ts';
import { readFeatures } from '#kernel/matching/feature-text.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import type { Context } from '#platform/context.ts';
import { featuresPurpose } from '../index/follow-patients.ts';
import { assessorInUse } from '../models/models.ts';
import { candidateOf, leastPopulation } from './match.ts';
import { tellPairs, type LikePair } from './told-pairs.ts';

/** Keys of one step: what is in memory at a time, and what a kill costs. */
const usualKeys = 300_000;
const largestBlock = 60;
/** Bits of the first bar of the histogram, and how many each is wide. */
export const histogram = { from: -10, width: 2, bars: 30 } as const;
/** Below this nothing is graded possible. */
const leastBits = -7;

interface SweepRow {
  readonly id: string;
  readonly next_key: string | null;
  readonly people: number;
}

/**
 * Walks on over the index in the order of keys: neighbours share a key. A pair is compared in the first of the blocks that both stand in,
 * and in no other. Returns false when the walk is over.
 */
export async function sweepStep(ctx: Context, id: string, keysOfStep = usualKeys): Promise<boolean> {
  const [sweep] = await ctx.sql.query<SweepRow>(
    `select id, next_key::text as next_key, people from registry.sweep where id = $1 and state = 'running'`,
    [id],
  );
  if (sweep === undefined) return false;
  const from = sweep.next_key ?? '0';
  const next = await endOfStep(ctx, from, keysOfStep);
  const { blocks, wide } = await readBlocks(ctx, from, next);
  const passed = await passedBlocks(ctx, id, wide);
  const members = await membersOf(ctx, blocks);
  const assessor = await assessorInUse(ctx);
  const tally = await compareBlocks(
    blocks,
    members,
    passed,
    assessor,
    Math.max(sweep.people, leastPopulation),
  );
  await keepStep(ctx, sweep, tally, { next, wide });
  return next !== null;
}

/** The first key of the next step, so that no block is cut; null where there is none. Ordered by the number: its text would be sorted anew. */
async function endOfStep(ctx: Context, from: string, keysOfStep: number): Promise<string | null> {
  const [row] = await ctx.sql.query<{ key: string }>(
    'select m.key::text as key from registry.match_key m where m.key >= $1::bigint order by m.key offset $2 limit 1',
    [from, keysOfStep],
  );
  if (row === undefined) return null;
  // One block that fills a whole step is far too wide to be walked.
  return row.key === from ? String(BigInt(from) + 1n) : row.key;
}

/**
 * What tells keys of this index apart: their lower 48 bits, which a number holds exactly. The 15 bits above are the same in all, so the
 * order is that of the keys.
 */
const ownBits = '281474976710655';

interface Block {
  readonly key: number;
  readonly people: readonly number[];
}

interface Wide {
  /** As it stands in the index. */
  readonly stored: string;
  readonly key: number;
}

/** Those of the step in which two people or more stand, and those that are too wide. */
async function readBlocks(
  ctx: Context,
  from: string,
  next: string | null,
): Promise<{ blocks: Block[]; wide: Wide[] }> {
  const rows = await ctx.sql.query<{ stored: string; key: number; people: string | null }>(
    `select b.key::text as stored, b.key & ${ownBits} as key, case when b.count <= $3::int then b.people::text end as people
     from (
       select m.key, count(*) as count, array_agg(m.no) as people from registry.match_key m
       where m.key >= $1::bigint and m.key < coalesce($2::bigint, 9223372036854775807) group by m.key having count(*) > 1
     ) b order by b.key`,
    [from, next, largestBlock],
  );
  const blocks: Block[] = [];
  const wide: Wide[] = [];
  for (const { stored, key, people } of rows)
    if (people === null) wide.push({ stored, key });
    else blocks.push({ key, people: people.slice(1, -1).split(',').map(Number) });
  return { blocks, wide };
}

/** Blocks that are passed over, those of former steps too: pairs in them are compared where they next meet. */
async function passedBlocks(ctx: Context, id: string, wide: readonly Wide[]): Promise<ReadonlySet<number>> {
  const rows = await ctx.sql.query<{ key: number }>(
    `select key & ${ownBits} as key from registry.wide_block where sweep_id = $1`,
    [id],
  );
  return new Set([...rows, ...wide].map(({ key }) => key));
}

/** Somebody of a step; her features are opened only where she is compared. */
class Member {
  readonly personId: string;
  /** In rising order. */
  readonly keys: readonly number[];
  readonly #open: () => PersonFeatures;
  #features: PersonFeatures | undefined;

  constructor(personId: string, keys: readonly number[], open: () => PersonFeatures) {
    this.personId = personId;
    this.keys = keys;
    this.#open = open;
  }

  get features(): PersonFeatures {
    return (this.#features ??= this.#open());
  }
}

async function membersOf(ctx: Context, blocks: readonly Block[]): Promise<ReadonlyMap<number, Member>> {
  const wanted = [...new Set(blocks.flatMap(({ people }) => people))].toSorted((a, b) => a - b);
  const members = new Map<number, Member>();
  for (let at = 0; at < wanted.length; at += 5_000) {
    const rows = await ctx.sql.query<{ no: number; person_id: string; keys: number[]; features: string }>(
      `select p.no, p.person_id, array(select k & ${ownBits} from unnest(p.keys) k order by 1) as keys, p.features
       from registry.person p where p.no = any ($1)`,
      [wanted.slice(at, at + 5_000)],
    );
    for (const { no, person_id: personId, keys, features } of rows)
      members.set(
        no,
        new Member(personId, keys, () => readFeatures(ctx.seal.open(features, featuresPurpose(personId)))),
      );
  }
  return members;
}

interface Tally {
  compared: number;
  readonly histogram: number[];
  readonly found: LikePair[];
}

/** Whoever waits at a desk of this process has her turn after so many pairs: some ten ms. */
const pairsOfTurn = 1000;

async function compareBlocks(
  blocks: readonly Block[],
  members: ReadonlyMap<number, Member>,
  passed: ReadonlySet<number>,
  assessor: Assessor,
  population: number,
): Promise<Tally> {
  const tally: Tally = { compared: 0, histogram: Array.from({ length: histogram.bars }, () => 0), found: [] };
  for (const { key, people } of blocks) {
    const before = tally.compared;
    const some = people.flatMap((no) => members.get(no) ?? []);
    for (const [place, a] of some.entries())
      for (const b of some.slice(place + 1))
        if (firstShared(a, b, passed) === key) comparePair(tally, a, b, assessor, population);
    if (Math.floor(before / pairsOfTurn) < Math.floor(tally.compared / pairsOfTurn)) await nextTurn();
  }
  return tally;
}

function comparePair(tally: Tally, a: Member, b: Member, assessor: Assessor, population: number): void {
  tally.compared += 1;
  const compared = comparePeople(a.features, b.features);
  const bits = assessor.bitsOf(compared, { population });
  const bar = Math.floor((bits - histogram.from) / histogram.width);
  if (bar >= 0) tally.histogram[Math.min(bar, histogram.bars - 1)]! += 1;
  if (bits < leastBits && compared.levels.personalNumber !== 'same') return;
  const assessment = assessor.assessCompared(compared, { population });
  if (assessment.grade === 'certainly-not') return;
  const candidate = candidateOf(b.personId, assessment, assessor.model.version);
  tally.found.push({ personId: a.personId, candidate });
}

/** The lowest key that both have and whose block is walked. */
function firstShared(a: Member, b: Member, passed: ReadonlySet<number>): number | undefined {
  let left = 0;
  let right = 0;
  while (left < a.keys.length && right < b.keys.length) {
    const one = a.keys[left]!;
    const other = b.keys[right]!;
    if (one === other && !passed.has(one)) return one;
    if (one <= other) left += 1;
    if (other <= one) right += 1;
  }
  return undefined;
}

async function keepStep(
  ctx: Context,
  sweep: SweepRow,
  tally: Tally,
  { next, wide }: { next: string | null; wide: readonly Wide[] },
): Promise<void> {
  const isLast = next === null;
  const count = (grade: string): number =>
    tally.found.filter(({ candidate }) => candidate.grade === grade).length;
  await ctx.transaction(async (tx) => {
    const kept = await tx.sql.query(
      `update registry.sweep s set next_key = $3, compared = compared + $4, certain = certain + $5,
         probable = probable + $6, possible = possible + $7, state = $8, finished_at = $9,
         progress = case when $3::bigint is null then 1 else ($3::bigint & ${ownBits})::float8 / ${ownBits} end,
         histogram = (select array_agg(h + d order by place)
           from unnest(s.histogram, $10::int[]) with ordinality as u (h, d, place))
       where id = $1 and state = 'running' and next_key is not distinct from $2 returning 1`,
      [
        sweep.id,
        sweep.next_key,
        next,
        tally.compared,
        count('certain'),
        count('probable'),
        count('possible'),
        isLast ? 'done' : 'running',
        isLast ? tx.now() : null,
        tally.histogram,
      ],
    );
    // Another run was here meanwhile: what this one found it has told already.
    if (kept.length === 0) return;
    if (wide.length > 0)
      await tx.sql.query(
        'insert into registry.wide_block (sweep_id, key) select $1, unnest($2::bigint[]) on conflict do nothing',
        [sweep.id, wide.map(({ stored }) => stored)],
      );
    await tellPairs(tx, tally.found);
  });
}
