import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { sourceColumns, sourceOfRow } from './source.ts';
import type { DoorId, Source, SourceCounts, SourceRow, SourceState } from './source.ts';

/** A source and whether these very bytes were already known from this sender. */
export interface Receipt {
  readonly source: Source;
  readonly isNew: boolean;
}

/**
 * Keeps what was sent, raw and durably, before anything is read from it. The same bytes from the same sender are answered with the
 * former source. Opens its own transaction; call it outside one, so that an answer given afterwards is true.
 */
export async function receive(
  ctx: Context,
  content: AsyncIterable<Uint8Array>,
  from: {
    readonly door: DoorId;
    readonly sender: string;
    readonly facility?: string;
    readonly bound?: boolean;
    readonly fileName?: string;
  },
  limitBytes?: number,
): Promise<Receipt> {
  const { sha256, size } = await ctx.files.put(content, limitBytes);
  return ctx.transaction(async (inner) => {
    const made = await inner.sql.query<SourceRow>(
      `insert into doors.source (id, door, sender, facility, file_name, sha256, size, received_at, state, bound)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'received', $9)
       on conflict (door, sender, sha256) do nothing returning ${sourceColumns}`,
      [
        randomUUID(),
        from.door,
        from.sender,
        from.facility ?? null,
        from.fileName ?? null,
        sha256,
        size,
        inner.now(),
        from.bound ?? false,
      ],
    );
    if (made[0] !== undefined) return { source: sourceOfRow(made[0]), isNew: true };
    const known = await inner.sql.query<SourceRow>(
      `select ${sourceColumns} from doors.source where door = $1 and sender = $2 and sha256 = $3`,
      [from.door, from.sender, sha256],
    );
    if (known[0] === undefined)
      throw new AppError('service.unavailable', { detail: 'source neither new nor known' });
    return { source: sourceOfRow(known[0]), isNew: false };
  });
}

/** Throws record.not-found. */
export async function readSource(ctx: Context, id: string): Promise<Source> {
  const rows = await ctx.sql.query<SourceRow>(`select ${sourceColumns} from doors.source where id = $1`, [
    id,
  ]);
  if (rows[0] === undefined) throw new AppError('record.not-found');
  return sourceOfRow(rows[0]);
}

/** What one step of reading adds to a source. */
export interface Step extends Partial<SourceCounts> {
  /** Ordinal of the last unit dealt with; leaves the cursor alone when absent (a mended unit is taken again). */
  readonly cursor?: number;
  readonly warnings?: ReadonlyMap<string, number>;
  /** With this step the source is dealt with. */
  readonly end?: Extract<SourceState, 'taken' | 'partly'>;
  /** Known only once the file was opened. */
  readonly facility?: string;
}

/**
 * Counts a step and moves the resume cursor. Call it in the transaction that writes the step's resources: after a kill, either
 * both are there or neither is, so a resumed reading finishes without doubling.
 */
export async function advance(ctx: Context, sourceId: string, step: Step): Promise<void> {
  const { warnings } = step;
  await ctx.sql.query(advanceText, [
    sourceId,
    step.cursor ?? 0,
    step.units ?? 0,
    step.taken ?? 0,
    step.updated ?? 0,
    step.unchanged ?? 0,
    step.retired ?? 0,
    step.quarantined ?? 0,
    step.resources ?? 0,
    step.facility ?? null,
    warnings === undefined || warnings.size === 0 ? null : JSON.stringify(Object.fromEntries(warnings)),
    step.end ?? null,
    ctx.now(),
  ]);
}

/** Kinds of warning kept per source; a file that is wrong everywhere must not grow its row without end. */
const WARNING_KINDS = 200;

const advanceText = `update doors.source set cursor = greatest(cursor, $2), units = units + $3, taken = taken + $4,
  updated = updated + $5, unchanged = unchanged + $6, retired = retired + $7, quarantined = quarantined + $8,
  resources = resources + $9, facility = coalesce(facility, $10),
  warnings = case when $11::jsonb is null then warnings else (
    select jsonb_object_agg(kind, times) from (
      select kind, sum(times) as times from (
        select key as kind, value::int as times, 0 as is_new from jsonb_each_text(warnings)
        union all select key, value::int, 1 from jsonb_each_text($11::jsonb)) each_of
      group by kind order by min(is_new), kind limit ${WARNING_KINDS}) kept) end,
  state = coalesce($12::text, state), finished_at = case when $12::text is null then finished_at else $13::timestamptz end,
  lease_holder = case when $12::text is null then lease_holder end,
  lease_until = case when $12::text is null then lease_until end
  where id = $1`;

/** Says how a source ended; `reason` is a rule code. */
export async function finish(
  ctx: Context,
  sourceId: string,
  state: Extract<SourceState, 'taken' | 'partly' | 'refused'>,
  reason?: string,
): Promise<void> {
  await ctx.sql.query(
    'update doors.source set state = $2, reason = $3, finished_at = $4, lease_holder = null, lease_until = null where id = $1',
    [sourceId, state, reason ?? null, ctx.now()],
  );
}
