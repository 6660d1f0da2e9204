import type { Language } from '#kernel/schema.ts';
import en from './pages.en.json' with { type: 'json' };
import vi from './pages.vi.json' with { type: 'json' };
import recordEn from './record-words.en.json' with { type: 'json' };
import recordVi from './record-words.vi.json' with { type: 'json' };

/** Key of a sentence on the sign-in pages. */
export type TextKey = keyof typeof vi;

const texts: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { vi, en };

/** Says a sentence in one language with `{name}` places filled in. */
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** The sentences of one language. */
export function sayIn(language: Language): Say {
  return (key, values = {}) =>
    texts[language][key].replace(/\{(\w+)\}/gu, (place, name: string) => String(values[name] ?? place));
}

const recordWords: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  vi: recordVi,
  en: recordEn,
};

/** What people call a kind of record; kinds without a plain word keep the standard's name. */
export function recordWord(language: Language, resourceType: string): string {
  const words = recordWords[language];
  return Object.hasOwn(words, resourceType) ? (words[resourceType] ?? resourceType) : resourceType;
}
