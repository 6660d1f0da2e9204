import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { Choices } from '../domain/join-patients.ts';
import { dangersOf, riskOf, type Danger } from '../domain/risk.ts';
import { countVisits, signsIn } from './facts-of-person.ts';
import type { StoredPatient } from './people.ts';

export type PairState = 'waiting' | 'unsure' | 'proposed' | 'joined' | 'distinct';

/** A pair as it is kept. */
export interface PairRow {
  readonly id: string;
  readonly low_id: string;
  readonly high_id: string;
  readonly state: PairState;
  readonly source: 'registry' | 'hand';
  readonly risk: number;
  readonly score: number | null;
  readonly grade: string | null;
  readonly explanation: {
    readonly fields?: readonly { field: string; level: string; weight: number }[];
  } | null;
  readonly found_at: Date;
  readonly decided_by: string | null;
  readonly decided_by_name: string | null;
  readonly decided_at: Date | null;
  readonly words: string | null;
}

export const pairColumns = `id, low_id, high_id, state, source, risk, score, grade, explanation, found_at, decided_by, decided_by_name,
  decided_at, words`;

/** What an officer proposed. */
export interface ProposalRow {
  readonly survivor_id: string;
  readonly choices: Choices;
  readonly versions: Readonly<Record<string, number>>;
  readonly words: string;
  readonly by: string;
  readonly by_name: string;
  readonly at: Date;
}

/** The two ids in the order in which they are kept. */
export function inOrder(one: string, other: string): readonly [low: string, high: string] {
  return one < other ? [one, other] : [other, one];
}

/** One pair; `holding` keeps others from deciding meanwhile. Error: record.not-found. */
export async function readPairRow(ctx: Context, id: string, holding = false): Promise<PairRow> {
  const [row] = await ctx.sql.query<PairRow>(
    `select ${pairColumns} from merging.pair where id = $1${holding ? ' for update' : ''}`,
    [id],
  );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

/** What was proposed of a pair. */
export async function readProposal(ctx: Context, pairId: string): Promise<ProposalRow | undefined> {
  const [row] = await ctx.sql.query<ProposalRow>(
    'select survivor_id, choices, versions, words, by, by_name, at from merging.proposal where pair_id = $1',
    [pairId],
  );
  return row;
}

/** Ids of all records of a person, as far as her links say it. */
export function recordsOf({ patient }: StoredPatient): string[] {
  const replaced = (patient.link ?? []).flatMap(({ type, other }) =>
    type === 'replaces' && other.reference?.startsWith('Patient/') === true
      ? [other.reference.slice('Patient/'.length)]
      : [],
  );
  return [patient.id, ...replaced];
}

/** Whether somebody said before that these two, or records that were joined to them, are two persons. */
export async function saidDistinct(ctx: Context, one: StoredPatient, other: StoredPatient): Promise<boolean> {
  const [low, high] = [recordsOf(one), recordsOf(other)];
  const rows = await ctx.sql.query(
    `select 1 from merging.pair where state = 'distinct'
       and ((low_id = any ($1::text[]) and high_id = any ($2::text[])) or (low_id = any ($2::text[]) and high_id = any ($1::text[])))
     limit 1`,
    [low, high],
  );
  return rows.length > 0;
}

/** What is dangerous about joining two records now. */
export async function judge(
  ctx: Context,
  desk: Context,
  one: StoredPatient,
  other: StoredPatient,
): Promise<{ readonly dangers: Danger[]; readonly risk: number }> {
  const of = async <T>(ask: (id: string) => Promise<T>): Promise<readonly [T, T]> => [
    await ask(one.patient.id),
    await ask(other.patient.id),
  ];
  const dangers = dangersOf(one.patient, other.patient, {
    accounts: await of((id) => signsIn(desk, id)),
    visits: await of((id) => countVisits(desk, id)),
    saidDistinct: await saidDistinct(ctx, one, other),
  });
  return { dangers, risk: riskOf(dangers) };
}

/** What is said of a pair that is put in the queue. */
export interface NewPair {
  readonly source: PairRow['source'];
  readonly score?: number;
  readonly grade?: string;
  readonly explanation?: unknown;
}

/**
 * Puts two people in the queue unless they are there; returns the id of the pair. What was decided stays decided, unless a person puts them
 * there by hand.
 */
export async function queuePair(
  ctx: Context,
  desk: Context,
  [one, other]: readonly [StoredPatient, StoredPatient],
  made: NewPair,
): Promise<string> {
  const [low, high] = inOrder(one.patient.id, other.patient.id);
  const { risk } = await judge(ctx, desk, one, other);
  const [row] = await ctx.sql.query<{ id: string }>(
    `insert into merging.pair as p (id, low_id, high_id, state, source, risk, score, grade, explanation, found_at)
     values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8::jsonb, $9)
     on conflict (low_id, high_id) do update set
       score = coalesce(excluded.score, p.score), grade = coalesce(excluded.grade, p.grade),
       explanation = coalesce(excluded.explanation, p.explanation), risk = excluded.risk,
       state = case when $10 and p.state in ('distinct', 'joined') then 'waiting' else p.state end
     returning id`,
    [
      randomUUID(),
      low,
      high,
      made.source,
      risk,
      made.score ?? null,
      made.grade ?? null,
      made.explanation === undefined ? null : JSON.stringify(made.explanation),
      ctx.now(),
      made.source === 'hand',
    ],
  );
  return row!.id;
}

/** Writes down what was decided on a pair. */
export async function closePair(ctx: Context, id: string, state: PairState, words: string): Promise<void> {
  await ctx.sql.query(
    `update merging.pair set state = $2, decided_by = $3, decided_by_name = $4, decided_at = $5, words = $6 where id = $1`,
    [id, state, ctx.actor.accountId, ctx.actor.display, ctx.now(), sealed(ctx, id, words)],
  );
  if (state !== 'proposed') await ctx.sql.query('delete from merging.proposal where pair_id = $1', [id]);
}

/** Words of people are about somebody: they do not stand clear in a table. */
export function sealed(ctx: Context, id: string, words: string): string {
  return ctx.seal.seal(words, `merging:${id}`);
}

/** The words again. */
export function opened(ctx: Context, id: string, words: string | null): string {
  return words === null ? '' : ctx.seal.open(words, `merging:${id}`);
}
