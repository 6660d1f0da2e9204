import type { Encounter, Organization, Patient, Provenance, Reference } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { atDesk } from '../desk.ts';
import { isInError, type Correctable, type CorrectableType } from '../domain/correction/fields.ts';
import type { Named } from '../domain/observation-of.ts';
import { ownMark } from '../domain/own-mark.ts';

/** A line as it is by now, and its version. */
export interface ReadLine {
  readonly line: Correctable;
  readonly version: string;
}

/**
 * A line of this person that a facility wrote, read as the actor. Errors: record.not-found for a line of somebody else's,
 * own-data.not-correctable for one of her own and for one that counts no more.
 */
export async function demandLine(
  ctx: Context,
  patientId: string,
  type: CorrectableType,
  id: string,
): Promise<ReadLine> {
  const stored = await ctx.record.read(type, id);
  const line = JSON.parse(stored.text) as Correctable;
  if (subjectOf(line) !== `Patient/${patientId}`) throw new AppError('record.not-found');
  const isOwn = line.meta?.tag?.some(({ system }) => system === ownMark.system) === true;
  if (isOwn || isInError(line)) throw new AppError('own-data.not-correctable');
  return { line, version: stored.versionId };
}

/** Whose a line is: 'Patient/<id>'. */
export function subjectOf(line: Correctable): string | undefined {
  return ('subject' in line ? line.subject : 'patient' in line ? line.patient : undefined)?.reference;
}

/**
 * The facility that answers for a line: the one that it names, that of its visit, the sender whom its Provenance names, or who has the person in
 * charge. Error: own-data.no-facility.
 */
export async function facilityOf(ctx: Context, line: Correctable, patient: Patient): Promise<Named> {
  const id =
    organizationIn(line) ??
    (await facilityOfVisit(ctx, line.encounter)) ??
    (await senderOf(ctx, `${line.resourceType}/${line.id}`)) ??
    idOf(patient.managingOrganization);
  if (id === undefined) throw new AppError('own-data.no-facility');
  const { name } = JSON.parse((await ctx.record.read('Organization', id)).text) as Organization;
  return { reference: `Organization/${id}`, ...(name !== undefined && { display: name }) };
}

const idOf = (reference: Reference | undefined): string | undefined =>
  reference?.reference?.startsWith('Organization/') === true
    ? reference.reference.slice('Organization/'.length)
    : undefined;

function organizationIn(line: Correctable): string | undefined {
  switch (line.resourceType) {
    case 'Observation':
      return (line.performer ?? []).map(idOf).find((id) => id !== undefined);
    case 'Procedure':
    case 'Immunization':
      return (line.performer ?? []).map(({ actor }) => idOf(actor)).find((id) => id !== undefined);
    case 'MedicationRequest':
      return idOf(line.requester);
    default:
      return idOf(line.recorder) ?? idOf(line.asserter);
  }
}

async function facilityOfVisit(ctx: Context, visit: Reference | undefined): Promise<string | undefined> {
  const id = visit?.reference?.startsWith('Encounter/') === true ? visit.reference.slice(10) : undefined;
  if (id === undefined) return undefined;
  return idOf(
    (JSON.parse((await atDesk(ctx).record.read('Encounter', id)).text) as Encounter).serviceProvider,
  );
}

async function senderOf(ctx: Context, reference: string): Promise<string | undefined> {
  const query = new URLSearchParams({ target: reference, _count: '10' });
  const { matches } = await atDesk(ctx).record.search('Provenance', query.toString());
  return matches
    .flatMap(({ text }) => (JSON.parse(text) as Provenance).agent)
    .flatMap(({ who, onBehalfOf }) => [idOf(who), idOf(onBehalfOf)])
    .find((id) => id !== undefined);
}
