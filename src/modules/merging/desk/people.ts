import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import type { PersonLine } from '../api.ts';

/** A Patient as she is stored now. */
export interface StoredPatient {
  readonly patient: Patient & { readonly id: string };
  readonly version: number;
}

/** Chains are as long as people joined records one after another. */
const longestChain = 60;

/** Reads a Patient at the desk. Error: record.not-found, record.gone. */
export async function readPatient(desk: Context, id: string): Promise<StoredPatient> {
  const stored = await desk.record.read('Patient', id);
  return { patient: JSON.parse(stored.text) as StoredPatient['patient'], version: Number(stored.versionId) };
}

/** One version of a Patient. */
export async function readVersion(desk: Context, id: string, version: number): Promise<Patient> {
  return JSON.parse((await desk.record.readVersion('Patient', id, String(version))).text) as Patient;
}

/** The record that a Patient lives on in: the end of her chain of links. */
export async function survivorOf(desk: Context, id: string): Promise<StoredPatient> {
  let at = await readPatient(desk, id);
  for (let steps = 0; steps < longestChain; steps += 1) {
    const next = successorOf(at.patient);
    if (next === undefined) return at;
    at = await readPatient(desk, next);
  }
  throw new AppError('internal.unexpected', { detail: 'a chain of links without an end' });
}

/** The id of the Patient who replaces this one. */
export function successorOf({ link = [] }: Patient): string | undefined {
  const reference = link.find(({ type }) => type === 'replaced-by')?.other.reference;
  return reference?.startsWith('Patient/') === true ? reference.slice('Patient/'.length) : undefined;
}

/** As much of somebody as tells people apart in a list. */
export function personLine(patient: Patient): PersonLine {
  const number = patient.identifier?.find(
    ({ system, use }) => system === identifierSystem.personalNumber && use !== 'old',
  )?.value;
  return {
    id: patient.id ?? '',
    name: nameOf(patient),
    ...(patient.birthDate !== undefined && { birthDate: patient.birthDate }),
    ...(patient.gender !== undefined && { gender: patient.gender }),
    ...(number !== undefined && { number }),
  };
}

/** A person's name as it is written. */
export function nameOf({ name: names = [] }: Patient): string {
  const name =
    names.find(({ use }) => use === 'official') ?? names.find(({ use }) => use !== 'old') ?? names[0];
  return name?.text ?? [name?.family, ...(name?.given ?? [])].filter(Boolean).join(' ');
}

/** Lines of several people by id, in one search; who is gone is not among them. */
export async function personLines(desk: Context, ids: readonly string[]): Promise<Map<string, PersonLine>> {
  const lines = new Map<string, PersonLine>();
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += 50) {
    const some = wanted.slice(at, at + 50).join(',');
    const { matches } = await desk.record.search('Patient', `_id=${some}&_count=50`);
    for (const { id, text } of matches) lines.set(id, personLine(JSON.parse(text) as Patient));
  }
  return lines;
}

const idShape = /^[A-Za-z0-9.-]{1,64}$/u;

/** Somebody by a number of hers or by her id. Error: merging.nobody, also where several bear the number. */
export async function findPerson(desk: Context, text: string): Promise<StoredPatient> {
  const value = text.replaceAll(/[\s\\,|$]/gu, '');
  const { matches } = await desk.record.search(
    'Patient',
    `identifier=${encodeURIComponent(value)}&_count=10`,
  );
  const found = new Map<string, StoredPatient>();
  for (const { id } of matches) {
    const one = await survivorOf(desk, id);
    found.set(one.patient.id, one);
  }
  const [only, ...more] = found.values();
  if (only !== undefined && more.length === 0) return only;
  if (only === undefined && idShape.test(value)) {
    try {
      return await survivorOf(desk, value);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind.status >= 500) throw error;
    }
  }
  throw new AppError('merging.nobody');
}
