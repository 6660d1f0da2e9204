import type { Closing, PersonFacts, Tie } from '../access/decide.ts';
import type { Queryable } from '../sql/database.ts';
import { rowBucket } from './place.ts';

/** One tie or closing as a statement brings it. */
export interface FactRow
  extends Omit<Tie, 'kind'>, Omit<Closing, 'kind' | 'labels' | 'types' | 'since' | 'until'> {
  readonly what: 'tie' | 'closing';
  readonly kind: string;
}

/** The statement, by the placeholders of its values. Both by the person's place in her own shard, in one round trip. */
function factsText(bucket: string, patient: string, grantees: string, now: string): string {
  return `select 'tie' as what, c.kind, c.facility_id as grantee, c.since, c.until, c.opens, c.types,
    null::text[] as grantees, null::text[] as spared, null::text[] as purposes
  from record.care_relation c where c.bucket = ${bucket} and c.patient_id = ${patient} and c.facility_id = any (${grantees}::text[])
    and c.since <= ${now}::timestamptz and (c.until is null or c.until > ${now}::timestamptz)
  union all
  select 'closing', k.kind, '', k.since, k.until, k.labels, k.types, k.grantees, k.spared, k.purposes
  from record.closing k where k.bucket = ${bucket} and k.patient_id = ${patient}
    and k.since <= ${now}::timestamptz and (k.until is null or k.until > ${now}::timestamptz)`;
}

const alone = factsText('$1', '$2', '$3', '$4');

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
    text: alone,
    values: [rowBucket(patient), patient, grantees, now.toISOString()],
  });
  return factsFrom(rows, now);
}

/** A row of either kind: of what was asked for, or of what ties. */
type RowOrFact = (FactRow & { readonly id: null }) | { readonly id: string; readonly what: null };

/**
 * A statement for rows (that have an `id`) that says what ties these names to a person as well: one message to PostgreSQL where two would
 * be, and one moment for both. Its values are those of the statement and behind them those of `besideValues`.
 */
export function textWithFacts(text: string, values: number): string {
  const facts = factsText(`$${values + 1}`, `$${values + 2}`, `$${values + 3}`, `$${values + 4}`);
  // Joined on nothing, each row of both comes once and those of the statement in their order.
  return `select * from (${text}) w full join (${facts}) f on false`;
}

/** What such a statement is given besides. */
export function besideValues(patient: string, grantees: string, now: Date): readonly unknown[] {
  return [rowBucket(patient), patient, grantees, now.toISOString()];
}

/** The rows of such a statement's answer, and the facts. */
export function splitFacts<Row extends object>(
  answer: readonly Row[],
  now: Date,
): { readonly rows: Row[]; readonly facts: PersonFacts } {
  const all = answer as readonly RowOrFact[];
  return {
    rows: all.filter(({ id }) => id !== null) as unknown as Row[],
    facts: factsFrom(
      all.filter((one): one is FactRow & { id: null } => one.id === null),
      now,
    ),
  };
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
