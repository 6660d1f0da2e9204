/**
 * `npm run bench`: starts the server on an empty data folder, makes a client, drives ingest, read, search and $everything, and
 * prints rates, CPU per operation, disk per resource and memory; then claims. `npm run bench -- people` measures the doctor's search
 * among 100,000 people instead, `npm run bench -- page` a record of 3,000 lines in a real browser. Options: --tool FILE (load tool), --patients N,
 * --seconds S, --connections C, --claims VISITS (0: none), --quiet (waits until the machine is quiet before each workload).
 */
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildWebIfOld } from '../src/entry/build-web.ts';
import { benchClaims } from './bench-claims.ts';
import { closeHouse, openHouse, type House } from './bench-house.ts';
import { bytesIn, cpuOf, rssOf } from './bench-measure.ts';
import { driveLoad, type LoadResult, type Workload } from './bench-load.ts';
import { option } from './bench-options.ts';
import { benchPage } from './bench-page.ts';
import { benchPeople } from './bench-people.ts';

const root = new URL('..', import.meta.url).pathname;
const run = promisify(execFile);
const workloads: readonly Workload[] = ['ingest', 'read', 'search', 'everything'];
/** Medplum 5.1.11 on two quiet cores shared by server, database and tool, 8 connections. */
const peer: Readonly<Record<Workload, number>> = { ingest: 171, read: 934, search: 570, everything: 34 };
const toolPath = option('tool', join(root, '../shared/bench/fhirload.mjs'));
// The tool runs only under its own name, not under that of a link.
const tool = existsSync(toolPath) ? realpathSync(toolPath) : toolPath;
const patients = Number(option('patients', '1500'));
const seconds = Number(option('seconds', '10'));
const connections = Number(option('connections', '8'));
const claims = Number(option('claims', '2000'));

async function drive(workload: Workload, house: House): Promise<LoadResult> {
  const target = { base: house.base, token: house.token, connections, patients, seconds };
  if (!existsSync(tool)) return driveLoad(workload, target);
  const out = join(house.folder, `${workload}.json`);
  const quiet = process.argv.includes('--quiet') ? ['--quiet', '0.3'] : [];
  const args = [
    tool,
    '--base',
    house.base,
    '--token',
    house.token,
    '--workload',
    workload,
    '--patients',
    String(patients),
    '--concurrency',
    String(connections),
    '--seconds',
    String(seconds),
    '--warmup',
    '0',
    '--ids',
    join(house.folder, 'ids.json'),
    '--json',
    out,
    ...quiet,
  ];
  await run(process.execPath, args, { maxBuffer: 10_000_000 }).catch((error: { stdout?: string }) => {
    console.error(error.stdout ?? 'the load tool failed');
  });
  const { overall, seconds: took } = JSON.parse(await readFile(out, 'utf8')) as {
    overall: { rps: number; count: number; p95_ms: number; errors: number; resources_per_s: number };
    seconds: number;
  };
  return {
    operationsPerSecond: overall.rps,
    operations: overall.count,
    resourcesPerSecond: overall.resources_per_s,
    p95Ms: overall.p95_ms,
    errors: overall.errors,
    seconds: took,
  };
}

async function benchStore(house: House): Promise<boolean> {
  if (!existsSync(tool))
    console.log(
      `The load tool is not at ${tool}: driving the small load of tools/bench-load.ts instead. Its rates are not comparable with the peer's.`,
    );
  const empty = bytesIn(house.folder);
  const start = rssOf(house.server.pid!);
  console.log(
    `Sen at ${house.base}; ${connections} connections, ${patients} people; memory after start ${megabytes(start)}; load of the machine ${loadavg()[0]!.toFixed(2)}`,
  );
  console.log(
    'workload      per second   Medplum 5.1.11   ratio   p95 ms   Node ms CPU   PostgreSQL ms CPU   errors   load',
  );
  let resources = 0;
  let failed = 0;
  for (const workload of workloads) {
    const before = [cpuOf(house.server.pid!), cpuOf(house.postgres)] as const;
    const result = await drive(workload, house);
    const rate = workload === 'ingest' ? result.resourcesPerSecond : result.operationsPerSecond;
    const count = rate * result.seconds;
    if (workload === 'ingest') resources = count;
    failed += result.errors;
    const cpu = [cpuOf(house.server.pid!) - before[0], cpuOf(house.postgres) - before[1]].map((used) =>
      ((used / count) * 1000).toFixed(3),
    );
    const cells = [
      rate.toFixed(0).padStart(12),
      String(peer[workload]).padStart(17),
      (existsSync(tool) ? `${(rate / peer[workload]).toFixed(1)}x` : '-').padStart(8),
      result.p95Ms.toFixed(1).padStart(9),
      cpu[0]!.padStart(14),
      cpu[1]!.padStart(20),
      String(result.errors).padStart(9),
      loadavg()[0]!.toFixed(2).padStart(7),
    ];
    console.log(workload.padEnd(12) + cells.join(''));
  }
  console.log(
    `disk per resource ${((bytesIn(house.folder) - empty) / resources).toFixed(0)} bytes, indexes, audit and change rows included (peer: 6,200); memory of Node at the end ${megabytes(rssOf(house.server.pid!))}`,
  );
  const { env, token, folder } = house;
  const claimsHouse = { url: house.base.slice(0, -5), token, serverPid: house.server.pid!, env, folder };
  const areClaimsFast = claims === 0 || (await benchClaims(claimsHouse, claims));
  return failed === 0 && areClaimsFast;
}

const measures = { store: benchStore, people: benchPeople, page: benchPage } as const;

async function main(): Promise<void> {
  const [asked = 'store'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const measure = measures[asked in measures ? (asked as keyof typeof measures) : 'store'];
  if (measure !== benchStore) await buildWebIfOld(() => console.log('building the pages ...'));
  const house = await openHouse(await mkdtemp(join(tmpdir(), 'sen-bench-')));
  try {
    if (!(await measure(house))) process.exitCode = 1;
  } finally {
    await closeHouse(house);
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`;

await main();
