import type { Patient } from '@medplum/fhirtypes';
import {
  canonical,
  elementsOf,
  fieldNames,
  patientFields,
  textOf,
  type PatientField,
} from './patient-fields.ts';

/** What a joining made of one record. */
export interface Step {
  readonly before: Patient;
  readonly after: Patient;
}

/** One record of a joining that is to be undone. */
export interface JoinedRecord extends Step {
  /** What later joinings, which stay, made of it; in their order. */
  readonly later: readonly Step[];
  readonly now: Patient;
}

/** A field that people changed after the joining; 'identifier' for numbers, 'others' for what no page shows. */
export type ChangedField = PatientField | 'identifier' | 'others';

/** What is to become of a change: left on the record where it was made, given to the other one, to both, or dropped. */
export type Fate = 'keep' | 'give' | 'both' | 'drop';

const keysOf: Readonly<Record<Exclude<ChangedField, 'others'>, readonly string[]>> = {
  ...patientFields,
  identifier: ['identifier'],
};
/** What the store sets itself. */
const unsaid: ReadonlySet<string> = new Set(['id', 'resourceType', 'meta']);

/** The fields of a record that people changed since it was joined. */
export function changedFields(record: JoinedRecord): ChangedField[] {
  const changed = new Set<ChangedField>();
  for (const { before, after } of changesOfPeople(record))
    for (const key of keysOfBoth(before, after))
      if (textOf(elementsOf(before), [key]) !== textOf(elementsOf(after), [key])) changed.add(fieldOf(key));
  return [...fieldNames, 'identifier' as const, 'others' as const].filter((field) => changed.has(field));
}

/**
 * The record as it was before it was joined, with what later joinings made of it and the changes that are kept or given to it.
 * @param taken changes of people of these fields, made on which record
 */
export function restored(
  record: JoinedRecord,
  taken: readonly { readonly field: ChangedField; readonly from: JoinedRecord }[],
): Patient {
  let made: Record<string, unknown> = { ...elementsOf(record.before) };
  for (const step of record.later) made = replay(made, step, keysOfBoth(step.before, step.after));
  for (const { field, from } of taken)
    for (const step of changesOfPeople(from))
      made = replay(
        made,
        step,
        keysOfBoth(step.before, step.after).filter((key) => fieldOf(key) === field),
      );
  return made as unknown as Patient;
}

/** What people did between the joinings, one after another. */
function changesOfPeople({ after, later, now }: JoinedRecord): Step[] {
  const starts = [after, ...later.map((step) => step.after)];
  const ends = [...later.map((step) => step.before), now];
  return starts.map((start, at) => ({ before: start, after: ends[at]! }));
}

function keysOfBoth(one: Patient, other: Patient): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => !unsaid.has(key));
}

function fieldOf(key: string): ChangedField {
  for (const [field, keys] of Object.entries(keysOf)) if (keys.includes(key)) return field as ChangedField;
  return 'others';
}

/** Does to `made` what a step did: in lists line by line, else the whole value. */
function replay(
  made: Readonly<Record<string, unknown>>,
  { before, after }: Step,
  keys: readonly string[],
): Record<string, unknown> {
  const next = { ...made };
  for (const key of keys) {
    const [then, since] = [elementsOf(before)[key], elementsOf(after)[key]];
    if (canonical(then) === canonical(since)) continue;
    const value = isList(then) && isList(since) ? replayList(next[key], then, since) : since;
    if (value === undefined || (Array.isArray(value) && value.length === 0)) delete next[key];
    else next[key] = value;
  }
  return next;
}

const isList = (value: unknown): value is readonly unknown[] | undefined =>
  value === undefined || Array.isArray(value);

function replayList(
  made: unknown,
  then: readonly unknown[] | undefined,
  since: readonly unknown[] | undefined,
): unknown[] {
  const own = Array.isArray(made) ? (made as readonly unknown[]) : [];
  const [had, has] = [lines(then), lines(since)];
  const kept = own.filter((one) => !had.has(canonical(one)) || has.has(canonical(one)));
  const known = lines(kept);
  const added = (since ?? []).filter((one) => !had.has(canonical(one)) && !known.has(canonical(one)));
  return [...kept, ...added];
}

function lines(list: readonly unknown[] | undefined): Set<string> {
  return new Set((list ?? []).map(canonical));
}
