import { formatDay } from '#kernel/vietnam/date.ts';
import type { RegisterName, ShownSide, TaskView } from '../../api.ts';
import type { VerificationText } from './verification-text.ts';

type FieldName = TaskView['fields'][number]['field'];

/** Fields in the order in which people are known by them. */
export const shownFields = ['name', 'birthDate', 'sex', 'number', 'card', 'address', 'state'] as const;

/** A field of one side as people read it; undefined where it has nothing. */
export function showField(
  side: ShownSide | undefined,
  field: FieldName,
  text: VerificationText,
): string | undefined {
  if (side === undefined) return undefined;
  if (field === 'birthDate') return side.birthDate && formatDay(side.birthDate);
  if (field === 'sex') return side.sex && text(`sex.${side.sex}`);
  if (field === 'state')
    return side.diedOn === 'yes' ? text('died.yes') : side.diedOn && formatDay(side.diedOn);
  return side[field];
}

/** What a field is called; a number is called after who gave it. */
export function fieldTitle(field: FieldName, register: RegisterName, text: VerificationText): string {
  return field === 'number' && register === 'social-insurance'
    ? text('field.number.social-insurance')
    : text(`field.${field}`);
}

/** 'còn 3 ngày', 'quá hạn 2 ngày'. */
export function showDaysLeft(days: number, text: VerificationText): string {
  if (days === 0) return text('due.today');
  return days > 0 ? text('due.left', { n: days }) : text('due.over', { n: -days });
}
