import type { RelatedPerson } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { ownPatientSystem } from '#platform/record/write/guardian-ties.ts';
import { kindOfTie, tieConcept } from '../domain/ties.ts';
import type { TieKind } from '../domain/person-contract.ts';
import { atDesk } from './at-desk.ts';
import { asSen } from './register.ts';

/** Somebody named in a person's record. */
export interface Tie {
  readonly id: string;
  readonly kind: TieKind;
  readonly otherId: string;
  readonly start?: string;
  readonly end?: string;
  readonly isActive: boolean;
}

type StoredRelated = RelatedPerson & { readonly id: string };
const mostTies = 100;

/** Everybody whom a person's record names by her own record, those of today first. */
export async function tiesOf(ctx: Context, personId: string): Promise<Tie[]> {
  const page = await asSen(ctx).record.search('RelatedPerson', `patient=${personId}&_count=${mostTies}`);
  const today = dayInVietnam(ctx.now());
  return page.matches
    .flatMap(({ text }) => tieOf(JSON.parse(text) as StoredRelated, today) ?? [])
    .toSorted((a, b) => Number(b.isActive) - Number(a.isActive));
}

function tieOf(related: StoredRelated, today: string): Tie | undefined {
  const kind = kindOfTie(related);
  const otherId = related.identifier?.find(({ system }) => system === ownPatientSystem)?.value;
  if (kind === undefined || otherId === undefined) return undefined;
  const { start, end } = related.period ?? {};
  return {
    id: related.id,
    kind,
    otherId,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    isActive: related.active !== false && (end === undefined || end >= today),
  };
}

/** A tie as it is to be written. */
export interface NewTie {
  readonly kind: TieKind;
  readonly otherId: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The pregnancy from which a child was born. */
  readonly pregnancyId?: string;
}

/** The system by which a mother's tie says of which pregnancy the child is: the id of its EpisodeOfCare. */
export const pregnancySystem = 'urn:sen:pregnancy';

/**
 * Names somebody. Written by the desk: parents and guardians see the child's record by it, as long as the access policy says.
 * @source Civil Code 91/2015/QH13 Art. 136 (parents represent their minor child)
 */
export async function writeTie(ctx: Context, personId: string, tie: NewTie): Promise<string> {
  const { kind, otherId, from, to, pregnancyId } = tie;
  const made = await atDesk(ctx).record.create({
    resourceType: 'RelatedPerson',
    active: true,
    patient: { reference: `Patient/${personId}` },
    identifier: [
      { system: ownPatientSystem, value: otherId },
      ...(pregnancyId === undefined ? [] : [{ system: pregnancySystem, value: pregnancyId }]),
    ],
    relationship: [tieConcept(kind)],
    ...((from !== undefined || to !== undefined) && {
      period: { ...(from !== undefined && { start: from }), ...(to !== undefined && { end: to }) },
    }),
  });
  return made.id;
}

/** Ends a tie on a day; it stays as it was until then. Error: record.not-found where it is not this person's. */
export async function closeTie(ctx: Context, personId: string, tieId: string, on: string): Promise<void> {
  const desk = atDesk(ctx).record;
  const related = JSON.parse((await desk.read('RelatedPerson', tieId)).text) as RelatedPerson;
  if (related.patient.reference !== `Patient/${personId}`) throw new AppError('record.not-found');
  const { start } = related.period ?? {};
  const end = start !== undefined && start > on ? start : on;
  const isOver = end <= dayInVietnam(ctx.now());
  await desk.update({ ...related, active: !isOver, period: { ...related.period, end } });
}
