import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import {
  asCitizen,
  isGuardianOf,
  ownPeople as peopleOf,
  type OwnPerson as Found,
} from '#platform/record/own-people.ts';
import type { Author } from './domain/observation-of.ts';

export { nameOf } from '#platform/record/own-people.ts';

/** A person whose own data somebody may write. */
export interface OwnPerson extends Author {
  readonly patient: Patient;
  readonly isSelf: boolean;
}

/**
 * The desk of own data: it writes what the policy lets nobody write through the record by herself, a Provenance, a line for a child, and only
 * what this module made of what it was told. Each line of the audit names who acts. Only after `demandOwn`.
 */
export function atDesk(ctx: Context): Context {
  return ctx.as({ ...ctx.actor, kind: 'platform' });
}

/** Error: access.denied for an account that is no citizen's. */
function citizenOf(ctx: Context): Context {
  const citizen = asCitizen(ctx);
  if (citizen === undefined) throw new AppError('access.denied');
  return citizen;
}

/** Everybody whose own data she may write: herself first, then the children whose guardian she is now. */
export async function ownPeople(ctx: Context): Promise<OwnPerson[]> {
  return (await peopleOf(citizenOf(ctx))).flatMap((one) => authored(ctx, one) ?? []);
}

/**
 * The person whose own data are to be written, as the actor sees her. Error: access.denied where it is neither she nor a child of whom she is
 * guardian now, and where the person has died.
 */
export async function demandOwn(ctx: Context, patientId: string): Promise<OwnPerson> {
  const [found] = await peopleOf(citizenOf(ctx), patientId);
  const own = found && authored(ctx, found);
  if (own === undefined) throw new AppError('access.denied');
  return own;
}

/** Herself, or the tie by which she speaks for a child; carers of adults see, they do not write in somebody's name. */
function authored({ actor }: Context, person: Found): OwnPerson | undefined {
  const { patientId, patient, isSelf, ties } = person;
  if (!isSelf && !isGuardianOf(person)) return undefined;
  const tie = ties.find(({ kind }) => kind.startsWith('guardian'));
  const reference = tie === undefined ? `Patient/${patientId}` : `RelatedPerson/${tie.relatedId}`;
  return { patientId, patient, isSelf, who: { reference, display: actor.display } };
}
