import { useText, type Say } from '#web/text/text-context.tsx';
import type vi from '../signatures.vi.json';

/** The words of this module's pages. */
export type SignaturesText = Say<typeof vi>;
export const useSignaturesText = (): SignaturesText => useText<typeof vi>();

/** A word for a code where the pages have one; the fallback otherwise. */
export function wordOr(text: SignaturesText, key: string, fallback: string): string {
  const said = (text as (key: string) => string)(key);
  return said === key ? fallback : said;
}
