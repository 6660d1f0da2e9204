import type { Immunization } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import { reactionTimeFault, timeFaults } from '../domain/device-reaction.ts';
import { reportDueAt, severityOf, shutsSeries, type ReactionSign } from '../domain/reaction.ts';
import { adverseEventOf } from '../domain/to-fhir.ts';
import { asSen, stationOf } from '../station.ts';
import { noteMovement } from '../stock/lot-row.ts';

/** A reaction as it was noted. */
export interface NotedReaction {
  readonly immunizationId: string;
  readonly signs: readonly ReactionSign[];
  readonly beganAt: Date;
  /** When it became known: the time for the report runs from then. */
  readonly notedAt: Date;
  readonly treatment?: string;
}

/** What follows of it. */
export interface KeptReaction {
  readonly id: string;
  readonly severity: 'common' | 'severe';
  readonly reportDueAt: string;
  readonly lockedLots: number;
}

/**
 * Keeps a reaction: an AdverseEvent, when it has to be reported, and after a severe one the lot locked here. Errors: those of reading the dose by the
 * actor's own right, request.invalid for an impossible time.
 */
export async function keepReaction(ctx: Context, noted: NotedReaction): Promise<KeptReaction> {
  const { immunizationId, signs, beganAt, notedAt, treatment } = noted;
  const facilityId = stationOf(ctx);
  // By the reader's own right: whoever may not see the dose notes nothing after it.
  const stored = await ctx.record.read('Immunization', immunizationId);
  const dose = JSON.parse(stored.text) as Immunization;
  const patientId = dose.patient.reference?.split('/')[1] ?? '';
  refuseTime(ctx, dose, beganAt);
  const severity = severityOf(signs);
  const event = adverseEventOf({
    patientId,
    immunizationId,
    signs,
    severity,
    beganAt,
    notedAt,
    ...(ctx.actor.practitionerId !== undefined && { practitionerId: ctx.actor.practitionerId }),
    ...(treatment !== undefined && { treatment }),
  });
  // Nobody's role writes AdverseEvent by itself; that she may see the dose was asked above.
  const { id } = await asSen(ctx).record.create(event);
  if (shutsSeries(signs)) await shutSeries(ctx, dose, patientId);
  const due = reportDueAt(severity, notedAt);
  await ctx.sql.query(
    `insert into immunisation.reaction (bucket, id, patient_id, facility_id, immunization_id, lot_number, severity, began_at, noted_at,
       report_due_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      personBucket(patientId),
      id,
      patientId,
      facilityId,
      immunizationId,
      dose.lotNumber ?? null,
      severity,
      beganAt,
      notedAt,
      due,
    ],
  );
  const lockedLots = severity === 'severe' ? await lockLots(ctx, facilityId, dose.lotNumber) : 0;
  return { id, severity, reportDueAt: due.toISOString(), lockedLots };
}

function refuseTime(ctx: Context, dose: Immunization, began: Date): void {
  const fault = reactionTimeFault(dose, began, ctx.now());
  if (fault === undefined) return;
  throw new AppError('request.invalid', { issues: [{ path: 'beganAt', text: timeFaults[fault] }] });
}

/** After anaphylaxis the vaccine stands among the allergies, so that everybody's forecast leaves it out. */
async function shutSeries(ctx: Context, dose: Immunization, patientId: string): Promise<void> {
  const system = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-';
  await ctx.record.create({
    resourceType: 'AllergyIntolerance',
    clinicalStatus: { coding: [{ system: `${system}clinical`, code: 'active' }] },
    verificationStatus: { coding: [{ system: `${system}verification`, code: 'unconfirmed' }] },
    category: ['medication'],
    criticality: 'high',
    code: {
      coding: (dose.vaccineCode.coding ?? []).filter(
        ({ system: list }) => list === codeSystem.cvx || list === codeSystem.vaccineDose,
      ),
      ...(dose.vaccineCode.text !== undefined && { text: dose.vaccineCode.text }),
    },
    patient: { reference: `Patient/${patientId}` },
  });
}

/** The lot is used no more at this station until somebody unlocks it. */
async function lockLots(ctx: Context, facilityId: string, lotNumber: string | undefined): Promise<number> {
  const rows = await ctx.sql.query<{ id: string; facility_id: string }>(
    `update immunisation.lot set locked_because = 'reaction', version = version + 1
     where facility_id = $1 and lot_number = $2 and locked_because is null returning id, facility_id`,
    [facilityId, lotNumber ?? ''],
  );
  for (const lot of rows) await noteMovement(ctx, lot, { kind: 'locked', because: 'reaction' });
  return rows.length;
}
