import { isRealDay } from '../../vietnam/date.ts';
import type { Answer, FormItem, Unit } from './form.ts';

/** What is in a field: an answer, or text that is none yet, or nothing. */
export interface Read {
  readonly answer?: Answer;
  readonly typed?: string;
}

/**
 * What somebody typed into a field of text, number or day. Numbers take comma or point; a day is written 22/11/2026, 22112026 or as a
 * calendar gives it. What cannot be read yet is kept as it stands.
 */
export function readTyped(item: FormItem, text: string, unit: Unit | undefined = item.unit): Read {
  if (text === '') return {};
  switch (item.type) {
    case 'integer':
      return readNumber(text, (value) => (Number.isSafeInteger(value) ? { valueInteger: value } : undefined));
    case 'decimal':
      return readNumber(text, (value) => ({ valueDecimal: value }));
    case 'quantity':
      return readNumber(text, (value) => ({ valueQuantity: { value, ...unitParts(unit) } }));
    case 'date':
      return kept(text, readDay(text), (valueDate) => ({ valueDate }));
    case 'time':
      return kept(text, /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text) ? text : undefined, (time) => ({
        valueTime: time.length === 5 ? `${time}:00` : time,
      }));
    case 'url':
      return kept(text, /^\S+$/.test(text) ? text : undefined, (valueUri) => ({ valueUri }));
    case 'choice':
      return { typed: text };
    default:
      return text.trim() === '' ? { typed: text } : { answer: { valueString: text } };
  }
}

/** The unit as a Quantity says it. */
export function unitParts(unit: Unit | undefined): { unit?: string; system?: string; code?: string } {
  if (unit === undefined) return {};
  const { display, system, code } = unit;
  return {
    ...((display ?? code) !== undefined && { unit: display ?? code! }),
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
  };
}

function kept(text: string, value: string | undefined, make: (value: string) => Answer): Read {
  return value === undefined ? { typed: text } : { answer: make(value), typed: text };
}

/** "1,50" is 1.5, and stays "1,50" in the field. */
function readNumber(text: string, make: (value: number) => Answer | undefined): Read {
  const plain = text.trim().replaceAll(/\s/g, '').replace(',', '.');
  if (plain.length > 18 || !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(plain)) return { typed: text };
  const answer = make(Number(plain));
  return answer === undefined ? { typed: text } : { answer, typed: text };
}

/** YYYY-MM-DD, or 'YYYY-MM' and 'YYYY' where only so much is known. */
function readDay(text: string): string | undefined {
  const [, first, second, third] =
    /^(\d{1,4})(?:[/.-](\d{1,2}))?(?:[/.-](\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (first === undefined)
    return /^\d{8}$/.test(text.trim())
      ? dayFrom(text.slice(4), text.slice(2, 4), text.slice(0, 2))
      : undefined;
  if (third !== undefined)
    return first.length === 4 ? dayFrom(first, second!, third) : dayFrom(third, second!, first);
  if (second !== undefined) return undefined;
  return first.length === 4 && Number(first) > 1850 ? first : undefined;
}

function dayFrom(year: string, month: string, day: string): string | undefined {
  if (year.length !== 4 || Number(year) < 1850 || !isRealDay(Number(year), Number(month), Number(day)))
    return undefined;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
