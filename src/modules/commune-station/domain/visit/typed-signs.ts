import type { TypedSign } from './visit-draft.ts';

/** What is typed, sign by sign; numbers may have a comma. */
export type TypedSigns = Readonly<Record<string, { readonly text: string; readonly kept?: string }>>;

/** The signs that are numbers. */
export function readSigns(typed: TypedSigns): TypedSign[] {
  return Object.entries(typed).flatMap(([loinc, { text, kept }]) => {
    const value = Number(text.trim().replace(',', '.'));
    if (text.trim() === '' || !Number.isFinite(value)) return [];
    return [{ loinc, value, ...(kept !== undefined && kept.trim() !== '' && { kept: kept.trim() }) }];
  });
}
