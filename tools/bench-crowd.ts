/** `npm run bench -- crowd`: many clients at once. Options: --clients N, --patients N, --seconds S. */
import { drive, hasTool } from './bench-drive.ts';
import type { House } from './bench-house.ts';
import { watchCpu, watchMemory } from './bench-measure.ts';
import { option } from './bench-options.ts';
import type { Report } from './bench-report.ts';

const mostTimesMedian = 10;
const mostMegabytes = 600;

/** Fills with few connections, then lets many ask. */
export async function benchCrowd(house: House): Promise<Report> {
  const clients = Number(option('clients', '200'));
  const target = {
    ...house,
    patients: Number(option('patients', '1000')),
    seconds: Number(option('seconds', '10')),
  };
  await drive('ingest', { ...target, connections: 8 });
  const memory = watchMemory(house.server.pid!);
  const rows: string[][] = [];
  let reached = true;
  for (const workload of ['read', 'search', 'mixed'] as const) {
    // The first seconds are those of a server that has just met the crowd.
    await drive(workload, { ...target, connections: clients, seconds: 2 });
    const cpu = watchCpu(house.server.pid!, house.postgres);
    const load = await drive(workload, { ...target, connections: clients });
    const { node, postgres } = cpu();
    reached &&= load.errors === 0 && load.p99Ms < load.p50Ms * mostTimesMedian;
    rows.push([
      workload,
      load.operationsPerSecond.toFixed(0),
      load.p50Ms.toFixed(1),
      load.p95Ms.toFixed(1),
      load.p99Ms.toFixed(1),
      (load.p99Ms / load.p50Ms).toFixed(1),
      ((node / load.operations) * 1000).toFixed(3),
      ((postgres / load.operations) * 1000).toFixed(3),
      String(load.errors),
    ]);
  }
  const megabytes = memory() / 1_048_576;
  return {
    title: 'A crowd',
    about: `${clients} clients, each with a connection of its own and its next call right after the answer, ${target.seconds} s each kind${hasTool ? '; mixed is 45 reads, 40 searches, 5 times `$everything` and 10 transactions of 25 resources in a hundred calls' : ''}.`,
    goal: `p99 under ${mostTimesMedian} times p50, no error, memory of Node under ${mostMegabytes} MB`,
    reached: reached && megabytes < mostMegabytes,
    head: [
      'calls',
      'per second',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'p99 / p50',
      'Node ms CPU',
      'PostgreSQL ms CPU',
      'errors',
    ],
    rows,
    notes: [`Memory of Node at most ${megabytes.toFixed(0)} MB.`],
  };
}
