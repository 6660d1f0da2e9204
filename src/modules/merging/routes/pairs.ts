import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { addPair, listPairs, readPair, type PairLine } from '../api.ts';
import { differing } from '../domain/differing.ts';
import { needsSecond } from '../domain/risk.ts';
import { atDesk, demandOthers, isOwn } from '../desk/at-desk.ts';
import { sideOf } from '../desk/facts-of-person.ts';
import {
  judge,
  opened,
  pairColumns,
  queuePair,
  readPairRow,
  readProposal,
  type PairRow,
  type PairState,
} from '../desk/pairs.ts';
import { findPerson, personLines, readPatient } from '../desk/people.ts';

const pageSize = 20;

export const listPairsRoute = defineRoute({
  ...listPairs,
  allow: 'merging.decide',
  handle: async (ctx, { state, cursor }) => {
    const after = readPlace(cursor);
    const rows = await ctx.sql.query<PairRow & { proposed_by: string | null }>(
      `select ${pairColumns}, (select p.by_name from merging.proposal p where p.pair_id = pair.id) as proposed_by
       from merging.pair where state = $1
         and ($2::int is null or risk < $2 or (risk = $2 and (found_at, id) > ($3::timestamptz, $4::uuid)))
       order by risk desc, found_at, id limit $5`,
      [state, after?.risk ?? null, after?.at ?? null, after?.id ?? null, pageSize + 1],
    );
    const page = rows.slice(0, pageSize);
    const last = rows.length > pageSize ? page.at(-1) : undefined;
    const people = await personLines(
      atDesk(ctx),
      page.flatMap(({ low_id: low, high_id: high }) => [low, high]),
    );
    const pairs = page.map((row): PairLine => ({
      id: row.id,
      state: row.state,
      source: row.source,
      risk: row.risk,
      needsSecond: needsSecond(row.risk),
      ...(row.score !== null && { score: row.score }),
      ...(row.grade !== null && { grade: row.grade }),
      foundAt: row.found_at.toISOString(),
      people: [row.low_id, row.high_id].map((id) => people.get(id) ?? { id, name: '' }),
      ...(row.proposed_by !== null && { proposedBy: row.proposed_by }),
    }));
    return { pairs, counts: await countStates(ctx), next: last && printPlace(last) };
  },
});

async function countStates(ctx: Context): Promise<Partial<Record<PairState, number>>> {
  const rows = await ctx.sql.query<{ state: PairState; count: number }>(
    'select state, count(*)::int as count from merging.pair group by state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

interface Place {
  readonly risk: number;
  readonly at: string;
  readonly id: string;
}

function printPlace({ risk, found_at: at, id }: PairRow): string {
  return Buffer.from(JSON.stringify({ risk, at: at.toISOString(), id })).toString('base64url');
}

function readPlace(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  try {
    const { risk, at, id } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Partial<Place>;
    if (Number.isInteger(risk) && !Number.isNaN(Date.parse(at ?? '')) && /^[0-9a-f-]{36}$/u.test(id ?? ''))
      return { risk: risk!, at: at!, id: id! };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AppError('request.invalid', {
    issues: [
      {
        path: 'cursor',
        text: {
          vi: 'Con trỏ trang không đúng. Hãy mở lại danh sách.',
          en: 'The page cursor is not right. Open the list again.',
        },
      },
    ],
  });
}

export const addPairRoute = defineRoute({
  ...addPair,
  allow: 'merging.decide',
  handle: async (ctx, { one, other }) => {
    const desk = atDesk(ctx);
    const people = [await findPerson(desk, one), await findPerson(desk, other)] as const;
    const [first, second] = people.map(({ patient }) => patient.id);
    if (first === second) throw new AppError('merging.same-already');
    demandOthers(ctx, [first!, second!]);
    return { id: await queuePair(ctx, desk, people, { source: 'hand' }) };
  },
});

export const readPairRoute = defineRoute({
  ...readPair,
  allow: 'merging.decide',
  handle: async (ctx, { id }) => {
    const row = await readPairRow(ctx, id);
    const ids = [row.low_id, row.high_id];
    const desk = atDesk(ctx);
    const one = await readPatient(desk, row.low_id);
    const other = await readPatient(desk, row.high_id);
    const { dangers, risk } = await judge(ctx, desk, one, other);
    const proposal = await readProposal(ctx, id);
    const [merge] = await ctx.sql.query<{ id: string }>(
      'select id from merging.merge where pair_id = $1 order by at desc limit 1',
      [id],
    );
    return {
      id,
      state: row.state,
      source: row.source,
      risk,
      dangers,
      needsSecond: needsSecond(risk),
      ...(row.score !== null && { score: row.score }),
      explanation: [...(row.explanation?.fields ?? [])],
      differs: differing(one.patient, other.patient),
      sides: [await sideOf(desk, one), await sideOf(desk, other)],
      isOwn: isOwn(ctx, ids),
      ...(row.decided_at !== null &&
        row.state !== 'waiting' && {
          decided: {
            by: row.decided_by_name ?? '',
            at: row.decided_at.toISOString(),
            words: opened(ctx, id, row.words),
          },
        }),
      ...(proposal !== undefined && {
        proposal: {
          by: proposal.by_name,
          at: proposal.at.toISOString(),
          words: opened(ctx, id, proposal.words),
          survivorId: proposal.survivor_id,
          choices: proposal.choices,
          isMine: proposal.by === ctx.actor.accountId,
        },
      }),
      ...(merge !== undefined && { mergeId: merge.id }),
    };
  },
});
