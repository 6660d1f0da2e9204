import { showDay } from '#kernel/display/show-date.ts';
import { showQuantity } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';
import type { CorrectionField } from '../../domain/correction/fields.ts';
import type { OwnText } from '../own-text.ts';

/** What a field says, for people: a number with its unit, a day, words, or that it is not hers. */
export function showField(
  field: CorrectionField,
  value: string | undefined,
  unit: string | undefined,
  { text, language }: { readonly text: OwnText; readonly language: Language },
): string {
  if (field === 'not-mine') return text('correct.not-mine.short');
  if (value === undefined || value === '') return text('correct.nothing');
  if (field === 'words') return value;
  return field === 'day' ? showDay(value) : showQuantity(value, unit, language);
}
