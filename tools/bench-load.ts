/**
 * A small load of the bench's own, for machines where the shared load tool is not at hand: transactions of 12 resources, then
 * reads, searches and whole records. Rates of the two loads are not to be compared with each other.
 */

import { quantile } from './bench-measure.ts';

export type Workload = 'ingest' | 'read' | 'search' | 'everything';

/** What one workload came to. */
export interface LoadResult {
  readonly operationsPerSecond: number;
  readonly resourcesPerSecond: number;
  readonly operations: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly errors: number;
}

export interface LoadTarget {
  readonly base: string;
  readonly token: string;
  readonly connections: number;
  readonly patients: number;
  readonly seconds: number;
  /** Number of the first person that an ingest writes. */
  readonly offset?: number;
}

/** People that were written, by the server that has them. */
const made = new Map<string, { id: string; number: string }[]>();
const perBundle = 12;

/** Resources that an ingest writes for each person, by the shared tool or by this load. */
export const perPerson = (byTool: boolean): number => (byTool ? 25 : perBundle);

/** Drives one workload; ingest first, since the others read what it made. */
export async function driveLoad(workload: Workload, target: LoadTarget): Promise<LoadResult> {
  const times: number[] = [];
  let errors = 0;
  let next = 0;
  const start = performance.now();
  const goesOn = (): boolean =>
    workload === 'ingest' ? next < target.patients : performance.now() - start < target.seconds * 1000;
  const connection = async (): Promise<void> => {
    while (goesOn()) {
      const at = performance.now();
      const ok = await one(workload, target, next++).catch(() => false);
      if (ok) times.push(performance.now() - at);
      else errors += 1;
    }
  };
  await Promise.all(Array.from({ length: target.connections }, connection));
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const each = workload === 'ingest' || workload === 'everything' ? perBundle : 1;
  return {
    operations: times.length,
    seconds,
    operationsPerSecond: times.length / seconds,
    resourcesPerSecond: (times.length * each) / seconds,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    p99Ms: quantile(times, 0.99),
    errors,
  };
}

async function one(workload: Workload, target: LoadTarget, at: number): Promise<boolean> {
  if (workload === 'ingest') return ingest(target, at);
  const people = made.get(target.base) ?? [];
  const person = people[Math.floor(Math.random() * people.length)];
  if (person === undefined) return false;
  const searches = [
    `Observation?patient=${person.id}&code=8867-4&_sort=-date`,
    `Patient?identifier=urn:bench%7C${person.number}`,
  ];
  const path = {
    read: `Patient/${person.id}`,
    search: searches[at % 2]!,
    everything: `Patient/${person.id}/$everything`,
  }[workload];
  const answer = await fetch(`${target.base}/${path}`, {
    headers: { authorization: `Bearer ${target.token}` },
  });
  return answer.ok && (await answer.text()).includes(person.id);
}

async function ingest(target: LoadTarget, at: number): Promise<boolean> {
  const number = `${process.pid}-${(target.offset ?? 0) + at}`;
  const answer = await fetch(`${target.base}/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${target.token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(bundleOf(number)),
  });
  const text = await answer.text();
  // A location may name the version or not.
  const id = /Patient\/([A-Za-z0-9.-]{1,64})/.exec(text)?.[1];
  if (!answer.ok || id === undefined) return false;
  const people = made.get(target.base);
  if (people === undefined) made.set(target.base, [{ id, number }]);
  else people.push({ id, number });
  return true;
}

function bundleOf(number: string): object {
  const subject = { reference: 'urn:uuid:person' };
  const person = {
    resourceType: 'Patient',
    identifier: [{ system: 'urn:bench', value: number }],
    name: [{ text: 'Nguyễn Thị Thử', family: 'Nguyễn', given: ['Thị', 'Thử'] }],
    birthDate: '1990-01-01',
    gender: 'female',
  };
  const pulse = (at: number): object => ({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    subject,
    effectiveDateTime: new Date(Date.UTC(2026, 0, at + 1)).toISOString(),
    valueQuantity: { value: 60 + at, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
  });
  const resources = [person, ...Array.from({ length: perBundle - 1 }, (_, at) => pulse(at))] as {
    resourceType: string;
  }[];
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource, at) => ({
      fullUrl: at === 0 ? subject.reference : `urn:uuid:${at}`,
      resource,
      request: { method: 'POST', url: resource.resourceType },
    })),
  };
}
