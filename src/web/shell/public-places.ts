import type { Page } from './define-page.ts';

/** Public pages that stand by themselves: those that need no id of what they show. */
export function placesOf(pages: readonly Page[]): readonly Page[] {
  return pages.filter(({ path }) => !path.includes(':'));
}
