import type { Context } from '#platform/context.ts';
import { allLines, figuresOf, type Figures } from '../domain/books/figures.ts';
import { registers } from '../domain/books/registers/registers.ts';
import { reports } from '../domain/books/reports/reports.ts';
import type { Period, Row, Tables } from '../domain/books/tables.ts';
import { keepMonth } from './kept-months.ts';
import { loadTables } from './load-tables.ts';
import type { Station } from './stations.ts';

/** A period of a station: the lines of its books and every figure of the fourteen forms. */
export interface CountedMonth {
  readonly lines: ReadonlyMap<string, readonly Row[]>;
  readonly figures: Figures;
}

/** Lines and figures of a period by the functions that a device runs too; the published SQL says the same, which a test holds. */
export function countTables(tables: Tables, period: Period): CountedMonth {
  const lines = allLines(registers, tables, period);
  return { lines, figures: figuresOf(reports, lines, period) };
}

/** Reads a period of a station anew, counts it and keeps what it counts, so that a province adds up without reading again. */
export async function countMonth(ctx: Context, station: Station, period: Period): Promise<CountedMonth> {
  const own = { ...period, station: station.id };
  const tables = await loadTables(ctx, station.id, own);
  keepMonth(ctx, station, period, tables);
  const counted = countTables(tables, own);
  await keepFigures(ctx, station.id, period, counted.figures);
  return counted;
}

async function keepFigures(ctx: Context, stationId: string, period: Period, figures: Figures): Promise<void> {
  await ctx.sql.query(
    `insert into commune_station.month (station_id, period, figures, counted_at) values ($1, $2, $3, $4)
     on conflict (station_id, period) do update set figures = excluded.figures, counted_at = excluded.counted_at`,
    [stationId, period.name, JSON.stringify(figures), ctx.now()],
  );
}
