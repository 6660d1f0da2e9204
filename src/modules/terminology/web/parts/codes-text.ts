import type { Language } from '#kernel/schema.ts';
import { useText, type Say } from '#web/text/text-context.tsx';
import type { CodeLine } from '../../api.ts';
import type vi from '../codes.vi.json';

/** The words of the page of codes. */
export function useCodesText(): Say<typeof vi> {
  return useText<typeof vi>();
}

/** The name of a code in the reader's language where the list has it. */
export function codeName(code: Pick<CodeLine, 'vi' | 'en'>, language: Language): string | undefined {
  return language === 'en' ? (code.en ?? code.vi) : (code.vi ?? code.en);
}
