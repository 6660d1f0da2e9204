import { dateMatches, numberMatches } from '#kernel/fhir/search/compare.ts';
import type {
  ComponentValues,
  IndexValues,
  QuantityValue,
  ReferenceValue,
  StringValue,
  TokenValue,
} from '#kernel/fhir/search/index-values.ts';
import type { Condition, QuantityTerm, ReferenceTerm, TokenTerm } from '#kernel/fhir/search/parsed-query.ts';

/**
 * Looks at the resource itself, for the conditions that the columns only narrow: numbers, quantities, composites, :contains.
 * Conditions that SQL answered exactly hold.
 */
export function meets(values: IndexValues, condition: Condition): boolean {
  switch (condition.kind) {
    case 'number':
    case 'quantity':
    case 'composite':
      return meetsValues(
        {
          numbers: values.numbers[condition.param.code] ?? [],
          quantities: values.quantities[condition.param.code] ?? [],
        },
        condition,
        values,
      );
    case 'token': {
      const stored = values.tokens[condition.param.code] ?? [];
      const has = condition.values.some((term) => stored.some((value) => tokenMeets(value, term)));
      return condition.modifier === 'not' ? !has : has;
    }
    case 'token-text':
      return (values.tokens[condition.param.code] ?? []).some((stored) =>
        condition.values.some(
          (term) => stored.text !== undefined && ` ${stored.text}`.includes(` ${term.folded}`),
        ),
      );
    case 'string':
      return (
        condition.modifier !== 'contains' ||
        (values.strings[condition.param.code] ?? []).some((stored) =>
          condition.values.some((term) => stored.folded.includes(term.folded)),
        )
      );
    default:
      return true;
  }
}

function meetsValues(stored: ComponentValues, condition: Condition, all?: IndexValues): boolean {
  switch (condition.kind) {
    case 'token':
      return condition.values.some((term) => stored.tokens?.some((value) => tokenMeets(value, term)));
    case 'string':
      return condition.values.some((term) =>
        stored.strings?.some((value: StringValue) => value.folded.startsWith(term.folded)),
      );
    case 'date':
      return condition.values.some((term) => stored.dates?.some((value) => dateMatches(value, term)));
    case 'number':
      return condition.values.some((term) => stored.numbers?.some((value) => numberMatches(value, term)));
    case 'quantity':
      return condition.values.some((term) => stored.quantities?.some((value) => quantityMeets(value, term)));
    case 'reference':
      return condition.values.some((term) => stored.references?.some((value) => referenceMeets(value, term)));
    case 'uri':
      return condition.values.some((term) => stored.uris?.includes(term) === true);
    case 'composite':
      return condition.values.some(({ components }) =>
        (all?.composites[condition.param.code] ?? []).some((tuple) =>
          components.every((component, at) => {
            const part = tuple.components[at];
            return part !== undefined && meetsValues(part, component);
          }),
        ),
      );
    default:
      return false;
  }
}

function tokenMeets(value: TokenValue, term: TokenTerm): boolean {
  if (term.code !== undefined && term.code !== value.code) return false;
  return term.system === undefined || (term.system ?? undefined) === value.system;
}

function referenceMeets(value: ReferenceValue, term: ReferenceTerm): boolean {
  if (term.url !== undefined) return value.url === term.url;
  return value.id === term.id && (term.type === undefined || value.type === term.type);
}

function quantityMeets(stored: QuantityValue, term: QuantityTerm): boolean {
  if (!numberMatches(stored, term)) return false;
  if (term.system !== undefined) return stored.system === term.system && stored.code === term.code;
  return term.code === undefined || stored.code === term.code || stored.unit === term.code;
}
