import { extractIndex } from '#kernel/fhir/search/extract.ts';
import type { ReferenceValue } from '#kernel/fhir/search/index-values.ts';
import type { Include, ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { searchParameterMap, searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { AppError } from '#kernel/errors.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { rowBucket } from '../place.ts';
import { reachCondition } from '../reach.ts';
import { rowColumns, type Name, type Row } from '../rows.ts';
import { beginRun } from './begin-run.ts';
import { isAboutOne } from './compile-compartment.ts';
import { reached, reachedByName } from './reached.ts';
import { namesOfRows, recordsOf } from './same-person.ts';
import type { Run, SearchHost } from './search-host.ts';
import { SqlText } from './sql-text.ts';
import { searchedTypes } from './system-search.ts';

/** More is refused rather than cut. */
const mostIncluded = 2000;
/** Circles end by themselves, since nothing is included twice; this is for long ways. */
const mostRounds = 20;

type Includes = Pick<ParsedQuery, 'includes' | 'revincludes'>;

/**
 * The rows that _include and _revinclude add to matches; only what the actor reaches.
 * Errors: search.too-many, search.too-costly.
 */
export async function findIncluded(
  host: SearchHost,
  query: Includes,
  matches: readonly Row[],
): Promise<Row[]> {
  if (query.includes.length + query.revincludes.length === 0 || matches.length === 0) return [];
  const run = beginRun(host);
  const seen = new Set(matches.map((row) => row.id));
  const added: Row[] = [];
  let newest: readonly Row[] = matches;
  for (let round = 0; round < mostRounds && newest.length > 0; round += 1) {
    const applies = (include: Include): boolean => round === 0 || include.iterate;
    const found = [
      ...(await forward(run, query.includes.filter(applies), newest)),
      ...(await backward(run, query.revincludes.filter(applies), newest)),
    ];
    const fresh = new Map(found.filter((row) => !seen.has(row.id)).map((row) => [row.id, row]));
    for (const id of fresh.keys()) seen.add(id);
    newest = [...fresh.values()];
    added.push(...newest);
    if (added.length > mostIncluded) throw new AppError('search.too-many');
  }
  return added;
}

function fits(include: Include, resourceType: string): boolean {
  return include.resourceType === '*' || include.resourceType === resourceType;
}

async function forward(run: Run, includes: readonly Include[], rows: readonly Row[]): Promise<Row[]> {
  const asked = rows.filter((row) => includes.some((include) => fits(include, row.type)));
  if (asked.length === 0) return [];
  run.budget.examine(asked.length);
  const texts = await run.texts.of(run.q, asked);
  const names: Name[] = [];
  const canonicals = new Map<string, Set<string>>();
  asked.forEach((row, at) => {
    const { references } = extractIndex(JSON.parse(texts[at]!) as { resourceType: string });
    for (const include of includes) {
      if (!fits(include, row.type)) continue;
      const codes = include.param === undefined ? Object.keys(references) : [include.param.code];
      for (const code of codes) {
        for (const value of references[code] ?? []) {
          if (value.url !== undefined) addCanonical(row.type, code, include, value, canonicals);
          else if (value.type !== undefined && value.id !== undefined && wants(include, value.type))
            names.push({ type: value.type, id: value.id });
        }
      }
    }
  });
  return [...(await reachedByName(run, names)), ...(await byCanonical(run, canonicals))];
}

function wants(include: Include, type: string): boolean {
  return include.targetType === undefined || include.targetType === type;
}

/** An address may be that of a definition: the types it may lead to are known by the parameter. */
function addCanonical(
  type: string,
  code: string,
  include: Include,
  { url }: ReferenceValue,
  into: Map<string, Set<string>>,
): void {
  const targets = searchParameterMap(type).get(code)?.targets ?? [];
  for (const target of targets) {
    if (!wants(include, target) || searchParameterMap(target).get('url')?.type !== 'uri') continue;
    into.set(target, (into.get(target) ?? new Set()).add(url!));
  }
}

async function byCanonical(run: Run, canonicals: ReadonlyMap<string, ReadonlySet<string>>): Promise<Row[]> {
  const found: Row[] = [];
  for (const [type, urls] of canonicals) {
    const mark = markOf(type, 'url');
    const tokens = [...urls].map((url) => tokenOf(mark, url));
    found.push(...(await reached(run, await rowsByTokens(run, type, tokens))));
  }
  return found;
}

async function rowsByTokens(run: Run, type: string, tokens: readonly string[]): Promise<Row[]> {
  run.budget.probe(tokens.length);
  run.budget.ask();
  const text = `select ${rowColumns} from record.resource r where r.type = $1 and r.tokens && $2::bigint[] limit ${mostIncluded + 1}`;
  return (await run.q.query<Row>({ text, values: [type, `{${tokens.join(',')}}`] })).rows;
}

async function backward(run: Run, includes: readonly Include[], rows: readonly Row[]): Promise<Row[]> {
  const found: Row[] = [];
  for (const include of await eachType(run, includes)) {
    if (!run.reach.scope.may('search', include.resourceType)) continue;
    if (!run.reach.scope.may('read', include.resourceType)) continue;
    const targets = rows.filter((row) => wants(include, row.type));
    if (targets.length > 0) found.push(...(await pointingAt(run, include, targets)));
  }
  return found;
}

/** '_revinclude=*' once for each type of which something is stored. */
async function eachType(run: Run, includes: readonly Include[]): Promise<Include[]> {
  if (includes.every(({ resourceType }) => resourceType !== '*')) return [...includes];
  const types = await searchedTypes(run.q);
  return includes.flatMap((include) =>
    include.resourceType === '*' ? types.map((resourceType) => ({ ...include, resourceType })) : [include],
  );
}

async function pointingAt(run: Run, include: Include, targets: readonly Row[]): Promise<Row[]> {
  const { resourceType } = include;
  const params =
    include.param === undefined
      ? searchParametersOf(resourceType).filter((param) => param.type === 'reference')
      : [include.param];
  const names = await namesOfRows(run, targets);
  const tokens = params.flatMap((param) =>
    names
      .filter(({ type }) => param.targets.length === 0 || param.targets.includes(type))
      .map(({ type, id }) => tokenOf(markOf(resourceType, param.code), referenceText(type, id))),
  );
  if (tokens.length === 0) return [];
  run.budget.probe(tokens.length);
  run.budget.ask();
  const sql = new SqlText();
  const [about] = compartmentParametersOf(resourceType);
  const ofPersons =
    targets.every((row) => row.type === 'Patient') &&
    isAboutOne(resourceType) &&
    params.every(({ code }) => code === about || code === 'patient');
  const persons = ofPersons ? await recordsOf(run, targets) : [];
  const own = ofPersons
    ? `bucket = any (${sql.value(persons.map(rowBucket))}::int[]) and patient = any (${sql.value(persons)}::uuid[])`
    : 'true';
  // On a cluster the reach is not asked about the rows of a fenced query.
  const fenced = ofPersons && !(await run.q.isSpread());
  const from = fenced ? `(select * from record.resource where ${own} offset 0) r` : 'record.resource r';
  const where = [
    ...(ofPersons && !fenced ? [own] : []),
    `r.type = ${sql.value(resourceType)}`,
    `r.tokens && ${sql.value(`{${tokens.join(',')}}`)}::bigint[]`,
    reachCondition(run.reach, resourceType, sql, run.now),
  ].filter((one) => one !== '');
  const text = `select ${rowColumns} from ${from} where ${where.join(' and ')} limit ${mostIncluded + 1}`;
  return (await run.q.query<Row>({ text, values: sql.values })).rows;
}
