import type { DiagnosticReport, Resource } from '@medplum/fhirtypes';
import type { Entry } from '../api.ts';
import type { Reading } from './concept.ts';
import { entryOf } from './entry-of.ts';
import { facilityOf } from './origin.ts';
import { reportsByResult, settleObservations } from './settle-observations.ts';
import { orderEntries } from './timeline.ts';

/** A record as lines. */
export interface Life {
  /** Newest first, the lines of a visit under it. */
  readonly entries: readonly Entry[];
  /** The report of a result, by the id of its line. */
  readonly reports: ReadonlyMap<string, DiagnosticReport>;
}

/** A reading that also knows the facility of each visit of this record. */
export function withVisits(resources: readonly Resource[], reading: Reading): Reading {
  const facilities = new Map<string, string>();
  for (const one of resources) {
    if (one.resourceType !== 'Encounter') continue;
    const facility = facilityOf(one, reading);
    if (facility !== undefined) facilities.set(`Encounter/${one.id}`, facility);
  }
  return { ...reading, facilityOfVisit: (visit) => facilities.get(visit) };
}

/** Reads a record as lines, each with its facility and its visit as far as anything in the record tells them. */
export function lifeOf(resources: readonly Resource[], outside: Reading): Life {
  const reading = withVisits(resources, outside);
  const reports = reportsByResult(resources);
  const entries = settleObservations(resources, reports)
    .map((one) => entryOf(one, reading))
    .filter((one) => one !== undefined);
  const bySource = visitsBySource(resources);
  const periods = periodsOf(entries);
  const placed = entries.map((entry) => {
    if (entry.kind === 'visit' || entry.visit !== undefined) return entry;
    const visit = bySource.get(entry.id) ?? visitAround(entry, periods);
    if (!visit) return entry;
    const facility = entry.facility ?? periods.find(({ id }) => id === visit)?.facility;
    return { ...entry, visit, ...(facility === undefined || isOwn(entry) ? {} : { facility }) };
  });
  return { entries: orderEntries(placed), reports };
}

/** Lines that came with one visit in one file belong to it, though they do not name it: an appointment, a paper. */
function visitsBySource(resources: readonly Resource[]): Map<string, string> {
  const visits = new Map<string, string>();
  for (const one of resources) {
    if (one.resourceType !== 'Provenance') continue;
    const targets = one.target
      .map(({ reference }) => reference)
      .filter((reference) => reference !== undefined);
    const encounters = new Set(targets.filter((reference) => reference.startsWith('Encounter/')));
    const [visit] = encounters;
    if (visit !== undefined && encounters.size === 1) for (const target of targets) visits.set(target, visit);
  }
  return visits;
}

interface Period {
  readonly id: string;
  readonly facility: string;
  readonly from: number;
  readonly to: number;
}

function periodsOf(entries: readonly Entry[]): Period[] {
  return entries.flatMap(({ kind, id, at, until, facility }) => {
    const [from, to] = [Date.parse(at ?? ''), Date.parse(until ?? '')];
    return kind === 'visit' &&
      facility !== undefined &&
      at?.includes('T') &&
      until?.includes('T') &&
      to >= from
      ? [{ id, facility, from, to }]
      : [];
  });
}

/**
 * The visit during which a result was taken, where the result names none: at the same facility and within its hours. Of two (a
 * clinic hour during a stay) the later begun. What a citizen measured herself stays outside.
 */
function visitAround(entry: Entry, periods: readonly Period[]): string | undefined {
  if ((entry.kind !== 'vital' && entry.kind !== 'test') || !entry.at?.includes('T') || isOwn(entry))
    return undefined;
  const at = Date.parse(entry.at);
  return periods
    .filter(({ facility, from, to }) => facility === entry.facility && from <= at && at <= to)
    .toSorted((a, b) => b.from - a.from)[0]?.id;
}

function isOwn({ marks }: Entry): boolean {
  return marks.includes('own');
}
