import { AppError } from '#kernel/errors.ts';
import { extractIndex } from '#kernel/fhir/search/extract.ts';
import type {
  Condition,
  ReferenceTerm,
  TokenTerm,
  ValueCondition,
} from '#kernel/fhir/search/parsed-query.ts';
import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { reachCondition } from '../reach.ts';
import { fhirIdOf, findRow, rowColumns, type Row } from '../rows.ts';
import { tooCostly } from './budget.ts';
import { refuseSearch } from './compile-condition.ts';
import { reachedByName } from './reached.ts';
import type { Run } from './search-host.ts';
import { SqlText } from './sql-text.ts';

const mostCodes = 10_000;
const deepest = 12;
const mostInHierarchy = 5000;

/** True for a condition that cannot be answered by looking at a resource alone. */
export function asksBeyond(condition: Condition): boolean {
  if (condition.kind === 'token') return condition.modifier !== undefined && condition.modifier !== 'not';
  return condition.kind === 'reference' && condition.modifier !== undefined;
}

/**
 * A condition whose modifier asks for knowledge beyond the resource, as one that does not: codes of a value set, codes and places above
 * or below. Other conditions come back as they are. Errors: search.invalid, search.too-costly, those of terminology.
 */
export async function resolveCondition(run: Run, condition: Condition): Promise<Condition> {
  if (condition.kind === 'token') return resolveToken(run, condition);
  if (condition.kind === 'reference' && condition.modifier !== undefined)
    return resolveReference(run, condition);
  return condition;
}

type TokenCondition = Extract<ValueCondition, { kind: 'token' }>;

async function resolveToken(run: Run, condition: TokenCondition): Promise<Condition> {
  const { modifier, param } = condition;
  if (modifier === undefined || modifier === 'not') return condition;
  const terminology = await run.terminology?.();
  if (terminology === undefined)
    return refuseSearch(param.code, {
      vi: 'máy chủ này chạy không có thuật ngữ.',
      en: 'this server runs without terminology.',
    });
  const values: TokenTerm[] = [];
  for (const term of condition.values) {
    if (modifier === 'in' || modifier === 'not-in') {
      const canonical = await canonicalOf(run, term.system ?? '');
      for (const { system, codes } of await named(param.code, terminology.expandCodes(canonical)))
        for (const code of codes) values.push({ system, code });
    } else {
      if (typeof term.system !== 'string' || term.code === undefined)
        return refuseSearch(param.code, {
          vi: ':above và :below cần hệ mã|mã.',
          en: ':above and :below need system|code.',
        });
      const { system, code } = term;
      const codes = await (modifier === 'below'
        ? terminology.descendantsOf(system, code)
        : terminology.ancestorsOf(system, code));
      for (const one of codes) values.push({ system, code: one });
    }
    if (values.length > mostCodes) throw tooCostly('values');
  }
  const { modifier: _resolved, ...rest } = condition;
  return modifier === 'not-in' ? { ...rest, modifier: 'not', values } : { ...rest, values };
}

/** An error of terminology as one of the search, naming the parameter. */
async function named<T>(code: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { text, issue } = error.kind;
    throw new AppError('search.invalid', { issues: [{ path: code, issue, text }], cause: error });
  }
}

/** ':in=ValueSet/1' names a stored value set by its place; its canonical address is what terminology knows it by. */
async function canonicalOf(run: Run, written: string): Promise<string> {
  const id = /^ValueSet\/([A-Za-z0-9\-.]{1,64})$/.exec(written)?.[1];
  if (id === undefined) return written;
  const row = await findRow(run.q, 'ValueSet', id);
  if (row === undefined) return written;
  const [text] = await run.texts.of(run.q, [row]);
  const { url } = JSON.parse(text!) as { url?: string };
  return url ?? written;
}

type ReferenceCondition = Extract<ValueCondition, { kind: 'reference' }>;

/** The parameter by which resources of a type lie inside others of the type: 'partof' of Location. */
function hierarchyOf(resourceType: string): string | undefined {
  return searchParametersOf(resourceType).find(
    ({ type, expression, targets }) =>
      type === 'reference' && expression.endsWith('.partOf') && targets.includes(resourceType),
  )?.code;
}

async function resolveReference(run: Run, condition: ReferenceCondition): Promise<Condition> {
  const { modifier, param } = condition;
  const values: ReferenceTerm[] = [];
  for (const term of condition.values) {
    const type = term.type ?? (param.targets.length === 1 ? param.targets[0] : undefined);
    const code = isResourceType(type) && term.id !== undefined ? hierarchyOf(type) : undefined;
    if (code === undefined || term.url !== undefined)
      return refuseSearch(param.code, {
        vi: ':above và :below cần Loại/id của loại có cấp bậc (partOf), ví dụ Location/1.',
        en: ':above and :below need Type/id of a type that has levels (partOf), e.g. Location/1.',
      });
    const ids = await climb(run, type!, code, term.id!, modifier === 'below');
    values.push(...ids.map((id) => ({ type: type!, id })));
  }
  const { modifier: _resolved, ...rest } = condition;
  return { ...rest, values };
}

/** The resource itself and all below (or above) it that the actor reaches, level by level. */
async function climb(run: Run, type: string, code: string, from: string, down: boolean): Promise<string[]> {
  const seen = new Set([from]);
  let level: readonly string[] = [from];
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const next = down ? await below(run, type, code, level) : await above(run, type, code, level);
    level = next.filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
    if (seen.size > mostInHierarchy) throw tooCostly('links');
  }
  return [...seen];
}

async function below(run: Run, type: string, code: string, ids: readonly string[]): Promise<string[]> {
  if (!run.reach.scope.may('search', type)) return [];
  const sql = new SqlText();
  const mark = markOf(type, code);
  const tokens = ids.map((id) => tokenOf(mark, referenceText(type, id)));
  run.budget.probe(tokens.length);
  run.budget.ask();
  const where = [
    `r.type = ${sql.value(type)} and r.tokens && ${sql.value(`{${tokens.join(',')}}`)}::bigint[]`,
    reachCondition(run.reach, type, sql, run.now),
  ].filter((one) => one !== '');
  const text = `select ${rowColumns} from record.resource r where ${where.join(' and ')} limit ${mostInHierarchy}`;
  const { rows } = await run.q.query<Row>({ text, values: sql.values });
  return rows.map(fhirIdOf);
}

async function above(run: Run, type: string, code: string, ids: readonly string[]): Promise<string[]> {
  const rows = await reachedByName(
    run,
    ids.map((id) => ({ type, id })),
  );
  const texts = await run.texts.of(run.q, rows);
  return texts.flatMap((text) =>
    (extractIndex(JSON.parse(text) as { resourceType: string }).references[code] ?? []).flatMap((value) =>
      value.type === type && value.id !== undefined && value.url === undefined ? [value.id] : [],
    ),
  );
}
