import type { Closing, PersonFacts, Tie } from '../access/decide.ts';
import type { Queryable } from '../sql/database.ts';
import { rowBucket } from './place.ts';

/** One tie or closing as a statement brings it. */
export interface FactRow
  extends Omit<Tie, 'kind'>, Omit<Closing, 'kind' | 'labels' | 'types' | 'since' | 'until'> {
  readonly what: 'tie' | 'closing';
  readonly kind: string;
}

// Both by the person's place in her own shard, in one round trip.
const factsText = `select 'tie' as what, c.kind, c.facility_id as grantee, c.since, c.until, c.opens, c.types,
    null::text[] as grantees, null::text[] as spared, null::text[] as purposes
  from record.care_relation c where c.bucket = $1 and c.patient_id = $2 and c.facility_id = any ($3::text[])
    and c.since <= $4::timestamptz and (c.until is null or c.until > $4::timestamptz)
  union all
  select 'closing', k.kind, '', k.since, k.until, k.labels, k.types, k.grantees, k.spared, k.purposes
  from record.closing k where k.bucket = $1 and k.patient_id = $2
    and k.since <= $4::timestamptz and (k.until is null or k.until > $4::timestamptz)`;

/**
 * What ties these names to a person at a moment, and what shuts her record: one statement on the lane of reads.
 * @param grantees names as an array literal of PostgreSQL, see `arrayOf`
 */
export async function personFacts(
  q: Queryable,
  patient: string,
  grantees: string,
  now: Date,
): Promise<PersonFacts> {
  const { rows } = await q.query<FactRow>({
    name: 'record-facts',
    lane: 'read',
    text: factsText,
    values: [rowBucket(patient), patient, grantees, now.toISOString()],
  });
  return factsFrom(rows, now);
}

const factsOfManyText = `select 'tie' as what, c.patient_id as person, c.kind, c.facility_id as grantee, c.since, c.until, c.opens, c.types,
    null::text[] as grantees, null::text[] as spared, null::text[] as purposes
  from record.care_relation c where c.bucket = any ($1::int[]) and c.patient_id = any ($2::uuid[]) and c.facility_id = any ($3::text[])
    and c.since <= $4::timestamptz and (c.until is null or c.until > $4::timestamptz)
  union all
  select 'closing', k.patient_id, k.kind, '', k.since, k.until, k.labels, k.types, k.grantees, k.spared, k.purposes
  from record.closing k where k.bucket = any ($1::int[]) and k.patient_id = any ($2::uuid[])
    and k.since <= $4::timestamptz and (k.until is null or k.until > $4::timestamptz)`;

/** The same of several persons, by their row ids. A person of whom nothing is known has no entry. */
export async function factsOfPersons(
  q: Queryable,
  patients: readonly string[],
  grantees: string,
  now: Date,
): Promise<ReadonlyMap<string, PersonFacts>> {
  const { rows } = await q.query<FactRow & { readonly person: string }>({
    name: 'record-facts-of-many',
    lane: 'read',
    text: factsOfManyText,
    values: [[...new Set(patients.map(rowBucket))], patients, grantees, now.toISOString()],
  });
  const byPerson = Map.groupBy(rows, ({ person }) => person);
  return new Map([...byPerson].map(([person, own]) => [person, factsFrom(own, now)]));
}

/** What rows of a statement say together. */
export function factsFrom(rows: readonly FactRow[], now: Date): PersonFacts {
  const ties: Tie[] = [];
  const closings: Closing[] = [];
  for (const row of rows) {
    if (row.what === 'tie') ties.push(row as Tie);
    else closings.push({ ...(row as unknown as Closing), labels: row.opens });
  }
  return { ties, closings, now };
}

/** Names as an array literal of PostgreSQL. Written for each question, so a name without signs is not looked at twice. */
export function arrayOf(names: readonly string[]): string {
  let text = '{';
  for (const name of names) {
    const isPlain = !name.includes('"') && !name.includes('\\');
    text += `${text.length === 1 ? '' : ','}"${isPlain ? name : name.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
  }
  return `${text}}`;
}
