import type { Page } from './define-page.ts';

/** As many as a thumb hits in the bar of the narrowest phone. */
const inBar = 5;

/** Which places stand in the bar of a phone and which behind its "More", in the workspace's own order; "More" takes one of the five. */
export function shareOut<T>(places: readonly T[]): {
  readonly shown: readonly T[];
  readonly more: readonly T[];
} {
  if (places.length <= inBar) return { shown: places, more: [] };
  return { shown: places.slice(0, inBar - 1), more: places.slice(inBar - 1) };
}

/** The place that a page belongs to: itself, or the one whose address it continues. */
export function standsIn<T extends Pick<Page, 'id' | 'path'>>(
  current: Pick<Page, 'id' | 'path'> | undefined,
  places: readonly T[],
): T | undefined {
  if (!current) return undefined;
  return (
    places.find(({ id }) => id === current.id) ??
    places.find(({ path }) => current.path.startsWith(`${path}/`))
  );
}
