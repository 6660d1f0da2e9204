import type { Reach } from '../reach.ts';
import { isLeftFor } from '../scope-filters.ts';
import type { Draft, Json } from './intent.ts';
import { refuse } from './refuse.ts';

/**
 * An app whose scopes are filtered writes what its filters leave and nothing else: neither does it make something else of what it may
 * write, nor take up what it may not. Error: access.denied, naming the entry.
 */
export function checkFilters({ scope }: Reach, live: readonly Draft[]): void {
  if (scope.filters === undefined) return;
  for (const { intent, resource, previousText } of live) {
    const before = previousText === undefined ? undefined : (JSON.parse(previousText) as Json);
    const isLeft = [resource, before].every(
      (one) => one === undefined || isLeftFor(scope, intent.method, one),
    );
    if (!isLeft) throw refuse('access.denied', intent.where, [], 'access.not-for-app');
  }
}
