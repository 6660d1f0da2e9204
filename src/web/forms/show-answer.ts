import type { Language } from '#kernel/schema.ts';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { showDecimal, showQuantity } from '#kernel/display/show-number.ts';
import type { Answer, FormItem } from '#kernel/fhir/questionnaire/form.ts';
import { formWord } from './form-words.ts';

/** An answer as people read it. With its item the words of the option and the unit are known. */
export function showAnswer(answer: Answer, language: Language, item?: FormItem): string {
  const { valueQuantity, valueCoding, valueBoolean, valueDate, valueDateTime, valueTime, valueAttachment } =
    answer;
  if (valueBoolean !== undefined) return formWord(language, valueBoolean ? 'yes' : 'no');
  if (valueQuantity !== undefined)
    return showQuantity(
      String(valueQuantity.value ?? ''),
      valueQuantity.code ?? valueQuantity.unit,
      language,
    );
  if (valueCoding !== undefined) {
    const option = item?.options.find(({ answer: one }) => one.valueCoding?.code === valueCoding.code);
    const words = option?.text[language] ?? valueCoding.display ?? '';
    const isOfficial = valueCoding.code !== undefined && !valueCoding.system?.startsWith('urn:sen:');
    return isOfficial && option === undefined ? [valueCoding.code, words].filter(Boolean).join(' · ') : words;
  }
  if (valueDate !== undefined) return showDay(valueDate);
  if (valueDateTime !== undefined) return showMoment(valueDateTime);
  if (valueTime !== undefined) return valueTime.slice(0, 5);
  if (valueAttachment !== undefined) return valueAttachment.title ?? '';
  const number = answer.valueDecimal ?? answer.valueInteger;
  if (number !== undefined)
    return item?.unit === undefined
      ? showDecimal(String(number), language)
      : showQuantity(String(number), item.unit.code, language);
  return answer.valueString ?? answer.valueUri ?? answer.valueReference?.display ?? '';
}
