import type { TieKind } from '../../access/access-words.ts';
import { guardianWindows } from '../../access/guardians.ts';
import type { Json } from './intent.ts';
import { beginningOf, endOf } from './period.ts';
import type { ShownTie } from './shown.ts';

/** What decides how long others speak for a person. */
export interface PersonDates {
  readonly birthDate?: string;
  /** When she died; undefined while she lives. */
  readonly died?: Date;
}

/** The dates of a Patient. A death without its time counts from when it was written. */
export function datesOf(patient: Json, writtenAt: Date): PersonDates {
  const { birthDate, deceasedBoolean, deceasedDateTime } = patient;
  const isDead = deceasedBoolean === true || typeof deceasedDateTime === 'string';
  return {
    ...(typeof birthDate === 'string' && { birthDate }),
    ...(isDead && { died: new Date(beginningOf(deceasedDateTime) ?? writtenAt) }),
  };
}

/** The system by which a RelatedPerson says which Patient she herself is. Written by Sen and by systems that speak for all, never by people. */
export const ownPatientSystem = 'urn:sen:patient';

/**
 * Relationships that make a guardian of a minor, and those that make somebody care for an adult.
 * @source HL7 v3 RoleCode; parents represent their child by law: Civil Code 91/2015/QH13 Art. 136
 */
const guardians: ReadonlySet<unknown> = new Set([
  'GUARD',
  'PRN',
  'MTH',
  'FTH',
  'NMTH',
  'NFTH',
  'ADOPTP',
  'ADOPTM',
  'ADOPTF',
]);
const carers: ReadonlySet<unknown> = new Set(['GUARD', 'POWATT', 'HPOWATT', 'DPOWATT']);

/** The Patient that a RelatedPerson says she is; undefined where she says none. */
export function ownPatientOf(related: Json): string | undefined {
  const { identifier } = related;
  if (!Array.isArray(identifier)) return undefined;
  const own = identifier.find((one: { system?: unknown } | null) => one?.system === ownPatientSystem) as
    { value?: unknown } | undefined;
  return typeof own?.value === 'string' ? own.value : undefined;
}

/** What ties somebody to a person who is her child, in her care, or dead; within the dates that the RelatedPerson bears. */
export function guardianTies(related: Json, { birthDate, died }: PersonDates): ShownTie[] {
  const own = ownPatientOf(related);
  if (own === undefined || related['active'] === false) return [];
  const grantee = `Patient/${own}`;
  const period = (related['period'] ?? {}) as { start?: unknown; end?: unknown };
  const [from, to] = [beginningOf(period.start) ?? -Infinity, endOf(period.end) ?? Infinity];
  const within = (kind: TieKind, since: Date, until: Date | null): ShownTie[] => {
    const begins = Math.max(from, since.getTime());
    const ends = Math.min(to, until?.getTime() ?? Infinity);
    return ends <= begins
      ? []
      : [{ kind, grantee, since: new Date(begins), until: ends === Infinity ? null : new Date(ends) }];
  };
  const codes = codesOf(related['relationship']);
  // Whose tie was over before the death is no relative of hers by it.
  const isNamedAtDeath = died !== undefined && to > died.getTime();
  const ties: ShownTie[] = isNamedAtDeath ? [{ kind: 'relative', grantee, since: died, until: null }] : [];
  if (codes.some((code) => guardians.has(code)) && birthDate !== undefined)
    for (const { kind, since, until } of guardianWindows(birthDate) ?? [])
      ties.push(...within(kind, since, until));
  // Care for an adult is for a time that is written down.
  if (codes.some((code) => carers.has(code)) && to !== Infinity)
    ties.push(...within('carer', new Date(0), null));
  return ties;
}

/**
 * Whether a change of a RelatedPerson may tie her to more than before: another person or relationship, a tie taken up again, a time that begins
 * earlier or ends later. Care begins with a last day that is written down, so a last day where none stood opens too.
 */
export function tiesMore(before: Json, after: Json): boolean {
  const said = ({ patient, relationship }: Json): string => JSON.stringify([patient, relationship]);
  const [old, now] = [before, after].map(
    ({ period }) => (period ?? {}) as { start?: unknown; end?: unknown },
  );
  const start = (one: { start?: unknown } | undefined): number => beginningOf(one?.start) ?? -Infinity;
  const [lastDay, newLastDay] = [endOf(old?.end), endOf(now?.end)];
  const endsLater = lastDay === undefined ? newLastDay !== undefined : (newLastDay ?? Infinity) > lastDay;
  return (
    said(before) !== said(after) ||
    (before['active'] === false && after['active'] !== false) ||
    start(now) < start(old) ||
    endsLater
  );
}

function codesOf(relationship: unknown): unknown[] {
  if (!Array.isArray(relationship)) return [];
  return relationship.flatMap((concept: { coding?: readonly { code?: unknown }[] } | null) =>
    (concept?.coding ?? []).map(({ code }) => code),
  );
}
