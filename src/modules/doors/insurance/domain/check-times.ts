import { claimTime } from '#kernel/vietnam/date.ts';
import { insuranceRules } from '../rules.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { Notebook } from './notebook.ts';

/** Claims are sent within hours; clocks of hospital systems run a little ahead. */
const CLOCK_SLACK_MS = 24 * 3_600_000;

/**
 * The order of times in a visit. An end before its beginning is put aside (a period cannot run backwards); what lies outside the
 * visit is only noted, since results are often signed after discharge.
 * @source QĐ 4750/QĐ-BYT 2023: NGAY_VAO ≤ NGAY_YL ≤ NGAY_KQ ≤ NGAY_RA ≤ NGAY_TTOAN
 */
export function checkTimes(visit: TakenVisit, now: Date, book: Notebook): void {
  const { summary } = visit;
  const begin = padded(summary.get('NGAY_VAO'));
  const end = padded(summary.get('NGAY_RA'), '2359');
  if (begin === undefined) return;
  if (end !== undefined && end < begin) {
    const rule = 'claim.date-order';
    const row = new Map(summary.entries());
    book.line(
      {
        table: summary.table,
        line: 1,
        field: 'NGAY_RA',
        value: summary.get('NGAY_RA') ?? '',
        rule,
        text: insuranceRules[rule],
      },
      row,
    );
  }
  if (begin > claimTime(new Date(now.getTime() + CLOCK_SLACK_MS)))
    book.note('claim.date-in-future', summary.table, 'NGAY_VAO');
  for (const [table, lines] of visit.lines) {
    for (const line of lines) {
      for (const field of ['NGAY_YL', 'THOI_DIEM_DBLS']) {
        const at = padded(line.get(field), '2359');
        const from = padded(line.get(field));
        if (at === undefined || from === undefined) continue;
        if (at < begin || (end !== undefined && from > end))
          book.note('claim.date-outside-visit', table, field);
      }
      const ordered = padded(line.get('NGAY_YL'));
      const done = padded(line.get('NGAY_KQ'), '2359');
      if (ordered !== undefined && done !== undefined && done < ordered)
        book.note('claim.date-order', table, 'NGAY_KQ');
    }
  }
}

/** 'yyyymmdd' and 'yyyymmddHHMM' made comparable. */
function padded(value: string | undefined, clock = '0000'): string | undefined {
  return value === undefined ? undefined : value.length === 8 ? value + clock : value;
}
