import { extractIndex } from '#kernel/fhir/search/extract.ts';
import type { IndexValues } from '#kernel/fhir/search/index-values.ts';
import { meetsCondition } from '#kernel/fhir/search/match.ts';
import type { Condition, ParsedQuery, ValueCondition } from '#kernel/fhir/search/parsed-query.ts';
import type { Json } from './intent.ts';

const read = new WeakMap<Json, IndexValues>();
const elsewhere: ReadonlySet<string | undefined> = new Set(['in', 'not-in', 'above', 'below']);

/**
 * Whether what is about to be written meets a condition on its own values. Conditions that look at other resources, value sets or
 * hierarchies are met by what is stored only.
 */
export function meetsAll(resource: Json, { conditions }: ParsedQuery, now: Date): boolean {
  const values = read.get(resource) ?? extractIndex(resource);
  read.set(resource, values);
  return conditions.every(
    (condition) =>
      isOwn(condition) && meetsCondition({ resource, values, updated: now.getTime() }, condition),
  );
}

function isOwn(condition: Condition): condition is ValueCondition {
  if (condition.kind === 'chain' || condition.kind === 'has' || condition.kind === 'list') return false;
  return !('modifier' in condition) || !elsewhere.has(condition.modifier);
}
