import { randomUUID } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { openWords, sealWords } from './seal-words.ts';

/** A value that an administrator put in place of a wrong one. The stored source never changes; this lies over it when it is read. */
export interface Correction {
  readonly unit: number;
  readonly table: string;
  readonly line: number;
  readonly field: string;
  readonly value: string;
}

/** Corrections of one source by unit, the newest of a field last. */
export async function correctionsOf(
  ctx: Context,
  sourceId: string,
): Promise<ReadonlyMap<number, readonly Correction[]>> {
  const rows = await ctx.sql.query<{
    unit: string;
    table_name: string;
    line: number;
    field: string;
    value_after: string;
  }>(
    'select unit, table_name, line, field, value_after from doors.correction where source_id = $1 order by made_at, id',
    [sourceId],
  );
  const byUnit = new Map<number, Correction[]>();
  for (const row of rows) {
    const unit = Number(row.unit);
    const list = byUnit.get(unit) ?? [];
    list.push({
      unit,
      table: row.table_name,
      line: row.line,
      field: row.field,
      value: openWords(ctx, sourceId, row.value_after),
    });
    byUnit.set(unit, list);
  }
  return byUnit;
}

export async function keepCorrection(
  ctx: Context,
  sourceId: string,
  correction: Correction,
  before: string | undefined,
): Promise<void> {
  await ctx.sql.query(
    `insert into doors.correction (id, source_id, unit, table_name, line, field, value_before, value_after, made_by, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      randomUUID(),
      sourceId,
      correction.unit,
      correction.table,
      correction.line,
      correction.field,
      sealWords(ctx, sourceId, before ?? null),
      sealWords(ctx, sourceId, correction.value),
      ctx.actor.accountId,
      ctx.now(),
    ],
  );
}
