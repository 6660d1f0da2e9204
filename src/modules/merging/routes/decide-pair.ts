import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { agreePair, decidePair } from '../api.ts';
import type { Choices } from '../domain/join-patients.ts';
import { needsSecond } from '../domain/risk.ts';
import { atDesk, demandHere, demandOthers } from '../desk/at-desk.ts';
import { join } from '../desk/join.ts';
import {
  closePair,
  judge,
  readPairRow,
  readProposal,
  sealed,
  type PairRow,
  type PairState,
} from '../desk/pairs.ts';
import { readPatient, type StoredPatient } from '../desk/people.ts';

interface Decided {
  readonly state: PairState;
  readonly mergeId?: string;
}

const undecided: ReadonlySet<PairState> = new Set(['waiting', 'unsure']);

export const decidePairRoute = defineRoute({
  ...decidePair,
  allow: 'merging.decide',
  handle: async (ctx, { id, decision, words, survivorId, choices, versions }): Promise<Decided> => {
    demandHere(ctx);
    const pair = await readPairRow(ctx, id, true);
    demandOthers(ctx, [pair.low_id, pair.high_id]);
    if (!undecided.has(pair.state)) throw new AppError('merging.not-waiting');
    if (decision !== 'same') {
      await closePair(ctx, id, decision, words);
      return { state: decision };
    }
    const survivor = survivorId === pair.high_id ? pair.high_id : pair.low_id;
    // One of the two was joined to a third meanwhile: the pair means that one now.
    if (survivorId !== survivor) throw new AppError('merging.changed');
    const desk = atDesk(ctx);
    const people = await peopleOf(desk, pair);
    demandSeen(people, versions);
    const { risk } = await judge(ctx, desk, ...people);
    if (needsSecond(risk)) {
      await propose(ctx, pair, { survivor, choices, versions, words, risk });
      return { state: 'proposed' };
    }
    const mergeId = await join(ctx, desk, { pair, survivorId: survivor, choices, risk, words });
    await closePair(ctx, id, 'joined', words);
    return { state: 'joined', mergeId };
  },
});

export const agreePairRoute = defineRoute({
  ...agreePair,
  allow: 'merging.decide',
  handle: async (ctx, { id, agrees, words }): Promise<Decided> => {
    demandHere(ctx);
    const pair = await readPairRow(ctx, id, true);
    demandOthers(ctx, [pair.low_id, pair.high_id]);
    const proposal = await readProposal(ctx, id);
    if (pair.state !== 'proposed' || proposal === undefined) throw new AppError('merging.not-waiting');
    if (proposal.by === ctx.actor.accountId) throw new AppError('merging.second-person');
    if (!agrees) {
      await closePair(ctx, id, 'unsure', words);
      return { state: 'unsure' };
    }
    const desk = atDesk(ctx);
    const people = await peopleOf(desk, pair);
    demandSeen(people, proposal.versions);
    const { risk } = await judge(ctx, desk, ...people);
    const mergeId = await join(ctx, desk, {
      pair,
      survivorId: proposal.survivor_id,
      choices: proposal.choices,
      risk,
      words,
      proposed: { by: proposal.by, name: proposal.by_name },
    });
    await closePair(ctx, id, 'joined', words);
    return { state: 'joined', mergeId };
  },
});

type People = readonly [StoredPatient, StoredPatient];

async function peopleOf(desk: Context, { low_id: low, high_id: high }: PairRow): Promise<People> {
  return [await readPatient(desk, low), await readPatient(desk, high)];
}

/** What was looked at must be what is joined. Error: merging.changed. */
function demandSeen(people: People, versions: Readonly<Record<string, number>>): void {
  if (people.some(({ patient, version }) => versions[patient.id] !== version))
    throw new AppError('merging.changed');
}

interface Proposal {
  readonly survivor: string;
  readonly choices: Choices;
  readonly versions: Readonly<Record<string, number>>;
  readonly words: string;
  readonly risk: number;
}

async function propose(ctx: Context, pair: PairRow, made: Proposal): Promise<void> {
  const { accountId, display } = ctx.actor;
  const words = sealed(ctx, pair.id, made.words);
  await ctx.sql.query(
    `insert into merging.proposal (pair_id, survivor_id, choices, versions, words, by, by_name, at)
     values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7, $8)`,
    [
      pair.id,
      made.survivor,
      JSON.stringify(made.choices),
      JSON.stringify(made.versions),
      words,
      accountId,
      display,
      ctx.now(),
    ],
  );
  await closePair(ctx, pair.id, 'proposed', made.words);
  await ctx.sql.query('update merging.pair set risk = $2 where id = $1', [pair.id, made.risk]);
}
