import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { ShownAlert } from '../api.ts';
import { findRule } from '../domain/rules.ts';
import { wordsForHer } from '../domain/words-for-her.ts';
import { openAnswer, openGrounds, type AlertRow } from '../store/alert-rows.ts';
import { nameOf, visibleLines } from '../who.ts';
import { childrenOf } from './children-of.ts';

/**
 * Alerts as the reader sees them: only of whom she may see, and beside each only the lines that she may see; an alert of
 * which she may see no line is none of hers. `reader` decides whose words stand
 * there: what is to be done by her, or what the facility does.
 */
export async function showAlerts(
  ctx: Context,
  rows: readonly AlertRow[],
  patients: ReadonlyMap<string, Patient>,
  reader: 'person' | 'facility',
): Promise<ShownAlert[]> {
  const seen = rows.flatMap((row) => {
    const patient = patients.get(row.patient_id);
    return patient === undefined ? [] : [{ row, patient, grounds: openGrounds(ctx, row) }];
  });
  const lines = await visibleLines(
    ctx,
    seen.flatMap(({ grounds }) => grounds.flatMap(({ ref, also }) => [ref ?? [], also ?? []].flat())),
  );
  const own = ctx.actor.patientId;
  const children = reader === 'person' ? await childrenOf(ctx, patients) : new Set<string>();
  const now = ctx.now();
  return seen.flatMap(({ row, patient, grounds }): ShownAlert[] => {
    const rule = findRule(row.rule);
    // A rule that was taken out leaves its answered alerts; its open ones speak by the step that it last had.
    const stage = rule?.stages.find(({ id }) => id === row.stage) ?? rule?.stages.at(-1);
    if (stage === undefined) return [];
    const visible = grounds.filter(({ ref, also }) =>
      [ref, also].every((one) => one === undefined || lines.has(one)),
    );
    if (visible.length === 0 && grounds.some(({ ref }) => ref !== undefined)) return [];
    const words = openAnswer(ctx, row);
    // Whoever answered wrote to her, or to the guardian of a child; what those words touch nobody can tell.
    const isToReader = row.patient_id === own || children.has(row.patient_id);
    const isForHer = reader === 'facility' || (isToReader && row.answer !== 'not-useful');
    return [
      {
        id: row.id,
        patientId: row.patient_id,
        name: nameOf(patient),
        ...(patient.birthDate !== undefined && { birth: patient.birthDate }),
        title: stage.title,
        why: stage.why,
        todo: reader === 'person' ? wordsForHer(stage, row.asks) : stage.todo,
        grounds: visible.map(({ words: said, at }) => ({ words: said, at })),
        asks: row.asks,
        urgent: row.urgent,
        measureAgain: stage.urgent && stage.asks === 'person',
        state: row.state,
        openedAt: row.opened_at.toISOString(),
        dueAt: row.due_at.toISOString(),
        isLate: row.state === 'open' && row.due_at < now,
        ...(row.answer !== null && { answer: row.answer }),
        ...(words !== undefined && isForHer && { words }),
        ...(row.answered_by_name !== null && { by: row.answered_by_name }),
        ...(row.closed_at !== null && { closedAt: row.closed_at.toISOString() }),
      },
    ];
  });
}

/** Where a page of a list begins: the time and id of the last line before it. */
export function readCursor(cursor: string | undefined): readonly [at: Date, id: string] | undefined {
  const found = /^([0-9TZ:.-]{24})_([A-Za-z0-9.-]{1,64})$/u.exec(cursor ?? '');
  const at = new Date(found?.[1] ?? Number.NaN);
  return found === null || Number.isNaN(at.getTime()) ? undefined : [at, found[2]!];
}

export function cursorAfter(at: Date | null, { id }: AlertRow): string {
  return `${(at ?? new Date(0)).toISOString()}_${id}`;
}
