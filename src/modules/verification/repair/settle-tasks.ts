import { newId } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import type { RegisterName } from '../../doors/api.ts';
import { dueOn } from '../domain/clock.ts';
import type { Verdict } from '../domain/judge.ts';
import { proposalOfMachine, taskKindOf } from '../domain/tasks.ts';
import { personBucket } from '../person-place.ts';
import type { Judged } from '../results/verdict-of.ts';
import { sealSide } from './task-row.ts';

type Settled = Judged & { readonly verdict: Verdict };

/**
 * Opens a task for each person who needs one and has none, brings one that is open up to date, and closes those of people with whom
 * everything agrees now. A task that the person herself started, and one that somebody has proposed on, is left to people.
 */
export async function settleTasks(
  ctx: Context,
  register: RegisterName,
  known: readonly Settled[],
): Promise<void> {
  const needing = known.filter(({ verdict }) => taskKindOf(verdict.outcome) !== undefined);
  const agreeing = known.filter(({ verdict }) => taskKindOf(verdict.outcome) === undefined);
  await closeAgreeing(
    ctx,
    register,
    agreeing.map(({ patient }) => patient.id),
  );
  await openTasks(ctx, register, needing);
}

async function openTasks(ctx: Context, register: RegisterName, needing: readonly Settled[]): Promise<void> {
  if (needing.length === 0) return;
  const at = ctx.now();
  const rows = needing.map(({ patient, verdict }) => {
    const bucket = personBucket(patient.id);
    const proposal = proposalOfMachine(verdict);
    const managing = patient.managingOrganization?.reference;
    return {
      bucket,
      id: newId(bucket, at),
      patient_id: patient.id,
      kind: taskKindOf(verdict.outcome),
      risk: verdict.risk,
      facility_id:
        managing?.startsWith('Organization/') === true ? managing.slice('Organization/'.length) : null,
      sealed: verdict.theirs === undefined ? null : sealSide(ctx, patient.id, register, verdict.theirs),
      fields: verdict.fields,
      ...(proposal !== undefined && { take: proposal.take, reason: proposal.reason }),
    };
  });
  await ctx.sql.query(
    `insert into verification.task as t (bucket, id, patient_id, register, kind, state, risk, facility_id, opened_at, opened_by,
       due_on, sealed_theirs, fields, take, reason, ground, proposed_by, proposed_by_name, proposed_at)
     select n.bucket, n.id, n.patient_id, $2, n.kind, case when n.reason is null then 'open' else 'proposed' end, n.risk,
       n.facility_id, $3, 'sen', $4::date, n.sealed, n.fields, n.take, n.reason, case when n.reason is not null then 'register' end,
       case when n.reason is not null then 'sen' end, case when n.reason is not null then 'Sen' end,
       case when n.reason is not null then $3::timestamptz end
     from jsonb_to_recordset($1::jsonb) as n (bucket int, id text, patient_id text, kind text, risk text, facility_id text,
       sealed text, fields jsonb, take jsonb, reason text)
     on conflict (bucket, patient_id, register) where state <> 'closed' do update
       set kind = excluded.kind, state = excluded.state, risk = excluded.risk, fields = excluded.fields,
         sealed_theirs = excluded.sealed_theirs, take = excluded.take, reason = excluded.reason, ground = excluded.ground,
         proposed_by = excluded.proposed_by, proposed_by_name = excluded.proposed_by_name,
         proposed_at = excluded.proposed_at, version = t.version + 1
       where t.kind <> 'own' and (t.state = 'open' or t.proposed_by = 'sen')
         and (t.kind <> excluded.kind or t.fields <> excluded.fields)`,
    [JSON.stringify(rows), register, at, dueOn(at, false)],
  );
}

async function closeAgreeing(
  ctx: Context,
  register: RegisterName,
  patientIds: readonly string[],
): Promise<void> {
  if (patientIds.length === 0) return;
  await ctx.sql.query(
    `update verification.task t set state = 'closed', ending = 'agrees-now', without_visit = true, decided_by = 'sen',
       decided_by_name = 'Sen', decided_at = $4, version = t.version + 1, sealed_theirs = null
     from unnest($1::int[], $2::text[]) k (bucket, patient_id)
     where t.bucket = k.bucket and t.patient_id = k.patient_id and t.register = $3 and t.state <> 'closed' and t.kind <> 'own'
       and t.bucket = any ($1::int[])`,
    [patientIds.map(personBucket), patientIds, register, ctx.now()],
  );
}
