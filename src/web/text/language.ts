import type { Bilingual, Language } from '#kernel/schema.ts';

/** Locale of each language for Intl; English keeps day-month order and 24 h as everywhere in Sen. */
export const localeOf: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' };

/** The sentence of a pair in the reader's language. */
export function say(pair: Bilingual, language: Language): string {
  return pair[language];
}
