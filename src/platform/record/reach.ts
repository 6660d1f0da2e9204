import { AppError } from '#kernel/errors.ts';
import type { Actor, RecordScope } from '../access/actor.ts';
import { recordScope } from '../access/record-scope.ts';
import { isOpenType } from '../access/resource-kinds.ts';
import type { Queryable } from '../sql/database.ts';
import { namesItsRow, rowBucket } from './place.ts';
import { findRow, type Row } from './rows.ts';
import type { SqlText } from './search/sql-text.ts';

export type Interaction = Parameters<RecordScope['may']>[0];

/** What one actor reaches, ready to be asked about rows and to be written into statements. */
export interface Reach {
  readonly actor: Actor;
  readonly scope: RecordScope;
  /** Row ids of the persons of the scope. */
  readonly persons: readonly string[];
}

/** The reach of an actor; looks ids of persons up where other systems chose them. */
export async function reachOf(q: Queryable, actor: Actor): Promise<Reach> {
  const scope = recordScope(actor);
  const persons: string[] = [];
  for (const id of scope.patientIds) {
    const rowId = namesItsRow(id) ? id : (await findRow(q, 'Patient', id))?.id;
    if (rowId !== undefined) persons.push(rowId);
  }
  return { actor, scope, persons };
}

/** Refuses what the actor may do with no resource of the type. Errors: access.login-required, access.denied. */
export function demand(reach: Reach, interaction: Interaction, resourceType: string): void {
  if (reach.actor.kind === 'anonymous') throw new AppError('access.login-required');
  if (!reach.scope.may(interaction, resourceType)) throw new AppError('access.denied');
}

/** True where every row of the type is open to this actor, so that statements need no condition. */
export function reachesAll(reach: Reach, resourceType: string): boolean {
  if (isOwnersType(resourceType)) return reach.actor.kind === 'platform';
  return reach.scope.reach === 'all' || isOpenType(resourceType);
}

/** Who asks to be told of what is seen by whoever asked, and by nobody else. */
function isOwnersType(resourceType: string): boolean {
  return resourceType === 'Subscription';
}

const ownersText = `select 1 from record.subscription s where s.bucket = $1 and s.id = $2 and s.account_id = $3`;

/** The one person whose rows a statement reads; bucket and patient are placeholders. */
export interface OneOwner {
  readonly rowId: string;
  readonly bucket: string;
  readonly patient: string;
}

/**
 * SQL condition on the row `r` that holds for what the actor reaches; '' where that is everything.
 * @param owner given where each row `r` is hers: then her care is asked for once, in her own shard
 */
export function reachCondition(
  reach: Reach,
  resourceType: string,
  sql: SqlText,
  now: Date,
  owner?: OneOwner,
): string {
  if (reachesAll(reach, resourceType)) return '';
  if (isOwnersType(resourceType))
    return `exists (select 1 from record.subscription s where s.bucket = r.bucket and s.id = r.id and s.account_id = ${sql.value(reach.actor.accountId)})`;
  if (owner !== undefined && reach.persons.includes(owner.rowId)) return '';
  const ways: string[] = [];
  if (reach.persons.length > 0) {
    const persons = sql.value(reach.persons);
    ways.push(`r.patient = any (${persons}::uuid[])`);
    ways.push(`r.id in (${sharedWith(reach.persons, persons, sql)})`);
  }
  const { reach: kind, facilityId } = reach.scope;
  if (kind === 'facility' && facilityId !== undefined) {
    const [facility, at] = [sql.value(facilityId), sql.value(now.toISOString())];
    const inCare = `c.facility_id = ${facility} and (c.until is null or c.until > ${at}::timestamptz)`;
    ways.push(
      `exists (select 1 from record.care_relation c where c.bucket = ${owner?.bucket ?? 'r.bucket'} and c.patient_id = ${owner?.patient ?? 'r.patient'} and ${inCare})`,
    );
  }
  return ways.length === 0 ? 'false' : `(${ways.join(' or ')})`;
}

/**
 * SELECT of the ids of what further persons share. Says nothing of the row outside: it is asked once, in the shards of these persons.
 * @param placeholder where their row ids stand already
 */
export function sharedWith(persons: readonly string[], placeholder: string, sql: SqlText): string {
  return `select s.id from record.shared s
      where s.bucket = any (${sql.value(persons.map(rowBucket))}::int[]) and s.patient = any (${placeholder}::uuid[])`;
}

/** The same over rows `r` of several types at once; '' where all of them are open. */
export function reachConditionOf(reach: Reach, types: readonly string[], sql: SqlText, now: Date): string {
  const open = types.filter((type) => reachesAll(reach, type));
  if (open.length === types.length) return '';
  const closed = types.filter((type) => !reachesAll(reach, type));
  const ways = [...Map.groupBy(closed, isOwnersType).values()].map(
    (alike) =>
      `(r.type = any (${sql.value(alike)}::text[]) and ${reachCondition(reach, alike[0]!, sql, now)})`,
  );
  return `(${[`r.type = any (${sql.value(open)}::text[])`, ...ways].join(' or ')})`;
}

const careText = `select 1 from record.care_relation c
  where c.bucket = $1 and c.patient_id = $2 and c.facility_id = $3 and (c.until is null or c.until > $4::timestamptz)`;

/** Whether the actor's facility treats the person or has her in its charge now. */
export async function isInCare(q: Queryable, reach: Reach, patient: string, now: Date): Promise<boolean> {
  const facility = reach.scope.facilityId;
  if (reach.scope.reach !== 'facility' || facility === undefined) return false;
  const values = [rowBucket(patient), patient, facility, now.toISOString()];
  return (await q.query({ name: 'record-care', lane: 'read', text: careText, values })).rowCount > 0;
}

/** Whether the actor reaches one row. */
export async function reachesRow(q: Queryable, reach: Reach, row: Row, now: Date): Promise<boolean> {
  if (reachesAll(reach, row.type)) return true;
  if (isOwnersType(row.type)) {
    const values = [rowBucket(row.id), row.id, reach.actor.accountId];
    return (await q.query({ name: 'record-owner', lane: 'read', text: ownersText, values })).rowCount > 0;
  }
  if (row.patient !== null && reach.persons.includes(row.patient)) return true;
  if (row.patient !== null && (await isInCare(q, reach, row.patient, now))) return true;
  if (reach.persons.length === 0) return false;
  const text = `select 1 from record.shared s
    where s.bucket = any ($3::int[]) and s.patient = any ($2::uuid[]) and s.id = $1`;
  const values = [row.id, reach.persons, reach.persons.map(rowBucket)];
  return (await q.query({ name: 'record-shared', lane: 'read', text, values })).rowCount > 0;
}
