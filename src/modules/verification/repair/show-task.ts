import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import type { ShownSide, TaskLine, TaskView } from '../api.ts';
import { daysLeft } from '../domain/clock.ts';
import type { Comparison, FieldName, Level, Side } from '../domain/fields.ts';
import { sideOfPatient } from '../domain/sides.ts';
import { takeable } from '../domain/tasks.ts';
import { mayDecide, mayPropose, patientOf } from './desk.ts';
import { theirsOf, type TaskRow } from './task-row.ts';

/** Fields and levels as the page shows them: what agrees wholly is left out. */
export function shownFields(fields: Comparison): { field: FieldName; level: Level }[] {
  return (Object.entries(fields) as [FieldName, Level][]).flatMap(([field, level]) =>
    level === 'same' || level === 'missing' ? [] : [{ field, level }],
  );
}

/** A line of the queue. */
export function lineOf(ctx: Context, row: TaskRow, personName: string | undefined): TaskLine {
  return {
    id: row.id,
    register: row.register,
    kind: row.kind,
    state: row.state,
    risk: row.risk,
    ...(personName !== undefined && { personName }),
    fields: shownFields(row.fields),
    openedAt: row.opened_at.toISOString(),
    dueOn: row.due_on,
    daysLeft: daysLeft(row.due_on, ctx.now()),
    ...(row.proposed_by_name !== null && row.state === 'proposed' && { proposedBy: row.proposed_by_name }),
    ...(row.ending !== null && { ending: row.ending }),
  };
}

/** A task with both sides. Error: record.not-found, access.denied. */
export async function viewOf(ctx: Context, row: TaskRow): Promise<TaskView> {
  const patient = await patientOf(ctx, row);
  const ours = sideOfPatient(patient, row.register, dayInVietnam(ctx.now()));
  const theirs = theirsOf(ctx, row);
  return {
    ...lineOf(ctx, row, ours.name),
    personId: row.patient_id,
    version: row.version,
    ours: shown(ours),
    ...(theirs !== undefined && { theirs: shown(theirs) }),
    takeable: row.state === 'closed' ? [] : takeable(ours, theirs, row.kind),
    ...(row.take !== null &&
      row.reason !== null &&
      row.ground !== null &&
      row.proposed_at !== null && {
        proposal: {
          take: row.take,
          reason: row.reason,
          ground: row.ground,
          ...(row.note !== null && { note: row.note }),
          by: row.proposed_by_name ?? '',
          at: row.proposed_at.toISOString(),
          isMachine: row.proposed_by === 'sen',
        },
      }),
    ...(row.paper_sha256 !== null && {
      paper: { type: row.paper_type ?? '', size: row.paper_size ?? 0, isScanned: ctx.files.scans },
    }),
    ...(row.answer !== null && { answer: row.answer }),
    ...(row.decided_at !== null && {
      decided: { by: row.decided_by_name ?? '', at: row.decided_at.toISOString() },
    }),
    mayPropose: mayPropose(ctx, row),
    mayDecide: mayDecide(ctx, row),
  };
}

export function shown({ commune: _commune, ...side }: Side): ShownSide {
  return side;
}
