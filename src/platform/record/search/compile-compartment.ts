import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { compartmentCodesOf, type CompartmentType } from '#kernel/fhir/search/compartments.ts';
import { searchParameterMap } from '#kernel/fhir/search/search-parameters.ts';
import { elementsOf } from '#kernel/fhir/structure/element-facts.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { rowBucket } from '../place.ts';
import { findRow, rowsById } from '../rows.ts';
import { reached } from './reached.ts';
import type { Run } from './search-host.ts';
import type { SqlText } from './sql-text.ts';

/** A compartment that a search is held to: 'Patient/1'. */
export interface Compartment {
  readonly type: CompartmentType;
  readonly id: string;
}

/** The rows of one type that one person has, by the placeholders of a statement. */
export interface PersonRows {
  readonly rowId: string;
  readonly bucket: string;
  readonly patient: string;
  readonly type: string;
  /** What others hold and she shares counts too: FROM and WHERE of it, on the row `r`. */
  readonly others?: {
    readonly text: string;
    /** Placeholder of their ids where the reach was asked for each of them before. */
    readonly reached?: string;
  };
  /** The rows of her other records, where she has several. */
  readonly also?: readonly PersonRows[];
}

/** The rows of a type in a compartment: a person's, or WHERE for others; undefined where there can be none. */
export async function compileCompartment(
  run: Run,
  { type, id }: Compartment,
  resourceType: string,
  sql: SqlText,
): Promise<{ readonly person?: PersonRows; readonly where?: string } | undefined> {
  const codes = compartmentCodesOf(type, resourceType);
  if (codes === undefined) return undefined;
  const owner = await findRow(run.q, type, id);
  if (owner === undefined) return undefined;
  if (type === 'Patient') return { person: await placeRows(run, owner.id, resourceType, sql, true) };
  const ways = codes.map((code) => tokenOf(markOf(resourceType, code), referenceText(type, id)));
  run.budget.probe(ways.length);
  const where = ways.length === 0 ? [] : [`r.tokens && ${sql.value(`{${ways.join(',')}}`)}::bigint[]`];
  if (resourceType === type)
    where.push(`(r.bucket = ${sql.value(rowBucket(owner.id))} and r.id = ${sql.value(owner.id)}::uuid)`);
  return { where: `(${where.join(' or ')})` };
}

/** The rows of a type that are about one person. */
export function rowsOfPerson(
  run: Run,
  rowId: string,
  resourceType: string,
  sql: SqlText,
): Promise<PersonRows> {
  return placeRows(run, rowId, resourceType, sql, !isAboutOne(resourceType));
}

async function placeRows(
  run: Run,
  rowId: string,
  resourceType: string,
  sql: SqlText,
  shared: boolean,
): Promise<PersonRows> {
  const own = await placeRowsOfRecord(run, rowId, resourceType, sql, shared);
  const one = await run.reach.same.of(run.q, rowId);
  if (one === undefined) return own;
  const also: PersonRows[] = [];
  for (const member of one.members)
    if (member !== rowId) also.push(await placeRowsOfRecord(run, member, resourceType, sql, shared));
  return { ...own, also };
}

async function placeRowsOfRecord(
  run: Run,
  rowId: string,
  resourceType: string,
  sql: SqlText,
  shared: boolean,
): Promise<PersonRows> {
  const [bucket, patient, type] = [sql.value(rowBucket(rowId)), sql.value(rowId), sql.value(resourceType)];
  const own = { rowId, bucket, patient, type };
  if (!shared) return own;
  if (await run.q.isSpread()) {
    const reached = await reachedOfOthers(run, rowId, resourceType);
    if (reached.length === 0) return own;
    const [buckets, ids] = [sql.value(reached.map(rowBucket)), sql.value(reached)];
    const text = `record.resource r where r.bucket = any (${buckets}::int[]) and r.id = any (${ids}::uuid[])`;
    return { ...own, others: { text, reached: ids } };
  }
  const text = `record.shared s join record.resource r on r.bucket = s.home and r.id = s.id
      where s.bucket = ${bucket} and s.patient = ${patient} and r.type = ${type}`;
  return { ...own, others: { text } };
}

/** On a cluster no statement joins what lies in several buckets: what others hold is found, and its reach asked for, beforehand. */
async function reachedOfOthers(run: Run, rowId: string, type: string): Promise<string[]> {
  const { rows } = await run.q.query<{ id: string }>({
    name: 'record-shared-of',
    text: 'select s.id from record.shared s where s.bucket = $1 and s.patient = $2',
    values: [rowBucket(rowId), rowId],
  });
  run.budget.probe(rows.length);
  const alike = await rowsById(
    run.q,
    rows.map(({ id }) => id),
  );
  return (
    await reached(
      run,
      alike.filter((row) => row.type === type),
    )
  ).map(({ id }) => id);
}

/** FROM of a person's rows, of her own only those in `parts`: a condition each. */
export function fromPerson(person: PersonRows, parts: readonly string[] = ['true']): string {
  const records = [person, ...(person.also ?? [])];
  const own = records.flatMap((record) =>
    parts.map((part) => `select * from record.resource where ${ownRows(record)} and ${part}`),
  );
  const others = records
    .flatMap((record) => record.others ?? [])
    .map(({ text }) => `select r.* from ${text}`);
  // What two records of one person share is one row. Several records are few rows all the same.
  const joined = [...own, ...others].join(
    records.length > 1 && others.length > 0 ? ' union ' : ' union all ',
  );
  // OFFSET 0 keeps the planner from leaving the person's few rows for an index across people.
  return `(${joined} offset 0) r`;
}

/** Condition that holds for a person's own rows. */
export function ownRows({ bucket, patient, type }: PersonRows): string {
  return `bucket = ${bucket} and patient = ${patient} and type = ${type}`;
}

const aboutOne = new Map<string, boolean>();

/** True where a resource of the type is about one person at most, who then owns its row: results, but not appointments. */
export function isAboutOne(resourceType: string): boolean {
  let answer = aboutOne.get(resourceType);
  if (answer === undefined) {
    const [about = ''] = compartmentParametersOf(resourceType);
    const path = searchParameterMap(resourceType).get(about)?.expression ?? '';
    const name = path.replace('.where(resolve() is Patient)', '').slice(resourceType.length + 1);
    aboutOne.set(resourceType, (answer = elementsOf(resourceType).get(name)?.max === 1));
  }
  return answer;
}
