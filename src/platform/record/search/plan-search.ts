import type {
  ChainCondition,
  Condition,
  HasCondition,
  ParsedQuery,
  ReferenceTerm,
  ValueCondition,
} from '#kernel/fhir/search/parsed-query.ts';
import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { identifierKey, namesItsRow, rowBucket } from '../place.ts';
import { conditionOfPerson, reachCondition } from '../reach.ts';
import { findRow, findRows } from '../rows.ts';
import { compileCondition } from './compile-condition.ts';
import {
  compileCompartment,
  fromPerson,
  rowsOfPerson,
  type Compartment,
  type PersonRows,
} from './compile-compartment.ts';
import { dateRange, updatedCondition } from './compile-dates.ts';
import { listedIds } from './lists.ts';
import { asksBeyond, resolveCondition } from './resolve-condition.ts';
import { bothConditions, filtersAsSql } from '../scope-filters.ts';
import { widenCondition } from './same-person.ts';
import type { Run } from './search-host.ts';
import { SqlText } from './sql-text.ts';

export type LinkCondition = ChainCondition | HasCondition;

/** A search ready to run: FROM and WHERE on the row `r`, and what has to be looked at afterwards. */
export interface SearchPlan {
  readonly resourceType: string;
  readonly sql: SqlText;
  readonly from: string;
  readonly where: readonly string[];
  /** Conditions that SQL only narrowed. */
  readonly afterwards: readonly ValueCondition[];
  /** Chains whose other end holds too many resources to begin there. */
  readonly linked: readonly LinkCondition[];
  /** True where the search is led by one person or one identifier: few rows, a stable plan. */
  readonly narrow: boolean;
  /** The one person who leads the search. */
  readonly person?: PersonRows;
  /** True where no index across people helps: rows come in the order of their place then. */
  readonly broad: boolean;
  /** Nothing can match. */
  readonly empty: boolean;
}

/** What a search is held to besides its own conditions. */
export interface Within {
  readonly compartment?: Compartment | undefined;
  /** Row ids. */
  readonly rows?: readonly string[];
  /** Tokens of which each row has one. */
  readonly tokens?: readonly string[];
  /** True where the caller looks herself at which of the rows the actor reaches. */
  readonly unreached?: boolean;
}

/**
 * How a link is answered: as SQL on the row, by nothing that matches, or by looking at the candidates afterwards.
 * `few` says that there are few candidates, so that beginning with them is best.
 */
export type AnswerLink = (
  resourceType: string,
  condition: LinkCondition,
  sql: SqlText,
  few: boolean,
) => Promise<{ readonly where: string } | 'nothing' | 'afterwards'>;

interface Draft {
  readonly sql: SqlText;
  readonly where: string[];
  readonly afterwards: ValueCondition[];
  readonly linked: LinkCondition[];
  empty: boolean;
  indexed: boolean;
}

/** Turns a parsed query into SQL, within what the actor reaches. Errors: search.invalid, search.too-costly. */
export async function planSearch(
  query: ParsedQuery,
  run: Run,
  link: AnswerLink,
  within: Within = {},
): Promise<SearchPlan> {
  const { resourceType } = query;
  const sql = new SqlText();
  const draft: Draft = { sql, where: [], afterwards: [], linked: [], empty: false, indexed: false };
  const wordsOnTheWay = query.conditions.some(namesFewBirthdays);
  const start = await findStart(query, run, draft, { ...within, wordsOnTheWay });
  const few = start.narrow || within.rows !== undefined || query.conditions.some(namesIds);
  restrict(draft, within);
  for (const given of query.conditions) {
    const condition = asksBeyond(given)
      ? await resolveCondition(run, given)
      : await widenCondition(run, given);
    if (condition.kind === 'chain' || condition.kind === 'has') {
      const answer = await link(resourceType, condition, sql, few);
      if (answer === 'nothing') draft.empty = true;
      else if (answer === 'afterwards') draft.linked.push(condition);
      else {
        draft.where.push(answer.where);
        draft.indexed = true;
      }
    } else if (condition.param.code === '_id' || condition.kind === 'list')
      await addIds(resourceType, condition, run, draft);
    else addValueCondition(resourceType, condition, run, draft, { across: !start.narrow, wordsOnTheWay });
    if (draft.empty) break;
  }
  const reach =
    within.unreached === true ? '' : await reachOfStart(run, resourceType, sql, start.person, few);
  if (reach !== '') draft.where.push(reach);
  return {
    resourceType,
    sql,
    from: start.from,
    where: draft.where.filter((one) => one !== 'true'),
    afterwards: draft.afterwards,
    linked: draft.linked,
    narrow: start.narrow,
    ...(start.person !== undefined && { person: start.person }),
    broad: !start.narrow && !draft.indexed,
    empty: draft.empty,
  };
}

/** What the actor reaches of the rows; of one person's, what is open of her, asked for once. */
async function reachOfStart(
  run: Run,
  resourceType: string,
  sql: SqlText,
  person: PersonRows | undefined,
  few: boolean,
): Promise<string> {
  const { rowId } = person ?? {};
  const others =
    person === undefined ? [] : [person, ...(person.also ?? [])].flatMap((one) => one.others ?? []);
  if (rowId === undefined || others.some(({ reached }) => reached === undefined))
    return reachCondition(run.reach, resourceType, sql, run.now, { few });
  // What is open of one record of hers is open of all.
  const own = await conditionOfPerson(run.q, run.reach, resourceType, rowId, run.now);
  const shared = others.map(({ reached }) => ` or r.id = any (${reached}::uuid[])`).join('');
  const hers = own === '' || shared === '' ? own : `(${own}${shared})`;
  return bothConditions(hers, filtersAsSql(run.reach, resourceType, sql));
}

/** The longest time of birth that narrows a search more than a common name does, in ms. */
const fewBirthdays = 2 * 366 * 86_400_000;

/** True where a condition leaves those born in a year or two: births are spread over a hundred years, other times are not. */
function namesFewBirthdays(condition: Condition): boolean {
  if (condition.kind !== 'date' || condition.param.code !== 'birthdate') return false;
  const ranges = condition.values.map(dateRange);
  return (
    ranges.reduce((sum, range) => sum + (range === undefined ? Infinity : range.hi - range.lo), 0) <=
    fewBirthdays
  );
}

function namesIds(condition: Condition): boolean {
  return condition.kind === 'token' && condition.param.code === '_id' && condition.modifier === undefined;
}

/** Where the rows come from: one person's, one identifier's, one person's compartment, or all of the type. */
async function findStart(
  query: ParsedQuery,
  run: Run,
  draft: Draft,
  { compartment, wordsOnTheWay }: Within & { readonly wordsOnTheWay: boolean },
): Promise<{ from: string; narrow: boolean; person?: PersonRows }> {
  const { sql, where } = draft;
  const { resourceType } = query;
  if (compartment !== undefined) {
    const made = await compileCompartment(run, compartment, resourceType, sql);
    if (made === undefined) draft.empty = true;
    else if (made.person !== undefined) return ledBy(made.person);
    else {
      where.push(`r.type = ${sql.value(resourceType)}`, made.where!);
      draft.indexed = true;
      return { from: 'record.resource r', narrow: false };
    }
  }
  const leader = await findLeader(query, run);
  if (leader === 'nobody') draft.empty = true;
  else if (leader !== undefined) return ledBy(await rowsOfPerson(run, leader, resourceType, sql));
  const identifier = query.conditions.map(oneIdentifier).find((one) => one !== undefined);
  if (identifier !== undefined) {
    const { key, bucket } = identifierKey(resourceType, identifier.system, identifier.code);
    if (await run.q.isSpread()) {
      where.push(`r.type = ${sql.value(resourceType)}`);
      return findNumbered(run, draft, bucket, key);
    }
    where.push(
      `n.bucket = ${sql.value(bucket)} and n.key = ${sql.value(key)}::uuid and r.type = ${sql.value(resourceType)}`,
    );
    return {
      from: 'record.identifier n join record.resource r on r.bucket = n.home and r.id = n.id',
      narrow: true,
    };
  }
  const ofType = `r.type = ${sql.value(resourceType)}`;
  // Where births lead, an index of everybody would only be read beside theirs: it found 3,000 people where one was asked for.
  where.push(wordsOnTheWay ? `(${ofType}) is true` : ofType);
  return { from: 'record.resource r', narrow: false };
}

/** On a cluster the number and what bears it lie in different shards: one statement for each. */
async function findNumbered(
  run: Run,
  draft: Draft,
  bucket: number,
  key: string,
): Promise<{ from: string; narrow: true }> {
  const { rows } = await run.q.query<{ id: string }>({
    name: 'record-numbered',
    text: 'select n.id from record.identifier n where n.bucket = $1 and n.key = $2',
    values: [bucket, key],
  });
  if (rows.length === 0) draft.empty = true;
  const ids = rows.map(({ id }) => id);
  draft.where.push(rowsCondition(ids, draft.sql));
  return { from: 'record.resource r', narrow: true };
}

function ledBy(person: PersonRows): { from: string; narrow: true; person: PersonRows } {
  return { from: fromPerson(person), narrow: true, person };
}

function restrict(draft: Draft, { rows, tokens }: Within): void {
  if (rows !== undefined) {
    draft.where.push(rowsCondition(rows, draft.sql));
    draft.indexed = true;
  }
  if (tokens !== undefined) {
    draft.where.push(`r.tokens && ${draft.sql.value(`{${tokens.join(',')}}`)}::bigint[]`);
    draft.indexed = true;
  }
}

/** SQL that holds for these rows, with their buckets so that only their shards are asked. */
export function rowsCondition(rowIds: readonly string[], sql: SqlText): string {
  return `r.bucket = any (${sql.value(rowIds.map(rowBucket))}::int[]) and r.id = any (${sql.value(rowIds)}::uuid[])`;
}

async function addIds(
  resourceType: string,
  condition: ValueCondition,
  run: Run,
  draft: Draft,
): Promise<void> {
  const made = await compileIds(resourceType, condition, run, draft.sql);
  if (made === undefined) draft.empty = true;
  else {
    draft.where.push(made.where);
    draft.indexed ||= made.indexed;
  }
}

function addValueCondition(
  resourceType: string,
  condition: ValueCondition,
  run: Run,
  draft: Draft,
  how: { readonly across: boolean; readonly wordsOnTheWay: boolean },
): void {
  const { sql, where } = draft;
  if (condition.kind === 'date' && condition.param.code === '_lastUpdated') {
    where.push(updatedCondition(condition.values, sql));
    return;
  }
  const made = compileCondition(condition, { resourceType, sql, budget: run.budget, ...how });
  where.push(made.where);
  draft.indexed ||= made.indexed;
  if (!made.exact) draft.afterwards.push(condition);
}

async function compileIds(
  resourceType: string,
  condition: ValueCondition,
  run: Run,
  sql: SqlText,
): Promise<{ where: string; indexed: boolean } | undefined> {
  if (condition.kind === 'missing') return condition.missing ? undefined : { where: 'true', indexed: false };
  const codes =
    condition.kind === 'list'
      ? await listedIds(run, condition.values, resourceType)
      : condition.kind === 'token'
        ? condition.values.flatMap(({ code }) => (code === undefined ? [] : [code]))
        : [];
  run.budget.probe(codes.length);
  const { rows } = await findRows(
    run.q,
    codes.map((id) => ({ type: resourceType, id })),
  );
  const ids = [...rows.values()].map((row) => row.id);
  if (condition.kind === 'token' && condition.modifier === 'not')
    return { where: `not (r.id = any (${sql.value(ids)}::uuid[]))`, indexed: false };
  return ids.length === 0 ? undefined : { where: rowsCondition(ids, sql), indexed: true };
}

/** Row id of the one person whose compartment holds all that can match; 'nobody' where she is not there. */
async function findLeader(query: ParsedQuery, { q }: Run): Promise<string | undefined> {
  const id = leaderOf(query);
  // A server-made id of a person is always her row id; whether she exists shows by itself.
  if (id === undefined || namesItsRow(id)) return id;
  return (await findRow(q, 'Patient', id))?.id ?? 'nobody';
}

/** FHIR id of the one person whom a search names, so that all that can match is hers. */
export function leaderOf(query: ParsedQuery): string | undefined {
  const [about] = compartmentParametersOf(query.resourceType);
  for (const condition of query.conditions) {
    if (condition.kind !== 'reference' || condition.modifier !== undefined || condition.values.length !== 1)
      continue;
    const { code } = condition.param;
    if (
      code !== about &&
      !(code === 'patient' && about === 'subject') &&
      !(code === 'subject' && about === 'patient')
    ) {
      continue;
    }
    const id = patientOf(condition.values[0]!, condition.param.targets);
    if (id !== undefined) return id;
  }
  return undefined;
}

function patientOf(term: ReferenceTerm, targets: readonly string[]): string | undefined {
  if (term.url !== undefined || term.id === undefined) return undefined;
  if (term.type === 'Patient') return term.id;
  return term.type === undefined && targets.length === 1 && targets[0] === 'Patient' ? term.id : undefined;
}

/** `identifier=system|value` with nothing else: one probe into the lookup table. */
function oneIdentifier(condition: Condition): { system: string; code: string } | undefined {
  if (condition.kind !== 'token' || condition.param.code !== 'identifier' || condition.modifier !== undefined)
    return;
  const [value, ...more] = condition.values;
  if (value?.code === undefined || typeof value.system !== 'string' || more.length > 0) return undefined;
  return { system: value.system, code: value.code };
}
