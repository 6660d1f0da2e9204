import type { Entry, TimelineEntry } from '../../api.ts';
import { yearOf } from '../../domain/timeline.ts';

/** Where a row stands: in the card of a visit, or in a card of its own; the last row closes the card. */
interface InCard {
  readonly key: string;
  readonly card: 'visit' | 'own';
  readonly last: boolean;
}

/** Rows of the virtual list, in order. */
export type TimelineRow =
  | { readonly row: 'year'; readonly key: string; readonly year: string }
  | (InCard & {
      readonly row: 'visit';
      readonly entry: TimelineEntry;
      /** Named on the card while it is closed. */
      readonly diagnoses: readonly TimelineEntry[];
      readonly open: boolean;
      /** Nothing stands behind the card; it opens to its source at once. */
      readonly bare: boolean;
    })
  | (InCard & { readonly row: 'group'; readonly entry: TimelineEntry; readonly open: boolean })
  | (InCard & {
      readonly row: 'line';
      readonly entry: Entry;
      /** Under the head of a group, which already said where and when. */
      readonly inGroup: boolean;
      /** Of a week: each line says its own day. */
      readonly dated?: boolean;
    })
  | (InCard & { readonly row: 'source'; readonly entry: TimelineEntry })
  | (InCard & { readonly row: 'more'; readonly visit: string; readonly hidden: number });

/** A closed visit shows this many lines and groups; a hospital stay may have hundreds. */
const shownOfVisit = 8;

/** A row before it knows whether it is the last of its card. */
type Loose<R = TimelineRow> = R extends InCard ? Omit<R, 'card' | 'last'> : never;

/**
 * Turns ordered entries into rows: a heading a year, a card a visit, a card of its own for what has no visit. `turned` holds the
 * cards and groups that the reader turned from how they come: visits and groups come closed, groups in which words were found
 * come open at those words, groups of an opened visit come open.
 */
export function timelineRows(
  entries: readonly TimelineEntry[],
  turned: ReadonlySet<string>,
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
    const inside =
      visit === undefined
        ? entryRows(first, turned, false)
        : visitRows(first, entries.slice(start + 1, end), turned, foldNothing);
    rows.push(...closed(inside, visit === undefined ? 'own' : 'visit'));
    start = end;
  }
  return rows;
}

function closed(rows: readonly Loose[], card: InCard['card']): TimelineRow[] {
  return rows.map((row, place) => ({ ...row, card, last: place === rows.length - 1 }) as TimelineRow);
}

function visitRows(
  visit: TimelineEntry,
  children: readonly TimelineEntry[],
  turned: ReadonlySet<string>,
  foldNothing: boolean,
): Loose[] {
  const open = turned.has(visit.id);
  const diagnoses = children.filter(({ kind }) => kind === 'diagnosis');
  const head: Loose = {
    row: 'visit',
    key: visit.id,
    entry: visit,
    diagnoses,
    open,
    bare: children.length === 0,
  };
  if (open)
    return [
      head,
      { row: 'source', key: `source-${visit.id}`, entry: visit },
      ...children.flatMap((child) => entryRows(child, turned, true)),
    ];
  const telling = children.filter(({ kind, quiet }) => kind !== 'diagnosis' && (foldNothing || !quiet));
  const shown = foldNothing || telling.length <= shownOfVisit + 1 ? telling : telling.slice(0, shownOfVisit);
  const hidden = telling.length - shown.length;
  return [
    head,
    ...shown.flatMap((child) => entryRows(child, turned, false)),
    ...(hidden > 0 ? [{ row: 'more', key: `more-${visit.id}`, visit: visit.id, hidden } as const] : []),
  ];
}

function entryRows(entry: TimelineEntry, turned: ReadonlySet<string>, visitOpen: boolean): Loose[] {
  const { group } = entry;
  if (!group) return [{ row: 'line', key: entry.id, entry, inGroup: false }];
  const isTurned = turned.has(entry.id);
  const hits = group.hits && new Set(group.hits);
  const open = hits !== undefined || visitOpen !== isTurned;
  const lines = !open ? [] : hits && !isTurned ? group.lines.filter(({ id }) => hits.has(id)) : group.lines;
  return [
    { row: 'group', key: entry.id, entry, open },
    ...lines.map((line): Loose => ({
      row: 'line',
      key: line.id,
      entry: line,
      inGroup: true,
      ...(group.of === 'week' && { dated: true }),
    })),
  ];
}

/** Rows, whether more of them can be fetched, and what a tap on one does. */
export interface RowsProps {
  readonly rows: readonly TimelineRow[];
  readonly more: boolean;
  readonly loadMore: () => void;
  readonly onOpen: (id: string) => void;
  readonly turn: (id: string) => void;
}
