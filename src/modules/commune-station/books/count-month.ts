import type { Context } from '#platform/context.ts';
import { compileReports } from '../domain/books/compile-sql.ts';
import type { Figures } from '../domain/books/figures.ts';
import { registers } from '../domain/books/registers/registers.ts';
import { reports } from '../domain/books/reports/reports.ts';
import type { Period, Tables } from '../domain/books/tables.ts';
import { keepMonth } from './kept-months.ts';
import { loadTables } from './load-tables.ts';
import type { Station } from './stations.ts';

const compiled = compileReports(registers, reports);

/** Every figure of the fourteen forms, worked out by PostgreSQL over the tables. */
export async function countFigures(ctx: Context, tables: Tables, period: Period): Promise<Figures> {
  const rows = await ctx.sql.query<{ id: string; n: number }>(compiled.text, compiled.values(tables, period));
  return Object.fromEntries(rows.map(({ id, n }) => [id, n]));
}

/** Reads a period of a station anew, counts it and keeps what it counts, so that a province adds up without reading again. */
export async function countMonth(
  ctx: Context,
  station: Station,
  period: Period,
): Promise<{ readonly tables: Tables; readonly figures: Figures }> {
  const own = { ...period, station: station.id };
  const tables = await loadTables(ctx, station.id, own);
  keepMonth(ctx, station, period, tables);
  const figures = await countFigures(ctx, tables, own);
  await keepFigures(ctx, station.id, period, figures);
  return { tables, figures };
}

async function keepFigures(ctx: Context, stationId: string, period: Period, figures: Figures): Promise<void> {
  await ctx.sql.query(
    `insert into commune_station.month (station_id, period, figures, counted_at) values ($1, $2, $3, $4)
     on conflict (station_id, period) do update set figures = excluded.figures, counted_at = excluded.counted_at`,
    [stationId, period.name, JSON.stringify(figures), ctx.now()],
  );
}
