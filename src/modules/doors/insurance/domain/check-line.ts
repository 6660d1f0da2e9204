import { parseInsuranceCard, splitJoined } from '#kernel/vietnam/insurance-card.ts';
import type { TableName } from '../field-lists.ts';
import { fieldsOf } from '../field-tables.ts';
import type { Edition } from '../field-tables.ts';
import type { RawLine } from '../parse/raw-visit.ts';
import { insuranceRules } from '../rules.ts';
import { ClaimLine } from './claim-line.ts';
import { isUnknownCode } from './code-rules.ts';
import type { KnowsDiagnosis } from './code-rules.ts';
import { underPresentNames } from './edition.ts';
import { isEmptyDate, judgeField } from './field-rules.ts';
import type { FieldProblem } from './field-rules.ts';
import type { Notebook } from './notebook.ts';

/** Judges each value of a line; a refused value is left out of the line, or makes the line not good. */
export function checkLine(
  table: TableName,
  edition: Edition,
  number: number,
  row: RawLine,
  knowsDiagnosis: KnowsDiagnosis,
  book: Notebook,
): { readonly line: ClaimLine; readonly isGood: boolean } {
  const facts = fieldsOf(table, edition);
  const kept = new Map<string, string>();
  let isGood = true;
  for (const [field, value] of row) {
    if (value === '' || isEmptyDate(field, value)) continue;
    const fact = facts.get(field) ?? (edition === 'qd4210' ? fieldsOf(table, 'qd130').get(field) : undefined);
    if (fact === undefined) {
      book.note('claim.field-unknown', table, field);
      continue;
    }
    const problem = judgeField(table, field, value, fact) ?? judgeNumbers(field, value);
    if (problem === undefined || problem.effect === 'note') {
      if (problem !== undefined) book.note(problem.rule, table, field);
      else if (isUnknownCode(table, present(field), value, knowsDiagnosis))
        book.note('claim.code-unknown', table, field);
      kept.set(field, value);
      continue;
    }
    if (problem.effect === 'line') isGood = false;
    book.line(
      { table, line: number, field, value, rule: problem.rule, text: insuranceRules[problem.rule] },
      row,
    );
  }
  return { line: new ClaimLine(table, number, underPresentNames(table, edition, kept)), isGood };
}

function present(field: string): string {
  return field === 'MA_BENH' ? 'MA_BENH_CHINH' : field === 'MA_BENHKHAC' ? 'MA_BENH_KT' : field;
}

/** Numbers of people and cards: a number that cannot be one must not name somebody. */
function judgeNumbers(field: string, value: string): FieldProblem | undefined {
  if (field === 'MA_THE_BHYT' || field === 'MA_THE') {
    return splitJoined(value).every((card) => parseInsuranceCard(card) !== undefined)
      ? undefined
      : { rule: 'claim.card-format', effect: 'field' };
  }
  if (field === 'SO_CCCD') {
    return /^(\d{12}|\d{9}|0*|(?=.*[A-Z])[A-Z0-9]{5,15})$/.test(value.replace(/[\s.]/g, '').toUpperCase())
      ? undefined
      : { rule: 'claim.personal-number-format', effect: 'field' };
  }
  return undefined;
}
