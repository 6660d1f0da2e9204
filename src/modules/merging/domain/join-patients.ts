import type { Identifier, Patient, PatientLink } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import {
  canonical,
  elementsOf,
  fieldNames,
  listFields,
  patientFields,
  type PatientField,
} from './patient-fields.ts';

/** Whose value a field of the joined record takes. 'both' only where it may hold several. */
export type Choice = 'survivor' | 'other' | 'both';
export type Choices = Partial<Readonly<Record<PatientField, Choice>>>;

/** Systems in which a person has one number at a time. */
export interface JoinRules {
  readonly soleSystems: readonly string[];
  /** Day of the joining, FHIR date. */
  readonly today: string;
}

/**
 * The two records after they were joined: the survivor with the values that were chosen, the other one closed and pointing to her. What
 * nobody chose is the survivor's, or, where she says nothing, the other's.
 */
export function joinPatients(
  survivor: Patient,
  other: Patient,
  choices: Choices,
  rules: JoinRules,
): { readonly survivor: Patient; readonly other: Patient } {
  const made: Record<string, unknown> = { ...elementsOf(survivor) };
  let mixed = false;
  for (const field of fieldNames) {
    const choice = choiceOf(field, survivor, other, choices);
    if (choice === 'survivor') continue;
    mixed = true;
    for (const key of patientFields[field]) {
      const value =
        choice === 'other'
          ? elementsOf(other)[key]
          : bothOf(field, elementsOf(survivor)[key], elementsOf(other)[key]);
      if (value === undefined) delete made[key];
      else made[key] = value;
    }
  }
  const numbers = joinNumbers(survivor.identifier ?? [], other.identifier ?? [], rules);
  if (numbers.length > 0) made['identifier'] = numbers;
  // Words of its own that a system wrote of the former content would tell something else now.
  if (mixed) delete made['text'];
  made['link'] = [...(survivor.link ?? []), linkTo('replaces', other)];
  const links = (other.link ?? []).filter(({ type }) => type !== 'replaced-by');
  return {
    survivor: settled(made as unknown as Patient),
    other: { ...other, active: false, link: [...links, linkTo('replaced-by', survivor)] },
  };
}

/** Whose value a field takes where nobody chose. */
export function choiceOf(field: PatientField, survivor: Patient, other: Patient, choices: Choices): Choice {
  const wished = choices[field];
  if (wished === 'both' && !listFields.has(field)) return 'survivor';
  if (wished !== undefined) return wished;
  const says = (patient: Patient): boolean =>
    patientFields[field].some((key) => elementsOf(patient)[key] !== undefined);
  return !says(survivor) && says(other) ? 'other' : 'survivor';
}

const aged: ReadonlySet<PatientField> = new Set(['name', 'address', 'telecom']);

function bothOf(field: PatientField, mine: unknown, others: unknown): unknown {
  const [own, further] = [asList(mine), asList(others)];
  const known = new Set(own.map(canonical));
  const added = further.filter((one) => !known.has(canonical(one)));
  const all = [...own, ...added.map((one) => (aged.has(field) ? { ...(one as object), use: 'old' } : one))];
  return all.length === 0 ? undefined : all;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * All numbers of both. Of a system in which a person has one number at a time the survivor's stays, and the other's is kept as an old one
 * that ended on this day.
 * @source Luật Căn cước 26/2023/QH15 Art. 12: one personal number for one citizen
 */
function joinNumbers(
  mine: readonly Identifier[],
  others: readonly Identifier[],
  { soleSystems, today }: JoinRules,
): Identifier[] {
  const all = [...mine];
  for (const one of others) {
    if (all.some(({ system, value }) => system === one.system && value === one.value)) continue;
    const isSole = one.system !== undefined && soleSystems.includes(one.system) && isActive(one);
    const taken = isSole && all.some((known) => known.system === one.system && isActive(known));
    all.push(taken ? { ...one, use: 'old', period: { ...one.period, end: today } } : one);
  }
  return all;
}

function isActive({ use, period }: Identifier): boolean {
  return use !== 'old' && period?.end === undefined;
}

function linkTo(type: PatientLink['type'], { id }: Patient): PatientLink {
  return { type, other: { reference: `Patient/${id!}` } };
}

/** Who has a personal number by now is not provisional any more. */
function settled(patient: Patient): Patient {
  const tags = patient.meta?.tag ?? [];
  const isKnown = (patient.identifier ?? []).some(
    (one) => one.system === identifierSystem.personalNumber && isActive(one),
  );
  if (!isKnown || !tags.some(isProvisional)) return patient;
  const left = tags.filter((tag) => !isProvisional(tag));
  const { tag: _tag, ...meta } = patient.meta ?? {};
  return { ...patient, meta: left.length === 0 ? meta : { ...meta, tag: left } };
}

const isProvisional = ({ system, code }: { system?: string; code?: string }): boolean =>
  system === 'urn:sen:person-state' && code === 'provisional';
