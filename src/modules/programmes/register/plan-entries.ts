import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { searchAll } from '#platform/record/search-all.ts';
import { rulesOf } from '../domain/all-rules.ts';
import { planEntry } from '../domain/plan-entry.ts';
import { personBucket } from '#platform/record/place.ts';
import { readTables } from './growth-tables.ts';
import { idOf } from './follow-entries.ts';
import { readSources } from './read-sources.ts';

const atOnce = 60;

interface StaleRow {
  readonly id: string;
  readonly patient_id: string;
  readonly programme: string;
  readonly started: string;
  readonly heard_at: Date;
}

/**
 * Works entries out anew of which something was written, and once a month all: ages pass limits by themselves. Read as Sen; who is shown whom
 * is asked again when a page shows names.
 * @returns how many were planned
 */
export async function planStale(ctx: Context, facilityId: string | undefined, most: number): Promise<number> {
  const sen = ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
  let planned = 0;
  while (planned < most) {
    const rows = await sen.sql.query<StaleRow>(
      `select id, patient_id, programme, started_on::text as started, heard_at from programmes.entry
       where ended_on is null and (stale or planned_on < $3::date - 30) and ($1::text is null or facility_id = $1) limit $2`,
      [facilityId ?? null, Math.min(atOnce, most - planned), dayInVietnam(sen.now())],
    );
    if (rows.length === 0) break;
    await planRows(sen, rows);
    planned += rows.length;
  }
  return planned;
}

async function planRows(ctx: Context, rows: readonly StaleRow[]): Promise<void> {
  const today = dayInVietnam(ctx.now());
  const programmes = [...new Set(rows.map(({ programme }) => programme))].flatMap(
    (code) => rulesOf(code) ?? [],
  );
  const people = await readSources(
    ctx,
    rows.map(({ patient_id: id }) => id),
    programmes,
  );
  const tables = await readTables(ctx);
  const plans = rows.map((row) => {
    const person = people.get(row.patient_id);
    const rules = rulesOf(row.programme);
    if (person === undefined || rules === undefined) return { row, plan: undefined };
    const { gender, birthDate, deceasedDateTime, deceasedBoolean } = person.patient;
    const plan = planEntry(
      rules,
      {
        birth: birthDate,
        sources: person.sources,
        tables: gender === 'male' || gender === 'female' ? tables[gender] : {},
      },
      row.started,
      today,
    );
    // Whoever has died is due nowhere; that her entry is still open is for the station to see.
    const isDead = deceasedDateTime !== undefined || deceasedBoolean === true;
    return { row, plan: isDead ? { facts: plan.facts } : plan };
  });
  await ctx.sql.query(
    `update programmes.entry e set facts = u.facts, due_on = u.due_on, late_on = u.late_on, why = u.why, planned_on = $8::date,
       stale = e.heard_at > u.heard_at
     from unnest($1::int[], $2::text[], $3::jsonb[], $4::date[], $5::date[], $6::jsonb[], $7::timestamptz[])
       u (bucket, id, facts, due_on, late_on, why, heard_at)
     where e.bucket = u.bucket and e.id = u.id and e.bucket = any ($1::int[])`,
    [
      plans.map(({ row }) => personBucket(row.patient_id)),
      plans.map(({ row }) => row.id),
      plans.map(({ plan }) => JSON.stringify(plan?.facts ?? {})),
      plans.map(({ plan }) => plan?.visit?.dueOn ?? null),
      plans.map(({ plan }) => plan?.visit?.lateOn ?? null),
      plans.map(({ plan }) => (plan?.visit === undefined ? null : JSON.stringify(plan.visit.why))),
      plans.map(({ row }) => row.heard_at),
      today,
    ],
  );
}

interface Happening {
  readonly bucket: number;
  readonly id: string;
  readonly programme: string;
  readonly patient_id: string;
}

/** Finds the station to which injuries and deaths belong: that which has charge of the person. Returns how many. */
export async function placeHappenings(ctx: Context, most: number): Promise<number> {
  const sen = ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
  const rows = await sen.sql.query<Happening>(
    'select bucket, id, programme, patient_id from programmes.happening where not seen limit $1',
    [most],
  );
  if (rows.length === 0) return 0;
  const ids = [...new Set(rows.map(({ patient_id: id }) => id))];
  const patients = new Map(
    (await searchAll<Patient>(sen.record, 'Patient', `_id=${ids.map(encodeURIComponent).join(',')}`)).map(
      (one) => [one.id, one],
    ),
  );
  await sen.sql.query(
    `update programmes.happening h set facility_id = u.facility, seen = true
     from unnest($1::int[], $2::text[], $3::text[], $4::text[]) u (bucket, programme, id, facility)
     where h.bucket = u.bucket and h.programme = u.programme and h.id = u.id and h.bucket = any ($1::int[])`,
    [
      rows.map(({ bucket }) => bucket),
      rows.map(({ programme }) => programme),
      rows.map(({ id }) => id),
      rows.map(
        ({ patient_id: id }) =>
          idOf(patients.get(id)?.managingOrganization?.reference, 'Organization') ?? null,
      ),
    ],
  );
  return rows.length;
}
