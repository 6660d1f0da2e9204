import type { Context } from '#platform/context.ts';
import type { ClosingView, SentView } from '../api.ts';
import type { Figures } from '../domain/books/figures.ts';

/** A closed period as it is kept. */
export interface ClosingRow {
  readonly id: string;
  readonly level: 'station' | 'province';
  readonly owner_id: string;
  readonly owner_name: string;
  readonly province: string | null;
  readonly period: string;
  readonly version: number;
  readonly state: ClosingView['state'];
  readonly figures: Figures;
  readonly sealed_lines: string | null;
  readonly paper: string | null;
  readonly signed: boolean;
  readonly due_on: string;
  readonly closed_at: Date;
  readonly closed_by_name: string;
  readonly decided_at: Date | null;
  readonly decided_by_name: string | null;
  readonly reason: string | null;
}

/** All columns as a ClosingRow has them. */
export const closingColumns = `id, level, owner_id, owner_name, province, period, version, state, figures, sealed_lines,
  paper, signed, due_on::text, closed_at, closed_by_name, decided_at, decided_by_name, reason`;

/** What the sealed lines of a closing are bound to. */
export const linesPurpose = (id: string): string => `commune-station closing:${id}`;

/** Closings of one office and period, newest first. */
export function closingsOf(ctx: Context, ownerId: string, period: string): Promise<ClosingRow[]> {
  return ctx.sql.query<ClosingRow>(
    `select ${closingColumns} from commune_station.closing where owner_id = $1 and period = $2 order by version desc`,
    [ownerId, period],
  );
}

export function viewOf(row: ClosingRow): ClosingView {
  return {
    id: row.id,
    period: row.period,
    version: row.version,
    state: row.state,
    signed: row.signed,
    dueOn: row.due_on,
    closedAt: row.closed_at.toISOString(),
    closedBy: row.closed_by_name,
    ...(row.decided_at !== null && { decidedAt: row.decided_at.toISOString() }),
    ...(row.decided_by_name !== null && { decidedBy: row.decided_by_name }),
    ...(row.reason !== null && { reason: row.reason }),
  };
}

export function sentViewOf(row: ClosingRow): SentView {
  return { ...viewOf(row), owner: row.owner_name, ownerId: row.owner_id };
}

/** Keeps a period as it is closed now, as the next version of it. */
export async function keepClosing(
  ctx: Context,
  closing: {
    readonly id: string;
    readonly level: ClosingRow['level'];
    readonly owner: { readonly id: string; readonly name: string; readonly province: string | undefined };
    readonly period: string;
    readonly dueOn: string;
    readonly figures: Figures;
    readonly sealedLines?: string;
    readonly paper?: string;
    readonly signed: boolean;
  },
): Promise<ClosingRow> {
  const [row] = await ctx.sql.query<ClosingRow>(
    `insert into commune_station.closing (id, level, owner_id, owner_name, province, period, version, state, figures,
       sealed_lines, paper, signed, due_on, closed_at, closed_by, closed_by_name)
     values ($1, $2, $3, $4, $5, $6,
       (select coalesce(max(version), 0) + 1 from commune_station.closing where level = $2 and owner_id = $3 and period = $6),
       'sent', $7, $8, $9, $10, $11, $12, $13, $14)
     returning ${closingColumns}`,
    [
      closing.id,
      closing.level,
      closing.owner.id,
      closing.owner.name,
      closing.owner.province ?? null,
      closing.period,
      JSON.stringify(closing.figures),
      closing.sealedLines ?? null,
      closing.paper ?? null,
      closing.signed,
      closing.dueOn,
      ctx.now(),
      ctx.actor.accountId,
      ctx.actor.display,
    ],
  );
  return row!;
}
