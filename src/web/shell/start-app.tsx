import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Language } from '#kernel/schema.ts';
import type { Texts } from '#web/text/text-context.tsx';
import { App, type AppParts } from './app.tsx';
import { applyPreferences, readPreferences } from './preferences.ts';
import { startSession, type Start } from './sign-in.ts';
import '#web/ui/tokens.css';
import '#web/ui/ground.css';

const wordsOf: Readonly<Record<Language, () => Promise<{ default: Texts }>>> = {
  vi: () => import('#web/text/words.vi.json', { with: { type: 'json' } }),
  en: () => import('#web/text/words.en.json', { with: { type: 'json' } }),
};

/** Starts Sen in the browser: the reader's choices, then her sign-in, then the pages. */
export async function startApp(root: HTMLElement, parts: AppParts): Promise<void> {
  const preferences = readPreferences(localStorage);
  applyPreferences(document.documentElement, preferences);
  const loadWords = async (language: Language) => (await wordsOf[language]()).default;
  const [words, start] = await Promise.all([
    loadWords(preferences.language),
    startSession().catch((problem: unknown): { problem: unknown } => ({ problem })),
  ]);
  if (typeof start === 'object' && 'session' in start) history.replaceState(null, '', whereTo(start));
  createRoot(root).render(
    <StrictMode>
      <App parts={parts} start={start} words={words} loadWords={loadWords} />
    </StrictMode>,
  );
}

function whereTo(start: Extract<Start, object>): string {
  return start.returnTo.startsWith('/') && !start.returnTo.startsWith('//') ? start.returnTo : '/';
}
