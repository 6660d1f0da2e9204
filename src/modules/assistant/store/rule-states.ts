import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import type { FacilityAnswers, Outcome } from '../domain/quality.ts';

/** How a rule stands in this house. */
export interface RuleState {
  readonly silencedAt?: Date;
  /** Figures begin here. */
  readonly countsFrom?: Date;
}

export async function readStates(ctx: Context): Promise<ReadonlyMap<string, RuleState>> {
  const rows = await ctx.sql.query<{
    rule: string;
    silenced_at: Date | null;
    counts_from: Date | null;
  }>('select rule, silenced_at, counts_from from assistant.rule_state');
  return new Map(
    rows.map(({ rule, silenced_at, counts_from }) => [
      rule,
      {
        ...(silenced_at !== null && { silencedAt: silenced_at }),
        ...(counts_from !== null && { countsFrom: counts_from }),
      },
    ]),
  );
}

/** Silences a rule or lets it speak again; who, when and why stay. Resumed, its figures begin anew. */
export async function changeRule(
  ctx: Context,
  rule: string,
  what: 'silenced' | 'resumed',
  reason: string,
): Promise<void> {
  const now = ctx.now();
  const changed = await ctx.sql.query(
    what === 'silenced'
      ? `insert into assistant.rule_state as s (rule, silenced_at) values ($1, $2)
         on conflict (rule) do update set silenced_at = excluded.silenced_at where s.silenced_at is null returning 1`
      : `update assistant.rule_state set silenced_at = null, counts_from = $2 where rule = $1 and silenced_at is not null returning 1`,
    [rule, now],
  );
  if (changed.length === 0) return;
  const { accountId, display } = ctx.actor;
  await ctx.sql.query(
    'insert into assistant.rule_change (id, rule, at, what, by_account, by_name, reason) values ($1, $2, $3, $4, $5, $6, $7)',
    [randomUUID(), rule, now, what, accountId, display, reason],
  );
}

/** Figures go back so far at most. Own rule, verify. */
const countedDays = 180;

interface CountRow {
  readonly rule: string;
  readonly fired: number;
  readonly open: number;
  readonly late: number;
  readonly answered: number;
  readonly in_time: number;
  readonly useful: number;
  readonly not_useful: number;
  readonly median_hours: number | null;
}

function countedSince(state: RuleState | undefined, now: Date): Date {
  const earliest = new Date(now.getTime() - countedDays * 86_400_000);
  return state?.countsFrom !== undefined && state.countsFrom > earliest ? state.countsFrom : earliest;
}

/** How each facility answered the alerts of one rule: only what an answer is judged by, for it waits for this. */
export async function readAnswers(
  ctx: Context,
  code: string,
  state: RuleState | undefined,
): Promise<FacilityAnswers[]> {
  return ctx.sql.query<{ useful: number; notUseful: number }>(
    `select count(*) filter (where answer in ('acted', 'handed-over'))::int as useful,
       count(*) filter (where answer = 'not-useful')::int as "notUseful"
     from assistant.alert where rule = $1 and opened_at >= $2 and state = 'answered' and asks = 'facility' and facility_id is not null
     group by facility_id`,
    [code, countedSince(state, ctx.now())],
  );
}

/** What became of the alerts of some rules. No person, no facility. */
export async function readOutcomes(
  ctx: Context,
  codes: readonly string[],
  states: ReadonlyMap<string, RuleState>,
): Promise<ReadonlyMap<string, Outcome>> {
  const now = ctx.now();
  const rows = await ctx.sql.query<CountRow>(
    `select a.rule, count(*)::int as fired,
       count(*) filter (where state = 'open')::int as open,
       count(*) filter (where state = 'open' and due_at < $3)::int as late,
       count(*) filter (where state = 'answered' and asks = 'facility')::int as answered,
       count(*) filter (where state = 'answered' and asks = 'facility' and closed_at <= due_at)::int as in_time,
       count(*) filter (where answer in ('acted', 'handed-over'))::int as useful,
       count(*) filter (where answer = 'not-useful')::int as not_useful,
       percentile_cont(0.5) within group (order by extract(epoch from closed_at - staged_at) / 3600)
         filter (where state = 'answered' and asks = 'facility')::float8 as median_hours
     from assistant.alert a join unnest($1::text[], $2::timestamptz[]) u (rule, since) on a.rule = u.rule and a.opened_at >= u.since
     group by a.rule`,
    [codes, codes.map((code) => countedSince(states.get(code), now)), now],
  );
  return new Map(
    rows.map(({ rule, in_time, not_useful, median_hours, ...row }) => [
      rule,
      {
        ...row,
        inTime: in_time,
        notUseful: not_useful,
        ...(median_hours !== null && { medianHours: median_hours }),
      },
    ]),
  );
}
