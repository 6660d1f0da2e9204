import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { notifiableDiseases } from '#kernel/terminology/notifiable.ts';
import { sensitiveBits, sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';

/** A disease that is reported by law, as far as ICD-10 tells it from others. */
export interface ReportedDisease {
  /** Its codes of ICD-10, 'A97' or 'U07.1;U07.2'. */
  readonly key: string;
  readonly name: string;
}

const subdivisions = Array.from({ length: 10 }, (_one, digit) => digit);

const isSensitive = (code: string): boolean =>
  (sensitivityOf({ resourceType: 'Condition', code: { coding: [{ system: codeSystem.icd10, code }] } }) &
    sensitiveBits) !==
  0;

/**
 * The diseases of which figures are told, by name. Those that ICD-10 does not tell apart stand together; HIV and whatever else is kept from
 * offices of public health stands not among them, since its figures would be empty without being true.
 */
export const reportedDiseases: readonly ReportedDisease[] = [
  ...Map.groupBy(
    notifiableDiseases.filter(({ icd10 }) => icd10.length > 0 && !icd10.some(isSensitive)),
    ({ icd10 }) => icd10.join(';'),
  ),
]
  .map(([key, alike]) => ({ key, name: alike.map(({ vi }) => vi).join(', ') }))
  .toSorted((a, b) => a.name.localeCompare(b.name, 'vi'));

/** A search query for diagnoses of a disease: each of its categories with what lies below it. */
export function codesOf({ key }: ReportedDisease): string {
  return key
    .split(';')
    .flatMap((code) => [code, ...(code.includes('.') ? [] : subdivisions.map((digit) => `${code}.${digit}`))])
    .map((code) => `${codeSystem.icd10}|${code}`)
    .join(',');
}
