import { createContext, use, useMemo, type ReactNode } from 'react';
import type { Language } from '#kernel/schema.ts';
import { fill, type Values } from './fill.ts';
import type words from './words.vi.json';

/** A flat table of sentences. */
export type Texts = Readonly<Record<string, string>>;

/** Looks a sentence up by its key; only keys of the Vietnamese file compile. */
export type Say<T> = (key: keyof T & string, values?: Values) => string;

interface TextState {
  readonly language: Language;
  readonly words: Texts;
  readonly page: Texts;
}

const TextContext = createContext<TextState | undefined>(undefined);

function useTextState(): TextState {
  const state = use(TextContext);
  if (!state) throw new Error('No text around this component.');
  return state;
}

/** Gives the language and the shared words to everything inside. */
export function WordsProvider(props: { language: Language; words: Texts; children: ReactNode }) {
  const { language, words: shared } = props;
  const state = useMemo(() => ({ language, words: shared, page: {} }), [language, shared]);
  return <TextContext value={state}>{props.children}</TextContext>;
}

/** Adds the sentences of one page or widget. */
export function PageTextProvider(props: { page: Texts; children: ReactNode }) {
  const around = useTextState();
  const state = useMemo(() => ({ ...around, page: props.page }), [around, props.page]);
  return <TextContext value={state}>{props.children}</TextContext>;
}

/** The language of the reader. */
export function useLanguage(): Language {
  return useTextState().language;
}

/** Words that every page shares. */
export function useWords(): Say<typeof words> {
  const { words: shared } = useTextState();
  return useMemo(() => (key, values) => fill(shared[key] ?? key, values), [shared]);
}

/** Sentences of the page: `useText<typeof vi>()` with `import type vi from './page.vi.json'`. */
export function useText<T>(): Say<T> {
  const { page } = useTextState();
  return useMemo(() => (key, values) => fill(page[key] ?? key, values), [page]);
}
