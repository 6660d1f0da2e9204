import { randomUUID } from 'node:crypto';
import { defineRoute } from '#platform/module/define-module.ts';
import { askForData } from '../api.ts';
import { newSecret } from '../request.ts';
import { refuse } from './refuse.ts';

const mostDays = 2 * 366;

export const askForDataRoute = defineRoute({
  ...askForData,
  allow: 'data-requests.ask',
  handle: async (ctx, { purpose, ground, wish, endsOn }) => {
    const days = (Date.parse(endsOn) - ctx.now().getTime()) / 86_400_000;
    if (days <= 0 || days > mostDays) throw refuse('end-day', 'endsOn');
    const id = randomUUID();
    await ctx.sql.query(
      `insert into data_requests.request (id, asked_by, asked_by_name, asked_at, purpose, ground, wish, ends_on, state, secret)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9)`,
      [
        id,
        ctx.actor.accountId,
        ctx.actor.display,
        ctx.now(),
        purpose,
        ground,
        JSON.stringify(wish),
        endsOn,
        newSecret(ctx, id),
      ],
    );
    return { id };
  },
});
