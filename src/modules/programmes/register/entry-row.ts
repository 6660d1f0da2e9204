import type { Context } from '#platform/context.ts';
import type { EntryLine } from '../api.ts';
import { lineOfEntry, type KeptEntry } from '../domain/entry-line.ts';
import { patientsOf } from '../station.ts';

/** An entry as it is kept. */
export interface EntryRow extends KeptEntry {
  readonly facility_id: string;
}

export const entryColumns =
  'id, patient_id, facility_id, programme, started_on::text as started, ended_on::text as ended, facts, due_on::text as due, late_on::text as late, why';

/**
 * Lines with names, by the reader's own right: only where she may see both the person and that the person is in this programme. Of the others
 * a line without name and facts says that somebody is there.
 */
export async function showEntries(
  ctx: Context,
  rows: readonly EntryRow[],
  today: string,
): Promise<EntryLine[]> {
  const visible = await visibleIds(
    ctx,
    rows.map(({ id }) => id),
  );
  const patients = await patientsOf(
    ctx,
    rows.filter(({ id }) => visible.has(id)).map(({ patient_id: id }) => id),
  );
  return rows.map((row) =>
    lineOfEntry(row, visible.has(row.id) ? patients.get(row.patient_id) : undefined, today),
  );
}

async function visibleIds(ctx: Context, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const page = await ctx.record.search(
    'EpisodeOfCare',
    `_id=${ids.map(encodeURIComponent).join(',')}&_count=${ids.length}`,
  );
  return new Set(page.matches.map(({ id }) => id));
}
