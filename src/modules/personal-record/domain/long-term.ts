import type { Condition } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Summary } from '../api.ts';
import { codeIn, conceptText, hasCode, type Reading } from './concept.ts';
import { diagnosisEntry } from './entry-of-illness.ts';

/**
 * ICD-10 categories that stay with a person once diagnosed, as [first, last]. A reading aid for the summary, not a rule of law:
 * infections that stay, cancers, blood, endocrine and metabolic, mind, nerves, heart and vessels, lungs, liver and bowel, skin and
 * joints, kidneys, inborn.
 * @source ICD-10, World Health Organization, 2019 version, three-character categories; chosen from the chronic groups followed at
 * commune stations
 */
const stayingCategories: readonly (readonly [string, string])[] = [
  ['B18', 'B18'],
  ['B20', 'B24'],
  ['C00', 'C97'],
  ['D45', 'D47'],
  ['D55', 'D58'],
  ['D66', 'D68'],
  ['D80', 'D84'],
  ['E03', 'E03'],
  ['E05', 'E07'],
  ['E10', 'E14'],
  ['E20', 'E27'],
  ['E66', 'E66'],
  ['E70', 'E80'],
  ['F00', 'F03'],
  ['F10', 'F19'],
  ['F20', 'F33'],
  ['F70', 'F84'],
  ['G10', 'G13'],
  ['G20', 'G20'],
  ['G30', 'G31'],
  ['G35', 'G35'],
  ['G40', 'G40'],
  ['G70', 'G71'],
  ['G80', 'G80'],
  ['H40', 'H40'],
  ['H54', 'H54'],
  ['I05', 'I15'],
  ['I20', 'I20'],
  ['I25', 'I25'],
  ['I27', 'I27'],
  ['I34', 'I37'],
  ['I42', 'I42'],
  ['I48', 'I48'],
  ['I50', 'I50'],
  ['I69', 'I70'],
  ['J41', 'J47'],
  ['J84', 'J84'],
  ['K50', 'K51'],
  ['K70', 'K70'],
  ['K73', 'K74'],
  ['L40', 'L40'],
  ['M05', 'M10'],
  ['M32', 'M34'],
  ['M45', 'M45'],
  ['M80', 'M81'],
  ['N03', 'N04'],
  ['N18', 'N18'],
  ['Q00', 'Q99'],
  ['Z94', 'Z95'],
];

/** Whether an ICD-10 code belongs to a category that stays. */
export function staysForLife(icd10: string): boolean {
  const category = icd10.slice(0, 3).toUpperCase();
  return stayingCategories.some(([first, last]) => category >= first && category <= last);
}

const settledAfterMs = 90 * 86_400_000;

/** Whether a diagnosis belongs among the long-term illnesses of the summary. */
function isLongTerm(condition: Condition, now: Date): boolean {
  if (hasCode(condition.verificationStatus, 'refuted', 'entered-in-error')) return false;
  if (
    hasCode(condition.clinicalStatus, 'resolved', 'inactive') ||
    condition.abatementDateTime !== undefined ||
    condition.abatementPeriod !== undefined
  )
    return false;
  if (condition.category?.some((category) => hasCode(category, 'problem-list-item'))) return true;
  const icd10 =
    codeIn(condition.code, codeSystem.icd10) ?? codeIn(condition.code, 'http://hl7.org/fhir/sid/icd-10-cm');
  if (icd10 !== undefined) return staysForLife(icd10);
  // Without ICD-10 only what its writer still calls active after three months counts as staying.
  const since = Date.parse(condition.onsetDateTime ?? condition.recordedDate ?? '');
  return hasCode(condition.clinicalStatus, 'active') && now.getTime() - since > settledAfterMs;
}

/** Long-term illnesses, one line a category however often it was written, the latest words, the earliest date. */
export function longTermOf(conditions: readonly Condition[], reading: Reading): Summary['longTerm'] {
  const byCategory = new Map<string, Summary['longTerm'][number]>();
  for (const condition of conditions) {
    if (!isLongTerm(condition, reading.now)) continue;
    const entry = diagnosisEntry(condition, reading);
    if (!entry) continue;
    const key = entry.code?.slice(0, 3) ?? conceptText(condition.code, reading).toLowerCase();
    const known = byCategory.get(key);
    const at = entry.at ?? '';
    const since = [known?.since, entry.at]
      .filter((one): one is string => one !== undefined && one !== '')
      .toSorted((a, b) => a.localeCompare(b))[0];
    const newer = known === undefined || at >= (known.at ?? '');
    const { id, title, code, facility, marks } = entry;
    const latest = {
      id,
      title,
      marks,
      ...(code === undefined ? {} : { code }),
      ...(facility === undefined ? {} : { facility }),
      ...(at === '' ? {} : { at }),
    };
    byCategory.set(key, { ...(newer ? latest : known), ...(since === undefined ? {} : { since }) });
  }
  return [...byCategory.values()].toSorted((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
}
