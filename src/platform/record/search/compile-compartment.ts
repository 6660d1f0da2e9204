import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { compartmentCodesOf, type CompartmentType } from '#kernel/fhir/search/compartments.ts';
import { searchParameterMap } from '#kernel/fhir/search/search-parameters.ts';
import { elementsOf } from '#kernel/fhir/structure/element-facts.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { rowBucket } from '../place.ts';
import { findRow } from '../rows.ts';
import type { Run } from './search-host.ts';
import type { SqlText } from './sql-text.ts';

/** A compartment that a search is held to: 'Patient/1'. */
export interface Compartment {
  readonly type: CompartmentType;
  readonly id: string;
}

/** The rows of one type that one person has, by the placeholders of a statement. */
export interface PersonRows {
  readonly bucket: string;
  readonly patient: string;
  readonly type: string;
  /** Those that she shares with others count too. */
  readonly shared: boolean;
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
  if (type === 'Patient') return { person: placeRows(owner.id, resourceType, sql, true) };
  const ways = codes.map((code) => tokenOf(markOf(resourceType, code), referenceText(type, id)));
  run.budget.probe(ways.length);
  const where = ways.length === 0 ? [] : [`r.tokens && ${sql.value(`{${ways.join(',')}}`)}::bigint[]`];
  if (resourceType === type)
    where.push(`(r.bucket = ${sql.value(rowBucket(owner.id))} and r.id = ${sql.value(owner.id)}::uuid)`);
  return { where: `(${where.join(' or ')})` };
}

/** The rows of a type that are about one person. */
export function rowsOfPerson(rowId: string, resourceType: string, sql: SqlText): PersonRows {
  return placeRows(rowId, resourceType, sql, !isAboutOne(resourceType));
}

function placeRows(rowId: string, resourceType: string, sql: SqlText, shared: boolean): PersonRows {
  const [bucket, patient, type] = [sql.value(rowBucket(rowId)), sql.value(rowId), sql.value(resourceType)];
  return { bucket, patient, type, shared };
}

/** FROM of a person's rows, of her own only those in `parts`: a condition each. */
export function fromPerson(person: PersonRows, parts: readonly string[] = ['true']): string {
  const { bucket, patient, type, shared } = person;
  const own = parts.map((part) => `select * from record.resource where ${ownRows(person)} and ${part}`);
  const others = `select x.* from record.shared s join record.resource x on x.bucket = s.home and x.id = s.id
      where s.bucket = ${bucket} and s.patient = ${patient} and x.type = ${type}`;
  // OFFSET 0 keeps the planner from leaving the person's few rows for an index across people.
  return `(${[...own, ...(shared ? [others] : [])].join(' union all ')} offset 0) r`;
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
