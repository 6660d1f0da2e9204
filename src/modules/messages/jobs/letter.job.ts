import * as z from 'zod/mini';
import type { Job } from '#platform/context.ts';
import { outsideSentence } from '../domain/kinds.ts';
import { readTurn } from '../store/turns.ts';

/** Sends one letter for one interruption; where the relay is away it is tried again for some hours. Sent twice it bears the same name. */
export const letterJob: Job<{ readonly turnId: string }> = {
  name: 'messages.send-letter',
  retry: { limit: 10, backoffSeconds: 10 },
  payload: z.object({ turnId: z.string() }),
  async run(ctx, { turnId }) {
    const turn = await readTurn(ctx, turnId);
    if (turn === undefined || turn.letterKinds.length === 0) return;
    const { vi, en } = outsideSentence(turn.letterKinds);
    const { home } = ctx.letters;
    await ctx.letters.send(turn.accountId, {
      name: `notice-${turnId}`,
      subject: 'Sen: tin mới / news',
      text: [vi, `Đăng nhập để xem: ${home}/messages`, '', en, `Sign in to see: ${home}/messages`, ''].join(
        '\n',
      ),
    });
  },
};
