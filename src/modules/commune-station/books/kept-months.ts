import type { Context } from '#platform/context.ts';
import type { Period, Tables } from '../domain/books/tables.ts';
import { loadTables } from './load-tables.ts';
import type { Station } from './stations.ts';

/** Whoever turns the pages of a book reads one state of it; after this it is read anew. */
const keptMs = 20_000;
const mostKept = 8;
const kept = new Map<string, { readonly until: number; readonly tables: Promise<Tables> }>();

/** The tables of a period, read again at most every few seconds. */
export function keptMonth(ctx: Context, station: Station, period: Period): Promise<Tables> {
  const key = `${station.id} ${period.name}`;
  const now = ctx.now().getTime();
  const found = kept.get(key);
  if (found !== undefined && found.until > now) return found.tables;
  const tables = loadTables(ctx, station.id, period);
  kept.delete(key);
  kept.set(key, { until: now + keptMs, tables });
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
