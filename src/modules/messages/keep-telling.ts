import type { Context } from '#platform/context.ts';
import { keepLooking } from '#platform/jobs/keep-looking.ts';
import type { Background } from '#platform/module/define-module.ts';
import { tellDue } from './tell-due.ts';

const most = 200;

/** Tells what waited for the morning or for others to come along. */
export const keepTelling: Background = {
  name: 'messages',
  start: (host) =>
    Promise.resolve(
      keepLooking(host, {
        name: 'messages',
        everyMs: 15_000,
        async look(context, mayGoOn) {
          while (mayGoOn() && (await tellSome(context())) === most);
        },
      }),
    ),
};

/** Tells accounts for which something is due by now; answers how many there were. */
export async function tellSome(ctx: Context): Promise<number> {
  const accounts = await ctx.sql.query<{ bucket: number; account_id: string }>(
    `select distinct bucket, account_id from messages.outing where state = 'waiting' and due_at <= $1 limit ${most}`,
    [ctx.now()],
  );
  for (const { bucket, account_id: accountId } of accounts) await tellDue(ctx, { bucket, accountId });
  return accounts.length;
}
