import type { Condition, ParsedQuery, ReferenceTerm } from '#kernel/fhir/search/parsed-query.ts';
import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { identifierKey, namesItsRow, rowBucket } from '../place.ts';
import { reachCondition, type Reach } from '../reach.ts';
import { findRow, findRows } from '../rows.ts';
import type { Queryable } from '../../sql/database.ts';
import { compileCondition, updatedCondition } from './compile-condition.ts';
import { SqlText } from './sql-text.ts';

/** A search ready to run: FROM and WHERE on the row `r`, and what has to be looked at afterwards. */
export interface SearchPlan {
  readonly sql: SqlText;
  readonly from: string;
  readonly where: readonly string[];
  /** Conditions that SQL only narrowed. */
  readonly afterwards: readonly Condition[];
  /** True where the search is led by one person or one identifier: few rows, a stable plan. */
  readonly narrow: boolean;
  /** Nothing can match. */
  readonly empty: boolean;
}

/** Answers the inner search of a chain: FHIR references ('Type/id') of what meets the condition. */
export type InnerSearch = (resourceType: string, condition: Condition) => Promise<string[]>;
/** Answers the inner search of _has: what the matching resources point to by `code`. */
export type InnerTargets = (resourceType: string, code: string, condition: Condition) => Promise<string[]>;

export interface PlanContext {
  readonly q: Queryable;
  readonly reach: Reach;
  readonly now: Date;
  readonly innerSearch: InnerSearch;
  readonly innerTargets: InnerTargets;
}

/** Turns a parsed query into SQL, within what the actor reaches. Errors: search.invalid for what the store cannot answer. */
export async function planSearch(query: ParsedQuery, context: PlanContext): Promise<SearchPlan> {
  const { resourceType } = query;
  const sql = new SqlText();
  const leader = await findLeader(query, context);
  if (leader === 'nobody') return { sql, from: '', where: [], afterwards: [], narrow: true, empty: true };
  const identifier =
    leader === undefined ? query.conditions.map(oneIdentifier).find((one) => one !== undefined) : undefined;
  const narrow = leader !== undefined || identifier !== undefined;
  let from = 'record.resource r';
  const where: string[] = [];
  if (leader !== undefined) {
    // OFFSET 0 keeps the planner from leaving the person's few rows for an index across people.
    const [bucket, patient] = [sql.value(rowBucket(leader)), sql.value(leader)];
    from = `(select * from record.resource where bucket = ${bucket} and patient = ${patient} and type = ${sql.value(resourceType)} offset 0) r`;
  } else if (identifier !== undefined) {
    const { key, bucket } = identifierKey(resourceType, identifier.system, identifier.code);
    from = `record.identifier n join record.resource r on r.bucket = n.home and r.id = n.id`;
    where.push(
      `n.bucket = ${sql.value(bucket)} and n.key = ${sql.value(key)}::uuid and r.type = ${sql.value(resourceType)}`,
    );
  } else where.push(`r.type = ${sql.value(resourceType)}`);

  const afterwards: Condition[] = [];
  let empty = false;
  for (const condition of query.conditions) {
    if (condition.kind === 'chain' || condition.kind === 'has' || condition.param.code === '_id') {
      const made = await compileLinked(resourceType, condition, sql, context);
      if (made === undefined) empty = true;
      else where.push(made);
    } else if (condition.kind === 'date' && condition.param.code === '_lastUpdated') {
      where.push(updatedCondition(condition.values, sql));
    } else {
      const made = compileCondition(resourceType, condition, sql, !narrow);
      where.push(made.where);
      if (!made.exact) afterwards.push(condition);
    }
  }
  const reach = reachCondition(context.reach, resourceType, sql, context.now);
  if (reach !== '') where.push(reach);
  return { sql, from, where: where.filter((one) => one !== 'true'), afterwards, narrow, empty };
}

/** Row id of the one person whose compartment holds all that can match; 'nobody' where she is not there. */
async function findLeader(query: ParsedQuery, { q }: PlanContext): Promise<string | undefined> {
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
    if (id === undefined) continue;
    // A server-made id of a person is always her row id; whether she exists shows by itself.
    if (namesItsRow(id)) return id;
    return (await findRow(q, 'Patient', id))?.id ?? 'nobody';
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

async function compileLinked(
  resourceType: string,
  condition: Condition,
  sql: SqlText,
  context: PlanContext,
): Promise<string | undefined> {
  if (condition.kind === 'chain') {
    const found = await Promise.all(
      condition.targets.map((target) => context.innerSearch(target.resourceType, target.condition)),
    );
    const mark = markOf(resourceType, condition.param.code);
    const tokens = found.flat().map((reference) => tokenOf(mark, reference));
    return tokens.length === 0 ? undefined : `r.tokens && ${sql.value(`{${tokens.join(',')}}`)}::bigint[]`;
  }
  let names: { type: string; id: string }[] = [];
  let negated = false;
  if (condition.kind === 'has') {
    const found = await context.innerTargets(
      condition.resourceType,
      condition.param.code,
      condition.condition,
    );
    const prefix = referenceText(resourceType, '');
    names = found
      .filter((reference) => reference.startsWith(prefix))
      .map((reference) => ({ type: resourceType, id: reference.slice(prefix.length) }));
  } else if (condition.kind === 'token') {
    names = condition.values.flatMap(({ code }) =>
      code === undefined ? [] : [{ type: resourceType, id: code }],
    );
    negated = condition.modifier === 'not';
  } else if (condition.kind === 'missing') return condition.missing ? undefined : 'true';
  const { rows } = await findRows(context.q, names);
  const ids = [...rows.values()].map((row) => row.id);
  if (negated) return `not (r.id = any (${sql.value(ids)}::uuid[]))`;
  if (ids.length === 0) return undefined;
  return `r.bucket = any (${sql.value(ids.map(rowBucket))}::int[]) and r.id = any (${sql.value(ids)}::uuid[])`;
}
