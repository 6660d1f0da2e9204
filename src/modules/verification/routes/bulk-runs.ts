import { randomUUID } from 'node:crypto';
import { platformActor } from '#platform/access/actors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { registers } from '../../doors/api.ts';
import { listRuns, startRun, stopRun, type RegisterName, type RunView } from '../api.ts';
import { beginRun, endRun, readRuns, type RunRow } from '../runs/run-row.ts';

export const listRunsRoute = defineRoute({
  ...listRuns,
  allow: 'verification.run',
  handle: async (ctx) => {
    const due = await ctx.sql.query<{ register: RegisterName; n: number }>(
      'select register, count(*)::int as n from verification.due group by register',
    );
    const states = await ctx.use(registers).states();
    return {
      lines: states.map(({ since, answeredAt, ...state }) => ({
        ...state,
        ...(since !== undefined && { since: since.toISOString() }),
        ...(answeredAt !== undefined && { answeredAt: answeredAt.toISOString() }),
        due: due.find(({ register }) => register === state.register)?.n ?? 0,
      })),
      runs: (await readRuns(ctx)).map(viewOf),
    };
  },
});

/** Starts a run over everybody; the work is done in the background, whoever reads this page. */
export const startRunRoute = defineRoute({
  ...startRun,
  allow: 'verification.run',
  handle: async (ctx, { register }) => {
    const id = randomUUID();
    // The number of all people is asked by Sen; the run is in the name of who started it.
    const { accountId, display } = ctx.actor;
    await beginRun(ctx.as({ ...platformActor(ctx.actor.requestId), accountId, display }), id, register);
    return { id };
  },
});

export const stopRunRoute = defineRoute({
  ...stopRun,
  allow: 'verification.run',
  handle: async (ctx, { id }) => {
    await endRun(ctx, id);
    return { done: true as const };
  },
});

function viewOf(row: RunRow): RunView {
  const seconds = Number(row.working_ms) / 1000;
  return {
    id: row.id,
    register: row.register,
    state: row.state,
    startedAt: row.started_at.toISOString(),
    startedBy: row.started_by,
    ...(row.ended_at !== null && { endedAt: row.ended_at.toISOString() }),
    ...(row.waiting_since !== null && { waitingSince: row.waiting_since.toISOString() }),
    ...(row.fault !== null && { fault: row.fault }),
    total: row.total,
    lookedAt: row.looked_at,
    asked: row.asked,
    counts: row.counts,
    ...(seconds > 0 && { perSecond: Math.round(row.looked_at / seconds) }),
  };
}
