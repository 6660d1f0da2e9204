import * as z from 'zod/mini';
import type { Job } from '#platform/module/define-module.ts';
import { letterOf } from '../domain/letter-of.ts';

interface LetterKey {
  readonly grantId: string;
  readonly audience: 'person' | 'supervisor';
  readonly accountId: string;
}

/** Sends one letter; where the relay is away it is tried again for some hours. Sent twice it bears the same id and is shown once. */
export const sendLetterJob: Job<LetterKey> = {
  name: 'record-access.send-letter',
  retry: { limit: 12, backoffSeconds: 5 },
  payload: z.object({
    grantId: z.string(),
    audience: z.enum(['person', 'supervisor']),
    accountId: z.string(),
  }),
  async run(ctx, { grantId, audience, accountId }) {
    const [row] = await ctx.sql.query<{ opened_at: Date }>(
      `select opened_at from record_access.letter
       where grant_id = $1 and audience = $2 and account_id = $3 and sent_at is null`,
      [grantId, audience, accountId],
    );
    if (row === undefined) return;
    const { home } = ctx.letters;
    await ctx.letters.send(accountId, letterOf(audience, { grantId, openedAt: row.opened_at, home }));
    await ctx.sql.query(
      'update record_access.letter set sent_at = $4 where grant_id = $1 and audience = $2 and account_id = $3',
      [grantId, audience, accountId, ctx.now()],
    );
  },
};
