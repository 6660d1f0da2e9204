import type { Context } from '#platform/context.ts';
import { notify } from '#modules/messages/notify.ts';
import { noticeOf, type ToldOf } from './domain/notice.ts';

/** Tells whose visit it is, and who acts for her, in the app and as each of them chose outside it. Inside the transaction of the cause. */
export async function tell(ctx: Context, told: ToldOf): Promise<void> {
  await notify(ctx, noticeOf(told, ctx.now()));
}
