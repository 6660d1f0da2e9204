import { useMemo } from 'react';
import { fill } from '#web/text/fill.ts';
import { useLanguage, type Say } from '#web/text/text-context.tsx';
import en from './offline.en.json' with { type: 'json' };
import vi from './offline.vi.json' with { type: 'json' };

const words: Readonly<Record<'vi' | 'en', Readonly<Record<keyof typeof vi, string>>>> = { vi, en };

/** The sentences of the status line and of the door: both languages at once, since a language cannot be fetched without a network. */
export function useOfflineWords(): Say<typeof vi> {
  const language = useLanguage();
  return useMemo(() => (key, values) => fill(words[language][key], values), [language]);
}
