import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { datesOf, guardianTies, ownPatientSystem } from '#platform/record/write/guardian-ties.ts';
import type { Author, Named } from './domain/observation-of.ts';

/** A person whose own data somebody may write. */
export interface OwnPerson extends Author {
  readonly patient: Patient;
  readonly isSelf: boolean;
}

const mostChildren = 30;

/** The reader's own Patient. Error: access.denied for an account that is no citizen's. */
export function ownId({ actor }: Context): string {
  if (actor.patientId === undefined || !actor.roles.includes('citizen')) throw new AppError('access.denied');
  return actor.patientId;
}

/**
 * The desk of own data: it writes what the policy lets nobody write through the record by herself, a Provenance, a line for a child, and only
 * what this module made of what it was told. Each line of the audit names who acts. Only after `demandOwn`.
 */
export function atDesk(ctx: Context): Context {
  return ctx.as({ ...ctx.actor, kind: 'platform' });
}

/** Everybody whose own data she may write: herself first, then the children whose guardian she is now. */
export async function ownPeople(ctx: Context): Promise<OwnPerson[]> {
  const self = ownId(ctx);
  return [await herself(ctx, self), ...(await childrenOf(ctx, self))];
}

/**
 * The person whose own data are to be written, as the actor sees her. Error: access.denied where it is neither she nor a child of whom she is
 * guardian now, and where the person has died.
 */
export async function demandOwn(ctx: Context, patientId: string): Promise<OwnPerson> {
  const self = ownId(ctx);
  const found =
    patientId === self
      ? await herself(ctx, self)
      : (await childrenOf(ctx, self, patientId)).find((one) => one.patientId === patientId);
  if (
    found === undefined ||
    found.patient.deceasedBoolean === true ||
    found.patient.deceasedDateTime !== undefined
  )
    throw new AppError('access.denied');
  return found;
}

async function herself(ctx: Context, id: string): Promise<OwnPerson> {
  const patient = await readPatient(ctx, id);
  return { patientId: id, patient, isSelf: true, who: named(`Patient/${id}`, ctx.actor.display) };
}

/** Children by the ties that the record holds, each read as the actor, so that the policy decides and the audit names her. */
async function childrenOf(ctx: Context, self: string, only?: string): Promise<OwnPerson[]> {
  const sen = ctx.as(platformActor(ctx.actor.requestId));
  const query = new URLSearchParams({
    identifier: `${ownPatientSystem}|${self}`,
    ...(only !== undefined && { patient: only }),
    _count: String(mostChildren),
  });
  const { matches } = await sen.record.search('RelatedPerson', query.toString());
  const children = new Map<string, OwnPerson>();
  for (const { text } of matches) {
    const related = JSON.parse(text) as RelatedPerson & { readonly id: string };
    const childId = related.patient.reference?.replace(/^Patient\//u, '') ?? '';
    if (childId === '' || children.has(childId)) continue;
    const patient = await readPatient(ctx, childId).catch((error: unknown) => {
      if (error instanceof AppError && error.kind.status < 500) return undefined;
      throw error;
    });
    if (patient === undefined || !isGuardianNow(related, patient, ctx.now())) continue;
    const who = named(`RelatedPerson/${related.id}`, ctx.actor.display);
    children.set(childId, { patientId: childId, patient, isSelf: false, who });
  }
  return [...children.values()];
}

/** Carers of adults and relatives of the dead see; they do not write in somebody's name. */
function isGuardianNow(related: RelatedPerson, patient: Patient, now: Date): boolean {
  const ties = guardianTies({ ...related }, datesOf({ ...patient }, now));
  return ties.some(
    ({ kind, since, until }) =>
      kind.startsWith('guardian') && since <= now && (until === null || until > now),
  );
}

async function readPatient(ctx: Context, id: string): Promise<Patient> {
  return JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
}

const named = (reference: string, display: string): Named => ({ reference, display });

/** A person's name as it is written. */
export function nameOf({ name = [] }: Patient): string {
  const known = name.find(({ use }) => use !== 'old') ?? name[0];
  return known?.text ?? [known?.family, ...(known?.given ?? [])].join(' ').trim();
}
