import { parseFacilityCode } from '#kernel/vietnam/facility-code.ts';
import type { TableName } from '../field-lists.ts';
import { isTableName } from '../field-tables.ts';
import type { Edition } from '../field-tables.ts';
import type { RawLine, RawTable, RawVisit } from '../parse/raw-visit.ts';
import { insuranceRules } from '../rules.ts';
import type { InsuranceRule } from '../rules.ts';
import { checkLine } from './check-line.ts';
import { checkSums } from './check-sums.ts';
import { checkTimes } from './check-times.ts';
import type { CheckedVisit, TakenVisit, VisitFinding } from './checked-visit.ts';
import { ClaimLine } from './claim-line.ts';
import type { KnowsDiagnosis } from './code-rules.ts';
import { editionOf } from './edition.ts';
import { Notebook } from './notebook.ts';

/** What the checks must know beside the visit. */
export interface CheckContext {
  /** MACSKCB of the envelope. */
  readonly envelopeFacility: string | undefined;
  /** The only facility this sender may speak for. */
  readonly boundFacility?: string | undefined;
  readonly now: Date;
  readonly knowsDiagnosis: KnowsDiagnosis;
}

/** Tables with one line a visit, where STT is not a key. */
const singleLine: ReadonlySet<TableName> = new Set([
  'XML0',
  'XML1',
  'XML7',
  'XML8',
  'XML10',
  'XML11',
  'XML13',
  'XML14',
]);

/**
 * Judges everything that was sent of one visit. A wrong line waits in quarantine while the others are taken; only what the whole
 * visit hangs on (whose, where, when) makes the visit wait.
 * @source QĐ 130/QĐ-BYT 2023, QĐ 4750/QĐ-BYT 2023: keys MA_LK and STT, tables XML0 to XML15
 */
export function checkVisit(raw: RawVisit, context: CheckContext): CheckedVisit {
  const book = new Notebook();
  const tables = chooseTables(raw, book);
  const summaryTable = tables.get('XML1') ?? tables.get('XML0');
  const row = summaryTable?.lines[0];
  const key =
    row?.get('MA_LK') ||
    tables
      .values()
      .flatMap((t) => t.lines)
      .map((l) => l.get('MA_LK'))
      .find((k) => k);
  const giveUp = (): CheckedVisit => ({
    ordinal: raw.ordinal,
    key: key || undefined,
    taken: undefined,
    ...book.result(),
  });
  if (raw.problem !== undefined) {
    book.whole('HOSO', raw.problem);
    return giveUp();
  }
  if (summaryTable === undefined || row === undefined) {
    if (summaryTable?.problem === undefined) book.whole('XML1', 'claim.summary-missing');
    return giveUp();
  }
  const edition = editionOf(row);
  const table: TableName = tables.has('XML1') ? 'XML1' : 'XML0';
  const summary = checkSummary(table, edition, row, context, book);
  if (summary === undefined) return giveUp();
  const taken: TakenVisit = {
    key: summary.get('MA_LK') ?? '',
    facility: summary.get('MA_CSKCB') ?? context.envelopeFacility ?? '',
    edition,
    summary,
    lines: checkLines(tables, summary, edition, context, book),
    otherTables: raw.tables.map((t) => t.kind).filter((kind) => !isTableName(kind) || kind === 'XML12'),
  };
  checkTimes(taken, context.now, book);
  checkSums(taken, book);
  return { ordinal: raw.ordinal, key: taken.key, taken, ...book.result() };
}

function chooseTables(raw: RawVisit, book: Notebook): Map<TableName, RawTable> {
  const tables = new Map<TableName, RawTable>();
  for (const table of raw.tables) {
    if (table.problem !== undefined) book.whole(table.kind || '?', table.problem);
    if (!isTableName(table.kind)) book.note('claim.table-unknown', table.kind.slice(0, 20), '');
    else if (tables.has(table.kind)) book.whole(table.kind, 'claim.table-twice');
    else tables.set(table.kind, table);
  }
  return tables;
}

function checkSummary(
  table: TableName,
  edition: Edition,
  row: RawLine,
  context: CheckContext,
  book: Notebook,
): ClaimLine | undefined {
  const checked = checkLine(table, edition, 1, row, context.knowsDiagnosis, book);
  let isGood = checked.isGood;
  const demand = (field: string, rule: InsuranceRule) => {
    book.line({ table, line: 1, field, value: row.get(field) ?? '', rule, text: insuranceRules[rule] }, row);
    isGood = false;
  };
  if (!row.get('MA_LK')) demand('MA_LK', 'claim.key-missing');
  if (!row.get('NGAY_VAO')) demand('NGAY_VAO', 'claim.key-missing');
  if (!row.get('HO_TEN')) demand('HO_TEN', 'claim.key-missing');
  const facility = row.get('MA_CSKCB') || context.envelopeFacility;
  if (facility === undefined || parseFacilityCode(facility) === undefined)
    demand('MA_CSKCB', 'claim.key-missing');
  else if (context.boundFacility !== undefined && facility !== context.boundFacility)
    demand('MA_CSKCB', 'claim.facility-foreign');
  return isGood ? checked.line : undefined;
}

function checkLines(
  tables: ReadonlyMap<TableName, RawTable>,
  summary: ClaimLine,
  edition: Edition,
  context: CheckContext,
  book: Notebook,
): Map<TableName, readonly ClaimLine[]> {
  const lines = new Map<TableName, readonly ClaimLine[]>();
  for (const [table, { lines: rows }] of tables) {
    if (table === summary.table || table === 'XML0') continue;
    const good: ClaimLine[] = [];
    const seen = new Map<string, RawLine>();
    for (const [index, row] of rows.entries()) {
      const checked = checkLine(table, edition, index + 1, row, context.knowsDiagnosis, book);
      const isOwn = checkKeys(table, index + 1, row, summary, seen, book);
      if (checked.isGood && isOwn) good.push(checked.line);
    }
    lines.set(table, good);
  }
  return lines;
}

function checkKeys(
  table: TableName,
  line: number,
  row: RawLine,
  summary: ClaimLine,
  seen: Map<string, RawLine>,
  book: Notebook,
): boolean {
  const refuse = (field: string, rule: InsuranceRule): false => {
    const finding: VisitFinding = {
      table,
      line,
      field,
      value: row.get(field) ?? '',
      rule,
      text: insuranceRules[rule],
    };
    book.line(finding, row);
    return false;
  };
  if (!row.get('MA_LK')) return refuse('MA_LK', 'claim.key-missing');
  if (row.get('MA_LK') !== summary.get('MA_LK')) return refuse('MA_LK', 'claim.visit-key-differs');
  if (singleLine.has(table)) return line === 1 ? true : refuse('MA_LK', 'claim.duplicate-line');
  const number = row.get('STT');
  if (number === undefined) return true;
  if (number === '') return refuse('STT', 'claim.key-missing');
  const former = seen.get(number);
  if (former === undefined) {
    seen.set(number, row);
    return true;
  }
  if (!sameValues(former, row)) return refuse('STT', 'claim.duplicate-line');
  book.note('claim.repeated-line', table, 'STT');
  return false;
}

function sameValues(a: RawLine, b: RawLine): boolean {
  return a.size === b.size && [...a].every(([field, value]) => b.get(field) === value);
}
