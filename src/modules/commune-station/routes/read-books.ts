import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readBook, readDefinitions, readFigure, type LinesPage } from '../api.ts';
import { keptMonth } from '../books/kept-months.ts';
import { showLines } from '../books/people-of-lines.ts';
import { ownStation, type Station } from '../books/stations.ts';
import { cellsOf, linesBehind } from '../domain/books/figures.ts';
import type { Register } from '../domain/books/language.ts';
import { linesOf } from '../domain/books/lines.ts';
import { periodOf } from '../domain/books/periods.ts';
import { compileReports } from '../domain/books/compile-sql.ts';
import { findRegister, registers } from '../domain/books/registers/registers.ts';
import { findReport, reports } from '../domain/books/reports/reports.ts';
import { stationViews } from '../domain/books/station-views.ts';
import type { Period, Row } from '../domain/books/tables.ts';

const pageLines = 50;

/** The period of a request; one that is not yet there is refused. Error: request.invalid. */
export function demandPeriod(ctx: Context, name: string): Period {
  const period = periodOf(name);
  if (period === undefined || period.from > dayInVietnam(ctx.now())) throw new AppError('request.invalid');
  return period;
}

/** All lines of a book. Error: record.not-found. */
export async function linesOfBook(
  ctx: Context,
  code: string,
  name: string,
): Promise<{ station: Station; register: Register; period: Period; lines: readonly Row[] }> {
  const register = findRegister(code);
  if (register === undefined) throw new AppError('record.not-found');
  const [station, period] = [await ownStation(ctx), demandPeriod(ctx, name)];
  const tables = await keptMonth(ctx, station, period);
  const lines = linesOf(register, tables, { ...period, station: station.id });
  return { station, register, period, lines };
}

async function pageOf(
  ctx: Context,
  register: Register,
  lines: readonly Row[],
  from: number,
): Promise<LinesPage> {
  const page = lines.slice(from, from + pageLines);
  const next = from + pageLines;
  return {
    total: lines.length,
    lines: (await showLines(ctx, register, page)).map((one) => ({ ...one, cells: [...one.cells] })),
    ...(next < lines.length && { next }),
  };
}

export const readDefinitionsRoute = defineRoute({
  ...readDefinitions,
  allow: 'commune-station.reports',
  handle: async () => ({
    views: stationViews.map(({ definition }) => ({ ...definition })),
    books: registers.map((one) => ({ ...one })),
    forms: reports.map((one) => ({ ...one })),
    sql: compileReports(registers, reports).text,
  }),
});

export const readBookRoute = defineRoute({
  ...readBook,
  allow: 'commune-station.books',
  handle: async (ctx, { code, period, from }) => {
    const { register, lines } = await linesOfBook(ctx, code, period);
    return pageOf(ctx, register, lines, from);
  },
});

export const readFigureRoute = defineRoute({
  ...readFigure,
  allow: 'commune-station.books',
  handle: async (ctx, { period: name, figure, from }) => {
    const cell = cellsOf(findReport(figure.split('/')[0]!) ?? none).find(({ id }) => id === figure);
    if (cell === undefined) throw new AppError('record.not-found');
    const { station, register, period, lines } = await linesOfBook(ctx, cell.row.of, name);
    const behind = linesBehind(cell, new Map([[register.code, lines]]), { ...period, station: station.id });
    return { ...(await pageOf(ctx, register, behind, from)), register: register.code };
  },
});

const none = {
  code: '',
  title: { vi: '', en: '' },
  certainty: 'verify',
  every: 'month',
  columns: [],
  rows: [],
} as const;
