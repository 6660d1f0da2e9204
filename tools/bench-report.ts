/** What a measurement came to, kept as data in docs/reference/performance and written from there as tables and plots. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { conditionsText, referenceHello, type Conditions } from './bench-calibrate.ts';
import { plotSvg, type Plot } from './bench-plot.ts';

/** One measurement: a table, whether it reached its goals, and what to draw. */
export interface Report {
  readonly title: string;
  /** What was done, in plain words; how to read the table. */
  readonly about: string;
  readonly goal: string;
  readonly reached: boolean;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What else is to be said, truthfully. */
  readonly notes?: readonly string[];
  readonly plots?: readonly Plot[];
}

/** A report with where and when it was measured. */
export interface KeptReport extends Report {
  /** What was typed to measure it. */
  readonly command: string;
  readonly conditions: Conditions;
}

const folder = new URL('../docs/reference/performance/', import.meta.url).pathname;
const order = [
  'store',
  'peer',
  'growth',
  'population',
  'long-patient',
  'crowd',
  'access',
  'layers',
  'processes',
];

/** Prints a report. */
export function printReport({ head, rows, goal, reached, notes = [] }: Report): void {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]!.length)));
  for (const row of [head, ...rows])
    console.log(
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]! + 3))).join(''),
    );
  for (const note of notes) console.log(note);
  console.log(`goal: ${goal}: ${reached ? 'reached' : 'missed'}`);
}

/** Keeps a report and writes the pages anew. */
export function keepReport(name: string, report: KeptReport): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(report, null, 1)}\n`);
  for (const [file, text] of performancePages()) writeFileSync(`${folder}${file}`, text);
}

/** README.md and the plots, as file name → text, from the reports that are kept. */
export function performancePages(): Map<string, string> {
  const pages = new Map<string, string>();
  if (!existsSync(folder)) return pages;
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  const parts: string[] = [];
  for (const name of names) {
    const report = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as KeptReport;
    const pictures = (report.plots ?? []).map((plot, at) => {
      const file = `${name}-${at + 1}.svg`;
      pages.set(file, plotSvg(plot));
      return `![${plot.title}](${file})`;
    });
    parts.push(sectionOf(report, pictures));
  }
  pages.set(
    'README.md',
    `# Performance\n\nWhat was measured, where and when; nothing here is estimated. Written by \`npm run bench\` from the JSON files beside it.\n\n${parts.join('\n\n')}\n`,
  );
  return pages;
}

function sectionOf(report: KeptReport, pictures: readonly string[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `## ${report.title}`,
    report.about,
    [
      row(report.head),
      row(report.head.map((_, at) => (at === 0 ? '---' : '---:'))),
      ...report.rows.map(row),
    ].join('\n'),
    ...(report.notes ?? []),
    `**Goal:** ${report.goal}: **${report.reached ? 'reached' : 'missed'}** here.`,
    ...(wasBusy(report.conditions)
      ? [
          'The machine was busy with other work meanwhile. Rates, times and CPU are worse than on the quiet cores that the goals were set on, and are not to be compared with them; measure again there.',
        ]
      : []),
    ...pictures,
    `_\`${report.command}\`; ${conditionsText(report.conditions)}._`,
  ].join('\n\n');
}

/** True where others wanted the cores too, or a bare answer cost a third more than it should. */
function wasBusy({ load, cores, helloMicroseconds }: Conditions): boolean {
  return load[0] > cores / 2 || helloMicroseconds > referenceHello * 1.33;
}
