/** What is shown of the registry at scale. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { plotSvg } from './bench-plot.ts';
import type { Point, Progress, Rate } from './bench-registry-place.ts';

const folder = new URL('../docs/reference/matching/', import.meta.url);

const goals = { p95: 40, growth: 1.3, perSecond: 300, sweepMinutes: 15, namesP95: 50, writes: 1.25 } as const;

/** E-PIX registrations a day by millions stored, as published. @source Hampf et al., J Transl Med 2020;18:86, table 2 */
const epix = [
  [1, 766_026],
  [10, 118_845],
  [20, 45_094],
  [30, 16_361],
] as const;

const count = (value: number): string => Math.round(value).toLocaleString('en');
const one = (value: number): string => value.toFixed(1);
const two = (value: number): string => value.toFixed(2);

/** True where everything that was measured is as good as asked, and everything was measured. */
export function isReached(progress: Progress): boolean {
  const last = progress.points.at(-1);
  if (last === undefined || progress.sweep?.done !== true || progress.crowd === undefined) return false;
  const { made, differing, stored } = progress.crowd;
  return (
    last.match.p95 < goals.p95 &&
    (growthOf(progress.points, matchP95) ?? 0) <= goals.growth &&
    (growthOf(progress.points, registrationCpu) ?? 0) <= goals.growth &&
    last.registration.perSecond >= goals.perSecond &&
    progress.sweep.minutes < goals.sweepMinutes &&
    made === differing &&
    stored === differing &&
    (progress.names ?? []).every(({ p95 }) => p95 < goals.namesP95)
  );
}

/** Registrations a second that two cores have CPU for, one of them at most for Node. */
function allowedBy({ nodeMs, postgresMs }: Rate): number {
  return Math.min(1000 / nodeMs, 2000 / (nodeMs + postgresMs));
}

/** How much more something is at a million people than at 300,000. */
function growthOf(points: readonly Point[], measure: (point: Point) => number): number | undefined {
  const large = points.find(({ people }) => people >= 1_000_000);
  const middle = points.find(({ people }) => people >= 300_000 && people < 1_000_000);
  return large && middle && measure(large) / measure(middle);
}

const matchP95 = ({ match }: Point): number => match.p95;
/** What is told flat or not by: times follow the load of the machine, CPU does not. */
const registrationCpu = ({ registration }: Point): number => registration.nodeMs + registration.postgresMs;

/** Writes the page and its plots. */
export function keepPage(progress: Progress): void {
  mkdirSync(folder, { recursive: true });
  const { points } = progress;
  const labels = points.map(({ people }) => count(people));
  writeFileSync(
    new URL('match-by-size.svg', folder),
    plotSvg({
      kind: 'lines',
      title: 'One $match as people grow',
      unit: 'ms',
      labels,
      series: [
        { name: 'p95', values: points.map(({ match }) => match.p95) },
        { name: 'p50', values: points.map(({ match }) => match.p50) },
        {
          name: 'CPU of Node and PostgreSQL',
          values: points.map(({ match }) => match.nodeMs + match.postgresMs),
        },
      ],
    }),
  );
  writeFileSync(
    new URL('registrations.svg', folder),
    plotSvg({
      kind: 'bars',
      title: 'Registrations a day by people stored, beside E-PIX as published',
      unit: 'a day',
      labels: [
        ...points.map(({ people }) => `Sen ${people / 1_000_000} M`),
        ...epix.map(([millions]) => `E-PIX ${millions} M`),
      ],
      series: [
        {
          name: 'registrations a day',
          values: [
            ...points.map(({ registration }) => registration.perSecond * 86_400),
            ...epix.map(([, day]) => day),
          ],
        },
      ],
    }),
  );
  writeFileSync(new URL('scale.md', folder), pageOf(progress));
}

function pageOf(progress: Progress): string {
  const { points } = progress;
  const rows = points.map(
    ({ people, recorded, match, registration, told }) =>
      `| ${count(people)} | ${count(recorded)} | ${one(match.p50)} | ${one(match.p95)} | ${two(match.nodeMs)} + ${two(match.postgresMs)} | ${one(match.load)} | ${count(registration.perSecond)} | ${count(registration.perSecond * 86_400)} | ${two(registration.nodeMs)} + ${two(registration.postgresMs)} | ${count(allowedBy(registration))} | ${one(registration.p95)} | ${two(told)} | ${one(registration.load)} |`,
  );
  const [growth, dearer] = [growthOf(points, matchP95), growthOf(points, registrationCpu)];
  return `# Matching at scale

Written by \`npm run bench -- registry\`; do not edit. ${cpus().length} cores shared with other work: times say as much of the load (beside each row, processes that wanted a core)
as of the work; CPU (Node + PostgreSQL, of one) does not. Engine and embedded PostgreSQL, durable, without HTTP. One $match after the other, of people who are not there;
registrations by 32 actors at once, each whole: locks, match, temporary code, the Patient written with history, search index and audit of her own actor, her rows in the match index.

| people | Patients in the record | $match p50, ms | p95, ms | CPU, ms | load | registrations/s | that is a day | CPU, ms | CPU allows on two cores, /s | p95, ms | pairs told each | load |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

${growth === undefined || dearer === undefined ? '' : `At 1,000,000 beside 300,000: p95 of one $match ${two(growth)} times, CPU of one registration ${two(dearer)} times. `}Goals: p95 under ${goals.p95} ms, ${goals.perSecond} registrations a second,
growth of both at most ${goals.growth}. Candidates are capped, so what grows is the depth of the indexes and the pages that no cache holds, with the logarithm of the people.

![One match](match-by-size.svg)

![Registrations](registrations.svg)

Beside it, E-PIX (Hampf et al. 2020, table 2): ${epix.map(([millions, day]) => `${count(day)} a day with ${millions} million stored`).join(', ')}.

${sweepText(progress)}${writesText(progress)}${crowdText(progress)}${namesText(progress)}`;
}

function sweepText({ sweep }: Progress): string {
  if (sweep?.done !== true) return '';
  const { people, minutes, nodeSeconds, postgresSeconds, compared, certain, probable, possible, load } =
    sweep;
  return `## Everybody with everybody

A sweep over ${count(people)} people: ${one(minutes)} minutes (CPU: Node ${count(nodeSeconds)} s, PostgreSQL ${count(postgresSeconds)} s; load ${one(load)}), ${count(compared)} pairs compared,
${count(certain)} certain, ${count(probable)} probable, ${count(possible)} possible. Goal: under ${goals.sweepMinutes} minutes for 1,000,000.

`;
}

function writesText({ writes }: Progress): string {
  if (writes === undefined) return '';
  const { people, load } = writes;
  const cells = (side: 'with' | 'without'): string =>
    `${two(writes[side].nodeMs)} + ${two(writes[side].postgresMs)}`;
  const sum = (side: 'with' | 'without'): number => writes[side].nodeMs + writes[side].postgresMs;
  return `## What the index costs a write

Patients in transactions of a hundred, ${count(people)} people in the index, both sides in turns: CPU of one Patient (Node + PostgreSQL) ${cells('with')} ms with the match index, ${cells('without')} ms
without it: ${two(sum('with') / sum('without'))} times. Load ${one(load)}.

`;
}

function crowdText({ crowd }: Progress): string {
  if (crowd === undefined) return '';
  const { asked, differing, answered, refused, made, found, stored, seconds } = crowd;
  return `## A thousand at once

${count(asked)} registrations in one moment, of ${count(differing)} people, some of them twice: ${count(answered)} answered, ${count(refused)} refused, ${count(made)} made, ${count(found)} found as who had come a moment before, ${count(stored)} people stored,
in ${one(seconds)} s. None lost, none doubled: ${made === differing && stored === differing && refused === 0 ? 'yes' : '**no**'}.

`;
}

function namesText({ names }: Progress): string {
  if (names === undefined) return '';
  const rows = names.map(
    ({ people, question, p50, p95, nodeMs, postgresMs, found, load }) =>
      `| ${count(people)} | ${question} | ${one(p50)} | ${one(p95)} | ${two(nodeMs)} + ${two(postgresMs)} | ${one(found)} | ${one(load)} |`,
  );
  return `## Names as they are typed

| people | typed | p50, ms | p95, ms | CPU, ms | found | load |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Goal: p95 under ${goals.namesP95} ms.
`;
}
