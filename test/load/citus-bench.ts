/**
 * `node test/load/citus-bench.ts [--shards 32] [--seconds 8] [--patients 400] [--connections 8]`: the store's four workloads on a Citus of
 * one coordinator and two workers, and on one PostgreSQL of the same version with the same settings, in turns on this machine, commits
 * durable on both. Says rates and CPU side by side. All nodes share the machine, so this shows what a statement costs more on a cluster, not
 * what a cluster carries. Ends with 2 where Citus is not installed.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drive } from '../../tools/bench-drive.ts';
import { closeHouse, openHouse, runSen } from '../../tools/bench-house.ts';
import type { Workload } from '../../tools/bench-load.ts';
import { cpuOf } from '../../tools/bench-measure.ts';
import { option } from '../../tools/bench-options.ts';
import { startPostgres } from '../../tools/debian-postgres.ts';
import { findCitusPrograms, startCitus } from './citus-cluster.ts';

const workloads: readonly Workload[] = ['ingest', 'read', 'search', 'everything'];
const settings = {
  connections: Number(option('connections', '8')),
  patients: Number(option('patients', '400')),
  seconds: Number(option('seconds', '8')),
};

interface Measured {
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
  readonly node: number;
  readonly postgres: number;
  readonly errors: number;
}

const programs = findCitusPrograms();
if (programs === undefined) {
  console.log('left out: no PostgreSQL here has the extension citus');
  process.exit(2);
}
const one = await startPostgres(programs, { durable: true, settings: ['max_connections=300'] });
const single = await measureAndStop(one, [one.pid]);
const cluster = await startCitus(programs, { durable: true });
const shards = option('shards', '32');
const spread = await measureAndStop(cluster, cluster.pids, shards);
console.log(
  `${cluster.version}, coordinator and two workers, ${shards} shards; beside it one PostgreSQL of ${programs}`,
);
console.log(
  'work | one PostgreSQL: per second, p50, p95 ms, CPU ms Node + PostgreSQL | Citus: the same | ratio | errors',
);
for (const workload of workloads) {
  const [left, right] = [single.get(workload)!, spread.get(workload)!];
  const ratio = (right.rate / left.rate).toFixed(2);
  console.log([workload, tell(left), tell(right), ratio, left.errors + right.errors].join(' | '));
}

function tell({ rate, p50, p95, node, postgres }: Measured): string {
  return `${rate.toFixed(0)}/s, ${p50.toFixed(1)}, ${p95.toFixed(1)}, ${node.toFixed(2)} + ${postgres.toFixed(2)}`;
}

async function measureAndStop(
  database: { readonly url: string; stop(): Promise<void> },
  ...how: [pids: readonly number[], shards?: string]
): ReturnType<typeof measure> {
  try {
    return await measure(database.url, ...how);
  } finally {
    await database.stop();
  }
}

/** Fills and drives one empty database. */
async function measure(
  url: string,
  pids: readonly number[],
  shards?: string,
): Promise<ReadonlyMap<Workload, Measured>> {
  process.env['SEN_DATABASE_URL'] = url;
  const house = await openHouse(await mkdtemp(join(tmpdir(), 'sen-citus-bench-')));
  const found = new Map<Workload, Measured>();
  try {
    // Beside the running server, as an administrator would.
    if (shards !== undefined) await runSen(house, ['shard', 'apply', '--shards', shards]);
    const cpu = (): [node: number, postgres: number] => [
      cpuOf(house.server.pid!),
      pids.reduce((sum, pid) => sum + cpuOf(pid), 0),
    ];
    for (const workload of workloads) {
      await drive(workload, { ...settings, ...house, seconds: 2 });
      const [nodeBefore, postgresBefore] = cpu();
      const result = await drive(workload, {
        ...settings,
        ...house,
        ...(workload === 'ingest' && { offset: 1_000_000 }),
      });
      const [node, postgres] = cpu();
      const rate = workload === 'ingest' ? result.resourcesPerSecond : result.operationsPerSecond;
      const count = rate * result.seconds;
      found.set(workload, {
        rate,
        p50: result.p50Ms,
        p95: result.p95Ms,
        node: ((node - nodeBefore) / count) * 1000,
        postgres: ((postgres - postgresBefore) / count) * 1000,
        errors: result.errors,
      });
    }
  } finally {
    await closeHouse(house);
  }
  return found;
}
