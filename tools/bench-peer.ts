/**
 * `npm run bench -- peer`: Sen beside another FHIR R4 server on the same machine, by the same load, in turns. The peer runs already;
 * docs/guides/measure-beside-another-server.md says how it is named. Options: --patients N, --seconds S and --connections C as for the
 * store, --turns N (2).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunning } from '../src/platform/sql/embedded.ts';
import { askDatabase, differences, type DatabaseState } from './bench-database.ts';
import { hasTool } from './bench-drive.ts';
import type { House } from './bench-house.ts';
import { perPerson, type Workload } from './bench-load.ts';
import { option } from './bench-options.ts';
import { goalRatios, peerReport, type Footprint } from './bench-peer-report.ts';
import type { Report } from './bench-report.ts';
import { openSide, takeTurn, warmUp, type Driven, type Side } from './bench-side.ts';

/** Drives both in turns, in the order here-there, there-here, so that a machine that grows slower is slower for both. */
export async function benchPeer(house: House): Promise<Report> {
  const how = {
    connections: Number(option('connections', '8')),
    patients: Number(option('patients', '1500')),
    seconds: Number(option('seconds', '10')),
    turns: Number(option('turns', '2')),
  };
  const folder = await mkdtemp(join(tmpdir(), 'sen-bench-peer-'));
  try {
    const [here, there] = [await openSide(await ownSide(house)), await openSide(peerSide(folder))];
    refuseUnlike(here, there);
    for (const workload of Object.keys(goalRatios) as Workload[]) {
      for (const driven of [here, there]) await warmUp(driven, workload, how.connections, how.patients);
      for (let turn = 0; turn < how.turns; turn += 1) {
        const order = turn % 2 === 0 ? ([here, there] as const) : ([there, here] as const);
        const people = workload === 'ingest' ? Math.ceil(how.patients / how.turns) : how.patients;
        const load = { connections: how.connections, people, seconds: how.seconds / how.turns };
        await takeTurn(order[0], order[1], workload, load);
        await takeTurn(order[1], order[0], workload, load);
      }
    }
    const note = process.env['SEN_BENCH_PEER_NOTE'];
    const sizes = [await footprintOf(here), await footprintOf(there)] as const;
    return peerReport({ ...how, here, there, sizes, note });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ownSide(house: House): Promise<Side> {
  const { server, postgres, base, token, folder } = house;
  const database = process.env['SEN_DATABASE_URL'] ?? (await findRunning(join(folder, 'postgres')));
  const processes = new Map([
    ['Node', server.pid!],
    ['PostgreSQL', postgres],
  ]);
  return { name: 'Sen', base, token, folder, processes, database };
}

/** The server that the environment names. Throws where it names none. */
function peerSide(folder: string): Side {
  const base = process.env['SEN_BENCH_PEER'] ?? '';
  if (base === '') throw new Error('SEN_BENCH_PEER names no server: its FHIR base is needed');
  const processes = (process.env['SEN_BENCH_PEER_PIDS'] ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map((part): [string, number] => {
      const [name, pid] = part.split('=');
      if (name === undefined || !(Number(pid) > 0))
        throw new Error('SEN_BENCH_PEER_PIDS is to be like Node=12,PostgreSQL=34');
      return [name, Number(pid)];
    });
  return {
    name: process.env['SEN_BENCH_PEER_NAME'] ?? 'the peer',
    base,
    token: process.env['SEN_BENCH_PEER_TOKEN'] ?? '',
    folder,
    processes: new Map(processes),
    database: process.env['SEN_BENCH_PEER_DATABASE'],
  };
}

/** Throws where one side's database is safer or has more memory than the other's, or where a commit may be lost. */
function refuseUnlike(here: Driven, there: Driven): void {
  if (here.before === undefined || there.before === undefined) return;
  const unlike = differences(here.before, there.before);
  if (unlike.length > 0)
    throw new Error(`not comparable, the databases are set differently: ${unlike.join('; ')}`);
  if (!isDurable(here.before)) throw new Error('not comparable: commits are not durable');
}

function isDurable({ settings }: DatabaseState): boolean {
  return ['fsync', 'synchronous_commit', 'full_page_writes'].every((name) => settings.get(name) === 'on');
}

/** What each resource that was written since the start takes. */
async function footprintOf({ side, before, people }: Driven): Promise<Footprint | undefined> {
  if (side.database === undefined || before === undefined) return undefined;
  const after = await askDatabase(side.database);
  const resources = people * perPerson(hasTool);
  return {
    bytes: (after.bytes - before.bytes) / resources,
    logged: (after.logged - before.logged) / resources,
  };
}
