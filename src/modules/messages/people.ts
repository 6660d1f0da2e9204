import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import {
  datesOf,
  guardianTies,
  ownPatientOf,
  ownPatientSystem,
} from '#platform/record/write/guardian-ties.ts';
import type { Tie } from './domain/kinds.ts';

/** A person whose notices somebody may read. */
export interface Reached {
  readonly patientId: string;
  readonly patient: Patient;
  readonly tie: Tie;
  /** The RelatedPerson that says so; none for herself. */
  readonly relatedId?: string;
}

const mostTies = 50;

/** Acts as Sen itself in the name of who calls; her own right was asked before, and the audit names her. */
export function asSen(ctx: Context): Context {
  const { accountId, display, requestId, language } = ctx.actor;
  return ctx.as({ ...platformActor(requestId, language), accountId, display });
}

/** The reader's own Patient. Error: access.denied for whoever is no citizen in Sen's own pages. */
export function ownId({ actor }: Context): string {
  if (
    actor.kind !== 'person' ||
    actor.patientId === undefined ||
    actor.scopes.length > 0 ||
    !actor.roles.includes('citizen')
  )
    throw new AppError('access.denied');
  return actor.patientId;
}

/** Herself first, then whose guardian or carer she is at this moment; each read as herself, so that the policy decides. */
export async function ownPeople(ctx: Context): Promise<Reached[]> {
  const own = ownId(ctx);
  const citizen = ctx.as({ ...ctx.actor, roles: ['citizen'], purpose: 'own' });
  const query = new URLSearchParams({ identifier: `${ownPatientSystem}|${own}`, _count: String(mostTies) });
  const found = await asSen(ctx).record.search('RelatedPerson', query.toString());
  const related = found.matches.map(
    ({ text }) => JSON.parse(text) as RelatedPerson & { readonly id: string },
  );
  const ids = new Set(related.map(personOf).filter((id) => id !== undefined && id !== own));
  const page = await citizen.record.search(
    'Patient',
    `_id=${[own, ...ids].map((id) => encodeURIComponent(id!)).join(',')}&_count=${mostTies + 1}`,
  );
  const patients = new Map(
    page.matches.map(({ id, text }) => [id, { ...(JSON.parse(text) as Patient), id }] as const),
  );
  const reached: Reached[] = [];
  const self = patients.get(own);
  if (self !== undefined) reached.push({ patientId: own, patient: self, tie: 'self' });
  for (const one of related) {
    const patientId = personOf(one) ?? '';
    const patient = patients.get(patientId);
    const tie = patient === undefined ? undefined : tieOf(one, patient, ctx.now());
    if (patient === undefined || tie === undefined || reached.some((known) => known.patientId === patientId))
      continue;
    reached.push({ patientId, patient, tie, relatedId: one.id });
  }
  return reached;
}

/** Who may read what is told of a person at this moment: Patients, herself first. Sen's own work only. */
export async function readersOf(
  ctx: Context,
  patientId: string,
): Promise<{ readonly patientId: string; readonly tie: Tie }[]> {
  const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
  const found = await ctx.record.search(
    'RelatedPerson',
    `patient=${encodeURIComponent(patientId)}&_count=${mostTies}`,
  );
  const readers = new Map<string, Tie>([[patientId, 'self']]);
  for (const { text } of found.matches) {
    const related = JSON.parse(text) as RelatedPerson;
    const reader = ownPatientOf({ ...related });
    const tie = tieOf(related, patient, ctx.now());
    if (reader !== undefined && tie !== undefined && !readers.has(reader)) readers.set(reader, tie);
  }
  return [...readers].map(([id, tie]) => ({ patientId: id, tie }));
}

const personOf = ({ patient }: RelatedPerson): string | undefined =>
  patient.reference?.startsWith('Patient/') === true ? patient.reference.slice('Patient/'.length) : undefined;

/** The dead have nobody who is told; their relatives look into the record. */
function tieOf(related: RelatedPerson, patient: Patient, now: Date): Tie | undefined {
  const current = guardianTies({ ...related }, datesOf({ ...patient }, now)).filter(
    ({ since, until }) => since <= now && (until === null || until > now),
  );
  if (current.some(({ kind }) => kind === 'relative')) return undefined;
  if (current.some(({ kind }) => kind === 'carer')) return 'carer';
  if (current.some(({ kind }) => kind === 'guardian-of-child')) return 'child';
  return current.some(({ kind }) => kind.startsWith('guardian')) ? 'youth' : undefined;
}

/** What somebody is called now. */
export function nameOf({ name }: Patient): string {
  return (name?.find(({ use }) => use !== 'old') ?? name?.[0])?.text ?? '';
}
