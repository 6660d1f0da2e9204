import { extractIndex } from '#kernel/fhir/search/extract.ts';
import type { IndexValues } from '#kernel/fhir/search/index-values.ts';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import type { Json } from './intent.ts';

const read = new WeakMap<Json, IndexValues['tokens']>();

/**
 * Whether what is about to be written meets a condition that names it by tokens (identifiers, codes); anything else is looked for
 * among what is stored only.
 */
export function meetsAll(resource: Json, { conditions }: ParsedQuery): boolean {
  const tokens = read.get(resource) ?? extractIndex(resource).tokens;
  read.set(resource, tokens);
  return conditions.every((condition) => {
    if (condition.kind !== 'token' || condition.modifier !== undefined) return false;
    const found = tokens[condition.param.code] ?? [];
    return condition.values.some((term) =>
      found.some(
        ({ code, system }) =>
          (term.code === undefined || term.code === code) &&
          (term.system === undefined || (term.system ?? undefined) === system),
      ),
    );
  });
}
