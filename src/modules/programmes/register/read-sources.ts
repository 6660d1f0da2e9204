import type { Patient, Resource } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { searchAll } from '#platform/record/search-all.ts';
import type { Sources } from '../domain/gather-facts.ts';
import type { ProgrammeRules } from '../domain/rule.ts';
import { loincOf, typeOf, type ViewName } from '../domain/views.ts';
import { viewsOf } from '../domain/views-of.ts';
import { idOf } from './follow-entries.ts';

/** What is known of one person. */
export interface PersonSources {
  readonly patient: Patient;
  readonly sources: Sources;
}

/** Reads what some programmes need to know of some people: one search a type, whoever asks and however many programmes. */
export async function readSources(
  ctx: Context,
  patientIds: readonly string[],
  programmes: readonly ProgrammeRules[],
): Promise<ReadonlyMap<string, PersonSources>> {
  const ids = [...new Set(patientIds)];
  if (ids.length === 0) return new Map();
  const views = viewsOf(programmes);
  const of = `patient=${ids.map(encodeURIComponent).join(',')}`;
  const patients = await searchAll<Patient>(
    ctx.record,
    'Patient',
    `_id=${ids.map(encodeURIComponent).join(',')}`,
  );
  const byType = new Map<string, readonly Resource[]>();
  // One after the other: inside a transaction there is one connection.
  for (const [type, names] of Map.groupBy(views, typeOf)) {
    const codes = [...new Set(names.flatMap(loincOf))];
    byType.set(
      type,
      await searchAll(ctx.record, type, type === 'Observation' ? `${of}&code=${codes.join(',')}` : of),
    );
  }
  const found = new Map<string, PersonSources>();
  for (const patient of patients) {
    const own = (type: string) => (byType.get(type) ?? []).filter((one) => subjectId(one) === patient.id);
    const sources: Partial<Record<ViewName, readonly object[]>> = {};
    for (const view of views) sources[view] = own(typeOf(view));
    found.set(patient.id!, { patient, sources });
  }
  return found;
}

function subjectId(resource: Resource): string | undefined {
  return idOf((resource as { subject?: { reference?: string } }).subject?.reference, 'Patient');
}
