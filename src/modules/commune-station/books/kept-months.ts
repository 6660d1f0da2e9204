import type { Context } from '#platform/context.ts';
import type { Period, Tables } from '../domain/books/tables.ts';
import { loadTables } from './load-tables.ts';
import type { Station } from './stations.ts';

/** Whoever turns the pages of a book reads one state of it; after this it is read anew. */
const keptMs = 20_000;
const mostKept = 8;
const kept = new Map<string, { readonly until: number; readonly tables: Promise<Tables> }>();

const keyOf = (station: Station, period: Period): string => `${station.id} ${period.name}`;

/** The tables of a period, read again at most every few seconds. */
export function keptMonth(ctx: Context, station: Station, period: Period): Promise<Tables> {
  const found = kept.get(keyOf(station, period));
  if (found !== undefined && found.until > ctx.now().getTime()) return found.tables;
  return keep(ctx, keyOf(station, period), loadTables(ctx, station.id, period));
}

/** Keeps what was read a moment ago for whoever opens a figure of it. */
export function keepMonth(ctx: Context, station: Station, period: Period, tables: Tables): void {
  void keep(ctx, keyOf(station, period), Promise.resolve(tables));
}

function keep(ctx: Context, key: string, tables: Promise<Tables>): Promise<Tables> {
  kept.delete(key);
  kept.set(key, { until: ctx.now().getTime() + keptMs, tables });
  tables.catch(() => kept.delete(key));
  for (const [oldest] of kept) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return tables;
}

/** What was kept is read anew the next time: something was put right a moment ago. */
export function forgetMonths(): void {
  kept.clear();
}
