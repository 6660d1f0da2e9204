import type { Context, ModuleSql } from '#platform/context.ts';
import type { RegisterName } from '../../doors/api.ts';
import { personBucket } from '../person-place.ts';

/** Why somebody is to be asked about. */
export type Why = 'new-facts' | 'told' | 'unreached' | 'corrected';

/** Somebody who is to be asked about. */
export interface DueRow {
  readonly patient_id: string;
  readonly tries: number;
}

/** How long the people in hand are kept from others; a process that dies gives them free by it. */
const holdSeconds = 120;
/** First wait after a question without answer; doubled by each later one up to six hours. */
const firstWaitSeconds = 60;
const mostWaitSeconds = 6 * 3600;

/** Notes people who are to be asked about; who is noted already stays once. */
export async function noteDue(
  sql: ModuleSql,
  register: RegisterName,
  patientIds: readonly string[],
  why: Why,
  at: Date,
): Promise<void> {
  if (patientIds.length === 0) return;
  const ids = [...new Set(patientIds)];
  await sql.query(
    `insert into verification.due (bucket, patient_id, register, why, since, not_before)
     select b, p, $3, $4, $5::timestamptz, $5::timestamptz from unnest($1::int[], $2::text[]) u (b, p)
     on conflict (bucket, patient_id, register) do update
       set why = excluded.why, since = excluded.since, not_before = excluded.not_before, tries = 0, held_until = null`,
    [ids.map(personBucket), ids, register, why, at],
  );
}

/** Takes some who are due in hand; two servers never take the same. */
export async function takeDue(ctx: Context, register: RegisterName, most: number): Promise<DueRow[]> {
  return ctx.transaction((tx) =>
    tx.sql.query<DueRow>(
      `update verification.due d set held_until = $1::timestamptz + make_interval(secs => $4)
       from (select bucket, patient_id from verification.due
         where register = $2 and not_before <= $1::timestamptz and (held_until is null or held_until < $1::timestamptz)
         order by not_before limit $3 for update skip locked) n
       where d.bucket = n.bucket and d.patient_id = n.patient_id and d.register = $2 returning d.patient_id, d.tries`,
      [ctx.now(), register, most, holdSeconds],
    ),
  );
}

/** They were dealt with. Whoever was noted anew meanwhile stays. */
export async function endDue(
  ctx: Context,
  register: RegisterName,
  patientIds: readonly string[],
  takenAt: Date,
): Promise<void> {
  await ctx.sql.query(
    `delete from verification.due d using unnest($1::int[], $2::text[]) k (bucket, patient_id)
     where d.bucket = k.bucket and d.patient_id = k.patient_id and d.register = $3 and d.since <= $4 and d.bucket = any ($1::int[])`,
    [patientIds.map(personBucket), patientIds, register, takenAt],
  );
}

/** They got no answer: asked again later, ever later. */
export async function putOff(
  ctx: Context,
  register: RegisterName,
  patientIds: readonly string[],
): Promise<void> {
  if (patientIds.length === 0) return;
  await ctx.sql.query(
    `insert into verification.due as d (bucket, patient_id, register, why, since, not_before, tries)
     select b, p, $3, 'unreached', $4::timestamptz, $4::timestamptz + make_interval(secs => $5), 1
     from unnest($1::int[], $2::text[]) u (b, p)
     on conflict (bucket, patient_id, register) do update set held_until = null, tries = d.tries + 1,
       not_before = $4::timestamptz + make_interval(secs => least($6, $5 * power(2, least(d.tries, 20))::int))`,
    [patientIds.map(personBucket), patientIds, register, ctx.now(), firstWaitSeconds, mostWaitSeconds],
  );
}

/** When a register answers again, who waited for it is asked about at once, whyever she is to be asked about. */
export async function dueAtOnce(ctx: Context, register: RegisterName): Promise<void> {
  await ctx.sql.query(
    `update verification.due set not_before = $2 where register = $1 and tries > 0 and not_before > $2`,
    [register, ctx.now()],
  );
}
