/** The table of Sen beside a peer that was measured in the same run. */
import type { DatabaseState } from './bench-database.ts';
import { hasTool } from './bench-drive.ts';
import type { Workload } from './bench-load.ts';
import { warmSeconds } from './bench-options.ts';
import type { Report } from './bench-report.ts';
import type { Driven, Total } from './bench-side.ts';

/** How many times the peer's rate is to be reached. */
export const goalRatios: Readonly<Record<Workload, number>> = {
  ingest: 29,
  read: 6,
  search: 6,
  everything: 44,
};
const goalBytes = 5;
/** Rates of Medplum 5.1.11 published from two quiet cores with 8 connections. */
export const publishedPeer: Readonly<Record<Workload, number>> = {
  ingest: 171,
  read: 934,
  search: 570,
  everything: 34,
};
/** Bytes on disk of one resource there. */
export const publishedBytes = 6200;

/** What a resource takes on disk, and in the write-ahead log. */
export interface Footprint {
  readonly bytes: number;
  readonly logged: number;
}

interface Measured {
  readonly here: Driven;
  readonly there: Driven;
  readonly sizes: readonly [Footprint | undefined, Footprint | undefined];
  readonly connections: number;
  readonly patients: number;
  readonly seconds: number;
  readonly turns: number;
  /** What is to be known of the peer, in the words of whoever set it up. */
  readonly note?: string | undefined;
}

/** Both sides in one table; ratios come from this run alone. */
export function peerReport(measured: Measured): Report {
  const { here, there, sizes } = measured;
  const workloads = Object.keys(goalRatios) as Workload[];
  const pairs = workloads.map((workload) => {
    const [own, other] = [here.totals.get(workload)!, there.totals.get(workload)!];
    return { workload, own, other, ratio: rateOf(own) / rateOf(other) };
  });
  const name = there.side.name;
  const [ownSize, otherSize] = sizes;
  const bytesRatio = ownSize && otherSize ? otherSize.bytes / ownSize.bytes : undefined;
  const reached = pairs.map(({ workload, ratio }) => ratio >= goalRatios[workload]);
  return {
    title: 'Beside another server',
    about: `${name} and Sen on the same machine in one run, driven in turns by the same load: transactions of people with their records, reads by id, four kinds of searches and \`Patient/$everything\`; ${measured.connections} connections, ${measured.patients} people, ${measured.seconds} s each in ${measured.turns} turns a side after ${warmSeconds} s that do not count. Rates are resources a second for ingest, answers a second for the others; CPU is that of one resource or one answer, in ms, of each process named.`,
    goal: `times the peer’s rate: ${workloads.map((workload) => `${workload} ${goalRatios[workload]}`).join(', ')}; a fifth of its bytes on disk`,
    reached:
      pairs.every(({ own, other }) => own.errors + other.errors === 0) &&
      reached.every((yes) => yes) &&
      bytesRatio !== undefined &&
      bytesRatio >= goalBytes,
    head: [
      'work',
      'Sen',
      `${name}, measured in this run`,
      'ratio',
      'goal',
      'Medplum 5.1.11, published',
      'Sen p50 / p95 ms',
      'peer p50 / p95 ms',
      'Sen CPU ms',
      'peer CPU ms',
      'CPU ratio',
      'errors',
    ],
    rows: [
      ...pairs.map(({ workload, own, other, ratio }) => [
        workload,
        numberText(rateOf(own)),
        numberText(rateOf(other)),
        `${ratio.toFixed(1)}x`,
        `${goalRatios[workload]}x`,
        String(publishedPeer[workload]),
        quantiles(own),
        quantiles(other),
        cpuText(own),
        cpuText(other),
        cpuRatio(own, other),
        `${own.errors} / ${other.errors}`,
      ]),
      ...sizeRows(ownSize, otherSize),
    ],
    notes: [
      ...(measured.note === undefined ? [] : [`${name}: ${measured.note}`]),
      settingsNote(here, there),
      waitingNote(pairs),
      loadNote,
    ],
    plots: [
      {
        kind: 'bars',
        title: 'Sen’s rate over that of the peer, in one run',
        unit: 'times',
        labels: workloads,
        series: [
          { name: 'measured', values: pairs.map(({ ratio }) => ratio) },
          { name: 'goal', values: workloads.map((workload) => goalRatios[workload]) },
        ],
      },
    ],
  };
}

const loadNote = hasTool
  ? 'The load is the tool that the published figures were measured with.'
  : 'The load is the bench’s own small one: its rates are not comparable with those published.';

function sizeRows(own: Footprint | undefined, other: Footprint | undefined): string[][] {
  if (own === undefined || other === undefined) return [];
  const row = (name: string, kind: keyof Footprint, goal: string, published: string): string[] => [
    name,
    own[kind].toFixed(0),
    other[kind].toFixed(0),
    `1/${(other[kind] / own[kind]).toFixed(1)}`,
    goal,
    published,
    ...Array.from({ length: 6 }, () => ''),
  ];
  return [
    row('bytes a resource', 'bytes', `1/${goalBytes}`, String(publishedBytes)),
    row('log bytes a resource', 'logged', '', '13000'),
  ];
}

function settingsNote(here: Driven, there: Driven): string {
  if (here.before === undefined || there.before === undefined)
    return 'The settings of the peer’s database were not looked at (SEN_BENCH_PEER_DATABASE names it), nor its size.';
  const list = (state: DatabaseState): string =>
    [...state.settings].map(([name, value]) => `${name} ${value}`).join(', ');
  return `Both databases were asked and are set alike: ${list(here.before)}. PostgreSQL ${here.before.version} here, ${there.before.version} there.`;
}

function waitingNote(pairs: readonly { readonly own: Total; readonly other: Total }[]): string {
  const share = (kind: 'own' | 'other'): string =>
    (Math.max(...pairs.map((pair) => pair[kind].waiting / pair[kind].waited)) * 100).toFixed(0);
  return `While the other one was driven, Sen took at most ${share('own')} % of a core, the peer ${share('other')} %.`;
}

const rateOf = (total: Total): number => total.count / total.seconds;
const numberText = (rate: number): string => rate.toFixed(rate < 100 ? 1 : 0);
const quantiles = ({ p50, p95, answers }: Total): string =>
  `${(p50 / answers).toFixed(1)} / ${(p95 / answers).toFixed(1)}`;

function cpuText({ cpu, count }: Total): string {
  const parts = [...cpu].map(([name, seconds]) => `${name} ${((seconds / count) * 1000).toFixed(3)}`);
  return parts.length === 0 ? '-' : parts.join(' + ');
}

function cpuRatio(own: Total, other: Total): string {
  const each = ({ cpu, count }: Total): number =>
    [...cpu.values()].reduce((all, seconds) => all + seconds, 0) / count;
  return other.cpu.size === 0 ? '-' : `${(each(other) / each(own)).toFixed(1)}x`;
}
