import { showDay } from '#kernel/display/show-date.ts';
import type { ShownReason } from '../../api.ts';
import type { ReasonCode } from '../../domain/facts.ts';
import type { ImmunisationText } from './immunisation-text.ts';

/** A reason as a sentence. */
export function sayReason({ code, day, days, least }: ShownReason, text: ImmunisationText): string {
  return text(`why.${code as ReasonCode}`, {
    day: day === undefined ? '' : showDay(day),
    days: days ?? '',
    least: least ?? '',
  });
}
