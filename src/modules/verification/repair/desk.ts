import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '#platform/access/actor.ts';
import type { Context } from '#platform/context.ts';
import type { StoredPatient } from '../results/verdict-of.ts';
import type { TaskRow } from './task-row.ts';

/** True for who decides over proposals of the whole country's stations; she sees who it is about, and nothing of care. */
export const decides = (ctx: Context): boolean => ctx.can('verification.decide');

/**
 * The second person reads who a task is about although no tie binds her to that person: only Patient, only of tasks that wait for her, in
 * her own name, so that the person sees who looked.
 */
export function asRegistry(ctx: Context): Context {
  const { actor } = ctx;
  const reading: Actor = { ...actor, kind: 'platform', purpose: 'administration' };
  return ctx.as(reading);
}

/**
 * The person of a task as its reader may see her: at the station within the policy, at the registry by its office. Error: record.not-found
 * where the task is no business of the reader's.
 */
export async function patientOf(ctx: Context, row: TaskRow): Promise<StoredPatient> {
  const atRegistry = isDecidedHere(ctx, row);
  if (!atRegistry && !isOfFacility(ctx, row)) throw new AppError('record.not-found');
  const { record } = atRegistry ? asRegistry(ctx) : ctx;
  const patient = JSON.parse((await record.read('Patient', row.patient_id)).text) as Patient;
  return { ...patient, id: row.patient_id };
}

/** Tasks of a station's own people are its own; those of nobody's are the registry's. */
export function isOfFacility({ actor }: Context, row: Pick<TaskRow, 'facility_id'>): boolean {
  return actor.facilityId !== undefined && row.facility_id === actor.facilityId;
}

/** The registry reads by its office what waits for it, and what no station has. */
function isDecidedHere(ctx: Context, row: TaskRow): boolean {
  return decides(ctx) && (row.state !== 'open' || row.facility_id === null);
}

/** Where somebody may propose: her station's tasks, and at the registry those of nobody's station. */
export function mayPropose(ctx: Context, row: TaskRow): boolean {
  if (row.state === 'closed' || (row.state === 'proposed' && row.proposed_by !== 'sen')) return false;
  if (isOfFacility(ctx, row)) return ctx.can('verification.repair');
  return row.facility_id === null && decides(ctx);
}

/** Nobody decides on her own proposal. */
export function mayDecide(ctx: Context, row: TaskRow): boolean {
  return decides(ctx) && row.state === 'proposed' && row.proposed_by !== ctx.actor.accountId;
}
