/**
 * `npm run bench -- growth`: whether a store that grows stays as quick. Options: --people 10000,30000,... (the steps), --seconds S for each
 * kind of asking, --measured N (people of a step whose writing is measured, the last ones; those before only fill), --minutes M (stops
 * after the next 10,000 people or the next step), --keep DIR (the data stay, and the same command goes on from them).
 * 300,000 people of 25 resources are 7.5 million resources: half an hour at 4,000 a second, and 9 GB.
 */
import { loadavg } from 'node:os';
import { drive, hasTool, type Drive } from './bench-drive.ts';
import {
  beginGrowth,
  idsOfChunk,
  keepGrowth,
  mergeIds,
  type Growth,
  type Step,
} from './bench-growth-kept.ts';
import type { House } from './bench-house.ts';
import { bytesIn, untilAtRest, watchCpu } from './bench-measure.ts';
import { option } from './bench-options.ts';
import type { Report } from './bench-report.ts';

const perPerson = 25;
/** People among whom the store has to stay as quick as among the first 10,000. */
const wanted = 300_000;
/** People of one filling; a run that is cut off loses so many at most. */
const chunk = 10_000;

/** Fills in steps and asks after each; undefined where there is more to fill than time. */
export async function benchGrowth(house: House): Promise<Report | undefined> {
  const steps = option('people', '10000,30000,100000,300000').split(',').map(Number);
  const end = performance.now() + Number(option('minutes', '100000')) * 60_000;
  const growth = beginGrowth(house.folder, () => bytesIn(house.folder));
  if (growth.people > 0 && !hasTool)
    throw new Error('only the load tool goes on from what a run before wrote');
  const target = { ...house, connections: 8, seconds: Number(option('seconds', '10')) };
  growth.sessions += 1;
  for (const people of steps) {
    if (growth.steps.some((step) => step.people === people)) continue;
    const measured = Math.min(people - growth.people, Number(option('measured', '4000')));
    while (growth.people < people - measured) {
      if (performance.now() > end) return stop(growth);
      await fill(target, growth, Math.min(chunk, people - measured - growth.people));
    }
    if (performance.now() > end) return stop(growth);
    growth.steps.push(await measure(target, growth, people - growth.people));
    keepGrowth(house.folder, growth);
    console.log(cellsOf(growth.steps.at(-1)!).join('  '));
  }
  return reportOf(growth);
}

function stop({ people }: Growth): undefined {
  console.log(`${people} people are there; the same command goes on from here`);
}

/** Writes people as the measured ones are written; the time it takes is not looked at. */
async function fill(target: Omit<Drive, 'patients'>, growth: Growth, count: number): Promise<void> {
  const { errors, resourcesPerSecond } = await write(target, growth, count);
  console.log(`filled to ${growth.people} people: ${resourcesPerSecond.toFixed(0)} resources a second`);
  if (errors > 0) throw new Error(`${errors} transactions were refused while filling`);
}

async function write(
  target: Omit<Drive, 'patients'>,
  growth: Growth,
  count: number,
): ReturnType<typeof drive> {
  const ids = idsOfChunk(target.folder, growth.people);
  const done = await drive('ingest', { ...target, patients: count, offset: growth.people, ids });
  growth.people += count;
  keepGrowth(target.folder, growth);
  return done;
}

async function measure(target: Omit<Drive, 'patients'>, growth: Growth, count: number): Promise<Step> {
  const { server, postgres } = target as Omit<Drive, 'patients'> & House;
  const cpu = watchCpu(server.pid!, postgres);
  const ingest = await write(target, growth, count);
  const used = cpu();
  const { people } = growth;
  if (hasTool) mergeIds(target.folder);
  await untilAtRest(server.pid!, postgres);
  const read = await drive('read', { ...target, patients: people });
  const search = await drive('search', { ...target, patients: people });
  const load = ({ operationsPerSecond, p50Ms, p95Ms }: typeof read): Step['read'] => ({
    operationsPerSecond,
    p50Ms,
    p95Ms,
  });
  return {
    people,
    ingest: ingest.resourcesPerSecond,
    nodeMs: (used.node / (count * perPerson)) * 1000,
    postgresMs: (used.postgres / (count * perPerson)) * 1000,
    read: load(read),
    search: load(search),
    bytes: (bytesIn(target.folder) - growth.empty) / (people * perPerson),
    errors: ingest.errors + read.errors + search.errors,
    at: `${new Date().toISOString().slice(0, 16)}Z`,
    load: loadavg()[0]!,
  };
}

function cellsOf(step: Step): string[] {
  return [
    step.people.toLocaleString('en-US'),
    (step.people * perPerson).toLocaleString('en-US'),
    step.ingest.toFixed(0),
    step.nodeMs.toFixed(3),
    step.postgresMs.toFixed(3),
    ...[step.read, step.search].flatMap((load) => [
      load.operationsPerSecond.toFixed(0),
      load.p50Ms.toFixed(1),
      load.p95Ms.toFixed(1),
    ]),
    step.bytes.toFixed(0),
    String(step.errors),
    step.load.toFixed(1),
  ];
}

function reportOf({ steps, sessions }: Growth): Report {
  const [first, last] = [steps[0]!, steps.at(-1)!];
  return {
    title: 'Growth',
    about:
      'One store that grows; at the end of each step the last people of it are written, then reads by id and the four kinds of searches go among all who are there, 8 connections each. What is read is drawn from everybody, so that more and more of it has to come from the database.',
    goal: 'from the first step to the last, ingest within 20 %, p95 of reads and searches within 1.5 times',
    reached:
      steps.every(({ errors }) => errors === 0) &&
      last.ingest >= first.ingest * 0.8 &&
      last.read.p95Ms <= first.read.p95Ms * 1.5 &&
      last.search.p95Ms <= first.search.p95Ms * 1.5,
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
      'load',
    ],
    rows: steps.map(cellsOf),
    notes: [
      ...(last.people < wanted ? [smallerText(first.people, last.people)] : []),
      ...(sessions > 1
        ? [
            `Filled in ${sessions} sessions over the same data; measured ${steps.map(({ at }) => at).join(', ')}.`,
          ]
        : []),
    ],
    plots: [
      {
        kind: 'lines',
        title: 'p95 while the store grows',
        unit: 'ms, by people',
        labels: steps.map(({ people }) => people.toLocaleString('en-US')),
        series: [
          { name: 'read', values: steps.map(({ read }) => read.p95Ms) },
          { name: 'search', values: steps.map(({ search }) => search.p95Ms) },
        ],
      },
    ],
  };
}

/** Says of a smaller run what it does not show. */
function smallerText(first: number, last: number): string {
  return `This run grew from ${first.toLocaleString('en-US')} to ${last.toLocaleString('en-US')} people only: it says nothing about ${wanted.toLocaleString('en-US')}, which is what is asked for.`;
}
