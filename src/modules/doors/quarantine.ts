import { randomUUID } from 'node:crypto';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { sealWords } from './seal-words.ts';
import type { DoorId } from './source.ts';

/** Where in a source something is wrong, and what a person needs to mend it. */
export interface Finding {
  /** Ordinal of the visit, message or entry in the source, from 1; 0 is the envelope itself. */
  readonly unit: number;
  /** MA_LK, message control id or entry name. */
  readonly visit?: string;
  /** XML2, PID, Observation. */
  readonly table: string;
  /** Line, segment or row number inside the table, from 1. */
  readonly line: number;
  readonly field: string;
  readonly value?: string;
  readonly rule: string;
  readonly text: Bilingual;
  /** The line as it came. */
  readonly raw?: string;
  /** The line taken apart, in order; what the mending page shows with all but the wrong value masked. */
  readonly fields?: readonly (readonly [name: string, value: string])[];
}

/** Longest value or line kept beside a finding; the whole is in the stored source. */
const KEPT_CHARACTERS = 16_000;

/**
 * Puts findings aside, in the transaction of the step that met them. Idempotent: the same finding of the same source is kept once,
 * one that was mended is opened again when its line fails again, one that was dismissed stays dismissed. Returns how many are open.
 */
export async function quarantine(
  ctx: Context,
  source: { readonly id: string; readonly door: DoorId },
  findings: readonly Finding[],
): Promise<number> {
  if (findings.length === 0) return 0;
  const rows = unique(findings);
  const sealed = (words: string | null): string | null => sealWords(ctx, source.id, words);
  const opened = await ctx.sql.query<{ id: string }>(
    `insert into doors.quarantine (id, source_id, door, unit, visit, table_name, line, field, value, rule, text_vi, text_en, raw,
       line_fields, state, created_at)
     select f.id, $1::uuid, $2, f.unit, f.visit, f.table_name, f.line, f.field, f.value, f.rule, f.text_vi, f.text_en, f.raw,
       f.line_fields::jsonb, 'open', $15
     from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[], $10::text[], $11::text[],
       $12::text[], $13::text[], $14::text[])
       as f (id, unit, visit, table_name, line, field, value, rule, text_vi, text_en, raw, line_fields)
     on conflict (source_id, unit, table_name, line, field, rule) do update
       set value = excluded.value, raw = excluded.raw, line_fields = excluded.line_fields, state = 'open'
       where quarantine.state <> 'dismissed'
     returning id`,
    [
      source.id,
      source.door,
      rows.map(() => randomUUID()),
      rows.map((f) => f.unit),
      rows.map((f) => clean(f.visit)),
      rows.map((f) => f.table),
      rows.map((f) => f.line),
      rows.map((f) => f.field),
      rows.map((f) => sealed(clean(f.value))),
      rows.map((f) => f.rule),
      rows.map((f) => f.text.vi),
      rows.map((f) => f.text.en),
      rows.map((f) => sealed(clean(f.raw))),
      rows.map((f) =>
        f.fields === undefined
          ? null
          : // Of a jsonb column: one string.
            JSON.stringify(
              sealed(JSON.stringify(f.fields.map(([name, value]) => [clean(name), clean(value)]))),
            ),
      ),
      ctx.now(),
    ],
  );
  return opened.length;
}

/**
 * Before units are read again, in the same transaction: what was open counts as mended, unless the reading meets it again and
 * `quarantine` opens it once more.
 */
export async function settleUnits(ctx: Context, sourceId: string, units: readonly number[]): Promise<void> {
  await ctx.sql.query(
    `update doors.quarantine set state = 'mended', decided_at = coalesce(decided_at, $3)
     where source_id = $1 and unit = any($2::bigint[]) and state = 'open'`,
    [sourceId, units, ctx.now()],
  );
}

function unique(findings: readonly Finding[]): Finding[] {
  const byKey = new Map(findings.map((f) => [[f.unit, f.table, f.line, f.field, f.rule].join('\n'), f]));
  return [...byKey.values()];
}

/** PostgreSQL text cannot hold NUL; a giant value is cut. */
function clean(text: string | undefined): string | null {
  return text === undefined
    ? null
    : text.slice(0, KEPT_CHARACTERS).replaceAll('\u0000', '\uFFFD').toWellFormed();
}
