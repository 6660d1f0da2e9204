import type { Patient } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import type { EntryLine } from '../api.ts';
import { rulesOf } from '../domain/all-rules.ts';
import type { Facts } from '../domain/test-rule.ts';
import { nameOf, patientsOf } from '../station.ts';

/** An entry as it is kept. */
export interface EntryRow {
  readonly id: string;
  readonly patient_id: string;
  readonly facility_id: string;
  readonly programme: string;
  readonly started: string;
  readonly ended: string | null;
  readonly facts: Facts;
  readonly due: string | null;
  readonly late: string | null;
  readonly why: Bilingual | null;
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
    showEntry(row, visible.has(row.id) ? patients.get(row.patient_id) : undefined, today),
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

function showEntry(row: EntryRow, patient: Patient | undefined, today: string): EntryLine {
  const isOpen = row.ended === null;
  return {
    id: row.id,
    // Who it is is not told by an id either, where she may not be seen.
    patientId: patient === undefined ? '' : row.patient_id,
    startedOn: row.started,
    isLate: isOpen && row.late !== null && row.late <= today,
    ...(row.ended !== null && { endedOn: row.ended }),
    ...(isOpen && row.due !== null && { dueOn: row.due }),
    ...(patient === undefined
      ? { facts: [] }
      : {
          name: nameOf(patient),
          ...(patient.birthDate !== undefined && { birth: patient.birthDate }),
          ...(patient.gender !== undefined && { sex: patient.gender }),
          ...(typeof row.facts['lastVisitOn'] === 'string' && { lastVisitOn: row.facts['lastVisitOn'] }),
          ...(isOpen && row.why !== null && { why: row.why }),
          facts: shownFacts(row),
        }),
  };
}

function shownFacts({ programme, facts }: EntryRow): EntryLine['facts'] {
  return (rulesOf(programme)?.facts ?? []).flatMap(({ code, title, unit, isShown }) => {
    const value = facts[code];
    const on = facts[`${code}On`];
    if (value === undefined || isShown === false) return [];
    return [
      { code, title, value, ...(unit !== undefined && { unit }), ...(typeof on === 'string' && { on }) },
    ];
  });
}
