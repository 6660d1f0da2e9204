import type { Agreement } from './compare-people.ts';
import type { Grade } from './fields.ts';
import type { Thresholds } from './model.ts';

/** What set a grade whatever the weights say. */
export type GradeRule = 'same-number' | 'other-number' | 'other-given-name' | 'number-of-another';

const agreeingNames: ReadonlySet<string> = new Set(['same', 'unmarked', 'other-marks', 'near']);
const agreeingBirths: ReadonlySet<string> = new Set([
  'same',
  'swapped',
  'lunar',
  'one-off',
  'same-month',
  'same-year',
]);

/**
 * The grade of a pair. Rules come before weights:
 * one personal number with an agreeing name or birth is one person; the same number with neither is somebody using another's, for a
 * human to see; two whole personal numbers, or two given names, are never more than possible, so twins and siblings stay two people.
 * @source Law 26/2023/QH15 Art. 12: a personal number is given to one citizen and never to another; NĐ 102/2025/NĐ-CP Art. 6: it is the
 *   medical ID
 */
export function gradeOf(
  probability: number,
  levels: Agreement,
  thresholds: Thresholds,
): { readonly grade: Grade; readonly rule: GradeRule | undefined } {
  const { personalNumber, given, birth } = levels;
  if (personalNumber === 'same') {
    const nameAgrees = agreeingNames.has(given);
    const birthAgrees = agreeingBirths.has(birth);
    if ((nameAgrees && birth !== 'different') || (birthAgrees && given !== 'different'))
      return { grade: 'certain', rule: 'same-number' };
    if (given === 'different' && birth === 'different')
      return { grade: 'possible', rule: 'number-of-another' };
  }
  const grade = byProbability(probability, thresholds);
  if (grade === 'possible' || grade === 'certainly-not') return { grade, rule: undefined };
  if (personalNumber === 'different') return { grade: 'possible', rule: 'other-number' };
  if (given === 'different' && personalNumber !== 'same')
    return { grade: 'possible', rule: 'other-given-name' };
  return { grade, rule: undefined };
}

function byProbability(probability: number, thresholds: Thresholds): Grade {
  if (probability >= thresholds.certain) return 'certain';
  if (probability >= thresholds.probable) return 'probable';
  return probability >= thresholds.possible ? 'possible' : 'certainly-not';
}
