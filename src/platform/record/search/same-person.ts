import type { Condition, ReferenceTerm } from '#kernel/fhir/search/parsed-query.ts';
import { fhirIdOf, type Name, type Row } from '../rows.ts';
import type { Run } from './search-host.ts';

const person = 'Patient';

/**
 * A condition on a reference as one that also means the other records of the persons whom it names. Nearly nobody has others; then it comes
 * back as it is.
 */
export async function widenCondition(run: Run, condition: Condition): Promise<Condition> {
  if (condition.kind !== 'reference' || condition.modifier !== undefined) return condition;
  const { values, param } = condition;
  const added: ReferenceTerm[] = [];
  for (const term of values) {
    if (term.id === undefined || term.url !== undefined) continue;
    const mayBePerson =
      term.type === undefined
        ? param.targets.length === 0 || param.targets.includes(person)
        : term.type === person;
    if (!mayBePerson) continue;
    const one = await run.reach.same.of(run.q, term.id);
    for (const id of one?.names ?? []) if (id !== term.id) added.push({ type: person, id });
  }
  return added.length === 0 ? condition : { ...condition, values: [...values, ...added] };
}

/** By what names references mean these rows: their own, and for persons those of their other records. */
export async function namesOfRows(run: Run, rows: readonly Row[]): Promise<readonly Name[]> {
  const names = rows.map((row) => ({ type: row.type, id: fhirIdOf(row) }));
  return withOthers(run, names);
}

/** Names, and for persons those of their other records, each once. */
export async function withOthers(run: Run, names: readonly Name[]): Promise<readonly Name[]> {
  const persons = names.filter(({ type }) => type === person).map(({ id }) => id);
  if (!(await run.reach.same.mayHaveOthers(persons))) return names;
  const all = new Map(names.map((name) => [`${name.type}/${name.id}`, name]));
  for (const id of persons) {
    for (const other of (await run.reach.same.of(run.q, id))?.names ?? [])
      all.set(`${person}/${other}`, { type: person, id: other });
  }
  return [...all.values()];
}

/** Row ids of all records of these persons. */
export async function recordsOf(run: Run, persons: readonly Row[]): Promise<readonly string[]> {
  const ids = persons.map((row) => row.id);
  if (!(await run.reach.same.mayHaveOthers(ids))) return ids;
  const records = new Set(ids);
  for (const id of ids)
    for (const member of (await run.reach.same.of(run.q, id))?.members ?? []) records.add(member);
  return [...records];
}
