import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { readPerson, type DueCheck, type PersonView } from '../api.ts';
import { personViewOf, planAgain, rulesAsked } from '../domain/person-view.ts';
import { entryColumns, showEntries, type EntryRow } from '../register/entry-row.ts';
import { readTables } from '../register/growth-tables.ts';
import { readSources } from '../register/read-sources.ts';

/** What one person is followed for, by the reader's own right. Errors: those of reading her. */
export async function personView(ctx: Context, id: string): Promise<PersonView> {
  const patient = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
  const today = dayInVietnam(ctx.now());
  const rows = await ctx.sql.query<EntryRow>(
    `select ${entryColumns} from programmes.entry where bucket = $1 and patient_id = $2 order by ended_on desc nulls first, started_on desc`,
    [personBucket(id), id],
  );
  // By the reader's own right: what she may not see makes no figure and no line.
  const known = (await readSources(ctx, [id], rulesAsked(rows, patient, today))).get(id);
  const sources = known?.sources ?? {};
  const tables =
    patient.gender === 'male' || patient.gender === 'female' ? (await readTables(ctx))[patient.gender] : {};
  const planned = rows.map((row) => planAgain(row, patient, sources, tables, today));
  const lines = await showEntries(ctx, planned, today);
  const seen = planned.filter((_, at) => lines[at]!.name !== undefined);
  return personViewOf(seen, { patient, sources, tables, today, mayKeep: ctx.can('programmes.keep') });
}

export const readPersonRoute = defineRoute({
  ...readPerson,
  allow: 'record.read',
  handle: (ctx, { id }) => personView(ctx, id),
});

/** The next check of each programme that she is in. */
export function makeDueChecks(ctx: Context) {
  return {
    async of(patientId: string): Promise<DueCheck[]> {
      const { entries } = await personView(ctx, patientId);
      return entries.flatMap(({ endedOn, dueOn, isLate, programme }) =>
        endedOn === undefined && dueOn !== undefined ? [{ title: programme.title, on: dueOn, isLate }] : [],
      );
    },
  };
}
