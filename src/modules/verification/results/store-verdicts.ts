import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { newId } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import { mismatchFound, personVerified } from '../api.ts';
import type { RegisterName } from '../../doors/api.ts';
import type { Outcome, Verdict } from '../domain/judge.ts';
import { personBucket } from '../person-place.ts';
import { applyCertain } from '../repair/apply-certain.ts';
import { settleTasks } from '../repair/settle-tasks.ts';
import { storeCoverages } from './store-coverages.ts';
import { verificationResult } from './verification-result.ts';
import type { Judged } from './verdict-of.ts';

/** How many people had which outcome. */
export type Counts = Partial<Record<Outcome, number>>;

interface Known {
  readonly patient_id: string;
  readonly resource_id: string;
  readonly outcome: Outcome;
}

type Settled = Judged & { readonly verdict: Verdict };

/**
 * Keeps what was found, in the caller's transaction: the row that pages read, the FHIR resource, the tasks, and what is certain by rule.
 * Keeping the same twice changes dates only: nobody gets a second resource or a second task.
 * @param options.quiet true where a run over everybody need not tell of each who agrees at the first question
 */
export async function storeVerdicts(
  ctx: Context,
  register: RegisterName,
  judged: readonly Judged[],
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<Counts> {
  const known = judged.filter((one): one is Settled => one.verdict !== undefined);
  if (known.length === 0) return {};
  const at = ctx.now();
  const ids = known.map(({ patient }) => patient.id);
  const buckets = ids.map(personBucket);
  const former = await ctx.sql.query<Known>(
    `select r.patient_id, r.resource_id, r.outcome from unnest($1::int[], $2::text[]) k (bucket, patient_id)
     join verification.result r on r.bucket = k.bucket and r.patient_id = k.patient_id
     where r.register = $3 and r.bucket = any ($1::int[])`,
    [buckets, ids, register],
  );
  const before = new Map(former.map((row) => [row.patient_id, row]));
  const resourceIds = known.map(
    ({ patient }, nth) => before.get(patient.id)?.resource_id ?? newId(buckets[nth]!, at),
  );
  await ctx.record.bundle(
    bundleOf(
      known.map(({ patient, verdict }, nth) =>
        verificationResult(resourceIds[nth]!, patient.id, register, verdict, at),
      ),
    ),
  );
  await ctx.sql.query(
    `insert into verification.result (bucket, patient_id, register, outcome, risk, fields, at, patient_version, resource_id)
     select b, p, $3, o, k, f, $8, v, i
     from unnest($1::int[], $2::text[], $4::text[], $5::text[], $6::jsonb[], $7::text[], $9::text[]) u (b, p, o, k, f, v, i)
     on conflict (bucket, patient_id, register) do update set outcome = excluded.outcome, risk = excluded.risk,
       fields = excluded.fields, at = excluded.at, patient_version = excluded.patient_version, tried_at = null, fault = null`,
    [
      buckets,
      ids,
      register,
      known.map(({ verdict }) => verdict.outcome),
      known.map(({ verdict }) => verdict.risk),
      known.map(({ verdict }) => JSON.stringify(verdict.fields)),
      known.map(({ patient }) => patient.meta?.versionId ?? ''),
      at,
      resourceIds,
    ],
  );
  if (register === 'social-insurance') await storeCoverages(ctx, known);
  const repairing = await applyCertain(ctx, register, known);
  await settleTasks(ctx, register, repairing);
  await tell(
    ctx,
    register,
    known.filter(
      ({ patient, verdict }) =>
        before.get(patient.id)?.outcome !== verdict.outcome &&
        !(quiet && verdict.outcome === 'match' && !before.has(patient.id)),
    ),
  );
  return countOf(known);
}

/** Only what is new is told: a bulk run over people who stand as they stood is silent. */
async function tell(ctx: Context, register: RegisterName, changed: readonly Settled[]): Promise<void> {
  for (const { patient, verdict } of changed) {
    const fields = Object.entries(verdict.fields).map(([field, level]) => ({ field, level }));
    if (verdict.outcome === 'mismatch')
      await ctx.emit(mismatchFound, { personId: patient.id, register, risk: verdict.risk, fields });
    else await ctx.emit(personVerified, { personId: patient.id, register, outcome: verdict.outcome });
  }
}

function countOf(known: readonly Settled[]): Counts {
  const counts: Counts = {};
  for (const { verdict } of known) counts[verdict.outcome] = (counts[verdict.outcome] ?? 0) + 1;
  return counts;
}

function bundleOf(resources: readonly NonNullable<BundleEntry['resource']>[]): Bundle {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
}

/** Keeps that a register gave no answer about people, and when it is asked again. What was known of them stays. */
export async function storeUnreached(
  ctx: Context,
  register: RegisterName,
  patientIds: readonly string[],
  fault: string,
): Promise<void> {
  await ctx.sql.query(
    `update verification.result r set tried_at = $4, fault = $5 from unnest($1::int[], $2::text[]) k (bucket, patient_id)
     where r.bucket = k.bucket and r.patient_id = k.patient_id and r.register = $3 and r.bucket = any ($1::int[])`,
    [patientIds.map(personBucket), patientIds, register, ctx.now(), fault],
  );
}
