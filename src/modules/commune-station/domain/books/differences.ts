import type { Figures } from './figures.ts';

/** A figure that is otherwise now than it was when the period was closed. */
export interface Difference {
  readonly id: string;
  readonly closed: number;
  readonly now: number;
}

/** What came after a period was closed: figures that changed, in the order of the forms. A form that came later is no difference. */
export function differencesOf(closed: Figures, now: Figures): Difference[] {
  return Object.entries(closed).flatMap(([id, before]) => {
    const after = now[id];
    return after === undefined || after === before ? [] : [{ id, closed: before, now: after }];
  });
}

/** Ids of lines that a book held when it was closed, and what came and went since. */
export function movedLines(
  closed: readonly string[],
  now: readonly string[],
): { readonly came: string[]; readonly left: string[] } {
  const [before, after] = [new Set(closed), new Set(now)];
  return { came: now.filter((id) => !before.has(id)), left: closed.filter((id) => !after.has(id)) };
}
