import type { DiagnosticReport } from '@medplum/fhirtypes';
import { dayOf } from '#kernel/display/show-date.ts';
import { findLabTest } from '#kernel/terminology/lab-tests.ts';
import type { Entry, Group, TimelineEntry } from '../api.ts';
import { conceptText, type Reading } from './concept.ts';
import type { Life } from './life.ts';
import { gravest, isOutOfRange } from './measure.ts';
import { spreadOf, weekKey } from './own-weeks.ts';
import { labRank, vitalRank } from './reading-order.ts';

/** A group while it is being filled. */
interface Bucket {
  readonly of: Group['of'];
  readonly panel?: string | undefined;
  readonly lines: Entry[];
}

/**
 * Puts lines that are read as one under one head: vital signs of one moment, tests of one panel, medicines of one visit, readings of
 * one week at home. A group stands where its first line stood; what stands alone stays a line. Nothing is left out.
 */
export function groupLines({ entries, reports }: Life, reading: Reading): TimelineEntry[] {
  const buckets = new Map<string, Bucket[]>();
  const bucketOf = new Map<Entry, Bucket>();
  const weeks = weeksOf(entries);
  for (const entry of entries) {
    const week = weekKey(entry);
    const place: Place | undefined =
      week !== undefined && weeks.has(week) ? { of: 'week', key: week } : placeOf(entry, reports);
    if (!place) continue;
    const open = buckets.get(place.key) ?? [];
    buckets.set(place.key, open);
    let bucket = open.find(
      ({ lines }) => place.of === 'week' || lines.every((line) => fitsBeside(line, entry)),
    );
    if (!bucket) {
      bucket = { of: place.of, panel: place.panel, lines: [] };
      open.push(bucket);
    }
    bucket.lines.push(entry);
    bucketOf.set(entry, bucket);
  }
  const quiet = quietLines(entries);
  const grouped: TimelineEntry[] = [];
  for (const entry of entries) {
    const bucket = bucketOf.get(entry);
    if (!bucket || bucket.lines.length < 2)
      grouped.push(quiet.has(entry) ? { ...entry, quiet: true } : entry);
    else if (bucket.lines[0] === entry) grouped.push(headOf(bucket, reports, reading));
  }
  return grouped;
}

/** Weeks in which the same thing was measured at home more than once. */
function weeksOf(entries: readonly Entry[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const key = weekKey(entry);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([key]) => key));
}

/** The same test twice is two groups, unless it is one result that came by two ways. */
function fitsBeside(line: Entry, entry: Entry): boolean {
  if (line.kind === 'medicine' || nameOf(line) !== nameOf(entry)) return true;
  return line.measure !== undefined && line.measure.value === entry.measure?.value;
}

function nameOf({ loinc, title }: Entry): string {
  return loinc ?? title;
}

type Place = { readonly key: string; readonly of: Group['of']; readonly panel?: string | undefined };

function placeOf(entry: Entry, reports: Life['reports']): Place | undefined {
  if (entry.status !== undefined) return undefined;
  const { kind, visit, facility = '', at = '' } = entry;
  const day = dayOf(at);
  const own = entry.marks.includes('own') ? 'own' : '';
  const where = [own, visit ?? facility, visit === undefined ? at : day].join('|');
  if (kind === 'vital') return at === '' ? undefined : { of: 'vitals', key: `vitals|${where}` };
  if (kind === 'medicine') {
    // What she takes by her own account is no prescription.
    if (own !== '' || (visit === undefined && day === '')) return undefined;
    return { of: 'prescription', key: `prescription|${visit ?? `${facility}|${day}`}` };
  }
  if (kind !== 'test' || !entry.id.startsWith('Observation/')) return undefined;
  const panel = entry.loinc === undefined ? undefined : findLabTest({ code: entry.loinc })?.group;
  if (panel !== undefined && at !== '') return { of: 'panel', panel, key: `${panel}|${where}` };
  const report = reports.get(entry.id);
  return report && (report.result?.length ?? 0) > 1
    ? { of: 'panel', key: `DiagnosticReport/${report.id}` }
    : undefined;
}

/**
 * The head of a group: its name, its time, its gravest flag. Its id is that of one of its lines, so that a page may begin after it; of a week
 * the oldest, which stays while others come.
 */
function headOf(bucket: Bucket, reports: Life['reports'], reading: Reading): TimelineEntry {
  const { of } = bucket;
  const lines = inReadingOrder(bucket);
  const [first] = bucket.lines as [Entry];
  const flag = gravest(lines.map((line) => line.flag));
  const report = of === 'panel' ? commonReport(lines, reports) : undefined;
  const isWeek = of === 'week';
  return {
    id: `group:${of}:${(isWeek ? lines.at(-1)! : first).id}`,
    kind: first.kind,
    title: isWeek ? first.title : conceptText(report?.code, reading),
    marks: [...new Set(lines.flatMap(({ marks }) => marks))],
    ...(first.at === undefined ? {} : { at: first.at }),
    ...(first.facility === undefined ? {} : { facility: first.facility }),
    ...(first.visit === undefined ? {} : { visit: first.visit }),
    ...(flag === undefined ? {} : { flag }),
    group: {
      of,
      lines,
      out: lines.filter((line) => isOutOfRange(line.flag)).length,
      within: lines.filter((line) => line.flag === 'normal').length,
      ...(bucket.panel === undefined ? {} : { panel: bucket.panel }),
      ...(isWeek && { spread: spreadOf(lines) }),
    },
  };
}

function inReadingOrder({ of, lines }: Bucket): Entry[] {
  if (of === 'vitals') return lines.toSorted((a, b) => vitalRank(a.loinc) - vitalRank(b.loinc));
  if (of === 'prescription' || of === 'week') return [...lines];
  return lines.toSorted(
    (a, b) =>
      Number(isOutOfRange(b.flag)) - Number(isOutOfRange(a.flag)) || labRank(a.loinc) - labRank(b.loinc),
  );
}

/** The one report that all lines stand in: its name is better than the group's. */
function commonReport(lines: readonly Entry[], reports: Life['reports']): DiagnosticReport | undefined {
  const found = new Set(lines.map(({ id }) => reports.get(id)));
  const [report] = found;
  return found.size === 1 ? report : undefined;
}

/** @source LOINC: ABO and Rh, ABO alone, Rh alone */
const bloodGroupCodes: ReadonlySet<string> = new Set(['882-1', '883-9', '10331-7']);

/** Lines that repeat what stands elsewhere: notes on the course, a blood group written again at each visit. */
function quietLines(entries: readonly Entry[]): Set<Entry> {
  return new Set(
    entries.filter(
      ({ kind, visit, loinc }) =>
        visit !== undefined && (kind === 'course' || (loinc !== undefined && bloodGroupCodes.has(loinc))),
    ),
  );
}

/**
 * Groups and lines that hold a line which was found. With words the found lines are named, so that the page opens the group
 * there; without words a group shows only lines that answer the other questions.
 */
export function keepFound(
  grouped: readonly TimelineEntry[],
  found: ReadonlySet<string>,
  byWords: boolean,
): TimelineEntry[] {
  return grouped.flatMap((entry) => {
    if (!entry.group) return found.has(entry.id) ? [entry] : [];
    const hits = entry.group.lines.map(({ id }) => id).filter((id) => found.has(id));
    if (hits.length === 0) return [];
    return [byWords ? { ...entry, group: { ...entry.group, hits } } : entry];
  });
}
