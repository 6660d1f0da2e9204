import type { Patient, RelatedPerson } from '@medplum/fhirtypes';
import type { TieKind } from '../access/access-words.ts';
import { platformActor } from '../access/actors.ts';
import type { Context } from '../context.ts';
import { datesOf, guardianTies, ownPatientSystem } from './write/guardian-ties.ts';
import type { ShownTie } from './write/shown.ts';

/** More than anybody speaks for; the others are found by a desk. */
const mostTies = 50;

export type StoredPatient = Patient & { readonly id: string };

/** A tie that holds at this moment, by the RelatedPerson that states it. */
export interface HeldTie {
  readonly relatedId: string;
  readonly kind: TieKind;
  readonly until: Date | null;
  /** Of a guardian: when the last tie that this RelatedPerson gives her as guardian ends, whatever the child's age then. */
  readonly last?: Date;
}

/** Somebody whose record a citizen may open as herself. */
export interface OwnPerson {
  readonly patientId: string;
  readonly patient: StoredPatient;
  readonly isSelf: boolean;
  /** What makes her guardian or carer now; none for herself. Who may only read has none either. */
  readonly ties: readonly HeldTie[];
}

/** The caller as the citizen that she is, so that nobody acts for a patient because she works with her; undefined for who is none. */
export function asCitizen(ctx: Context): Context | undefined {
  const { actor } = ctx;
  if (actor.kind !== 'person' || actor.patientId === undefined || !actor.roles.includes('citizen'))
    return undefined;
  return actor.roles.length === 1 ? ctx : ctx.as({ ...actor, roles: ['citizen'], purpose: 'own' });
}

/** Records that are out of use and people who have died: nobody to act for. */
export function isGone({ active, deceasedBoolean, deceasedDateTime }: Patient): boolean {
  return active === false || deceasedBoolean === true || deceasedDateTime !== undefined;
}

/** Whether she speaks for a minor now; carers of adults see, they do not write in somebody's name. */
export function isGuardianOf({ ties }: OwnPerson): boolean {
  return ties.some(({ kind }) => isGuardian(kind));
}

/**
 * Everybody alive whose record the policy opens to this citizen now, herself first: found by the ties that the records hold, then read as
 * herself, so that a tie that is over, or opens nothing, leads to nobody, and the audit names her. @param only asks for this person alone
 */
export async function ownPeople(citizen: Context, only?: string): Promise<OwnPerson[]> {
  const own = citizen.actor.patientId!;
  const related = only === own ? [] : await tiesTo(citizen, own, only);
  const ids = new Set(related.map(({ patient }) => patientIdOf(patient.reference)));
  if (only === undefined || only === own) ids.add(own);
  ids.delete('');
  if (ids.size === 0) return [];
  const page = await citizen.record.search(
    'Patient',
    `_id=${[...ids].map(encodeURIComponent).join(',')}&_count=${mostTies + 1}`,
  );
  const now = citizen.now();
  return page.matches
    .map(({ id, text }): StoredPatient => ({ ...(JSON.parse(text) as Patient), id }))
    .filter((patient) => !isGone(patient))
    .map((patient) => ({
      patientId: patient.id,
      patient,
      isSelf: patient.id === own,
      ties: patient.id === own ? [] : heldTies(related, patient, now),
    }))
    .toSorted(
      (a, b) =>
        Number(b.isSelf) - Number(a.isSelf) || nameOf(a.patient).localeCompare(nameOf(b.patient), 'vi'),
    );
}

type StoredRelated = RelatedPerson & { readonly id: string };

/** Who names her, and is not out of use; read by Sen, because not each of these records is open to her. */
async function tiesTo(ctx: Context, own: string, only?: string): Promise<StoredRelated[]> {
  const query = new URLSearchParams({
    identifier: `${ownPatientSystem}|${own}`,
    ...(only !== undefined && { patient: only }),
    _count: String(mostTies),
  });
  const sen = ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
  const { matches } = await sen.record.search('RelatedPerson', query.toString());
  return matches
    .map(({ text }) => JSON.parse(text) as StoredRelated)
    .filter(({ active, patient }) => active !== false && patientIdOf(patient.reference) !== own);
}

function heldTies(related: readonly StoredRelated[], patient: StoredPatient, now: Date): HeldTie[] {
  return related
    .filter((one) => patientIdOf(one.patient.reference) === patient.id)
    .flatMap((one) =>
      heldNow(guardianTies({ ...one }, datesOf({ ...patient }, now)), now).map((tie) => ({
        relatedId: one.id,
        ...tie,
      })),
    );
}

/** Of the ties of one RelatedPerson those that hold at a moment. */
export function heldNow(ties: readonly ShownTie[], now: Date): Omit<HeldTie, 'relatedId'>[] {
  const last = ties
    .flatMap(({ kind, until }) => (isGuardian(kind) && until !== null ? until : []))
    .toSorted((a, b) => b.getTime() - a.getTime())[0];
  return ties
    .filter(({ since, until }) => since <= now && (until === null || until > now))
    .map(({ kind, until }) => ({
      kind,
      until,
      ...(isGuardian(kind) && last !== undefined && { last }),
    }));
}

function isGuardian(kind: TieKind): boolean {
  return kind.startsWith('guardian');
}

function patientIdOf(reference: string | undefined): string {
  const [type, id] = reference?.split('/') ?? [];
  return type === 'Patient' && id !== undefined ? id : '';
}

/** What somebody is called now. */
export function nameOf({ name = [] }: Patient): string {
  const known = name.find(({ use }) => use !== 'old') ?? name[0];
  return known?.text ?? [known?.family, ...(known?.given ?? [])].join(' ').trim();
}
