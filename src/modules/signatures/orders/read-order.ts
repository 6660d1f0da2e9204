import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';

/** How far an order is. */
export interface OrderState {
  readonly id: string;
  readonly state: 'waiting' | 'signing' | 'done' | 'refused';
  readonly total: number;
  readonly signed: number;
  readonly refused: number;
  readonly confirmedAt: string;
  readonly finishedAt?: string;
  /** Codes of what went wrong, with how many it went wrong for. */
  readonly faults: readonly { readonly code: string; readonly count: number }[];
}

/** One of the caller's own orders. Error: record.not-found. */
export async function readOrder(ctx: Context, id: string): Promise<OrderState> {
  const [order] = await ctx.sql.query<{
    id: string;
    state: OrderState['state'];
    total: number;
    confirmed_at: Date;
    finished_at: Date | null;
  }>('select * from signatures.sign_order where id = $1 and account_id = $2', [id, ctx.actor.accountId]);
  if (order === undefined) throw new AppError('record.not-found');
  const counts = await ctx.sql.query<{ state: string; fault: string | null; count: number }>(
    'select state, fault, count(*) as count from signatures.order_item where order_id = $1 group by state, fault',
    [id],
  );
  const sum = (state: string): number =>
    counts.filter((one) => one.state === state).reduce((total, { count }) => total + count, 0);
  return {
    id: order.id,
    state: order.state,
    total: order.total,
    signed: sum('signed'),
    refused: sum('refused'),
    confirmedAt: order.confirmed_at.toISOString(),
    ...(order.finished_at !== null && { finishedAt: order.finished_at.toISOString() }),
    faults: counts.flatMap(({ fault, count }) => (fault === null ? [] : [{ code: fault, count }])),
  };
}
