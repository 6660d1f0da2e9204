import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { RegisterName } from '../../doors/api.ts';
import type { Counts } from '../results/store-verdicts.ts';

/** A bulk run as it is kept. */
export interface RunRow {
  readonly id: string;
  readonly register: RegisterName;
  readonly state: 'running' | 'waiting' | 'done' | 'stopped';
  readonly started_at: Date;
  readonly started_by: string;
  readonly ended_at: Date | null;
  readonly waiting_since: Date | null;
  readonly fault: string | null;
  readonly cursor: string | null;
  readonly total: number;
  readonly looked_at: number;
  readonly asked: number;
  readonly counts: Counts;
  readonly working_ms: string;
}

const columns = `id, register, state, started_at, started_by, ended_at, waiting_since, fault, cursor, total, looked_at, asked, counts,
  working_ms`;

/** The newest runs, those under way first. */
export function readRuns(ctx: Context, most = 20): Promise<RunRow[]> {
  return ctx.sql.query<RunRow>(
    `select ${columns} from verification.run order by (state in ('running', 'waiting')) desc, started_at desc limit ${most}`,
  );
}

/** Begins a run over everybody. Error: verification.run-under-way. */
export async function beginRun(ctx: Context, id: string, register: RegisterName): Promise<void> {
  const { total = 0 } = await ctx.record.search('Patient', '_summary=count');
  const rows = await ctx.sql.query(
    `insert into verification.run (id, register, state, started_at, started_by, total) values ($1, $2, 'running', $3, $4, $5)
     on conflict (register) where state in ('running', 'waiting') do nothing returning 1`,
    [id, register, ctx.now(), ctx.actor.display, total],
  );
  if (rows.length === 0) throw new AppError('verification.run-under-way');
}

/** How long one server holds a run without a sign of life. */
const holdSeconds = 30;

/** Takes a run in hand that nobody holds; undefined where there is none. */
export async function takeRun(
  ctx: Context,
  holder: string,
  register: RegisterName,
): Promise<RunRow | undefined> {
  const [row] = await ctx.sql.query<RunRow>(
    `update verification.run set held_until = $1::timestamptz + make_interval(secs => ${holdSeconds}), held_by = $2
     where id = (select id from verification.run where register = $3 and state in ('running', 'waiting')
       and (held_until is null or held_until < $1::timestamptz or held_by = $2) limit 1 for update skip locked)
     returning ${columns}`,
    [ctx.now(), holder, register],
  );
  return row;
}

/** What one step did. */
export interface Step {
  readonly from: string | null;
  readonly to: string | undefined;
  readonly lookedAt: number;
  readonly asked: number;
  readonly counts: Counts;
  readonly ms: number;
}

/**
 * Moves a run on, in the transaction that keeps what the step found. False where somebody else has moved it, or it was stopped: then the
 * step counts for nothing and is undone by its caller.
 */
export async function moveRun(ctx: Context, id: string, holder: string, step: Step): Promise<boolean> {
  const rows = await ctx.sql.query(
    `update verification.run r set cursor = $3, looked_at = looked_at + $4, asked = asked + $5, state = $6, ended_at = $7,
       working_ms = working_ms + $8, waiting_since = null, fault = null, held_until = $9::timestamptz + make_interval(secs => ${holdSeconds}),
       counts = (select coalesce(jsonb_object_agg(k, coalesce((r.counts ->> k)::int, 0) + coalesce(($10::jsonb ->> k)::int, 0)), '{}')
         from (select jsonb_object_keys(r.counts || $10::jsonb) as k) keys)
     where id = $1 and cursor is not distinct from $2 and state in ('running', 'waiting') and held_by = $11 returning 1`,
    [
      id,
      step.from,
      step.to ?? null,
      step.lookedAt,
      step.asked,
      step.to === undefined ? 'done' : 'running',
      step.to === undefined ? ctx.now() : null,
      Math.round(step.ms),
      ctx.now(),
      JSON.stringify(step.counts),
      holder,
    ],
  );
  return rows.length > 0;
}

/** The other side does not answer: the run waits, and anybody may look after it again. */
export async function letWait(ctx: Context, id: string, fault: string): Promise<void> {
  await ctx.sql.query(
    `update verification.run set state = 'waiting', fault = $2, waiting_since = coalesce(waiting_since, $3), held_until = null
     where id = $1 and state in ('running', 'waiting')`,
    [id, fault, ctx.now()],
  );
}

/** Ends a run before its time; what was found stays. */
export async function endRun(ctx: Context, id: string): Promise<void> {
  const rows = await ctx.sql.query(
    `update verification.run set state = 'stopped', ended_at = $2, held_until = null where id = $1 and state in ('running', 'waiting') returning 1`,
    [id, ctx.now()],
  );
  if (rows.length === 0) throw new AppError('verification.task-changed');
}
