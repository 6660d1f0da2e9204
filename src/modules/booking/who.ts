import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { asCitizen, isGone, ownPeople as peopleOf } from '#platform/record/own-people.ts';

export { nameOf } from '#platform/record/own-people.ts';

/** Acts as Sen itself, for what no role writes by itself; the caller's own right was asked before, and the audit names her. */
export function asSen(ctx: Context): Context {
  const { accountId, display, requestId, language } = ctx.actor;
  return ctx.as({ ...platformActor(requestId, language), accountId, display });
}

/** Error: booking.not-yours for who is no citizen with a record. */
function citizenOf(ctx: Context): Context {
  const citizen = asCitizen(ctx);
  if (citizen === undefined) throw new AppError('booking.not-yours');
  return citizen;
}

/**
 * The people for whom the caller acts, as the access layer says at this moment: herself, and whose guardian or carer she is today. Dead people
 * and records that are out of use are nobody to book for. Error: booking.not-yours where one of them is not hers.
 */
export async function actFor(
  ctx: Context,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, Patient>> {
  const citizen = citizenOf(ctx);
  const people = new Map<string, Patient>();
  for (const id of new Set(personIds)) people.set(id, await readOne(citizen, id));
  return people;
}

async function readOne(citizen: Context, id: string): Promise<Patient> {
  try {
    const patient = JSON.parse((await citizen.record.read('Patient', id)).text) as Patient;
    if (isGone(patient)) throw new AppError('booking.not-yours');
    return { ...patient, id };
  } catch (error) {
    // Whoever is out of reach is told apart from nobody by nothing.
    if (error instanceof AppError && error.kind.status < 500) throw new AppError('booking.not-yours');
    throw error;
  }
}

/** Everybody for whom the caller may book now, herself first. */
export async function ownPeople(ctx: Context): Promise<readonly Patient[]> {
  return (await peopleOf(citizenOf(ctx))).map(({ patient }) => patient);
}

/** The facility in whose name the caller works. Error: access.denied where there is none. */
export function facilityOf({ actor }: Context): string {
  if (actor.facilityId === undefined) throw new AppError('access.denied');
  return actor.facilityId;
}
