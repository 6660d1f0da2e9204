import { parseDong } from '#kernel/vietnam/dong.ts';
import type { Millidong } from '#kernel/vietnam/dong.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import type { Notebook } from './notebook.ts';

/** Portals round per line; one đồng a line is rounding, not an error. In thousandths of a đồng. */
const TOLERANCE: Millidong = 1000n;

/**
 * Money that does not add up is noted, never corrected: what was billed is a fact of the visit, whether it was right is for the
 * review of the claim.
 * @source QĐ 4750/QĐ-BYT 2023, rules on THANH_TIEN_BV, THANH_TIEN_BH and the sums of XML1
 */
export function checkSums(visit: TakenVisit, book: Notebook): void {
  const drugs = linesOf(visit, 'XML2');
  const services = linesOf(visit, 'XML3');
  for (const line of drugs) {
    const quantity = amount(line, 'SO_LUONG');
    const price = amount(line, 'DON_GIA');
    if (visit.edition === 'qd130') expectAmount(line, 'THANH_TIEN_BV', quantity, price, [], book);
    if (visit.edition === 'qd130') expectAmount(line, 'THANH_TIEN_BH', quantity, price, ['TYLE_TT_BH'], book);
    else expectAmount(line, 'THANH_TIEN_BV', quantity, price, ['TYLE_TT_BH'], book);
  }
  for (const line of services) {
    const quantity = amount(line, 'SO_LUONG');
    expectAmount(line, 'THANH_TIEN_BV', quantity, amount(line, 'DON_GIA_BV'), ['TYLE_TT_DV'], book);
    expectAmount(
      line,
      'THANH_TIEN_BH',
      quantity,
      amount(line, 'DON_GIA_BH'),
      ['TYLE_TT_DV', 'TYLE_TT_BH'],
      book,
    );
  }
  if (visit.summary.table !== 'XML1') return;
  expectTotal(visit, 'T_THUOC', drugs, 'THANH_TIEN_BV', book);
  expectTotal(visit, 'T_TONGCHI_BV', [...drugs, ...services], 'THANH_TIEN_BV', book);
  expectTotal(visit, 'T_TONGCHI_BH', [...drugs, ...services], 'THANH_TIEN_BH', book);
  for (const field of ['T_BHTT', 'T_BNCCT', 'T_BNTT'])
    expectTotal(visit, field, [...drugs, ...services], field, book);
}

function amount(line: ClaimLine, field: string): Millidong | undefined {
  const value = line.get(field);
  return value === undefined ? undefined : parseDong(value);
}

function expectAmount(
  line: ClaimLine,
  field: string,
  quantity: Millidong | undefined,
  price: Millidong | undefined,
  ratios: readonly string[],
  book: Notebook,
): void {
  const given = amount(line, field);
  if (given === undefined || quantity === undefined || price === undefined) return;
  let product = (quantity * price) / 1000n;
  for (const ratio of ratios) product = (product * (amount(line, ratio) ?? 100_000n)) / 100_000n;
  if (differs(given, product, TOLERANCE)) book.note('claim.amount-differs', line.table, field);
}

function expectTotal(
  visit: TakenVisit,
  field: string,
  lines: readonly ClaimLine[],
  part: string,
  book: Notebook,
): void {
  const given = amount(visit.summary, field);
  if (given === undefined || lines.length === 0) return;
  let sum = 0n;
  for (const line of lines) sum += amount(line, part) ?? 0n;
  if (differs(given, sum, TOLERANCE * BigInt(lines.length)))
    book.note('claim.total-differs', visit.summary.table, field);
}

function differs(a: Millidong, b: Millidong, tolerance: Millidong): boolean {
  return a > b ? a - b > tolerance : b - a > tolerance;
}
