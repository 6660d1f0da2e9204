/**
 * `npm run bench -- books`: a month of one station with 1,500 visits in the record, to all books and the fourteen reports over HTTP; and a
 * province of 200 such stations counted from their resources by the functions that a device runs. Processor time is told beside each.
 */
import type { Resource } from '@medplum/fhirtypes';
import { registers } from '../src/modules/commune-station/domain/books/registers/registers.ts';
import { allLines, figuresOf } from '../src/modules/commune-station/domain/books/figures.ts';
import { addUp } from '../src/modules/commune-station/domain/books/add-up.ts';
import { periodOf } from '../src/modules/commune-station/domain/books/periods.ts';
import { reports } from '../src/modules/commune-station/domain/books/reports/reports.ts';
import { tablesOf } from '../src/modules/commune-station/domain/books/rows-of-resources.ts';
import { aStation } from '../src/modules/commune-station/test/a-station.ts';
import { signInDoctor, write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { watchCpu } from './bench-measure.ts';

const visits = 1500;
const stations = 200;
const goals = { stationSeconds: 3, provinceSeconds: 30 };
const bundleSize = 1500;
const month = lastMonth();

/** Runs both; true where both goals were reached. */
export async function benchBooks(house: House): Promise<boolean> {
  const station = await timeStation(house);
  const province = timeProvince();
  return station && province;
}

async function timeStation(house: House): Promise<boolean> {
  const { page, browser, token, hospital } = await signInDoctor(
    house,
    { width: 1440, height: 900 },
    'station-doctor',
  );
  try {
    const { id: practitionerId } = await write<{ id: string }>(house, '/Practitioner', {
      resourceType: 'Practitioner',
      name: [{ text: 'YS. Đo' }],
    });
    const { resources } = aStation({
      seed: 1,
      people: 3000,
      visits,
      month,
      facilityId: hospital,
      practitionerId,
    });
    for (const bundle of bundlesOf(resources)) await write(house, '', bundle);
    const ask = async (path: string): Promise<number> => {
      const from = performance.now();
      const answer = await fetch(`${house.base.slice(0, -'/fhir'.length)}${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return (performance.now() - from) / 1000;
    };
    const times: number[] = [];
    let spent = '';
    for (let round = 0; round < 5; round += 1) {
      const cpu = watchCpu(house.server.pid!, house.postgres);
      // All books of the month and the fourteen forms.
      const seconds = await ask(`/api/station/reports?period=${month}`);
      const books = await ask(`/api/station/books/A1?period=${month}`);
      const { node, postgres } = cpu();
      times.push(seconds + books);
      spent = `${node.toFixed(2)} s node, ${postgres.toFixed(2)} s PostgreSQL`;
    }
    const [cold = 0] = times;
    const warm = times.toSorted((a, b) => a - b)[2]!;
    console.log(
      `a station, ${resources.length} resources: first ${cold.toFixed(2)} s, then ${warm.toFixed(2)} s; last took ${spent}`,
    );
    return cold <= goals.stationSeconds;
  } finally {
    await page.close();
    await browser.close();
  }
}

/** Whole transactions: what points to each other stays together by person, people first. */
function bundlesOf(resources: readonly Resource[]): object[] {
  const bundles: object[] = [];
  const people = resources.filter(({ resourceType }) => resourceType === 'Patient');
  const others = resources.filter(({ resourceType }) => resourceType !== 'Patient');
  const groups = [...Map.groupBy(others, visitOf).values()];
  let batch: Resource[] = [...people];
  for (const group of groups) {
    if (batch.length + group.length > bundleSize) {
      bundles.push(bundleOf(batch));
      batch = [];
    }
    batch.push(...group);
  }
  return [...bundles, bundleOf(batch)];
}

function visitOf(resource: Resource): string {
  const { encounter, id } = resource as { encounter?: { reference?: string }; id?: string };
  return encounter?.reference ?? `${resource.resourceType}/${id ?? ''}`;
}

function bundleOf(resources: readonly Resource[]): object {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id!}` },
    })),
  };
}

function timeProvince(): boolean {
  const period = { ...periodOf(month)!, station: 'station' };
  const months = Array.from(
    { length: 10 },
    (_, at) => aStation({ seed: at + 1, people: 1500, visits, month }).resources,
  );
  const from = performance.now();
  const cpu = process.cpuUsage();
  const all = Array.from({ length: stations }, (_, at) => {
    const tables = tablesOf(months[at % months.length]! as never);
    return figuresOf(reports, allLines(registers, tables, period), period);
  });
  const sums = addUp(all);
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `a province of ${stations} stations, ${sums['9/visits/total'] ?? 0} visits: ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor, one thread`,
  );
  return seconds <= goals.provinceSeconds;
}

function lastMonth(): string {
  const first = new Date();
  first.setUTCDate(0);
  return first.toISOString().slice(0, 7);
}
