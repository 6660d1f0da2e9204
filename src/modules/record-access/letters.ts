import type { RecordOpened } from '#platform/access/grants/grant-events.ts';
import type { Context } from '#platform/context.ts';
import { sendLetterJob } from './jobs/send-letter.job.ts';

/**
 * An opening is also told by e-mail to those accounts of the person, and of the supervisors of the facility, that set an address. One
 * letter for each, queued in the transaction of the event.
 */
export async function tellByLetter(ctx: Context, opening: RecordOpened): Promise<void> {
  if (!ctx.letters.isSet) return;
  const told = [
    ['person', await ctx.letters.accountsOfPerson(opening.patientId)],
    ['supervisor', await ctx.letters.holders('access.review', opening.facilityId)],
  ] as const;
  for (const [audience, accounts] of told)
    for (const accountId of accounts) {
      const made = await ctx.sql.query(
        `insert into record_access.letter (grant_id, audience, account_id, opened_at) values ($1, $2, $3, $4)
         on conflict do nothing returning 1`,
        [opening.grantId, audience, accountId, opening.openedAt],
      );
      if (made.length > 0)
        await ctx.enqueue(sendLetterJob, { grantId: opening.grantId, audience, accountId });
    }
}
