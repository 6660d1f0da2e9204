/** The table of figures to reach: ingest, read, search and $everything beside the peer's, and what a resource takes on disk. */
import { drive, hasTool } from './bench-drive.ts';
import type { House } from './bench-house.ts';
import type { LoadResult, Workload } from './bench-load.ts';
import { bytesIn, watchCpu, watchMemory } from './bench-measure.ts';
import { option, warmSeconds } from './bench-options.ts';
import { publishedBytes, publishedPeer } from './bench-peer-report.ts';
import type { Report } from './bench-report.ts';
import { warmIngest } from './bench-side.ts';

const workloads: readonly Workload[] = ['ingest', 'read', 'search', 'everything'];
/** Rates to reach on two quiet cores. */
const goals: Readonly<Record<Workload, number>> = {
  ingest: 5000,
  read: 5500,
  search: 3600,
  everything: 1500,
};
const bytesGoal = 1200;

const settings = {
  connections: Number(option('connections', '8')),
  patients: Number(option('patients', '1500')),
  seconds: Number(option('seconds', '10')),
};

/** Fills and drives the store. Its rates stand beside those that were published of the peer; `npm run bench -- peer` measures both. */
export async function benchStore(house: House): Promise<Report> {
  const offset = await warmIngest({ ...house, connections: settings.connections }, 0);
  const before = bytesIn(house.folder);
  const memory = watchMemory(house.server.pid!);
  const rows: string[][] = [];
  const rates: number[] = [];
  let [bytes, errors] = [0, 0];
  for (const workload of workloads) {
    if (workload !== 'ingest') await drive(workload, { ...settings, ...house, seconds: warmSeconds });
    const cpu = watchCpu(house.server.pid!, house.postgres);
    const result = await drive(workload, {
      ...settings,
      ...house,
      ...(workload === 'ingest' && { offset }),
    });
    const { node, postgres } = cpu();
    const rate = rateOf(workload, result);
    const count = rate * result.seconds;
    if (workload === 'ingest') bytes = (bytesIn(house.folder) - before) / count;
    errors += result.errors;
    rates.push(rate);
    rows.push([
      workload,
      rate.toFixed(0),
      String(goals[workload]),
      String(publishedPeer[workload]),
      hasTool ? `${(rate / publishedPeer[workload]).toFixed(1)}x` : '-',
      result.p50Ms.toFixed(1),
      result.p95Ms.toFixed(1),
      ((node / count) * 1000).toFixed(3),
      ((postgres / count) * 1000).toFixed(3),
      String(result.errors),
    ]);
  }
  return {
    title: 'The store',
    about: `Transactions of 25 resources, validated, indexed, audited and durable; reads by id, four kinds of searches and \`Patient/$everything\`, each with policy and audit. ${settings.connections} connections, ${settings.patients} people, ${settings.seconds} s each after ${warmSeconds} s that do not count, load tool on the same machine. Rates are resources a second for ingest, answers a second for the others; CPU is that of one resource or one answer.`,
    goal: `the rates of the third column on two quiet cores; ${bytesGoal} bytes a resource`,
    reached:
      errors === 0 && bytes <= bytesGoal && workloads.every((workload, at) => rates[at]! >= goals[workload]),
    head: [
      'work',
      'per second',
      'goal',
      'Medplum 5.1.11',
      'ratio',
      'p50 ms',
      'p95 ms',
      'Node ms CPU',
      'PostgreSQL ms CPU',
      'errors',
    ],
    rows,
    notes: [
      `Disk per resource: ${bytes.toFixed(0)} bytes, indexes, history, audit and change rows included (Medplum: ${publishedBytes}; goal: ${bytesGoal}). Memory of Node at most ${(memory() / 1_048_576).toFixed(0)} MB.`,
      hasTool
        ? 'Medplum’s figures were published from two quiet cores with the same load tool; they were not measured in this run.'
        : 'The shared load tool was not at hand: a smaller load was driven, whose rates are not comparable with Medplum’s.',
    ],
    plots: [
      {
        kind: 'bars',
        title: 'Rates beside the peer',
        unit: 'per second',
        labels: workloads,
        series: [
          { name: 'Sen', values: rates },
          {
            name: 'Medplum 5.1.11 (published)',
            values: workloads.map((workload) => publishedPeer[workload]),
          },
        ],
      },
    ],
  };
}

function rateOf(workload: Workload, result: LoadResult): number {
  return workload === 'ingest' ? result.resourcesPerSecond : result.operationsPerSecond;
}
