import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';

/** Papers that the doors write by their Vietnamese name, as an English reader calls them. */
const englishNames: Readonly<Record<string, string>> = {
  [`${codeSystem.loinc}|18842-5`]: 'Discharge summary',
  [`${codeSystem.loinc}|34133-9`]: 'Summary of the medical record',
  'http://terminology.hl7.org/CodeSystem/v2-0276|FOLLOWUP': 'Follow-up appointment',
};

/** English name of a kind of paper; undefined where the paper keeps the name it came with. */
export function englishPaperName(system: string, code: string): string | undefined {
  return englishNames[`${system}|${code}`];
}
