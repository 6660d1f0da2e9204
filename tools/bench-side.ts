/** One of two servers that are driven in turns, and what its turns came to. */
import { askDatabase, type DatabaseState } from './bench-database.ts';
import { drive, type Drive } from './bench-drive.ts';
import type { Workload } from './bench-load.ts';
import { cpuOf } from './bench-measure.ts';
import { warmSeconds } from './bench-options.ts';

/** A FHIR server on this machine. */
export interface Side {
  readonly name: string;
  readonly base: string;
  readonly token: string;
  /** Where ids of what was written are kept for the reads. */
  readonly folder: string;
  /** Its processes by name, for their CPU; none where it is not known. */
  readonly processes: ReadonlyMap<string, number>;
  /** URL of its PostgreSQL, for its settings and its size. */
  readonly database?: string | undefined;
}

/** What one workload came to on one side, all turns together. */
export interface Total {
  seconds: number;
  /** Resources for ingest, answers for the others. */
  count: number;
  errors: number;
  /** Sums over turns, weighted by their answers; divide by `answers`. */
  p50: number;
  p95: number;
  answers: number;
  /** CPU seconds of each process while it was driven. */
  readonly cpu: Map<string, number>;
  /** CPU seconds that it took while the other one was driven, and for how long that was. */
  waiting: number;
  waited: number;
}

/** A side while it is driven. */
export interface Driven {
  readonly side: Side;
  readonly before: DatabaseState | undefined;
  readonly totals: Map<Workload, Total>;
  /** People written up to now, those of the warm-up too. */
  people: number;
}

/** Looks at a side before anything is written to it. */
export async function openSide(side: Side): Promise<Driven> {
  const before = side.database === undefined ? undefined : await askDatabase(side.database);
  return { side, before, totals: new Map(), people: 0 };
}

/** Drives one side while the other one waits, and adds to what both came to. Ingest writes `people` more, the others draw from so many. */
export async function takeTurn(
  driven: Driven,
  other: Driven,
  workload: Workload,
  how: { readonly connections: number; readonly people: number; readonly seconds: number },
): Promise<void> {
  const { side } = driven;
  const [total, waiting] = [totalOf(driven, workload), totalOf(other, workload)];
  const [before, beforeOther] = [cpuNow(side), sum(cpuNow(other.side))];
  const start = performance.now();
  const result = await drive(workload, {
    ...side,
    connections: how.connections,
    seconds: how.seconds,
    patients: how.people,
    ...(workload === 'ingest' && { offset: driven.people }),
  });
  for (const [name, seconds] of cpuNow(side))
    total.cpu.set(name, (total.cpu.get(name) ?? 0) + seconds - before.get(name)!);
  waiting.waiting += sum(cpuNow(other.side)) - beforeOther;
  // The tool may have waited for a quiet machine first.
  waiting.waited += (performance.now() - start) / 1000;
  if (workload === 'ingest') driven.people += how.people;
  const rate = workload === 'ingest' ? result.resourcesPerSecond : result.operationsPerSecond;
  total.count += rate * result.seconds;
  total.seconds += result.seconds;
  total.errors += result.errors;
  total.p50 += result.p50Ms * result.operations;
  total.p95 += result.p95Ms * result.operations;
  total.answers += result.operations;
}

/** Seconds that do not count, of the same load. */
export async function warmUp(
  driven: Driven,
  workload: Workload,
  connections: number,
  people: number,
): Promise<void> {
  if (workload === 'ingest')
    driven.people += await warmIngest({ ...driven.side, connections }, driven.people);
  else await drive(workload, { ...driven.side, connections, patients: people, seconds: warmSeconds });
}

/** Writes people for as long as a warm-up is; returns how many. `offset` is the number of the first. */
export async function warmIngest(
  target: Omit<Drive, 'patients' | 'seconds'>,
  offset: number,
): Promise<number> {
  let people = 0;
  for (let seconds = 0; seconds < warmSeconds;) {
    const chunk = { patients: 5 * target.connections, seconds: 0, offset: offset + people };
    seconds += (await drive('ingest', { ...target, ...chunk })).seconds;
    people += chunk.patients;
  }
  return people;
}

function totalOf(driven: Driven, workload: Workload): Total {
  const known = driven.totals.get(workload);
  if (known !== undefined) return known;
  const nothing = { seconds: 0, count: 0, errors: 0, p50: 0, p95: 0, answers: 0, waiting: 0, waited: 0 };
  const total: Total = { ...nothing, cpu: new Map() };
  driven.totals.set(workload, total);
  return total;
}

function cpuNow(side: Side): Map<string, number> {
  return new Map([...side.processes].map(([name, pid]) => [name, cpuOf(pid)]));
}

function sum(values: ReadonlyMap<string, number>): number {
  return [...values.values()].reduce((all, value) => all + value, 0);
}
