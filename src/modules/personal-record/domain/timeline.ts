import { foldText } from '#kernel/fhir/fold.ts';
import { entryKinds, type Entry, type EntryKind, type TimelineEntry } from '../api.ts';

/** What somebody looks for in a life. */
export interface TimelineQuestion {
  readonly kinds?: readonly EntryKind[] | undefined;
  readonly year?: string | undefined;
  readonly words?: string | undefined;
}

/** One line with the keys it is ordered by. */
interface Placed {
  readonly entry: Entry;
  readonly group: string;
  readonly inside: string;
}

const rankOf: Readonly<Record<EntryKind, string>> = Object.fromEntries(
  entryKinds.map((kind, place) => [kind, String(place)]),
) as Record<EntryKind, string>;

/** A time as comparable text in UTC; days count as the morning in Việt Nam, a year or a month as its end, lines without a date come last. */
export function timeKey(at: string | undefined): string {
  if (at === undefined) return '0000';
  if (at.includes('T')) {
    const time = Date.parse(at);
    return Number.isNaN(time) ? at : new Date(time).toISOString();
  }
  if (at.length === 4) return `${at}-12-31T23:59`;
  return at.length === 7 ? `${at}-31T23:59` : at;
}

/**
 * All lines, newest first; the lines of one visit stand together under it, wherever their own times lie, by kind and then in the
 * order in which they happened. The order is total, so a cursor stays true while others write.
 */
export function orderEntries(entries: readonly Entry[]): Entry[] {
  const visitTimes = new Map(
    entries.filter(({ kind }) => kind === 'visit').map(({ id, at }) => [id, timeKey(at)]),
  );
  const placed: Placed[] = entries.map((entry) => {
    const visit = entry.kind === 'visit' ? entry.id : entry.visit;
    const groupTime = visit === undefined ? undefined : visitTimes.get(visit);
    const own = timeKey(entry.at);
    return {
      entry,
      group: groupTime === undefined ? `${own}|${entry.id}` : `${groupTime}|${visit}`,
      inside: [rankOf[entry.kind], own, entry.title, entry.id].join('|'),
    };
  });
  return placed
    .toSorted((a, b) => compare(b.group, a.group) || compare(a.inside, b.inside))
    .map(({ entry }) => entry);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The year a line stands under in Việt Nam; undefined where it has no date. */
export function yearOf(entry: Entry): string | undefined {
  if (entry.at === undefined) return undefined;
  if (!entry.at.includes('T')) return entry.at.slice(0, 4);
  const time = Date.parse(entry.at);
  return Number.isNaN(time) ? entry.at.slice(0, 4) : String(new Date(time + 7 * 3_600_000).getUTCFullYear());
}

/** What a line is asked by. */
interface Keys {
  readonly year: string | undefined;
  /** Everything of the line that may be searched, folded. */
  readonly text: string;
}

/** Lines never change, so one that is kept in memory is read for its keys once, not at every letter that a reader types. */
const keysOfLine = new WeakMap<Entry, Keys>();

function keysOf(entry: Entry): Keys {
  const known = keysOfLine.get(entry);
  if (known) return known;
  const { title, code, detail, facility, parts = [] } = entry;
  const said = [title, code, detail, facility, ...parts.map(({ name }) => name)];
  const keys = {
    year: yearOf(entry),
    text: foldText(said.filter((text) => text !== undefined).join(' ')),
  };
  keysOfLine.set(entry, keys);
  return keys;
}

/** Lines that answer the question, and how many there are of each kind and year if that one choice were lifted. */
export function askTimeline(
  entries: readonly Entry[],
  question: TimelineQuestion,
): { found: Entry[]; kinds: Record<string, number>; years: { year: string; count: number }[] } {
  const words = foldText(question.words ?? '')
    .split(' ')
    .filter((word) => word !== '');
  const kinds = new Set(question.kinds ?? []);
  const inWords =
    words.length === 0 ? entries : entries.filter((entry) => matches(keysOf(entry).text, words));
  const isKind = (entry: Entry) => kinds.size === 0 || kinds.has(entry.kind);
  const isYear = (entry: Entry) => question.year === undefined || keysOf(entry).year === question.year;
  const years = [...countBy(inWords.filter(isKind), (entry) => keysOf(entry).year)]
    .map(([year, count]) => ({ year, count }))
    .toSorted((a, b) => b.year.localeCompare(a.year));
  return {
    found: inWords.filter((entry) => isKind(entry) && isYear(entry)),
    kinds: Object.fromEntries(countBy(inWords.filter(isYear), ({ kind }) => kind)),
    years,
  };
}

function matches(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

function countBy(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string | undefined,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/**
 * One page after the line that the cursor names. A page ends with a visit where one ends near, because half a visit misleads;
 * a visit longer than two pages is cut.
 */
export function pageOf(
  entries: readonly TimelineEntry[],
  after: string | undefined,
  limit: number,
): { page: TimelineEntry[]; next?: string } {
  const start = after === undefined ? 0 : placeAfter(entries, after);
  let end = Math.min(start + limit, entries.length);
  const longest = Math.min(start + limit * 2, entries.length);
  while (end < longest && groupOf(entries[end]) === groupOf(entries[end - 1])) end++;
  const last = entries[end - 1];
  return { page: entries.slice(start, end), ...(end < entries.length && last ? { next: last.id } : {}) };
}

/**
 * The place behind the entry that a cursor names. Where its line has come into a group since, or left one, the entry that holds the line now
 * is meant, so that nothing begins anew.
 */
function placeAfter(entries: readonly TimelineEntry[], after: string): number {
  const whole = entries.findIndex(({ id }) => id === after);
  if (whole >= 0) return whole + 1;
  const line = after.replace(/^group:[a-z]+:/, '');
  return entries.findIndex(({ id, group }) => id === line || group?.lines.some((one) => one.id === line)) + 1;
}

function groupOf(entry: Entry | undefined): string | undefined {
  return entry?.kind === 'visit' ? entry.id : (entry?.visit ?? entry?.id);
}
