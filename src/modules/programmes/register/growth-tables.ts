import type { Context } from '#platform/context.ts';
import type { GrowthIndicator, LmsRow } from '../domain/growth.ts';
import type { GrowthTables } from '../domain/plan-entry.ts';

interface Row {
  readonly indicator: GrowthIndicator;
  readonly sex: 'male' | 'female';
  readonly lms: readonly LmsRow[];
}

/** The growth tables that the house has loaded, by sex; empty where nobody has. */
export async function readTables(ctx: Context): Promise<Readonly<Record<'male' | 'female', GrowthTables>>> {
  const rows = await ctx.sql.query<Row>('select indicator, sex, lms from programmes.growth_table');
  const of = (sex: Row['sex']): GrowthTables =>
    Object.fromEntries(rows.filter((row) => row.sex === sex).map(({ indicator, lms }) => [indicator, lms]));
  return { male: of('male'), female: of('female') };
}

/** Keeps a table; whoever was measured is worked out anew. */
export async function keepTable(ctx: Context, table: Row & { readonly name: string }): Promise<void> {
  await ctx.sql.query(
    `insert into programmes.growth_table (indicator, sex, name, lms, loaded_at) values ($1, $2, $3, $4, $5)
     on conflict (indicator, sex) do update set name = excluded.name, lms = excluded.lms, loaded_at = excluded.loaded_at`,
    [table.indicator, table.sex, table.name, JSON.stringify(table.lms), ctx.now()],
  );
  await ctx.sql.query(
    `update programmes.entry set stale = true, heard_at = $1 where programme = 'child-growth'`,
    [ctx.now()],
  );
}
