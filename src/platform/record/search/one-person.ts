import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import type { Queryable, Statement } from '../../sql/queryable.ts';
import { isWhole, letsThrough, rulesFor, type PersonFacts } from '../../access/decide.ts';
import { besideValues, splitFacts, textWithFacts } from '../person-facts.ts';
import { namesItsRow } from '../place.ts';
import { reachesByTies } from '../reach.ts';
import { hasResidue, makePlan } from './candidates.ts';
import { isAboutOne } from './compile-compartment.ts';
import { writeCursor } from './cursor.ts';
import { nextSlice } from './page.ts';
import { cursorText, pageSize, wantsTotal, type MatchPage } from './page-wish.ts';
import { leaderOf } from './plan-search.ts';
import type { Run } from './search-host.ts';
import { sqlSorts } from './sort.ts';
import { preparedName, SqlText } from './sql-text.ts';

/**
 * A page of one person's lines for somebody who reaches them by ties: the statement that brings the lines brings the ties as well, and the
 * lines are judged here. Two statements would cost half as much again as such a search takes without any policy. Undefined where the
 * question is of another kind, or where a line is held back, so that the page would be short.
 * Errors: search.invalid for a foreign cursor, search.too-costly.
 */
export async function pageOfOnePerson(run: Run, query: ParsedQuery): Promise<MatchPage | undefined> {
  const { resourceType } = query;
  const person = leaderOf(query);
  if (person === undefined || !namesItsRow(person) || !asksForLines(run, query)) return undefined;
  const plan = await makePlan(run, query, { unreached: true });
  if (plan.empty || hasResidue(plan) || plan.person?.also !== undefined) return undefined;
  const told = tellingFacts(run, person);
  const { found, end } = await nextSlice(
    { ...run, q: told.q },
    plan,
    query,
    cursorText(query),
    pageSize(query),
  );
  const facts = told.facts();
  if (facts === undefined) return undefined;
  const rules = rulesFor(run.reach.actor, run.reach.scope, 'read', resourceType, facts);
  if (rules.length === 0) return { rows: [] };
  const isOpen = (sensitive: number): boolean => rules.some((rule) => letsThrough(rule, sensitive));
  if (!rules.some(isWhole) && !found.every(({ row }) => isOpen(row.sensitive))) return undefined;
  return { rows: found.map(({ row }) => row), ...(end !== undefined && { next: writeCursor(end) }) };
}

function asksForLines({ reach }: Run, query: ParsedQuery): boolean {
  return (
    isAboutOne(query.resourceType) &&
    !wantsTotal(query) &&
    sqlSorts(query.resourceType, query.sort, new SqlText()) !== undefined &&
    query.conditions.every(({ kind }) => kind !== 'chain' && kind !== 'has') &&
    reachesByTies(reach, query.resourceType)
  );
}

/** Statements that bring facts as well, by their text without. */
const withFacts = new Map<string, { readonly text: string; readonly name: string | undefined }>();

function withFactsOf(
  text: string,
  values: number,
): { readonly text: string; readonly name: string | undefined } {
  let made = withFacts.get(text);
  if (made === undefined) {
    const whole = textWithFacts(text, values);
    withFacts.set(text, (made = { text: whole, name: preparedName(whole) }));
  }
  return made;
}

/** Lets the first brief statement for rows bring what ties the reader to the person. */
function tellingFacts(
  { q, reach, now }: Run,
  person: string,
): { readonly q: Queryable; readonly facts: () => PersonFacts | undefined } {
  let facts: PersonFacts | undefined;
  let isAsked = false;
  return {
    facts: () => facts,
    q: {
      isSpread: () => q.isSpread(),
      async query<Row extends object>(statement: string | Statement, given?: readonly unknown[]) {
        if (isAsked || typeof statement === 'string' || statement.lane !== 'search')
          return q.query<Row>(statement, given);
        isAsked = true;
        const { values = [] } = statement;
        const { text, name } = withFactsOf(statement.text, values.length);
        if (name === undefined) return q.query<Row>(statement);
        const answer = await q.query<Row>({
          ...statement,
          text,
          name,
          values: [...values, ...besideValues(person, reach.grantees, now)],
        });
        const split = splitFacts(answer.rows, now);
        facts = split.facts;
        return { rows: split.rows, rowCount: split.rows.length };
      },
    },
  };
}
