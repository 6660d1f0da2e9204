import { isDateRefusal, parseClaimBirth, parseClaimTime } from '#kernel/vietnam/date.ts';
import { parseDong } from '#kernel/vietnam/dong.ts';
import { splitJoined } from '#kernel/vietnam/insurance-card.ts';
import type { TableName } from '../field-lists.ts';
import type { FieldFact } from '../field-tables.ts';
import type { InsuranceRule } from '../rules.ts';

/** What a broken value does: 'line': the line is put aside; 'field': the line is taken without the value; 'note': taken as it is. */
export type Effect = 'line' | 'field' | 'note';

/** A rule that a value breaks. */
export interface FieldProblem {
  readonly rule: InsuranceRule;
  readonly effect: Effect;
}

const dateName = /^(NGAY|THOI_DIEM|THOIGIAN|TU_NGAY|DEN_NGAY|NGOAITRU_|BDDT_ARV|NAM_NAM_LIEN_TUC)/;
const joinedDates = new Set(['GT_THE_TU', 'GT_THE_DEN', 'NGAY_TAI_KHAM']);
/** Numbers that are names, not amounts. */
const namelike = new Set(['SO_CCCD', 'STT']);

/** A visit, an order or a result stands at its time: without it the line cannot be placed in a life. */
const datesThatPlaceALine = new Set([
  'XML0.NGAY_VAO',
  'XML1.NGAY_VAO',
  'XML2.NGAY_YL',
  'XML3.NGAY_YL',
  'XML4.NGAY_KQ',
  'XML5.THOI_DIEM_DBLS',
  'XML5.NGAY_YL',
  'XML14.NGAY_HEN_KL',
]);

/** Amounts by which a drug or a service is what it is. */
const amountsOfALine = /^(SO_LUONG|DON_GIA(_BV|_BH)?|THANH_TIEN(_BV|_BH)?|T_BHTT|T_BNCCT|T_BNTT)$/;

/**
 * Judges one value by its name and kind alone; undefined where nothing is wrong. Empty values are not judged here.
 * @source QĐ 130/QĐ-BYT 2023 and QĐ 4750/QĐ-BYT 2023, general rules on date, number and length
 */
export function judgeField(
  table: TableName,
  field: string,
  value: string,
  fact: FieldFact,
): FieldProblem | undefined {
  const ofLine: Effect = table !== 'XML1' && amountsOfALine.test(field) ? 'line' : 'field';
  if (joinedDates.has(field)) {
    return splitJoined(value).every((part) => isTime(part))
      ? undefined
      : { rule: 'claim.date', effect: 'field' };
  }
  if (dateName.test(field)) {
    const isGood = /SINH/.test(field) ? isBirth(value) : isTime(value);
    if (!isGood)
      return { rule: 'claim.date', effect: datesThatPlaceALine.has(`${table}.${field}`) ? 'line' : 'field' };
  } else if (fact.kind === 'number' && !namelike.has(field)) {
    const amount = parseDong(value);
    if (amount === undefined) return { rule: 'claim.number-format', effect: ofLine };
    if (amount < 0n) return { rule: 'claim.negative', effect: ofLine };
  }
  if (fact.max !== undefined && fact.kind === 'text' && value.length > fact.max)
    return { rule: 'claim.too-long', effect: 'note' };
  return undefined;
}

/** Systems that have no date to give write zeros. */
export function isEmptyDate(field: string, value: string): boolean {
  return dateName.test(field) && /^0+$/.test(value);
}

function isTime(value: string): boolean {
  return /^0*$/.test(value) || !isDateRefusal(parseClaimTime(value));
}

function isBirth(value: string): boolean {
  return !isDateRefusal(parseClaimBirth(value));
}
