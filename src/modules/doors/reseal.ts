import type { Context } from '#platform/context.ts';
import { sealWords } from './seal-words.ts';

const atOnce = 500;

/** Seals the words beside findings and corrections that an earlier version kept open. Returns how many rows. */
export async function reseal(ctx: Context): Promise<number> {
  let closed = 0;
  for (;;) {
    const some = await ctx.transaction(sealFindings);
    closed += some;
    if (some < atOnce) break;
  }
  for (;;) {
    const some = await ctx.transaction(sealCorrections);
    closed += some;
    if (some < atOnce) return closed;
  }
}

async function sealFindings(ctx: Context): Promise<number> {
  const rows = await ctx.sql.query<{
    id: string;
    source_id: string;
    value: string | null;
    raw: string | null;
    fields: string | null;
  }>(
    `select id, source_id, value, raw, line_fields::text as fields from doors.quarantine
     where value not like 'sen1.%' or raw not like 'sen1.%' or jsonb_typeof(line_fields) = 'array'
     limit ${atOnce} for update skip locked`,
  );
  const open = (text: string | null): text is string => text !== null && !text.startsWith('sen1.');
  for (const { id, source_id: source, value, raw, fields } of rows)
    await ctx.sql.query(
      'update doors.quarantine set value = $2, raw = $3, line_fields = $4::jsonb where id = $1',
      [
        id,
        open(value) ? sealWords(ctx, source, value) : value,
        open(raw) ? sealWords(ctx, source, raw) : raw,
        fields?.startsWith('[') === true ? JSON.stringify(sealWords(ctx, source, fields)) : fields,
      ],
    );
  return rows.length;
}

async function sealCorrections(ctx: Context): Promise<number> {
  const rows = await ctx.sql.query<{
    id: string;
    source_id: string;
    value_before: string | null;
    value_after: string;
  }>(
    `select id, source_id, value_before, value_after from doors.correction where value_after not like 'sen1.%'
     limit ${atOnce} for update skip locked`,
  );
  for (const { id, source_id: source, value_before: before, value_after: after } of rows)
    await ctx.sql.query('update doors.correction set value_before = $2, value_after = $3 where id = $1', [
      id,
      sealWords(ctx, source, before),
      sealWords(ctx, source, after),
    ]);
  return rows.length;
}
