import { AppError } from '../errors.ts';
import { buildTable, type CodeTable } from './code-table.ts';
import { difference, intersection, union, type CodeSet } from './code-set.ts';
import { filterTable } from './compose-filters.ts';
import type { Compose, ComposeInclude } from './compose.ts';
import { unknownSystem } from './terminology-errors.ts';

/** What a composition is worked out with. */
export interface ExpandContext {
  /** The codes of a system; undefined where the house does not have it. */
  tableOf(system: string, version: string | undefined): Promise<CodeTable | undefined>;
  /** The codes of another value set by its canonical. */
  setOf(canonical: string): Promise<CodeSet>;
}

/**
 * The codes of a composition. Within one include everything must hold (filters, value sets); includes are joined; excludes are taken away.
 * Errors: terminology.unknown-system, terminology.unknown-value-set, terminology.filter.
 * @source FHIR R4, ValueSet 4.9.5 (value set composition rules)
 */
export async function expandCompose(compose: Compose, context: ExpandContext): Promise<CodeSet> {
  const included: CodeSet[] = [];
  for (const include of compose.include) included.push(await oneInclude(include, context));
  let set = union(included);
  for (const exclude of compose.exclude ?? []) set = difference(set, await oneInclude(exclude, context));
  return compose.inactive === false ? withoutInactive(set) : set;
}

async function oneInclude(include: ComposeInclude, context: ExpandContext): Promise<CodeSet> {
  const sets: CodeSet[] = [];
  if (include.system !== undefined) sets.push(await ofSystem(include, include.system, context));
  for (const canonical of include.valueSet ?? []) sets.push(await context.setOf(canonical));
  if (sets.length === 0) throw new AppError('terminology.filter');
  return sets.reduce(intersection);
}

async function ofSystem(include: ComposeInclude, system: string, context: ExpandContext): Promise<CodeSet> {
  const { concept, filter } = include;
  const table = await context.tableOf(system, include.version);
  if (concept !== undefined) return listed(concept, table ?? listTable(system, include.version, concept));
  if (table === undefined) throw unknownSystem(system, include.version);
  const tests = (filter ?? []).map((one) => filterTable(table, one));
  const members = new Set<number>();
  for (let at = 0; at < table.size; at++) if (tests.every((test) => test(at))) members.add(at);
  const whole = tests.length === 0 ? [system] : [];
  return { parts: [{ table, members }], unclosed: table.content !== 'complete', whole };
}

/** Codes named one by one. Of a list that is only partly held, codes it lacks are taken as the value set names them. */
function listed(concept: NonNullable<ComposeInclude['concept']>, table: CodeTable): CodeSet {
  const members = new Set<number>();
  const names = new Map<number, string>();
  const missing: { code: string; display?: string }[] = [];
  for (const one of concept) {
    const at = table.find(one.code);
    if (at < 0) missing.push(one);
    else members.add(at);
    if (at >= 0 && one.display !== undefined) names.set(at, one.display);
  }
  const own: CodeSet = {
    parts: [{ table, members, ...(names.size > 0 && { names }) }],
    unclosed: false,
  };
  if (missing.length === 0 || table.content === 'complete') return own;
  const rest = listTable(table.system, table.version, missing);
  return union([own, { parts: [{ table: rest, members: new Set(missing.keys()) }], unclosed: false }]);
}

function listTable(
  system: string,
  version: string | undefined,
  concept: NonNullable<ComposeInclude['concept']>,
): CodeTable {
  const rows = concept.map(({ code, display }) => ({ code, ...(display !== undefined && { en: display }) }));
  return buildTable({ system, version, content: 'not-present' }, rows);
}

function withoutInactive(set: CodeSet): CodeSet {
  const parts = set.parts.map((part) => ({
    ...part,
    members: new Set([...part.members].filter((at) => !part.table.isInactive(at))),
  }));
  return { ...set, parts };
}
