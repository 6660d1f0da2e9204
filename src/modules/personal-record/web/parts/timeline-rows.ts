import type { Entry } from '../../api.ts';
import { yearOf } from '../../domain/timeline.ts';

/** Rows of the virtual list, in order. */
export type TimelineRow =
  | { readonly row: 'year'; readonly key: string; readonly year: string }
  | {
      readonly row: 'visit' | 'child' | 'alone';
      readonly key: string;
      readonly entry: Entry;
      readonly last: boolean;
    }
  | { readonly row: 'more'; readonly key: string; readonly visit: string; readonly hidden: number };

/** A visit shows this many lines before it asks; a hospital stay may have hundreds. */
const shownOfVisit = 8;

/**
 * Turns ordered entries into rows: a heading a year, a visit with its lines under it, lines without a visit alone. Long visits are
 * folded unless opened, or unless somebody searches (then every hit is shown).
 */
export function timelineRows(
  entries: readonly Entry[],
  unfolded: ReadonlySet<string>,
  foldNothing: boolean,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let year: string | undefined;
  for (let start = 0; start < entries.length;) {
    const first = entries[start];
    if (!first) break;
    const visit = first.kind === 'visit' ? first.id : undefined;
    let end = start + 1;
    while (visit !== undefined && entries[end]?.visit === visit) end++;
    const ownYear = yearOf(first) ?? '';
    if (ownYear !== year) rows.push({ row: 'year', key: `year-${ownYear}-${start}`, year: ownYear });
    year = ownYear;
    const children = entries.slice(start + 1, end);
    if (visit === undefined) rows.push({ row: 'alone', key: first.id, entry: first, last: true });
    else
      rows.push(
        { row: 'visit', key: first.id, entry: first, last: children.length === 0 },
        ...childRows(visit, children, foldNothing || unfolded.has(visit)),
      );
    start = end;
  }
  return rows;
}

function childRows(visit: string, children: readonly Entry[], whole: boolean): TimelineRow[] {
  const folded = !whole && children.length > shownOfVisit + 1;
  const shown = folded ? children.slice(0, shownOfVisit) : children;
  const rows: TimelineRow[] = shown.map((entry, place) => ({
    row: 'child',
    key: entry.id,
    entry,
    last: !folded && place === shown.length - 1,
  }));
  return folded
    ? [...rows, { row: 'more', key: `more-${visit}`, visit, hidden: children.length - shownOfVisit }]
    : rows;
}
