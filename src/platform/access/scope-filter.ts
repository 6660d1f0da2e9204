import { AppError } from '#kernel/errors.ts';
import { parseCondition } from '#kernel/fhir/search/parse-condition.ts';
import type { ValueCondition } from '#kernel/fhir/search/parsed-query.ts';
import { splitQuery } from '#kernel/fhir/search/query-text.ts';

/** One 'name=value' of a scope's filter, decoded. */
export interface FilterPart {
  readonly name: string;
  readonly value: string;
}

/** Most parts and most alternatives: a scope is typed by people and read by people. */
const mostParts = 5;
const mostValues = 20;

/**
 * Reads the filter of a scope, the part behind '?'. Understood are parameters whose values are codes, without modifier, each with its
 * system or in any: an index answers these exactly, so that what a filter lets through is the same wherever it is asked. For
 * everything else undefined: a right that cannot be narrowed as asked must not be granted whole.
 * @source SMART App Launch 2.2.0, "Scopes for requesting FHIR Resources", finer-grained resource constraints using search parameters
 */
export function parseFilter(resourceType: string, query: string): readonly FilterPart[] | undefined {
  try {
    const parts = splitQuery(query);
    if (parts.length === 0 || parts.length > mostParts) return undefined;
    for (const part of parts) if (filterCondition(resourceType, part) === undefined) return undefined;
    return normal(parts);
  } catch (error) {
    if (error instanceof AppError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * What a part of a filter asks of a resource, as searches ask it; undefined where it is not supported.
 * Error: AppError search.invalid.
 */
export function filterCondition(
  resourceType: string,
  { name, value }: FilterPart,
): Extract<ValueCondition, { kind: 'token' }> | undefined {
  if (name.startsWith('_') && !labels.has(name)) return undefined;
  const condition = parseCondition(resourceType, name, value, undefined);
  if (condition.kind !== 'token' || condition.modifier !== undefined) return undefined;
  const { values } = condition;
  const isPlain = values.every(({ code, system }) => (code ?? '') !== '' && system !== null);
  return isPlain && values.length <= mostValues ? condition : undefined;
}

/** Labels that every resource may bear; other parameters with an underscore ask about the store, not about the content. */
const labels: ReadonlySet<string> = new Set(['_tag', '_security']);

/** Both filters at once. */
export function joinFilters(one: readonly FilterPart[], other: readonly FilterPart[]): readonly FilterPart[] {
  return normal([...one, ...other]);
}

/** Writes a filter as it stands in a scope, behind '?'; '' where there is none. */
export function printFilter(filter: readonly FilterPart[]): string {
  if (filter.length === 0) return '';
  return `?${filter.map(({ name, value }) => `${encode(name)}=${encode(value)}`).join('&')}`;
}

/** One order and each part once, so that equal filters are equal texts. */
function normal(parts: readonly FilterPart[]): readonly FilterPart[] {
  const byText = new Map(parts.map((part) => [printFilter([part]), part]));
  return [...byText].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, part]) => part);
}

/** Addresses of code systems stay readable; what would end a scope or a part of it does not stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(?:3A|2F|7C|2C|40)/gu, (hidden) => decodeURIComponent(hidden));
}
