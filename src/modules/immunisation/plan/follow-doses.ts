import type { Immunization, Patient } from '@medplum/fhirtypes';
import { addMonths, addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { ModuleSql } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { dayFrom } from '../domain/from-fhir.ts';
import { nationalSystem } from '../exchange/national-identifier.ts';
import { personBucket } from '#platform/record/place.ts';

type Hear = NonNullable<Module<string>['follow']>['hear'];

const childMonths = 18 * 12;
/** Doses that are entered later than this are history: the national system has them from elsewhere, or never asked. Own rule, verify. */
const tellWithinDays = 60;

/**
 * Every child that is written, and every dose, by whatever door: the child is planned anew soon, and the dose is told to the national
 * system. Two statements for a whole bundle, and none where it holds neither children nor doses.
 */
export const followDoses: { readonly types: readonly string[]; readonly hear: Hear } = {
  types: ['Patient', 'Immunization'],
  async hear(sql, written, now) {
    const today = dayInVietnam(now);
    const bornAfter = addMonths(today, -childMonths);
    const children = written.flatMap(({ resourceType, id, resource }) => {
      if (resourceType !== 'Patient' || resource === undefined) return [];
      const patient = resource as unknown as Patient;
      const birth = patient.birthDate;
      if (birth?.length !== 10 || birth < bornAfter || patient.deceasedDateTime !== undefined) return [];
      return [{ id, birth, facility: idOf(patient.managingOrganization?.reference, 'Organization') }];
    });
    await keepChildren(sql, children, now);
    const doses = written.filter(({ resourceType }) => resourceType === 'Immunization');
    const given = doses.flatMap(({ id, resource }) =>
      resource === undefined ? [] : [{ id, ...(resource as unknown as Immunization) }],
    );
    await unsettle(
      sql,
      given.flatMap(({ patient }) => idOf(patient.reference, 'Patient') ?? []),
      now,
    );
    await queue(sql, given, addDays(today, -tellWithinDays), now);
  },
};

/** The id of a local reference to a type. */
function idOf(reference: string | undefined, type: string): string | undefined {
  const [found, id] = reference?.split('/') ?? [];
  return found === type ? id : undefined;
}

async function keepChildren(
  sql: ModuleSql,
  children: readonly { readonly id: string; readonly birth: string; readonly facility: string | undefined }[],
  now: Date,
): Promise<void> {
  if (children.length === 0) return;
  const one = [...new Map(children.map((child) => [child.id, child])).values()];
  await sql.query(
    `insert into immunisation.child (bucket, patient_id, facility_id, birth_on, heard_at)
     select b, p, f, d, $5::timestamptz from unnest($1::int[], $2::text[], $3::text[], $4::date[]) u (b, p, f, d)
     on conflict (bucket, patient_id) do update
       set facility_id = excluded.facility_id, birth_on = excluded.birth_on, stale = true, heard_at = excluded.heard_at`,
    [
      one.map(({ id }) => personBucket(id)),
      one.map(({ id }) => id),
      one.map(({ facility }) => facility ?? null),
      one.map(({ birth }) => birth),
      now,
    ],
  );
}

async function unsettle(sql: ModuleSql, patientIds: readonly string[], now: Date): Promise<void> {
  if (patientIds.length === 0) return;
  const ids = [...new Set(patientIds)];
  await sql.query(
    `update immunisation.child c set stale = true, heard_at = $3::timestamptz from unnest($1::int[], $2::text[]) u (b, p)
     where c.bucket = u.b and c.patient_id = u.p and c.bucket = any ($1::int[])`,
    [ids.map(personBucket), ids, now],
  );
}

async function queue(
  sql: ModuleSql,
  given: readonly (Immunization & { readonly id: string })[],
  since: string,
  now: Date,
): Promise<void> {
  const fresh = given.filter(
    ({ status, primarySource, occurrenceDateTime, identifier }) =>
      status === 'completed' &&
      primarySource === true &&
      (dayFrom(occurrenceDateTime) ?? '') >= since &&
      identifier?.some(({ system }) => system === nationalSystem) !== true,
  );
  if (fresh.length === 0) return;
  await sql.query(
    `insert into immunisation.outgoing (immunization_id, patient_id, state, since, not_before)
     select i, p, 'waiting', $3::timestamptz, $3::timestamptz from unnest($1::text[], $2::text[]) u (i, p)
     on conflict (immunization_id) do update set state = 'waiting', since = excluded.since, not_before = excluded.not_before, tries = 0,
       held_until = null`,
    [fresh.map(({ id }) => id), fresh.map(({ patient }) => idOf(patient.reference, 'Patient') ?? ''), now],
  );
}
