import { holdsOf } from './holds.ts';
import { figureId, type Register, type Report, type ReportColumn, type ReportRow } from './language.ts';
import { linesOf } from './lines.ts';
import type { Cell, Period, Row, Tables } from './tables.ts';

/** Figures by their names; whole numbers, since shares are worked out when they are shown. */
export type Figures = Readonly<Record<string, number>>;

/** A cell of a report that is counted. */
export interface CountedCell {
  readonly id: string;
  readonly row: ReportRow;
  readonly column: ReportColumn;
}

const cells = new WeakMap<Report, readonly CountedCell[]>();

/** The cells that a report counts, without those that its columns leave empty. */
export function cellsOf(report: Report): readonly CountedCell[] {
  let known = cells.get(report);
  if (known === undefined) cells.set(report, (known = listCells(report)));
  return known;
}

function listCells(report: Report): CountedCell[] {
  return report.rows.flatMap((row) =>
    report.columns
      .filter(({ only }) => only === undefined || only.includes(row.of))
      .map((column) => ({ id: figureId(report.code, row.key, column.key), row, column })),
  );
}

/** All lines of the registers that are asked for. */
export function allLines(
  registers: readonly Register[],
  tables: Tables,
  period: Period,
): ReadonlyMap<string, readonly Row[]> {
  return new Map(registers.map((register) => [register.code, linesOf(register, tables, period)]));
}

/** Counts every cell of the reports over lines that were made already. */
export function figuresOf(
  reports: readonly Report[],
  lines: ReadonlyMap<string, readonly Row[]>,
  period: Period,
): Figures {
  const figures: Record<string, number> = {};
  for (const report of reports) {
    const inColumn = new Map(report.columns.map(({ key, where }) => [key, holdsOf(where, period)]));
    for (const [row, cells] of Map.groupBy(cellsOf(report), (cell) => cell.row)) {
      const inRow = (lines.get(row.of) ?? []).filter(holdsOf(row.where, period));
      for (const { id, column } of cells) figures[id] = count(row, inRow, inColumn.get(column.key)!);
    }
  }
  return figures;
}

/** The lines behind one figure. */
export function linesBehind(
  cell: CountedCell,
  lines: ReadonlyMap<string, readonly Row[]>,
  period: Period,
): Row[] {
  const inRow = holdsOf(cell.row.where, period);
  const inColumn = holdsOf(cell.column.where, period);
  return (lines.get(cell.row.of) ?? []).filter((line) => inRow(line) && inColumn(line));
}

function count(
  { distinct, sum }: ReportRow,
  lines: readonly Row[],
  inColumn: (line: Row) => boolean,
): number {
  const seen = new Set<Cell>();
  let total = 0;
  for (const line of lines) {
    if (!inColumn(line)) continue;
    if (distinct !== undefined) {
      const value = line[distinct] ?? null;
      if (value !== null) seen.add(value);
    } else total += sum === undefined ? 1 : Number(line[sum] ?? 0);
  }
  return distinct === undefined ? total : seen.size;
}
