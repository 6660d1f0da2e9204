import type { DueLine } from '../api.ts';
import { productOf } from './national-schedule.ts';
import type { PlannedDose } from './plan-of.ts';

/** A planned dose as the list of a session shows it on a day. */
export function shownDose({ code, dueOn, overdueOn }: PlannedDose, on: string): DueLine['doses'][number] {
  return { code, vaccine: productOf(code)?.vaccine ?? code, dueOn, isLate: overdueOn <= on };
}
