import type { Context } from '#platform/context.ts';
import type { QuarantineItem } from '../api.ts';
import { openWords } from '../seal-words.ts';
import type { DoorId } from '../source.ts';

type LineFields = readonly (readonly [string, string])[];

export interface QuarantineRow {
  readonly id: string;
  readonly source_id: string;
  readonly door: DoorId;
  readonly unit: string;
  readonly visit: string | null;
  readonly table_name: string;
  readonly line: number;
  readonly field: string;
  readonly value: string | null;
  readonly rule: string;
  readonly text_vi: string;
  readonly text_en: string;
  /** Sealed as one text; a list in what an earlier version put aside. */
  readonly line_fields: string | LineFields | null;
  readonly state: QuarantineItem['state'];
  readonly note: string | null;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly created_at: Date;
  readonly file_name: string | null;
  readonly facility: string | null;
  readonly received_at: Date;
}

/** Quarantine rows with what their source says; add `where` and `order by`. */
export const selectQuarantine = `
  select q.id, q.source_id, q.door, q.unit, q.visit, q.table_name, q.line, q.field, q.value, q.rule, q.text_vi, q.text_en,
    q.line_fields, q.state, q.note, q.decided_by, q.decided_at, q.created_at, s.file_name, s.facility, s.received_at
  from doors.quarantine q join doors.source s on s.id = q.source_id`;

export function itemOf(row: QuarantineRow): QuarantineItem {
  return {
    id: row.id,
    sourceId: row.source_id,
    door: row.door,
    fileName: row.file_name ?? undefined,
    facility: row.facility ?? undefined,
    receivedAt: row.received_at.toISOString(),
    visit: row.visit ?? undefined,
    table: row.table_name,
    line: row.line,
    field: row.field,
    rule: row.rule,
    vi: row.text_vi,
    en: row.text_en,
    state: row.state,
    createdAt: row.created_at.toISOString(),
  };
}

/** An administrator is never clinical: beside the wrong value she sees where values stand and how long they are, not what they say. */
export function maskedFields(
  ctx: Context,
  row: QuarantineRow,
): { name: string; value: string; wrong: boolean }[] {
  return fieldsOf(ctx, row).map(([name, value]) => {
    const wrong = name === row.field;
    return { name, value: wrong ? value : '•'.repeat(Math.min(value.length, 12)), wrong };
  });
}

/** The wrong value of a row. */
export function valueOf(ctx: Context, row: QuarantineRow): string | undefined {
  return openWords(ctx, row.source_id, row.value) ?? undefined;
}

function fieldsOf(ctx: Context, { line_fields: kept, source_id: source }: QuarantineRow): LineFields {
  if (typeof kept !== 'string') return kept ?? [];
  return JSON.parse(openWords(ctx, source, kept)) as LineFields;
}
