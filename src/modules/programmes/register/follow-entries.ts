import type { Communication, Condition, EpisodeOfCare, Observation, Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { programmeSystem } from '#kernel/vietnam/programmes.ts';
import type { ModuleSql } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { ruledCodes } from '../domain/all-rules.ts';
import { wholeDay } from '../domain/gather-facts.ts';
import { isExternalCause } from '../domain/injury.ts';
import { talkFrom } from '../domain/talk.ts';
import { followedLoinc, loincOf } from '../domain/views.ts';
import { personBucket } from '#platform/record/place.ts';

type Hear = NonNullable<Module<string>['follow']>['hear'];

/**
 * Entries come and go with their EpisodeOfCare; what is written of somebody who is in a programme makes her entries stale. A bundle that holds
 * nothing of this costs no statement.
 */
export const followEntries: { readonly types: readonly string[]; readonly hear: Hear } = {
  types: [
    'EpisodeOfCare',
    'Observation',
    'Condition',
    'MedicationRequest',
    'MedicationDispense',
    'Patient',
    'Communication',
  ],
  async hear(sql, written, now) {
    const entries: EntryRow[] = [];
    const happenings: HappeningRow[] = [];
    const touched = new Set<string>();
    await keepTalks(sql, written);
    for (const { resourceType, id, resource } of written) {
      if (resource === undefined || resourceType === 'Communication') continue;
      if (resourceType === 'EpisodeOfCare')
        entries.push(...entryOf(id, resource as unknown as EpisodeOfCare, now));
      else if (resourceType === 'Patient') happenings.push(...deathOf(id, resource as unknown as Patient));
      else if (tellsSomething(resourceType, resource)) {
        const patientId = subjectOf(resource);
        if (patientId !== undefined) touched.add(patientId);
        if (resourceType === 'Condition')
          happenings.push(...injuryOf(id, resource as unknown as Condition, now));
        if (resourceType === 'Observation') happenings.push(...causeOf(resource as unknown as Observation));
      }
    }
    await keepEntries(sql, entries, now);
    await keepHappenings(sql, happenings);
    await unsettle(sql, [...touched], now);
  },
};

interface EntryRow {
  readonly id: string;
  readonly patientId: string;
  readonly facilityId: string;
  readonly programme: string;
  readonly startedOn: string;
  readonly endedOn: string | null;
}

function entryOf(id: string, episode: EpisodeOfCare, now: Date): EntryRow[] {
  const code = episode.type
    ?.flatMap(({ coding }) => coding ?? [])
    .find(({ system }) => system === programmeSystem)?.code;
  const patientId = idOf(episode.patient.reference, 'Patient');
  const facilityId = idOf(episode.managingOrganization?.reference, 'Organization');
  if (code === undefined || !(ruledCodes as ReadonlySet<string>).has(code)) return [];
  if (patientId === undefined || facilityId === undefined) return [];
  const today = dayInVietnam(now);
  const startedOn = wholeDay(episode.period?.start) ?? today;
  const isOpen = ['active', 'planned', 'waitlist', 'onhold'].includes(episode.status);
  const endedOn = isOpen ? null : (wholeDay(episode.period?.end) ?? today);
  // Entered in error: it was never true, so it ends on the day it began and stands in no list of today.
  return [
    {
      id,
      patientId,
      facilityId,
      programme: code,
      startedOn,
      endedOn: episode.status === 'entered-in-error' ? startedOn : endedOn,
    },
  ];
}

interface HappeningRow {
  readonly id: string;
  readonly patientId: string;
  readonly programme: 'injury' | 'death';
  readonly on: string;
  readonly code: string | null;
}

function deathOf(id: string, patient: Patient): HappeningRow[] {
  const on = wholeDay(patient.deceasedDateTime);
  return on === undefined ? [] : [{ id, patientId: id, programme: 'death', on, code: null }];
}

/** The cause of a death, which is told beside it: on the day of the death, or on that of the statement until the death itself is written. */
function causeOf(observation: Observation): HappeningRow[] {
  const isCause = observation.code.coding?.some(({ code }) => loincOf('causeOfDeath').includes(code ?? ''));
  const patientId = idOf(observation.subject?.reference, 'Patient');
  const on = wholeDay(observation.effectiveDateTime);
  const code = observation.valueCodeableConcept?.coding?.find(
    ({ system }) => system === codeSystem.icd10,
  )?.code;
  const isTrue = observation.status !== 'entered-in-error' && observation.status !== 'cancelled';
  if (isCause !== true || !isTrue || patientId === undefined || on === undefined) return [];
  return code === undefined ? [] : [{ id: patientId, patientId, programme: 'death', on, code }];
}

function injuryOf(id: string, condition: Condition, now: Date): HappeningRow[] {
  const code = condition.code?.coding?.map((one) => one.code ?? '').find(isExternalCause);
  const patientId = idOf(condition.subject.reference, 'Patient');
  if (code === undefined || patientId === undefined) return [];
  const on = wholeDay(condition.onsetDateTime) ?? wholeDay(condition.recordedDate) ?? dayInVietnam(now);
  return [{ id, patientId, programme: 'injury', on, code }];
}

type Resource = Readonly<Record<string, unknown>>;

function tellsSomething(type: string, resource: Resource): boolean {
  if (type !== 'Observation') return true;
  const { code } = resource as { code?: { coding?: { code?: string }[] } };
  return code?.coding?.some((one) => followedLoinc.has(one.code ?? '')) === true;
}

function subjectOf(resource: Resource): string | undefined {
  const { subject } = resource as { subject?: { reference?: string } };
  return idOf(subject?.reference, 'Patient');
}

/** The id of a local reference to a type. */
export function idOf(reference: string | undefined, type: string): string | undefined {
  const [found, id] = reference?.split('/') ?? [];
  return found === type ? id : undefined;
}

async function keepEntries(sql: ModuleSql, entries: readonly EntryRow[], now: Date): Promise<void> {
  if (entries.length === 0) return;
  const one = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  await sql.query(
    `insert into programmes.entry (bucket, id, patient_id, facility_id, programme, started_on, ended_on, heard_at)
     select b, i, p, f, c, s, e, $8::timestamptz
     from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[]) u (b, i, p, f, c, s, e)
     on conflict (bucket, id) do update set facility_id = excluded.facility_id, programme = excluded.programme,
       started_on = excluded.started_on, ended_on = excluded.ended_on, stale = true, heard_at = excluded.heard_at`,
    [
      one.map(({ patientId }) => personBucket(patientId)),
      one.map(({ id }) => id),
      one.map(({ patientId }) => patientId),
      one.map(({ facilityId }) => facilityId),
      one.map(({ programme }) => programme),
      one.map(({ startedOn }) => startedOn),
      one.map(({ endedOn }) => endedOn),
      now,
    ],
  );
}

async function keepHappenings(sql: ModuleSql, happenings: readonly HappeningRow[]): Promise<void> {
  if (happenings.length === 0) return;
  const byName = new Map<string, HappeningRow>();
  for (const row of happenings) {
    const name = `${row.programme} ${row.id}`;
    const before = byName.get(name);
    // A death and its cause written together are one row: the day of the death, the code of the cause.
    byName.set(name, { ...row, ...(before !== undefined && { code: row.code ?? before.code }) });
  }
  const one = [...byName.values()];
  await sql.query(
    `insert into programmes.happening (bucket, id, patient_id, programme, on_day, code)
     select b, i, p, c, d, k from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[]) u (b, i, p, c, d, k)
     on conflict (bucket, programme, id) do update set
       on_day = case when excluded.programme = 'death' and excluded.code is not null then programmes.happening.on_day else excluded.on_day end,
       code = coalesce(excluded.code, programmes.happening.code), seen = false`,
    [
      one.map(({ patientId }) => personBucket(patientId)),
      one.map(({ id }) => id),
      one.map(({ patientId }) => patientId),
      one.map(({ programme }) => programme),
      one.map(({ on }) => on),
      one.map(({ code }) => code),
    ],
  );
}

async function unsettle(sql: ModuleSql, patientIds: readonly string[], now: Date): Promise<void> {
  if (patientIds.length === 0) return;
  await sql.query(
    `update programmes.entry e set stale = true, heard_at = $3::timestamptz from unnest($1::int[], $2::text[]) u (b, p)
     where e.bucket = u.b and e.patient_id = u.p and e.bucket = any ($1::int[])`,
    [patientIds.map(personBucket), patientIds, now],
  );
}

/** Talks follow their Communication; one that was taken back goes. */
async function keepTalks(sql: ModuleSql, written: Parameters<Hear>[1]): Promise<void> {
  const told = written.filter(({ resourceType }) => resourceType === 'Communication');
  if (told.length === 0) return;
  const talks = told.map(({ id, resource }) => ({
    id,
    talk: resource === undefined ? undefined : talkFrom(resource as unknown as Communication),
  }));
  const gone = talks.filter(({ talk }) => talk === undefined).map(({ id }) => id);
  if (gone.length > 0) await sql.query('delete from programmes.talk where id = any ($1::text[])', [gone]);
  const held = [
    ...new Map(talks.flatMap(({ id, talk }) => (talk === undefined ? [] : [[id, talk] as const]))),
  ];
  if (held.length === 0) return;
  await sql.query(
    `insert into programmes.talk (id, facility_id, on_day, topic, form, participants)
     select i, f, d, t, m, n from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::int[]) u (i, f, d, t, m, n)
     on conflict (id) do update set facility_id = excluded.facility_id, on_day = excluded.on_day, topic = excluded.topic,
       form = excluded.form, participants = excluded.participants`,
    [
      held.map(([id]) => id),
      held.map(([, talk]) => talk.facility),
      held.map(([, talk]) => talk.on),
      held.map(([, talk]) => talk.topic),
      held.map(([, talk]) => talk.form ?? null),
      held.map(([, talk]) => talk.participants ?? null),
    ],
  );
}
