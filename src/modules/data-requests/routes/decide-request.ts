import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { decideRequest } from '../api.ts';
import { decisionFault, stateAfter, type Desk } from '../domain/states.ts';
import { prepareJob } from '../jobs/prepare.job.ts';
import { readDecisions, readRequest } from '../request.ts';
import { refuse } from './refuse.ts';

/** The permission of each desk. */
export const permissionOfDesk = {
  owner: 'data-requests.agree-owner',
  protection: 'data-requests.agree-protection',
} as const satisfies Record<Desk, string>;

export const decideRequestRoute = defineRoute({
  ...decideRequest,
  allow: 'data-requests.see',
  handle: async (ctx, { id, desk, agrees, words }) => {
    if (!ctx.can(permissionOfDesk[desk])) throw new AppError('access.denied');
    const { accountId: by, display } = ctx.actor;
    // Held, so that two decisions at once see each other.
    const request = await readRequest(ctx, id, true);
    const decisions = await readDecisions(ctx, id);
    const fault = decisionFault({ state: request.state, askedBy: request.asked_by, decisions }, desk, by);
    if (fault !== undefined) throw refuse(fault);
    await ctx.sql.query(
      `insert into data_requests.decision (request_id, desk, by, by_name, at, agrees, words)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, desk, by, display, ctx.now(), agrees, words],
    );
    const state = stateAfter([...decisions, { desk, by, agrees }]);
    await ctx.sql.query('update data_requests.request set state = $2 where id = $1', [id, state]);
    if (state === 'preparing') await ctx.enqueue(prepareJob, { requestId: id });
    return { state };
  },
});
