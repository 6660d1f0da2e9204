import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { proposeRepair } from '../api.ts';
import { sideOfPatient } from '../domain/sides.ts';
import { takeable } from '../domain/tasks.ts';
import { mayPropose, patientOf } from '../repair/desk.ts';
import { viewOf } from '../repair/show-task.ts';
import { readTaskRow, theirsOf } from '../repair/task-row.ts';

export const proposeRepairRoute = defineRoute({
  ...proposeRepair,
  allow: 'verification.see',
  handle: async (ctx, { id, version, take, reason, ground, note }) => {
    const row = await readTaskRow(ctx, id, true);
    const patient = await patientOf(ctx, row);
    if (row.version !== version) throw new AppError('verification.task-changed');
    if (!mayPropose(ctx, row)) throw new AppError('access.denied');
    const ours = sideOfPatient(patient, row.register, dayInVietnam(ctx.now()));
    const allowed = takeable(ours, theirsOf(ctx, row), row.kind);
    if (take.some((field) => !allowed.includes(field))) throw wrong('take');
    if (ground === 'register') throw wrong('ground');
    await ctx.sql.query(
      `update verification.task set state = 'proposed', take = $3, reason = $4, ground = $5, note = $6, proposed_by = $7,
         proposed_by_name = $8, proposed_at = $9, version = version + 1 where bucket = $1 and id = $2`,
      [
        row.bucket,
        row.id,
        JSON.stringify([...new Set(take)]),
        reason,
        ground,
        note === undefined || note === '' ? null : note,
        ctx.actor.accountId,
        ctx.actor.display,
        ctx.now(),
      ],
    );
    return viewOf(ctx, await readTaskRow(ctx, id));
  },
});

function wrong(path: string): AppError {
  return new AppError('request.invalid', {
    issues: [
      {
        path,
        text: {
          vi: 'Hai bên vừa thay đổi hoặc lựa chọn này không dùng được. Hãy mở lại việc này.',
          en: 'The two sides have just changed, or this choice cannot be used. Open the task again.',
        },
      },
    ],
  });
}
