/**
 * `npm run bench -- layers`: what the policy, the audit and the closing of texts cost, in pairs: engines that differ in nothing else work in
 * turns on one database, without HTTP. Options: --rounds N, --transactions N (of 25 resources, in one round), --reads N, --asks N.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findRunning } from '../src/platform/sql/embedded.ts';
import type { House } from './bench-house.ts';
import { cpuOf } from './bench-measure.ts';
import { option } from './bench-options.ts';
import type { Report } from './bench-report.ts';

const goal = { auditShare: 10, readMs: 0.15, searchShare: 15 };
const sides = ['', 'audit', 'cipher'] as const;
type Side = (typeof sides)[number];

interface Engine {
  readonly ask: (work: string) => Promise<number>;
  readonly process: ChildProcess;
}

/** CPU in ms of one operation. */
interface Spent {
  readonly node: number;
  readonly postgres: number;
}

/** Runs all in turns, and reports. */
export async function benchLayers(house: House): Promise<Report> {
  const rounds = Number(option('rounds', '9'));
  const transactions = Number(option('transactions', '120'));
  const reads = Number(option('reads', '1000'));
  const url = await findRunning(join(house.folder, 'postgres'));
  if (url === undefined) throw new Error('the bench needs the embedded PostgreSQL');
  const engines = new Map(sides.map((side) => [side, startEngine(house, url, side)]));
  const spent = { ingest: new Map<Side, Spent[]>(), read: new Map<Side, Spent[]>() };
  for (let round = -1; round < rounds; round += 1)
    for (const side of turned(sides, round + 1))
      for (const [work, count, units] of [
        ['ingest', transactions, transactions * 25],
        ['read', Math.min(reads, transactions * (round + 2)), Math.min(reads, transactions * (round + 2))],
      ] as const) {
        const before = cpuOf(house.postgres);
        const node = await engines.get(side)!.ask(`${work} ${count}`);
        const postgres = (cpuOf(house.postgres) - before) * 1000;
        // The first round is that of an engine that has just begun.
        if (round < 0) continue;
        const list = spent[work].get(side) ?? [];
        list.push({ node: node / units, postgres: postgres / units });
        spent[work].set(side, list);
      }
  const policy = await policyOf(house, engines.get('')!, rounds, Number(option('asks', '800')));
  for (const engine of engines.values()) engine.process.stdin!.end();
  const rows = (['ingest', 'read'] as const).flatMap((work) => rowsOf(work, spent[work]));
  const auditShare = shareOf(spent.ingest, 'audit');
  return {
    title: 'What the policy, the audit and the encryption cost',
    about: `Engines that differ in one thing work in turns on one database: transactions of 25 resources (${transactions} in a round), and reads of persons whose text is not in memory (up to ${reads}); ${rounds} rounds, 4 at once, without HTTP. CPU of Node and PostgreSQL, medians of the rounds; a share is the median of the pairs.`,
    goal: `the policy adds under ${goal.readMs} ms of CPU to a read and under ${goal.searchShare} % to a search; the audit is under ${goal.auditShare} % of an ingest`,
    reached: auditShare < goal.auditShare && policy.every(({ isGood }) => isGood),
    head: ['work', 'engine', 'Node µs CPU', 'PostgreSQL µs CPU', 'part of the whole', ''],
    rows: [...policy.flatMap((one) => one.rows), ...rows.map((row) => [...row, ''])],
    notes: [
      'The policy is what a doctor’s question costs more than that of a system that reaches everything and asks no rule, in the same engine, everything in memory.',
      'Left out of the encryption is the closing of texts alone; tokens and numbers of the index are keyed on both sides (0.27 µs a token more than without a key, 3.2 µs a number).',
      'PostgreSQL’s CPU is counted in hundredths of a second and holds its background work.',
    ],
  };
}

interface PolicyCost {
  readonly rows: string[][];
  readonly isGood: boolean;
}

/** The same question by a system and by a doctor, in turns on one engine. */
async function policyOf(house: House, engine: Engine, rounds: number, asks: number): Promise<PolicyCost[]> {
  const costs: PolicyCost[] = [];
  for (const question of ['read-one', 'results', 'by-name', 'by-name-and-birth']) {
    const spent = { system: [] as Spent[], doctor: [] as Spent[] };
    for (let round = -1; round < rounds; round += 1)
      for (const who of turned(['system', 'doctor'] as const, round + 1)) {
        const before = cpuOf(house.postgres);
        const node = await engine.ask(`${who}:${question} ${asks}`);
        const postgres = (cpuOf(house.postgres) - before) * 1000;
        if (round >= 0) spent[who].push({ node: node / asks, postgres: postgres / asks });
      }
    const sum = ({ node, postgres }: Spent): number => node + postgres;
    const added = median(spent.system.map((one, at) => sum(spent.doctor[at]!) - sum(one)));
    const share = median(spent.system.map((one, at) => (sum(spent.doctor[at]!) / sum(one) - 1) * 100));
    const isGood = question === 'read-one' ? added < goal.readMs : share < goal.searchShare;
    const cells = (list: readonly Spent[]): string[] => [
      (median(list.map(({ node }) => node)) * 1000).toFixed(0),
      (median(list.map(({ postgres }) => postgres)) * 1000).toFixed(0),
    ];
    costs.push({
      isGood,
      rows: [
        [named[question]!, 'a system that reaches all', ...cells(spent.system), '', ''],
        [
          named[question]!,
          'a doctor',
          ...cells(spent.doctor),
          `adds ${(added * 1000).toFixed(0)} µs, ${share.toFixed(0)} %`,
          isGood ? 'reached' : 'missed',
        ],
      ],
    });
  }
  return costs;
}

const named: Readonly<Record<string, string>> = {
  'read-one': 'read of a person',
  results: 'search: results of one person, by date',
  'by-name': 'search: whole name',
  'by-name-and-birth': 'search: whole name and birth',
};

const nameOf: Readonly<Record<Side, string>> = {
  '': 'whole',
  audit: 'without the audit',
  cipher: 'texts left open',
};

function rowsOf(work: string, spent: ReadonlyMap<Side, readonly Spent[]>): string[][] {
  return sides.map((side) => [
    work === 'ingest' ? 'ingest, a resource' : 'read, text not in memory',
    nameOf[side],
    (median(spent.get(side)!.map(({ node }) => node)) * 1000).toFixed(0),
    (median(spent.get(side)!.map(({ postgres }) => postgres)) * 1000).toFixed(0),
    side === '' ? '' : `${shareOf(spent, side).toFixed(1)} %`,
  ]);
}

/** How much of the whole the part takes, in percent, round by round. */
function shareOf(spent: ReadonlyMap<Side, readonly Spent[]>, side: Side): number {
  const sum = ({ node, postgres }: Spent): number => node + postgres;
  const lacking = spent.get(side)!;
  return median(spent.get('')!.map((whole, at) => (1 - sum(lacking[at]!) / sum(whole)) * 100));
}

const turned = <T>(list: readonly T[], by: number): T[] =>
  list.map((_one, at) => list[(at + by) % list.length]!);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function startEngine(house: House, url: string, side: Side): Engine {
  const child = spawn(process.execPath, ['tools/bench-engine.ts', house.folder, url, side], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async ask(work) {
      child.stdin.write(`${work}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the engine ended at '${work}'`);
      return (JSON.parse(value) as { ms: number }).ms;
    },
  };
}
