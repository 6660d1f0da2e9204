import type { Assessor } from '#kernel/matching/assess.ts';
import { comparePeople } from '#kernel/matching/compare-people.ts';
import { readFeatures } from '#kernel/matching/feature-text.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import type { Context } from '#platform/context.ts';
import { candidatesFound, type Candidate } from '../api.ts';
import { featuresPurpose } from '../index/follow-patients.ts';
import { assessorInUse } from '../models/models.ts';
import { candidateOf, leastPopulation } from './match.ts';
import { markTold } from './told-pairs.ts';

/** Keys of one step: what is in memory at a time, and what a kill costs. */
const keysOfStep = 400_000;
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

interface Member {
  readonly no: number;
  readonly personId: string;
  readonly keys: readonly string[];
  readonly features: PersonFeatures;
}

/**
 * Walks on over the index in the order of keys: neighbours share a key. A pair is compared in the first of the blocks that both stand in,
 * and in no other. Returns false when the walk is over.
 */
export async function sweepStep(ctx: Context, id: string): Promise<boolean> {
  const [sweep] = await ctx.sql.query<SweepRow>(
    `select id, next_key, people from registry.sweep where id = $1 and state = 'running'`,
    [id],
  );
  if (sweep === undefined) return false;
  const rows = await ctx.sql.query<{ key: string; no: number }>(
    `select key::text, no from registry.match_key where key >= $1 order by key, no limit $2`,
    [sweep.next_key ?? '0', keysOfStep],
  );
  const isLast = rows.length < keysOfStep;
  const { blocks, wide, next } = blocksOf(rows, isLast);
  const passed = await passedBlocks(ctx, id, wide);
  const members = await membersOf(ctx, blocks);
  const assessor = await assessorInUse(ctx);
  const tally = compareBlocks(blocks, members, passed, assessor, Math.max(sweep.people, leastPopulation));
  await keepStep(ctx, sweep, tally, { next, wide, isLast });
  return !isLast;
}

type Block = { readonly key: string; readonly people: readonly number[] };

/** Cuts the rows into blocks; the last key of a step that is not the end may go on behind it, and is left to the next step. */
function blocksOf(
  rows: readonly { readonly key: string; readonly no: number }[],
  isLast: boolean,
): { blocks: Block[]; wide: string[]; next: string | null } {
  const blocks: Block[] = [];
  const wide: string[] = [];
  const lastKey = rows.at(-1)?.key;
  let next: string | null = null;
  for (let from = 0; from < rows.length;) {
    const { key } = rows[from]!;
    let to = from + 1;
    while (to < rows.length && rows[to]!.key === key) to += 1;
    if (key === lastKey && !isLast) {
      // A block that fills a whole step is far too wide to be walked.
      if (from === 0) wide.push(key);
      next = from === 0 ? String(BigInt(key) + 1n) : key;
    } else if (to - from > largestBlock) wide.push(key);
    else if (to - from > 1) blocks.push({ key, people: rows.slice(from, to).map(({ no }) => no) });
    from = to;
  }
  return { blocks, wide, next };
}

/** Blocks that are passed over, those of former steps too: pairs in them are compared where they next meet. */
async function passedBlocks(ctx: Context, id: string, wide: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await ctx.sql.query<{ key: string }>(
    'select key::text from registry.wide_block where sweep_id = $1',
    [id],
  );
  return new Set([...rows.map(({ key }) => key), ...wide]);
}

async function membersOf(ctx: Context, blocks: readonly Block[]): Promise<ReadonlyMap<number, Member>> {
  const wanted = [...new Set(blocks.flatMap(({ people }) => people))];
  const members = new Map<number, Member>();
  for (let at = 0; at < wanted.length; at += 5_000) {
    const rows = await ctx.sql.query<{ no: number; person_id: string; keys: string[]; features: string }>(
      'select no, person_id, keys::text[] as keys, features from registry.person where no = any ($1)',
      [wanted.slice(at, at + 5_000)],
    );
    for (const row of rows)
      members.set(row.no, {
        no: row.no,
        personId: row.person_id,
        keys: row.keys,
        features: readFeatures(ctx.seal.open(row.features, featuresPurpose(row.person_id))),
      });
  }
  return members;
}

interface Tally {
  compared: number;
  readonly histogram: number[];
  readonly found: { readonly personId: string; readonly candidate: Candidate }[];
}

function compareBlocks(
  blocks: readonly Block[],
  members: ReadonlyMap<number, Member>,
  passed: ReadonlySet<string>,
  assessor: Assessor,
  population: number,
): Tally {
  const tally: Tally = { compared: 0, histogram: Array.from({ length: histogram.bars }, () => 0), found: [] };
  for (const { key, people } of blocks)
    for (let left = 0; left < people.length; left += 1) {
      const a = members.get(people[left]!);
      for (let right = left + 1; a !== undefined && right < people.length; right += 1) {
        const b = members.get(people[right]!);
        if (b === undefined || firstShared(a, b, passed) !== key) continue;
        tally.compared += 1;
        const compared = comparePeople(a.features, b.features);
        const bits = assessor.bitsOf(compared, { population });
        const bar = Math.floor((bits - histogram.from) / histogram.width);
        if (bar >= 0) tally.histogram[Math.min(bar, histogram.bars - 1)]! += 1;
        if (bits < leastBits && compared.levels.personalNumber !== 'same') continue;
        const assessment = assessor.assessCompared(compared, { population });
        if (assessment.grade === 'certainly-not') continue;
        tally.found.push({
          personId: a.personId,
          candidate: candidateOf(b.personId, assessment, assessor.model.version),
        });
      }
    }
  return tally;
}

/** The lowest key that both have and whose block is walked. Keys are of equal sign and compared as numbers. */
function firstShared(a: Member, b: Member, passed: ReadonlySet<string>): string | undefined {
  let first: string | undefined;
  for (const key of a.keys)
    if (b.keys.includes(key) && !passed.has(key) && (first === undefined || isLower(key, first))) first = key;
  return first;
}

function isLower(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

async function keepStep(
  ctx: Context,
  sweep: SweepRow,
  tally: Tally,
  { next, wide, isLast }: { next: string | null; wide: readonly string[]; isLast: boolean },
): Promise<void> {
  const count = (grade: string): number =>
    tally.found.filter(({ candidate }) => candidate.grade === grade).length;
  await ctx.transaction(async (tx) => {
    const kept = await tx.sql.query(
      `update registry.sweep s set next_key = $3, compared = compared + $4, certain = certain + $5,
         probable = probable + $6, possible = possible + $7, state = $8, finished_at = $9,
         progress = case when $3::bigint is null then 1 else $3::float8 / $11::float8 end,
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
        String(2n ** 63n - 1n),
      ],
    );
    // Another run was here meanwhile: what this one found it has told already.
    if (kept.length === 0) return;
    if (wide.length > 0)
      await tx.sql.query(
        'insert into registry.wide_block (sweep_id, key) select $1, unnest($2::bigint[]) on conflict do nothing',
        [sweep.id, wide],
      );
    for (const { personId, candidate } of tally.found) {
      const { personId: otherId, score, grade, explanation } = candidate;
      if (await markTold(tx, personId, otherId, grade))
        await tx.emit(candidatesFound, { personId, otherId, score, grade, explanation });
    }
  });
}
