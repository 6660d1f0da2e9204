import type { Observation } from '@medplum/fhirtypes';
import type { ModuleSql } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { isRemarkable } from '../domain/evaluate.ts';
import { isOutOfRange, readingOf, timeOf } from '../domain/read-observation.ts';
import { rules } from '../domain/rules.ts';

type Hear = NonNullable<Module<string>['follow']>['hear'];

const dayMs = 86_400_000;
/** Readings count for so long, results for so long. */
export const readingDays = 14;
export const resultDays = 45;

/** What one line asks for: somebody to be looked at because of it, or only if she is looked at anyway. */
type Heard = 'reading' | 'result' | 'other';

/**
 * Whoever has a reading that a rule is triggered by, or a result out of range, is looked at within seconds; what else is measured of her counts
 * while she is watched. A bundle of what is usual costs no row: two statements at most, whatever its size.
 */
export const followObservations: { readonly types: readonly string[]; readonly hear: Hear } = {
  types: ['Observation'],
  async hear(sql, written, now) {
    const heard = new Map<string, Set<Heard>>();
    for (const { resource } of written) {
      if (resource === undefined) continue;
      const observation = resource as unknown as Observation;
      const [type, patientId] = observation.subject?.reference?.split('/') ?? [];
      if (type !== 'Patient' || patientId === undefined) continue;
      const found = whatIs(observation, now);
      if (found !== undefined) heard.set(patientId, (heard.get(patientId) ?? new Set()).add(found));
    }
    const watched = [...heard].filter(([, all]) => all.has('reading') || all.has('result'));
    const others = [...heard].filter(([, all]) => !all.has('reading') && !all.has('result'));
    await watch(sql, watched, now);
    await lookAgain(
      sql,
      others.map(([id]) => id),
      now,
    );
  },
};

function whatIs(observation: Observation, now: Date): Heard | undefined {
  const { category = [] } = observation;
  if (category.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory'))) {
    if (!isOutOfRange(observation)) return 'other';
    const atMs = timeOf(observation);
    return atMs !== undefined && now.getTime() - atMs < resultDays * dayMs ? 'result' : undefined;
  }
  const isSign = category.some(({ coding }) => coding?.some(({ code }) => code === 'vital-signs'));
  // The id is not known by now where the record draws it; a reading is judged by its numbers alone here.
  const reading = readingOf({ ...observation, id: observation.id ?? 'new' }, { now });
  if (reading === undefined) return isSign ? 'other' : undefined;
  if (now.getTime() - reading.atMs > readingDays * dayMs) return undefined;
  return isRemarkable(rules, reading) ? 'reading' : 'other';
}

async function watch(
  sql: ModuleSql,
  people: readonly (readonly [string, ReadonlySet<Heard>])[],
  now: Date,
): Promise<void> {
  if (people.length === 0) return;
  const until = (days: number): Date => new Date(now.getTime() + days * dayMs);
  await sql.query(
    `insert into assistant.watch as w (bucket, patient_id, heard_at, readings_until, results_until)
     select b, p, $5::timestamptz, r, s from unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[]) u (b, p, r, s)
     on conflict (bucket, patient_id) do update set stale = true, heard_at = excluded.heard_at,
       readings_until = greatest(w.readings_until, excluded.readings_until),
       results_until = greatest(w.results_until, excluded.results_until)`,
    [
      people.map(([id]) => personBucket(id)),
      people.map(([id]) => id),
      people.map(([, all]) => (all.has('reading') ? until(readingDays) : null)),
      people.map(([, all]) => (all.has('result') ? until(resultDays) : null)),
      now,
    ],
  );
}

async function lookAgain(sql: ModuleSql, patientIds: readonly string[], now: Date): Promise<void> {
  if (patientIds.length === 0) return;
  await sql.query(
    `update assistant.watch w set stale = true, heard_at = $3::timestamptz from unnest($1::int[], $2::text[]) u (b, p)
     where w.bucket = u.b and w.patient_id = u.p and w.bucket = any ($1::int[])
       and (w.readings_until > $3::timestamptz or w.results_until > $3::timestamptz)`,
    [patientIds.map(personBucket), patientIds, now],
  );
}
