import type {
  AllergyIntolerance,
  MedicationRequest,
  MedicationStatement,
  Observation,
} from '@medplum/fhirtypes';
import type { ModuleSql } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { isRemarkable } from '../domain/evaluate.ts';
import { allCodes, isOutOfRange, readingCodes, readingOf, timeOf } from '../domain/read-observation.ts';
import { courseDays, medicineOf } from '../domain/read-medicines.ts';
import { rules } from '../domain/rules.ts';

type Line = Observation | MedicationRequest | MedicationStatement | AllergyIntolerance;
type Hear = NonNullable<Module<string>['follow']>['hear'];

const dayMs = 86_400_000;
/** Readings count for so long, results for so long. Own rule, verify. */
export const readingDays = 14;
export const resultDays = 45;

const followed: ReadonlySet<string> = new Set(readingCodes);

/** What one line asks for: somebody to be looked at because of it, or only if she is looked at anyway. */
type Heard = 'reading' | 'result' | 'medicine' | 'other';

/**
 * Whoever has a reading that a rule is triggered by, or a result out of range, is looked at within seconds; what else is measured of her counts
 * while she is watched. A bundle of what is usual costs no row: two statements at most, whatever its size.
 */
export const followLines: { readonly types: readonly string[]; readonly hear: Hear } = {
  types: ['Observation', 'MedicationRequest', 'MedicationStatement', 'AllergyIntolerance'],
  async hear(sql, written, now) {
    const heard = new Map<string, Set<Heard>>();
    for (const { resourceType, resource } of written) {
      if (resource === undefined) continue;
      const line = resource as unknown as Line;
      const whose = line.resourceType === 'AllergyIntolerance' ? line.patient : line.subject;
      const [type, patientId] = whose?.reference?.split('/') ?? [];
      if (type !== 'Patient' || patientId === undefined) continue;
      const found = resourceType === 'Observation' ? whatIs(line as Observation, now) : medicineIs(line, now);
      if (found !== undefined) heard.set(patientId, (heard.get(patientId) ?? new Set()).add(found));
    }
    const isOther = (all: ReadonlySet<Heard>): boolean => all.size === 1 && all.has('other');
    const watched = [...heard].filter(([, all]) => !isOther(all));
    const others = [...heard].filter(([, all]) => isOther(all));
    await watch(sql, watched, now);
    await lookAgain(
      sql,
      others.map(([id]) => id),
      now,
    );
  },
};

function whatIs(observation: Observation, now: Date): Heard | undefined {
  const { category = [], encounter, code } = observation;
  if (category.some(({ coding }) => coding?.some((one) => one.code === 'laboratory'))) {
    if (!isOutOfRange(observation)) return undefined;
    const atMs = timeOf(observation);
    return atMs !== undefined && now.getTime() - atMs < resultDays * dayMs ? 'result' : undefined;
  }
  // What is measured in a visit was seen by whoever was there.
  if (encounter !== undefined || !allCodes(code).some((one) => followed.has(one))) return undefined;
  // The id is not known by now where the record draws it; a reading is judged by its numbers alone here.
  const reading = readingOf({ ...observation, id: observation.id ?? 'new' }, { now });
  // A line that was taken back may be what made an alert.
  if (reading === undefined) return 'other';
  if (now.getTime() - reading.atMs > readingDays * dayMs) return undefined;
  return isRemarkable(rules, reading) ? 'reading' : 'other';
}

/** A medicine of now or an allergy asks for all of hers to be looked at; one that was stopped may end an alert. */
function medicineIs(line: Line, now: Date): Heard | undefined {
  if (line.resourceType === 'Observation') return undefined;
  if (line.resourceType === 'AllergyIntolerance') {
    const atMs = Date.parse(line.recordedDate ?? '');
    return now.getTime() - atMs < courseDays * dayMs ? 'medicine' : 'other';
  }
  return medicineOf({ ...line, id: line.id ?? 'new' }, now) === undefined ? 'other' : 'medicine';
}

async function watch(
  sql: ModuleSql,
  people: readonly (readonly [string, ReadonlySet<Heard>])[],
  now: Date,
): Promise<void> {
  if (people.length === 0) return;
  const until = (days: number): Date => new Date(now.getTime() + days * dayMs);
  await sql.query(
    `insert into assistant.watch as w (bucket, patient_id, heard_at, readings_until, results_until, medicines_until)
     select b, p, $6::timestamptz, r, s, m
     from unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) u (b, p, r, s, m)
     on conflict (bucket, patient_id) do update set stale = true, heard_at = excluded.heard_at,
       readings_until = greatest(w.readings_until, excluded.readings_until),
       results_until = greatest(w.results_until, excluded.results_until),
       medicines_until = greatest(w.medicines_until, excluded.medicines_until)`,
    [
      people.map(([id]) => personBucket(id)),
      people.map(([id]) => id),
      people.map(([, all]) => (all.has('reading') ? until(readingDays) : null)),
      people.map(([, all]) => (all.has('result') ? until(resultDays) : null)),
      people.map(([, all]) => (all.has('medicine') ? until(courseDays) : null)),
      now,
    ],
  );
}

async function lookAgain(sql: ModuleSql, patientIds: readonly string[], now: Date): Promise<void> {
  if (patientIds.length === 0) return;
  await sql.query(
    `update assistant.watch w set stale = true, heard_at = $3::timestamptz from unnest($1::int[], $2::text[]) u (b, p)
     where w.bucket = u.b and w.patient_id = u.p and w.bucket = any ($1::int[])
       and (w.readings_until > $3::timestamptz or w.results_until > $3::timestamptz or w.medicines_until > $3::timestamptz)`,
    [patientIds.map(personBucket), patientIds, now],
  );
}
