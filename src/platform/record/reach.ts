import { AppError } from '#kernel/errors.ts';
import type { Actor, Interaction, RecordScope } from '../access/actor.ts';
import { isWhole, letsThrough, rulesFor, type LineRule, type PersonFacts } from '../access/decide.ts';
import { recordScope } from '../access/record-scope.ts';
import { isOpenType } from '../access/resource-kinds.ts';
import type { Queryable } from '../sql/database.ts';
import { arrayOf, factsOfPersons, personFacts } from './person-facts.ts';
import { namesItsRow, rowBucket } from './place.ts';
import { tieCondition, type RowsAsked } from './reach-sql.ts';
import { findRow, type Row } from './rows.ts';
import { bothConditions, filtersAsSql, isFiltered, keepFiltered } from './scope-filters.ts';
import type { SamePersons } from './same-person/same-persons.ts';
import type { SqlText } from './search/sql-text.ts';

export type { Interaction } from '../access/actor.ts';

/** What one actor reaches, ready to be asked about rows and to be written into statements. */
export interface Reach {
  readonly actor: Actor;
  readonly scope: RecordScope;
  /** Row ids of the persons of the scope. */
  readonly persons: readonly string[];
  /** By what names ties mean the actor, as PostgreSQL reads them. */
  readonly grantees: string;
  /** Row id of the one person that is left, where the scope leaves one; '' where she is not there. */
  readonly only?: string;
  /** The same person's other records, where there are any. */
  readonly onlyAlso?: readonly string[];
  /** Which records are of one person. */
  readonly same: SamePersons;
}

/** The reach of an actor; looks ids of persons up where other systems chose them. All records of one person are hers. */
export async function reachOf(q: Queryable, actor: Actor, same: SamePersons): Promise<Reach> {
  const known = recordScope(actor);
  const persons: string[] = [];
  const further: string[] = [];
  for (const id of known.patientIds) {
    const one = await same.of(q, id);
    const rowId = one === undefined ? await rowIdOf(q, id) : undefined;
    persons.push(...(one?.members ?? (rowId === undefined ? [] : [rowId])));
    further.push(...(one?.names ?? []).filter((name) => name !== id).map((name) => `Patient/${name}`));
  }
  // What names her by another record of hers means her.
  const scope = further.length === 0 ? known : { ...known, grantees: [...known.grantees, ...further] };
  return {
    actor,
    scope,
    persons,
    grantees: scope.grantees.length === 0 ? '{}' : arrayOf(scope.grantees),
    same,
    ...(scope.onlyPatientId !== undefined && (await onlyOne(q, scope.onlyPatientId, same))),
  };
}

async function onlyOne(
  q: Queryable,
  id: string,
  same: SamePersons,
): Promise<Pick<Reach, 'only' | 'onlyAlso'>> {
  const only = (await rowIdOf(q, id)) ?? '';
  const one = await same.of(q, id);
  return one === undefined ? { only } : { only, onlyAlso: one.members.filter((member) => member !== only) };
}

async function rowIdOf(q: Queryable, id: string): Promise<string | undefined> {
  return namesItsRow(id) ? id : (await findRow(q, 'Patient', id))?.id;
}

/** Refuses what the actor may do with no resource of the type. Errors: access.login-required, access.denied. */
export function demand(reach: Reach, interaction: Interaction, resourceType: string): void {
  if (reach.actor.kind === 'anonymous') throw new AppError('access.login-required');
  if (!reach.scope.may(interaction, resourceType)) throw new AppError('access.denied');
}

/** True where every row of the type is open to this actor, so that statements need no condition. */
export function reachesAll(reach: Reach, resourceType: string): boolean {
  return reachesEverybody(reach, resourceType) && !isFiltered(reach, resourceType);
}

/** True where no row of the type is closed for whose it is; filters of scopes may still leave a part. */
function reachesEverybody(reach: Reach, resourceType: string): boolean {
  if (isOwnersType(resourceType)) return reach.actor.kind === 'platform';
  return reach.scope.reach === 'all' || isOpenType(resourceType);
}

/** Who asks to be told of what is seen by whoever asked, and by nobody else. */
function isOwnersType(resourceType: string): boolean {
  return resourceType === 'Subscription';
}

const ownersText = `select 1 from record.subscription s where s.bucket = $1 and s.id = $2 and s.account_id = $3`;

/** SQL condition on the row `r` that holds for what the actor reaches; '' where that is everything. */
export function reachCondition(
  reach: Reach,
  resourceType: string,
  sql: SqlText,
  now: Date,
  rows: RowsAsked = {},
): string {
  const filter = filtersAsSql(reach, resourceType, sql);
  return bothConditions(personCondition(reach, resourceType, sql, now, rows), filter);
}

function personCondition(
  reach: Reach,
  resourceType: string,
  sql: SqlText,
  now: Date,
  rows: RowsAsked,
): string {
  if (reachesEverybody(reach, resourceType)) return '';
  if (isOwnersType(resourceType))
    return `exists (select 1 from record.subscription s where s.bucket = r.bucket and s.id = r.id and s.account_id = ${sql.value(reach.actor.accountId)})`;
  const ways: string[] = [];
  if (reach.persons.length > 0) {
    const persons = sql.value(reach.persons);
    ways.push(`r.patient = any (${persons}::uuid[])`);
    ways.push(`r.id in (${sharedWith(reach.persons, persons, sql)})`);
  }
  const tied = tieCondition(reach, resourceType, sql, now, rows);
  if (tied !== undefined) ways.push(tied);
  if (ways.length === 0 || reach.only === '') return 'false';
  const condition = ways.length === 1 ? ways[0]! : `(${ways.join(' or ')})`;
  if (reach.only === undefined) return condition;
  const hers =
    reach.onlyAlso === undefined
      ? `= ${sql.value(reach.only)}::uuid`
      : `= any (${sql.value([reach.only, ...reach.onlyAlso])}::uuid[])`;
  return `r.patient ${hers} and ${condition}`;
}

/**
 * The same where each row `r` is one person's: what is open of her is asked for once, and what is left is said by the line alone. Filters
 * of scopes are not in it.
 */
export async function conditionOfPerson(
  q: Queryable,
  reach: Reach,
  resourceType: string,
  person: string,
  now: Date,
): Promise<string> {
  if (reachesEverybody(reach, resourceType) || reach.persons.includes(person)) return '';
  const rules = await rulesAbout(q, reach, resourceType, person, now);
  if (rules.some(isWhole)) return '';
  return rules.length === 0 ? 'false' : `(${rules.map(lineCondition).join(' or ')})`;
}

function lineCondition({ lacking, bearing, shut }: LineRule): string {
  const closed = shut.reduce((bits, { labels }) => bits | labels, lacking);
  const parts = [
    ...(closed === 0 ? [] : [`(r.sensitive & ${closed}) = 0`]),
    ...(bearing === 0 ? [] : [`(r.sensitive & ${bearing}) <> 0`]),
  ];
  return parts.join(' and ');
}

async function rulesAbout(
  q: Queryable,
  reach: Reach,
  resourceType: string,
  person: string,
  now: Date,
): Promise<readonly LineRule[]> {
  const { actor, scope } = reach;
  if (scope.openings.length === 0 || isBeyond(reach, person)) return [];
  return rulesFor(actor, scope, 'read', resourceType, await personFacts(q, person, reach.grantees, now));
}

/** True for persons beyond the one whom the scope leaves. */
export function isBeyond({ only, onlyAlso }: Reach, patient: string | null): boolean {
  return only !== undefined && only !== patient && (patient === null || onlyAlso?.includes(patient) !== true);
}

/** True where ties alone decide which rows of the type the actor reaches: no persons of her own, no filter, nobody left alone. */
export function reachesByTies(reach: Reach, resourceType: string): boolean {
  return (
    !reachesEverybody(reach, resourceType) &&
    !isOwnersType(resourceType) &&
    !isFiltered(reach, resourceType) &&
    reach.persons.length === 0 &&
    reach.only === undefined &&
    reach.scope.openings.some(({ may }) => may('read', resourceType))
  );
}

/** Of rows that are persons, those that ties open to the actor: what ties them is asked for in one brief statement. */
export async function personsReached<One extends Pick<Row, 'id' | 'sensitive'>>(
  q: Queryable,
  { actor, scope, grantees }: Reach,
  resourceType: string,
  rows: readonly One[],
  now: Date,
): Promise<One[]> {
  if (rows.length === 0) return [];
  const facts = await factsOfPersons(
    q,
    rows.map(({ id }) => id),
    grantees,
    now,
  );
  return rows.filter(({ id, sensitive }) => {
    const own = facts.get(id);
    return (
      own !== undefined &&
      rulesFor(actor, scope, 'read', resourceType, own).some((rule) => letsThrough(rule, sensitive))
    );
  });
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
  // Types that the same ties open are asked for together.
  const alike = Map.groupBy(closed, (type) =>
    isOwnersType(type) || isFiltered(reach, type)
      ? type
      : reach.scope.openings.map(({ may }) => Number(may('read', type))).join(''),
  );
  const ways = [...alike.values()].map(
    (group) =>
      `(r.type = any (${sql.value(group)}::text[]) and ${reachCondition(reach, group[0]!, sql, now)})`,
  );
  return `(${[`r.type = any (${sql.value(open)}::text[])`, ...ways].join(' or ')})`;
}

/**
 * Whether the actor reaches one row; a deletion counts as it was when it happened.
 * @param facts what is open of its person now, where that is known already
 */
export async function reachesRow(
  q: Queryable,
  reach: Reach,
  row: Row,
  now: Date,
  facts?: PersonFacts,
): Promise<boolean> {
  if (!(await reachesPersonOf(q, reach, row, now, facts))) return false;
  return (await keepFiltered(q, reach, [row])).length > 0;
}

async function reachesPersonOf(
  q: Queryable,
  reach: Reach,
  row: Row,
  now: Date,
  facts: PersonFacts | undefined,
): Promise<boolean> {
  if (reachesEverybody(reach, row.type)) return true;
  if (isOwnersType(row.type)) {
    const values = [rowBucket(row.id), row.id, reach.actor.accountId];
    return (await q.query({ name: 'record-owner', lane: 'read', text: ownersText, values })).rowCount > 0;
  }
  if (isBeyond(reach, row.patient)) return false;
  if (row.patient !== null && reach.persons.includes(row.patient)) return true;
  if (
    row.patient !== null &&
    (await rowsOfPersonReached(q, reach, row.patient, [row], now, facts)).length > 0
  )
    return true;
  if (reach.persons.length === 0) return false;
  const text = `select 1 from record.shared s
    where s.bucket = any ($3::int[]) and s.patient = any ($2::uuid[]) and s.id = $1`;
  const values = [row.id, reach.persons, reach.persons.map(rowBucket)];
  return (await q.query({ name: 'record-shared', lane: 'read', text, values })).rowCount > 0;
}

/** Which of one person's rows the actor may read: what is open of her is asked for once. */
export async function rowsOfPersonReached<One extends Pick<Row, 'type' | 'sensitive' | 'pack' | 'updated'>>(
  q: Queryable,
  reach: Reach,
  person: string,
  rows: readonly One[],
  now: Date,
  known?: PersonFacts,
): Promise<One[]> {
  const { actor, scope } = reach;
  const readable = rows.filter(({ type }) => scope.may('read', type));
  if (scope.reach === 'all' || reach.persons.includes(person)) return readable;
  if (scope.openings.length === 0 || isBeyond(reach, person)) return [];
  const [first] = readable;
  if (first === undefined) return [];
  const isGone = readable.every(({ pack }) => pack === null);
  const at = isGone ? new Date(first.updated.getTime() - 1) : now;
  const facts = isGone || known === undefined ? await personFacts(q, person, reach.grantees, at) : known;
  const rules = new Map<string, readonly LineRule[]>();
  return readable.filter(({ type, sensitive }) => {
    let ofType = rules.get(type);
    if (ofType === undefined) rules.set(type, (ofType = rulesFor(actor, scope, 'read', type, facts)));
    return isOpenType(type) || ofType.some((rule) => letsThrough(rule, sensitive));
  });
}
