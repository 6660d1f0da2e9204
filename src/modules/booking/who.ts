import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';

/** Names the Patient that a RelatedPerson is. Written by the registry's desk alone. */
const ownPatientSystem = 'urn:sen:patient';
/** More than anybody speaks for; the others are found by the desk. */
const mostTies = 50;

/** Acts as Sen itself, for what no role writes by itself; the caller's own right was asked before, and the audit names her. */
export function asSen(ctx: Context): Context {
  const { accountId, display, requestId, language } = ctx.actor;
  return ctx.as({ ...platformActor(requestId, language), accountId, display });
}

/** The caller as the citizen that she is, so that nobody books for a patient because she works with her. Error: booking.not-yours. */
function asCitizen(ctx: Context): Context {
  const { actor } = ctx;
  if (actor.kind !== 'person' || actor.patientId === undefined || !actor.roles.includes('citizen'))
    throw new AppError('booking.not-yours');
  return actor.roles.length === 1 ? ctx : ctx.as({ ...actor, roles: ['citizen'], purpose: 'own' });
}

/**
 * The people for whom the caller acts, as the access layer says at this moment: herself, and whose guardian or carer she is today. Dead people
 * and records that are out of use are nobody to book for. Error: booking.not-yours where one of them is not hers.
 */
export async function actFor(
  ctx: Context,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, Patient>> {
  const citizen = asCitizen(ctx);
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

function isGone({ active, deceasedBoolean, deceasedDateTime }: Patient): boolean {
  return active === false || deceasedBoolean === true || deceasedDateTime !== undefined;
}

/** Everybody for whom the caller may book now, herself first. */
export async function ownPeople(ctx: Context): Promise<readonly Patient[]> {
  const citizen = asCitizen(ctx);
  const own = citizen.actor.patientId!;
  const ties = await asSen(ctx).record.search(
    'RelatedPerson',
    `identifier=${encodeURIComponent(`${ownPatientSystem}|${own}`)}&_count=${mostTies}`,
  );
  const others = ties.matches.flatMap(({ text }) => {
    const { patient, active } = JSON.parse(text) as RelatedPerson;
    const [type, id] = patient.reference?.split('/') ?? [];
    return type === 'Patient' && id !== undefined && id !== own && active !== false ? [id] : [];
  });
  // Read as herself: a tie that is over, or opens nothing, leads to nobody.
  const page = await citizen.record.search(
    'Patient',
    `_id=${[own, ...new Set(others)].map(encodeURIComponent).join(',')}&_count=${mostTies + 1}`,
  );
  return page.matches
    .map(({ id, text }): Patient => ({ ...(JSON.parse(text) as Patient), id }))
    .filter((patient) => !isGone(patient))
    .toSorted((a, b) => Number(b.id === own) - Number(a.id === own) || nameOf(a).localeCompare(nameOf(b)));
}

/** What somebody is called now. */
export function nameOf({ name }: Patient): string {
  return (name?.find(({ use }) => use !== 'old') ?? name?.[0])?.text ?? '';
}

/** The facility in whose name the caller works. Error: access.denied where there is none. */
export function facilityOf({ actor }: Context): string {
  if (actor.facilityId === undefined) throw new AppError('access.denied');
  return actor.facilityId;
}
