import type { Queryable } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';

/** Somebody of whom there are several records. */
export interface OnePerson {
  /** Row id of the record that lives on. */
  readonly survivor: string;
  /** Row ids of all her records, the survivor first. */
  readonly members: readonly string[];
  /** Their FHIR ids, in the same order. */
  readonly names: readonly string[];
}

/** A record of hers, and the one that it was replaced by. */
export interface KeptRecord extends OnePerson {
  readonly id: string;
  readonly replaced_by: string | null;
}

const oneText =
  'select s.survivor, s.members, s.names from record.same_person s where s.bucket = $1 and s.id = $2';
const manyText = `select s.id, s.survivor, s.replaced_by, s.members, s.names from record.same_person s
  where s.bucket = any ($1::int[]) and s.id = any ($2::uuid[])`;

/** All records of the person to whom this row belongs; undefined where it is the only one. */
export async function readPerson(q: Queryable, rowId: string): Promise<OnePerson | undefined> {
  const values = [rowBucket(rowId), rowId];
  return (await q.query<OnePerson>({ name: 'record-same', lane: 'read', text: oneText, values })).rows[0];
}

/** What is kept of these rows; those that stand alone are not among them. */
export async function readKept(q: Queryable, rowIds: readonly string[]): Promise<KeptRecord[]> {
  if (rowIds.length === 0) return [];
  const values = [[...new Set(rowIds.map(rowBucket))], rowIds];
  return (await q.query<KeptRecord>({ name: 'record-same-many', text: manyText, values })).rows;
}
