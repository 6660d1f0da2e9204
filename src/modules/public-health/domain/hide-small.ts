/** Counts under this are hidden. Own rule, verify: the law asks that figures tell of nobody, and names no number. */
export const smallestShown = 5;

/** Counts of one week by place; null where a count is hidden. */
export interface ShownColumn {
  readonly cells: readonly (number | null)[];
  /** Of all places together; hidden where everything is. */
  readonly total: number | null;
}

/**
 * Hides small counts among places, and beside them as many others as it takes so that no hidden small count follows from the total, also
 * for a reader who knows this rule: after the small ones come their neighbours in the order of places, whatever they hold, until what is
 * hidden together is large enough. Which of the hidden ones were small is not said. The order depends on no count; where a rule took the
 * smallest of the others, the ones left in sight would bound them.
 * @param cells in an order of places that does not depend on the counts
 */
export function hideSmall(cells: readonly number[], smallest = smallestShown): ShownColumn {
  const total = cells.reduce((sum, count) => sum + count, 0);
  const small = cells.flatMap((count, at) => (count > 0 && count < smallest ? [at] : []));
  if (small.length === 0) return { cells, total };
  const hidden = new Set(small);
  let sum = small.reduce((all, at) => all + cells[at]!, 0);
  const isEnough = (): boolean => hidden.size > small.length && sum >= 2 * smallest - 1 + (hidden.size - 2);
  for (let step = 1; step < cells.length && !isEnough(); step += 1) {
    const at = (small.at(-1)! + step) % cells.length;
    if (hidden.has(at)) continue;
    hidden.add(at);
    sum += cells[at]!;
  }
  return {
    cells: cells.map((count, at) => (hidden.has(at) ? null : count)),
    total: isEnough() ? total : null,
  };
}
