import { extractIndex } from '#kernel/fhir/search/extract.ts';
import type { Include, ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import { compartmentParametersOf } from '#kernel/fhir/compartment.ts';
import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import { AppError } from '#kernel/errors.ts';
import { markOf, tokenOf } from '../index-hash.ts';
import { referenceText } from '../index-row.ts';
import { rowBucket } from '../place.ts';
import { reachCondition, reachesAll } from '../reach.ts';
import { fhirIdOf, findRows, rowColumns, type Name, type Row } from '../rows.ts';
import type { SearchHost } from './run-search.ts';
import { SqlText } from './sql-text.ts';

/** More is refused rather than cut. */
const mostIncluded = 2000;
const mostRounds = 4;

/** The rows that _include and _revinclude add to matches; only what the actor reaches. Error: search.too-many. */
export async function findIncluded(
  host: SearchHost,
  query: ParsedQuery,
  matches: readonly Row[],
): Promise<Row[]> {
  if (query.includes.length + query.revincludes.length === 0 || matches.length === 0) return [];
  const seen = new Set(matches.map((row) => row.id));
  const added: Row[] = [];
  let newest: readonly Row[] = matches;
  for (let round = 0; round < mostRounds && newest.length > 0; round += 1) {
    const applies = (include: Include): boolean => round === 0 || include.iterate;
    const found = [
      ...(await forward(host, query.includes.filter(applies), newest)),
      ...(await backward(host, query.revincludes.filter(applies), newest)),
    ];
    const fresh = new Map(found.filter((row) => !seen.has(row.id)).map((row) => [row.id, row]));
    for (const id of fresh.keys()) seen.add(id);
    newest = [...fresh.values()];
    added.push(...newest);
    if (added.length > mostIncluded) throw new AppError('search.too-many');
  }
  return added;
}

async function forward(host: SearchHost, includes: readonly Include[], rows: readonly Row[]): Promise<Row[]> {
  const asked = rows.filter((row) => includes.some((include) => fits(include, row.type)));
  if (asked.length === 0) return [];
  const texts = await host.texts.of(host.q, asked);
  const names: Name[] = [];
  asked.forEach((row, at) => {
    const { references } = extractIndex(JSON.parse(texts[at]!) as { resourceType: string });
    for (const include of includes) {
      if (!fits(include, row.type)) continue;
      const codes = include.param === undefined ? Object.keys(references) : [include.param.code];
      for (const value of codes.flatMap((code) => references[code] ?? [])) {
        if (value.url !== undefined || value.type === undefined || value.id === undefined) continue;
        if (include.targetType !== undefined && include.targetType !== value.type) continue;
        names.push({ type: value.type, id: value.id });
      }
    }
  });
  return reached(host, [...(await findRows(host.q, names)).rows.values()]);
}

function fits(include: Include, resourceType: string): boolean {
  return include.resourceType === '*' || include.resourceType === resourceType;
}

/** The rows among these that the actor may read: one statement per type that is not open to her. */
export async function reached(host: SearchHost, rows: readonly Row[]): Promise<Row[]> {
  const kept: Row[] = [];
  for (const [type, group] of Map.groupBy(rows, (row) => row.type)) {
    if (!host.reach.scope.may('read', type)) continue;
    if (reachesAll(host.reach, type)) {
      kept.push(...group);
      continue;
    }
    const sql = new SqlText();
    const ids = group.map((row) => row.id);
    const place = `r.bucket = any (${sql.value(ids.map(rowBucket))}::int[]) and r.id = any (${sql.value(ids)}::uuid[])`;
    const condition = reachCondition(host.reach, type, sql, host.now);
    const text = `select r.id from record.resource r where ${place} and ${condition}`;
    const allowed = new Set(
      (await host.q.query<{ id: string }>({ text, values: sql.values })).rows.map((row) => row.id),
    );
    kept.push(...group.filter((row) => allowed.has(row.id)));
  }
  return kept;
}

async function backward(
  host: SearchHost,
  includes: readonly Include[],
  rows: readonly Row[],
): Promise<Row[]> {
  const found: Row[] = [];
  for (const include of includes) {
    const { resourceType } = include;
    if (resourceType === '*' || !host.reach.scope.may('search', resourceType)) continue;
    const targets = rows.filter((row) => include.targetType === undefined || include.targetType === row.type);
    if (targets.length === 0) continue;
    const codes =
      include.param === undefined
        ? searchParametersOf(resourceType)
            .filter((param) => param.type === 'reference')
            .map((param) => param.code)
        : [include.param.code];
    const tokens = codes.flatMap((code) =>
      targets.map((row) => tokenOf(markOf(resourceType, code), referenceText(row.type, fhirIdOf(row)))),
    );
    const sql = new SqlText();
    const [about] = compartmentParametersOf(resourceType);
    const ofPersons =
      targets.every((row) => row.type === 'Patient') &&
      codes.every((code) => code === about || code === 'patient');
    const from = ofPersons
      ? `(select * from record.resource where bucket = any (${sql.value(targets.map((row) => rowBucket(row.id)))}::int[])
          and patient = any (${sql.value(targets.map((row) => row.id))}::uuid[]) offset 0) r`
      : 'record.resource r';
    const where = [
      `r.type = ${sql.value(resourceType)}`,
      `r.tokens && ${sql.value(`{${tokens.join(',')}}`)}::bigint[]`,
      reachCondition(host.reach, resourceType, sql, host.now),
    ].filter((one) => one !== '');
    const text = `select ${rowColumns} from ${from} where ${where.join(' and ')} limit ${mostIncluded + 1}`;
    found.push(...(await host.q.query<Row>({ text, values: sql.values })).rows);
  }
  return found;
}
