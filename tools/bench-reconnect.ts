/**
 * `npm run bench -- reconnect`: 11,000 stations come back on the network within ten minutes. Their devices arrive at that rate for a while, while others go on
 * working; told are what the others feel, how long a device takes, and how soon what it sent stands in the citizen's record and in the figures.
 * Options: --rate R (devices a second, 18.3), --seconds S (150), --stations N (600, who come again in turns).
 */
import { fork } from 'node:child_process';
import type { Database } from '../src/platform/sql/database.ts';
import { write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { cpuOf, quantile, untilAtRest } from './bench-measure.ts';
import { option } from './bench-options.ts';
import type { DevicesEnd, DevicesJob, StationSeat, VisitsTaken } from './bench-reconnect-devices.ts';
import { fillStations } from './bench-reconnect-fill.ts';

const fullRate = 11_000 / 600;
const goals = { othersP95Ms: 1000, freshSeconds: 60 };
const processes = 2;
/** Calls of everybody else, a second. */
const othersPerSecond = 12;
/** Of so many visits taken one is looked for. */
const looksForEvery = 25;

/** Fills, drives, prints. Returns false where a goal is missed. */
export async function benchReconnect(house: House): Promise<boolean> {
  const count = Number(option('stations', '600'));
  const rate = Number(option('rate', fullRate.toFixed(1)));
  const seconds = Number(option('seconds', '150'));
  const from = performance.now();
  const stations = await fillStations(house, count);
  console.log(
    `${count} stations with a device each made in ${((performance.now() - from) / 1000).toFixed(0)} s`,
  );
  try {
    await untilAtRest(house.server.pid!, house.postgres);
    const before = await others(house, stations.seats, 20);
    console.log(`everybody else before: ${told(before)}`);
    const cpu = [cpuOf(house.server.pid!), cpuOf(house.postgres)] as const;
    const fresh = watchFreshness(house, stations.database);
    const loads = driveDevices(house, stations.seats, { rate, seconds }, fresh.taken);
    const during = await others(house, stations.seats, seconds);
    const used = [cpuOf(house.server.pid!) - cpu[0], cpuOf(house.postgres) - cpu[1]];
    const ends = await loads;
    const { record, figures } = await fresh.end();
    printDevices(ends, rate, seconds);
    console.log(
      `the centre used in ${seconds} s: ${used.map((one) => one.toFixed(0)).join(' s CPU of Node, ')} s of PostgreSQL; two cores are shared with the devices`,
    );
    console.log(`everybody else during: ${told(during)}`);
    console.log(`in the citizen's record: ${told(record, 's')}; in the figures: ${told(figures, 's')}`);
    const isReached =
      quantile(during, 0.95) < goals.othersP95Ms &&
      quantile(record, 0.99) < goals.freshSeconds &&
      quantile(figures, 0.99) < goals.freshSeconds &&
      record.length > 0 &&
      ends.every(({ failed }) => Object.keys(failed).length === 0);
    console.log(`goals ${JSON.stringify(goals)}: ${isReached ? 'reached' : 'missed'}`);
    return isReached;
  } finally {
    await stations.close();
  }
}

function told(sorted: readonly number[], unit = 'ms'): string {
  const show = (share: number): string => quantile(sorted, share).toFixed(unit === 's' ? 1 : 0);
  return `${sorted.length} times, p50 ${show(0.5)}, p95 ${show(0.95)}, p99 ${show(0.99)}, most ${(sorted.at(-1) ?? 0).toFixed(unit === 's' ? 1 : 0)} ${unit}`;
}

function printDevices(ends: readonly DevicesEnd[], rate: number, seconds: number): void {
  const sum = (of: (end: DevicesEnd) => number): number => ends.reduce((all, end) => all + of(end), 0);
  const times = (of: (end: DevicesEnd) => readonly number[]): number[] =>
    ends.flatMap(of).toSorted((a, b) => a - b);
  console.log(
    `${sum(({ arrived }) => arrived)} devices in ${seconds} s at ${rate} a second (${fullRate.toFixed(1)} is all 11,000 in ten minutes): ${sum(({ done }) => done)} done, ${sum(({ visits }) => visits)} visits taken, ${sum(({ notTaken }) => notTaken)} not, ${sum(({ sentAway }) => sentAway)} times sent away for later`,
  );
  console.log(`a device's whole sync: ${told(times(({ syncMs }) => syncMs))}`);
  for (const kind of Object.keys(ends[0]?.callMs ?? {}))
    console.log(`  ${kind}: ${told(times(({ callMs }) => callMs[kind] ?? []))}`);
  for (const { failed } of ends)
    if (Object.keys(failed).length > 0) console.log(`failed: ${JSON.stringify(failed)}`);
}

function driveDevices(
  house: House,
  seats: readonly StationSeat[],
  { rate, seconds }: { rate: number; seconds: number },
  onTaken: (taken: VisitsTaken) => void,
): Promise<DevicesEnd[]> {
  const url = house.base.slice(0, -'/fhir'.length);
  const run = (part: number): Promise<DevicesEnd> =>
    new Promise((resolve, reject) => {
      const child = fork(new URL('bench-reconnect-devices.ts', import.meta.url).pathname);
      child.on('message', (message: VisitsTaken | DevicesEnd) => {
        if (message.kind === 'end') resolve(message);
        else onTaken(message);
      });
      child.once('error', reject);
      child.once('exit', (code) => code !== 0 && reject(new Error('the devices ended')));
      const job: DevicesJob = {
        url,
        seats: seats.filter((_, at) => at % processes === part),
        perSecond: rate / processes,
        seconds,
      };
      child.send(job);
    });
  return Promise.all(Array.from({ length: processes }, (_, part) => run(part)));
}

/** Reads, searches and writes of everybody else, at a rate of their own; how long each took, sorted, ms. */
async function others(house: House, seats: readonly StationSeat[], seconds: number): Promise<number[]> {
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const headers = { authorization: `Bearer ${house.token}` };
  const until = performance.now() + seconds * 1000;
  for (let turn = 0; performance.now() < until; turn += 1) {
    const seat = seats[(turn * 7919) % seats.length]!;
    const person = seat.people[turn % seat.people.length]!;
    const call = async (): Promise<void> => {
      const from = performance.now();
      if (turn % 10 < 5) await read(`${house.base}/Patient/${person}`, headers);
      else if (turn % 10 < 8)
        await read(`${house.base}/Observation?patient=Patient/${person}&_count=20`, headers);
      else await write(house, '/Observation', observation(person));
      times.push(performance.now() - from);
    };
    under.push(call());
    await new Promise((go) => setTimeout(go, 1000 / othersPerSecond));
  }
  await Promise.all(under);
  return times.sort((a, b) => a - b);
}

async function read(url: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, { headers });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`somebody else: ${answer.status}`);
}

function observation(person: string): object {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: `Patient/${person}` },
    effectiveDateTime: new Date().toISOString(),
    valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
  };
}

/** Looks for some of the visits that were taken until they stand in the record and in their station's month. */
function watchFreshness(
  house: House,
  database: Database,
): { taken: (taken: VisitsTaken) => void; end: () => Promise<{ record: number[]; figures: number[] }> } {
  const period = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 7);
  const [record, figures]: [number[], number[]] = [[], []];
  const under: Promise<void>[] = [];
  let seen = 0;
  const isInRecord = async ({ encounter }: VisitsTaken): Promise<boolean> => {
    const answer = await fetch(`${house.base}/Encounter/${encounter}`, {
      headers: { authorization: `Bearer ${house.token}` },
    });
    await answer.arrayBuffer();
    return answer.ok;
  };
  const isCounted = async ({ station, visits }: VisitsTaken): Promise<boolean> => {
    const { rows } = await database.query<{ n: string | null }>({
      text: `select figures->>'9/visits/total' as n from commune_station.month where station_id = $1 and period = $2`,
      values: [station, period],
    });
    return Number(rows[0]?.n ?? 0) >= visits;
  };
  const look = async (
    told: VisitsTaken,
    isThere: (told: VisitsTaken) => Promise<boolean>,
    into: number[],
  ): Promise<void> => {
    while (!(await isThere(told)) && Date.now() - told.at < 180_000)
      await new Promise((go) => setTimeout(go, 500));
    into.push((Date.now() - told.at) / 1000);
  };
  return {
    taken(told) {
      seen += 1;
      if (seen % looksForEvery !== 0) return;
      under.push(look(told, isInRecord, record), look(told, isCounted, figures));
    },
    async end() {
      await Promise.all(under);
      return { record: record.sort((a, b) => a - b), figures: figures.sort((a, b) => a - b) };
    },
  };
}
