import * as z from 'zod/mini';
import type { Context, Job } from '#platform/context.ts';
import { letterOf, type LetterKind } from './domain/letter.ts';

interface LetterKey {
  readonly kind: LetterKind;
  readonly id: string;
  readonly accountId: string;
  readonly startsAt: string;
}

/** Sends one letter; where the relay is away it is tried again for some hours. Sent twice it bears the same name and is shown once. */
export const sendLetterJob: Job<LetterKey> = {
  name: 'booking.send-letter',
  retry: { limit: 8, backoffSeconds: 10 },
  payload: z.object({
    kind: z.enum(['tomorrow', 'offered', 'moved', 'cancelled']),
    id: z.string(),
    accountId: z.string(),
    startsAt: z.string(),
  }),
  async run(ctx, { kind, id, accountId, startsAt }) {
    const at = new Date(startsAt);
    // What came too late would only confuse.
    if (at <= ctx.now()) return;
    await ctx.letters.send(accountId, letterOf(kind, { id, startsAt: at, home: ctx.letters.home }));
  },
};

/** Tells who booked by a letter, where her account has an address; the pages show it in any case. */
export async function tell(
  ctx: Context,
  kind: LetterKind,
  told: { readonly id: string; readonly byAccount: string; readonly startsAt: Date },
): Promise<void> {
  if (!ctx.letters.isSet) return;
  await ctx.enqueue(sendLetterJob, {
    kind,
    id: told.id,
    accountId: told.byAccount,
    startsAt: told.startsAt.toISOString(),
  });
}
