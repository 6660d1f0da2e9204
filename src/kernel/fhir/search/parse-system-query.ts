import { isResourceType } from '../structure/element-facts.ts';
import { parseQuery, type ParseOptions } from './parse-query.ts';
import type { ParsedQuery } from './parsed-query.ts';
import { searchError, splitQuery } from './query-text.ts';

/** What shapes the answer by type; it is not asked of every type. */
const elsewhere = new Set(['_type', '_elements']);

/** The types that `_type` names, each once; undefined where it is absent. Error: search.invalid. */
export function namedTypes(query: string): string[] | undefined {
  const named = splitQuery(query).filter(({ name }) => name === '_type');
  if (named.length === 0) return undefined;
  const types = named.flatMap(({ value }) => value.split(',').map((one) => one.trim()));
  for (const type of types) {
    if (!isResourceType(type))
      throw searchError('_type', { vi: 'R4 không có loại này.', en: 'R4 has no such type.' });
  }
  return [...new Set(types)].toSorted();
}

/**
 * Reads one search as each of several types understands it: every parameter has to be known to every type, or, in lenient mode, is
 * passed over for all of them. Error: search.invalid naming the parameter.
 */
export function parseSystemQuery(
  types: readonly string[],
  query: string,
  options: ParseOptions = {},
): ParsedQuery[] {
  let asked = without(query, elsewhere);
  const ignored = new Set<string>();
  for (;;) {
    const parsed = types.map((type) => parseQuery(type, asked, options));
    const unknown = new Set(parsed.flatMap((one) => one.ignored));
    if (unknown.size === 0) return parsed.map((one) => ({ ...one, ignored: [...ignored] }));
    for (const name of unknown) ignored.add(name);
    asked = without(asked, unknown);
  }
}

/** A query text without the parameters of these names. */
export function without(query: string, names: ReadonlySet<string>): string {
  const parts = query
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '');
  return parts.filter((part) => !splitQuery(part).some(({ name }) => names.has(name))).join('&');
}
