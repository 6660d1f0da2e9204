import { foldText } from '../fhir/fold.ts';
import type { Language } from '../schema.ts';
import type { CodeTable } from './code-table.ts';

/** The name of a code in a language, else in the other one; the code itself where it has none. */
export function nameOf(table: CodeTable, at: number, language: Language): string {
  const [first, second] = language === 'en' ? [table.en(at), table.vi(at)] : [table.vi(at), table.en(at)];
  return first ?? second ?? table.code(at);
}

/** 'vi', 'vi-VN', 'en-GB,vi;q=0.5' -> one of the two languages; undefined for any other. */
export function languageOf(text: string | undefined): Language | undefined {
  const first = text?.split(/[,;]/)[0]?.trim().toLowerCase();
  if (first === undefined) return undefined;
  return /^vi(-|$)/.test(first) ? 'vi' : /^en(-|$)/.test(first) ? 'en' : undefined;
}

/** All names with their language, for designations. */
export function designationsOf(table: CodeTable, at: number): { language?: string; value: string }[] {
  const vi = table.vi(at);
  const en = table.en(at);
  return [
    ...(vi === undefined ? [] : [{ language: 'vi', value: vi }]),
    ...(en === undefined ? [] : [{ language: 'en', value: en }]),
    ...table.designations(at).map((one) => ({ ...one })),
  ];
}

/** Whether a text is one of the names, marks, case and spaces aside. */
export function isNamed(table: CodeTable, at: number, text: string): boolean {
  const wanted = foldText(text);
  return designationsOf(table, at).some(({ value }) => foldText(value) === wanted);
}
