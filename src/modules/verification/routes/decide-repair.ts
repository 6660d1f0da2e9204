import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { decideRepair } from '../api.ts';
import { correctPatient } from '../domain/correct-patient.ts';
import { endsWithoutVisit, type Ending } from '../domain/tasks.ts';
import { asRegistry, decides, patientOf } from '../repair/desk.ts';
import { readTaskRow, theirsOf, type TaskRow } from '../repair/task-row.ts';
import { writeCorrection } from '../repair/write-correction.ts';

/** The second person. What she accepts is written in her own name beside who proposed it; she writes nothing that was not proposed. */
export const decideRepairRoute = defineRoute({
  ...decideRepair,
  allow: 'verification.decide',
  handle: async (ctx, { id, version, decision, words = '' }) => {
    const row = await readTaskRow(ctx, id, true);
    await patientOf(ctx, row);
    if (row.version !== version || row.state !== 'proposed') throw new AppError('verification.task-changed');
    if (!decides(ctx)) throw new AppError('access.denied');
    if (row.proposed_by === ctx.actor.accountId) throw new AppError('verification.own-proposal');
    if (decision === 'return') {
      if (words.length < 5) throw needsWords();
      await giveBack(ctx, row, words);
      return { state: 'open' as const };
    }
    const ending = await accept(ctx, row);
    await close(ctx, row, ending, words);
    return { state: 'closed' as const, ending };
  },
});

async function accept(ctx: Context, row: TaskRow): Promise<Ending> {
  const take = row.take ?? [];
  if (take.length === 0) return 'kept';
  const registry = asRegistry(ctx);
  const patient = await patientOf(ctx, row);
  const corrected = correctPatient(
    patient,
    theirsOf(ctx, row) ?? {},
    take,
    row.register,
    dayInVietnam(ctx.now()),
  );
  await writeCorrection(registry, corrected, {
    register: row.register,
    take,
    taskId: row.id,
    proposedBy: { id: row.proposed_by ?? '', name: row.proposed_by_name ?? '' },
    acceptedBy: { id: ctx.actor.accountId, name: ctx.actor.display },
  });
  return 'taken';
}

async function giveBack(ctx: Context, row: TaskRow, words: string): Promise<void> {
  await ctx.sql.query(
    `update verification.task set state = 'open', take = null, reason = null, ground = null, note = null, proposed_by = null,
       proposed_by_name = null, proposed_at = null, answer = $3, version = version + 1 where bucket = $1 and id = $2`,
    [row.bucket, row.id, words],
  );
}

async function close(ctx: Context, row: TaskRow, ending: Ending, words: string): Promise<void> {
  await ctx.sql.query(
    `update verification.task set state = 'closed', ending = $3, without_visit = $4, decided_by = $5, decided_by_name = $6,
       decided_at = $7, answer = $8, sealed_theirs = null, version = version + 1 where bucket = $1 and id = $2`,
    [
      row.bucket,
      row.id,
      ending,
      endsWithoutVisit(ending, row.ground ?? undefined),
      ctx.actor.accountId,
      ctx.actor.display,
      ctx.now(),
      words === '' ? null : words,
    ],
  );
}

function needsWords(): AppError {
  return new AppError('request.invalid', {
    issues: [
      {
        path: 'words',
        text: {
          vi: 'Hãy ghi lý do trả lại, để trạm biết cần làm gì.',
          en: 'Say why it goes back, so that the station knows what to do.',
        },
      },
    ],
  });
}
