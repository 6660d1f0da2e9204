/**
 * `npm run bench -- growth`: whether a store that grows stays as quick. Options: --people 10000,20000,40000 (the steps; 300,000 people
 * of 25 resources are 7.5 million resources: half an hour at 4,000 a second, and 9 GB), --seconds S for each kind of asking.
 */
import { drive } from './bench-drive.ts';
import type { House } from './bench-house.ts';
import { bytesIn, watchCpu } from './bench-measure.ts';
import { option } from './bench-options.ts';
import type { Report } from './bench-report.ts';

const perPerson = 25;
/** People among whom the store has to stay as quick as among the first 10,000. */
const wanted = 300_000;

/** Fills in steps and asks after each. */
export async function benchGrowth(house: House): Promise<Report> {
  const steps = option('people', '10000,20000,40000').split(',').map(Number);
  const target = { ...house, connections: 8, seconds: Number(option('seconds', '10')) };
  const empty = bytesIn(house.folder);
  const rows: string[][] = [];
  const seen: { ingest: number; read: number; search: number }[] = [];
  let [before, errors] = [0, 0];
  for (const people of steps) {
    const cpu = watchCpu(house.server.pid!, house.postgres);
    const ingest = await drive('ingest', { ...target, patients: people - before, offset: before });
    const used = cpu();
    const bytes = (bytesIn(house.folder) - empty) / (people * perPerson);
    const read = await drive('read', { ...target, patients: people });
    const search = await drive('search', { ...target, patients: people });
    errors += ingest.errors + read.errors + search.errors;
    const perResource = (seconds: number): string =>
      ((seconds / ((people - before) * perPerson)) * 1000).toFixed(3);
    rows.push([
      people.toLocaleString('en-US'),
      (people * perPerson).toLocaleString('en-US'),
      ingest.resourcesPerSecond.toFixed(0),
      perResource(used.node),
      perResource(used.postgres),
      ...[read, search].flatMap((load) => [
        load.operationsPerSecond.toFixed(0),
        load.p50Ms.toFixed(1),
        load.p95Ms.toFixed(1),
      ]),
      bytes.toFixed(0),
      String(ingest.errors + read.errors + search.errors),
    ]);
    console.log(rows.at(-1)!.join('  '));
    seen.push({ ingest: ingest.resourcesPerSecond, read: read.p95Ms, search: search.p95Ms });
    before = people;
  }
  const [first, last] = [seen[0]!, seen.at(-1)!];
  return {
    title: 'Growth',
    about:
      'One store that grows; after each step reads by id and the four kinds of searches among all who are there, 8 connections. What is read is drawn from everybody, so that more and more of it has to come from the database.',
    goal: 'from the first step to the last, ingest within 20 %, p95 of reads and searches within 1.5 times',
    reached:
      errors === 0 &&
      last.ingest >= first.ingest * 0.8 &&
      last.read <= first.read * 1.5 &&
      last.search <= first.search * 1.5,
    head: [
      'people',
      'resources',
      'ingest/s',
      'Node ms CPU',
      'PostgreSQL ms CPU',
      'reads/s',
      'p50 ms',
      'p95 ms',
      'searches/s',
      'p50 ms',
      'p95 ms',
      'bytes a resource',
      'errors',
    ],
    rows,
    ...(steps.at(-1)! < wanted && { notes: [smallerText(steps)] }),
    plots: [
      {
        kind: 'lines',
        title: 'p95 while the store grows',
        unit: 'ms, by people',
        labels: steps.map((people) => people.toLocaleString('en-US')),
        series: [
          { name: 'read', values: seen.map(({ read }) => read) },
          { name: 'search', values: seen.map(({ search }) => search) },
        ],
      },
    ],
  };
}

/** Says of a smaller run what it does not show. */
function smallerText(steps: readonly number[]): string {
  return `This run grew from ${steps[0]!.toLocaleString('en-US')} to ${steps.at(-1)!.toLocaleString('en-US')} people only: it says nothing about ${wanted.toLocaleString('en-US')}, which is what is asked for.`;
}
