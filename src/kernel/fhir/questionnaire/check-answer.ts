import { showDay } from '../../display/show-date.ts';
import { showDecimal, showQuantity } from '../../display/show-number.ts';
import type { Bilingual } from '../../schema.ts';
import type { Answer, FormItem } from './form.ts';
import { formUrls } from './form-urls.ts';
import { valueOf } from './response.ts';

/** What is wrong with one answer. */
export interface Finding {
  /** 'ask': the worker is asked again and may keep the value with a reason. */
  readonly severity: 'error' | 'ask' | 'warning';
  readonly text: Bilingual;
}

const both = (say: (language: 'vi' | 'en') => string): Bilingual => ({ vi: say('vi'), en: say('en') });
const named = ({ text }: FormItem): Bilingual => text;
const error = (text: Bilingual): Finding => ({ severity: 'error', text });

/** What a field holds that is no answer yet. */
export function findUnread(item: FormItem): Finding {
  const name = named(item);
  switch (item.type) {
    case 'decimal':
    case 'integer':
    case 'quantity':
      return error({
        vi: `${name.vi}: hãy ghi bằng số, ví dụ 36,5.`,
        en: `${name.en}: write a number, such as 36.5.`,
      });
    case 'date':
    case 'dateTime':
      return error({
        vi: `${name.vi}: ngày này chưa đủ hoặc không có trong lịch.`,
        en: `${name.en}: this day is not whole or not in the calendar.`,
      });
    case 'choice':
      return error({
        vi: `${name.vi}: hãy chọn một dòng trong danh sách.`,
        en: `${name.en}: choose a line of the list.`,
      });
    default:
      return error({ vi: `${name.vi}: chưa đọc được.`, en: `${name.en}: cannot be read yet.` });
  }
}

/** What one answer breaks of the bounds of its item. `today` is a day of the reader's calendar. */
export function findAnswerFaults(item: FormItem, answer: Answer, today: string): Finding[] {
  const value = valueOf(answer);
  const found: Finding[] = [];
  const number = typeof value === 'number' ? value : answer.valueQuantity?.value;
  if (typeof number === 'number') found.push(...findNumberFaults(item, answer, number));
  else if (typeof value === 'string') {
    const isTime = answer.valueDate !== undefined || answer.valueDateTime !== undefined;
    found.push(...(isTime ? findDayFaults(item, value, today) : findTextFaults(item, value)));
  }
  return found;
}

function findNumberFaults(item: FormItem, answer: Answer, value: number): Finding[] {
  const { min, max, decimals, plausibleLow, plausibleHigh } = item;
  const name = named(item);
  const show = (bound: number, language: 'vi' | 'en'): string =>
    showQuantity(String(bound), item.unit?.code ?? answer.valueQuantity?.code, language);
  const low = typeof min === 'number' ? min : undefined;
  const high = typeof max === 'number' ? max : undefined;
  const found: Finding[] = [];
  const isInUnit =
    answer.valueQuantity === undefined ||
    item.unit === undefined ||
    answer.valueQuantity.code === item.unit.code;
  if (isInUnit && ((low !== undefined && value < low) || (high !== undefined && value > high)))
    found.push(
      error({
        vi: `${name.vi} ${rangeIn('vi', low, high, show)}.`,
        en: `${name.en} ${rangeIn('en', low, high, show)}.`,
      }),
    );
  else if (
    isInUnit &&
    ((plausibleLow !== undefined && value < plausibleLow) ||
      (plausibleHigh !== undefined && value > plausibleHigh)) &&
    keptReasonOf(answer) === undefined
  )
    found.push({
      severity: 'ask',
      text: {
        vi: `${name.vi} ${show(value, 'vi')} rất hiếm gặp. Hãy xem lại; nếu đúng, ghi lý do giữ lại.`,
        en: `${name.en} ${show(value, 'en')} is hardly ever seen. Look again; if it is right, say why it is kept.`,
      },
    });
  const digits = String(value).split('.')[1]?.length ?? 0;
  if (decimals !== undefined && digits > decimals)
    found.push(
      error(
        decimals === 0
          ? { vi: `${name.vi} là số nguyên.`, en: `${name.en} is a whole number.` }
          : {
              vi: `${name.vi} có nhiều nhất ${decimals} chữ số sau dấu phẩy.`,
              en: `${name.en} has at most ${decimals} digits after the point.`,
            },
      ),
    );
  return found;
}

/** Why a value outside of what is plausible was kept, as the worker said. */
export function keptReasonOf(answer: Answer | undefined): string | undefined {
  const reason = answer?.extension?.find(({ url }) => url === formUrls.keptReason)?.valueString?.trim();
  return reason === '' ? undefined : reason;
}

function rangeIn(
  language: 'vi' | 'en',
  low: number | undefined,
  high: number | undefined,
  show: (bound: number, language: 'vi' | 'en') => string,
): string {
  const vi = language === 'vi';
  if (low !== undefined && high !== undefined)
    return vi
      ? `phải từ ${showDecimal(String(low), 'vi')} đến ${show(high, 'vi')}`
      : `must be from ${showDecimal(String(low), 'en')} to ${show(high, 'en')}`;
  if (low !== undefined)
    return vi ? `phải từ ${show(low, 'vi')} trở lên` : `must be ${show(low, 'en')} or more`;
  return vi ? `không quá ${show(high ?? 0, 'vi')}` : `must be ${show(high ?? 0, 'en')} or less`;
}

function findDayFaults(item: FormItem, value: string, today: string): Finding[] {
  const name = named(item);
  const bound = (end: number | string | undefined): string | undefined =>
    typeof end !== 'string' ? undefined : end === 'today' ? today : end;
  const [low, high] = [bound(item.min), bound(item.max)];
  // A day that is only known by its year is as early and as late as the year.
  const cut = (limit: string): string => limit.slice(0, Math.min(limit.length, value.length, 10));
  if (low !== undefined && value.slice(0, 10) < cut(low))
    return [error(both((language) => say(language, name, low === today, low, 'early')))];
  if (high !== undefined && value.slice(0, 10) > cut(high))
    return [error(both((language) => say(language, name, high === today, high, 'late')))];
  return [];
}

function say(
  language: 'vi' | 'en',
  name: Bilingual,
  isToday: boolean,
  day: string,
  side: 'early' | 'late',
): string {
  const shown = isToday ? (language === 'vi' ? 'hôm nay' : 'today') : showDay(day);
  if (language === 'vi') return `${name.vi} ${side === 'early' ? 'trước' : 'sau'} ${shown}.`;
  return `${name.en} is ${side === 'early' ? 'before' : 'after'} ${shown}.`;
}

const longestChecked = 2_000;

function findTextFaults(item: FormItem, value: string): Finding[] {
  const name = named(item);
  const { minLength, maxLength, pattern } = item;
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength)
    return [
      error({
        vi: `${name.vi} dài nhất ${maxLength} chữ, đang có ${length}.`,
        en: `${name.en} has at most ${maxLength} characters, there are ${length}.`,
      }),
    ];
  if (minLength !== undefined && length < minLength)
    return [
      error({
        vi: `${name.vi} cần ít nhất ${minLength} chữ.`,
        en: `${name.en} needs at least ${minLength} characters.`,
      }),
    ];
  if (pattern === undefined || length > longestChecked) return [];
  try {
    if (new RegExp(`^(?:${pattern.expression})$`, 'u').test(value)) return [];
  } catch {
    // A pattern that is none refuses nobody; the page where forms are made refuses it.
    return [];
  }
  return [error({ vi: `${name.vi}: ${pattern.text.vi}`, en: `${name.en}: ${pattern.text.en}` })];
}
