import type { Context } from '#platform/context.ts';
import {
  registerNames,
  type LineName,
  type RegisterFault,
  type RegisterName,
  type RegisterState,
} from './register.ts';

interface Row {
  readonly register: LineName;
  readonly is_simulated: boolean;
  readonly state: 'unknown' | 'up' | 'down';
  readonly since: Date | null;
  readonly fault: RegisterFault | null;
  readonly answered_at: Date | null;
  readonly reports: number;
}

/** How one line is. */
export interface LineState extends Omit<RegisterState, 'register'> {
  readonly line: LineName;
}

/** How the lines to all registers are. */
export async function readStates(ctx: Context): Promise<RegisterState[]> {
  const lines = await readLines(ctx, registerNames);
  return lines.map(({ line, ...rest }) => ({ ...rest, register: line as RegisterName }));
}

/** How some lines are, in the order of their names. */
export async function readLines(ctx: Context, names: readonly LineName[]): Promise<LineState[]> {
  const rows = await ctx.sql.query<Row>(
    `select l.register, l.is_simulated, l.state, l.since, l.fault, l.answered_at,
       (select coalesce(sum(r.count), 0)::int from doors.register_report r
         where r.register = l.register and r.at > $1::timestamptz - interval '7 days') as reports
     from doors.register_line l`,
    [ctx.now()],
  );
  return names.map((line): LineState => {
    const row = rows.find((one) => one.register === line);
    if (row === undefined) return { line, isSet: false, isSimulated: false, state: 'unknown', reports: 0 };
    return {
      line,
      isSet: true,
      isSimulated: row.is_simulated,
      state: row.state,
      reports: row.reports,
      ...(row.since !== null && { since: row.since }),
      ...(row.fault !== null && { fault: row.fault }),
      ...(row.answered_at !== null && { answeredAt: row.answered_at }),
    };
  });
}

/** Notes that it answered; written again at most every ten seconds. */
export async function noteUp(ctx: Context, register: LineName): Promise<void> {
  await ctx.sql.query(
    `update doors.register_line set answered_at = $2::timestamptz, fault = null, state = 'up',
       since = case when state = 'up' then since else $2::timestamptz end
     where register = $1 and (state <> 'up' or answered_at is null or answered_at < $2::timestamptz - interval '10 seconds')`,
    [register, ctx.now()],
  );
}

/** Notes that it did not, and why; the moment of the first failure stays. */
export async function noteDown(ctx: Context, register: LineName, fault: RegisterFault): Promise<void> {
  await ctx.sql.query(
    `update doors.register_line set state = 'down', fault = case when $2 = 'resting' then coalesce(fault, $2) else $2 end,
       since = case when state = 'down' then since else $3::timestamptz end
     where register = $1 and (state <> 'down' or (fault is distinct from $2 and $2 <> 'resting'))`,
    [register, fault, ctx.now()],
  );
}

/** Keeps that it answered about somebody else, or the like: how often and when, nothing of whom. */
export async function reportAnswer(
  ctx: Context,
  register: LineName,
  kind: string,
  count: number,
): Promise<void> {
  ctx.log.warn('register.answer-refused', { register, kind, count });
  await ctx.sql.query(
    'insert into doors.register_report (register, at, kind, count, request_id) values ($1, $2, $3, $4, $5)',
    [register, ctx.now(), kind, count, ctx.actor.requestId],
  );
}
