import { dateMatches, numberMatches } from './compare.ts';
import { contentOf, meetsText, narrativeOf } from './full-text.ts';
import type {
  ComponentValues,
  IndexValues,
  QuantityValue,
  ReferenceValue,
  StringValue,
  TokenValue,
} from './index-values.ts';
import { metresBetween } from './near.ts';
import type { QuantityTerm, ReferenceTerm, StringTerm, TokenTerm, ValueCondition } from './parsed-query.ts';
import { readings, wordsOf } from './words.ts';

/** A resource as conditions look at it. */
export interface Candidate {
  readonly resource: { readonly resourceType: string; readonly id?: string };
  /** What `extractIndex` found in it. */
  readonly values: IndexValues;
  /** Time of its last change, ms since 1970. */
  readonly updated: number;
}

/**
 * Whether a resource meets a condition on its own values: the meaning of search, on which the statements of a store only improve.
 * Token modifiers that need terminology (:in, :above …), hierarchies of references and _list have to be resolved before; they hold here.
 */
export function meetsCondition(candidate: Candidate, condition: ValueCondition): boolean {
  const { values } = candidate;
  const { code } = condition.param;
  if (code === '_id') return meetsId(candidate.resource.id ?? '', condition);
  if (code === '_lastUpdated') return meetsUpdated(candidate.updated, condition);
  switch (condition.kind) {
    case 'missing':
      return condition.missing !== hasValue(values, code);
    case 'text': {
      const text = code === '_text' ? narrativeOf(candidate.resource) : contentOf(candidate.resource);
      return condition.values.some((term) => meetsText(text, term));
    }
    case 'near':
      return condition.values.some((term) =>
        values.positions[code]?.some((place) => metresBetween(place, term) <= term.metres),
      );
    case 'composite':
      return condition.values.some(({ components }) =>
        values.composites[code]?.some((tuple) =>
          components.every((component, at) => {
            const part = tuple.components[at];
            return part !== undefined && meetsComponent(part, component);
          }),
        ),
      );
    case 'list':
      return true;
    default:
      return meetsComponent(
        {
          tokens: values.tokens[code] ?? [],
          strings: values.strings[code] ?? [],
          dates: values.dates[code] ?? [],
          numbers: values.numbers[code] ?? [],
          quantities: values.quantities[code] ?? [],
          references: values.references[code] ?? [],
          uris: values.uris[code] ?? [],
        },
        condition,
      );
  }
}

function meetsId(id: string, condition: ValueCondition): boolean {
  if (condition.kind === 'missing') return !condition.missing;
  if (condition.kind !== 'token') return true;
  return condition.values.some((term) => term.code === id) !== (condition.modifier === 'not');
}

function meetsUpdated(updated: number, condition: ValueCondition): boolean {
  if (condition.kind === 'missing') return !condition.missing;
  if (condition.kind !== 'date') return true;
  return condition.values.some((term) => dateMatches({ lo: updated, hi: updated + 1 }, term));
}

/** Whether a parameter has any value. */
export function hasValue(values: IndexValues, code: string): boolean {
  return Object.values(values).some(
    (ofKind: Record<string, readonly unknown[]>) => (ofKind[code]?.length ?? 0) > 0,
  );
}

function meetsComponent(stored: ComponentValues, condition: ValueCondition): boolean {
  switch (condition.kind) {
    case 'token': {
      if (condition.modifier !== undefined && condition.modifier !== 'not') return true;
      const has = condition.values.some((term) => stored.tokens?.some((value) => meetsToken(value, term)));
      return has !== (condition.modifier === 'not');
    }
    case 'token-text':
      return condition.values.some((term) =>
        stored.tokens?.some(({ text }) => text !== undefined && ` ${text}`.includes(` ${term.folded}`)),
      );
    case 'of-type':
      return condition.values.some(({ type, value }) =>
        stored.tokens?.some(
          (token) =>
            token.code === value &&
            token.types?.some(
              (one) => one.code === type.code && (type.system === undefined || one.system === type.system),
            ),
        ),
      );
    case 'string':
      return condition.values.some((term) => meetsString(stored.strings ?? [], term, condition.modifier));
    case 'date':
      return condition.values.some((term) => stored.dates?.some((value) => dateMatches(value, term)));
    case 'number':
      return condition.values.some((term) => stored.numbers?.some((value) => numberMatches(value, term)));
    case 'quantity':
      return condition.values.some((term) => stored.quantities?.some((value) => meetsQuantity(value, term)));
    case 'reference':
      return (
        condition.modifier !== undefined ||
        condition.values.some((term) => stored.references?.some((value) => meetsReference(value, term)))
      );
    case 'reference-identifier':
      return condition.values.some((term) =>
        stored.references?.some(
          ({ identifier }) =>
            identifier !== undefined &&
            meetsToken(
              {
                code: identifier.value,
                ...(identifier.system !== undefined && { system: identifier.system }),
              },
              term,
            ),
        ),
      );
    case 'uri':
      return condition.values.some((term) =>
        stored.uris?.some((uri) => meetsUri(uri, term, condition.modifier)),
      );
    default:
      return false;
  }
}

function meetsToken(value: TokenValue, term: TokenTerm): boolean {
  if (term.code !== undefined && term.code !== value.code) return false;
  return term.system === undefined || (term.system ?? undefined) === value.system;
}

function meetsString(
  stored: readonly StringValue[],
  term: StringTerm,
  modifier: 'exact' | 'contains' | undefined,
): boolean {
  if (modifier === 'exact') return stored.some((value) => value.exact === term.exact);
  if (modifier === 'contains') return stored.some((value) => value.folded.includes(term.folded));
  const asked = wordsOf(term.folded);
  if (asked.length === 0) return stored.some((value) => value.folded.startsWith(term.folded));
  const words = stored.flatMap((value) => wordsOf(value.folded));
  return asked.every((word) => readings(word).some((way) => words.some((one) => one.startsWith(way))));
}

function meetsQuantity(stored: QuantityValue, term: QuantityTerm): boolean {
  if (term.canonical !== undefined && stored.canonical !== undefined) {
    const { canonical } = term;
    return (
      canonical.dimension === stored.canonical.dimension &&
      numberMatches(stored.canonical, { ...canonical, prefix: term.prefix })
    );
  }
  if (!numberMatches(stored, term)) return false;
  if (term.system !== undefined)
    return stored.system === term.system && (term.code === undefined || stored.code === term.code);
  return term.code === undefined || stored.code === term.code || stored.unit === term.code;
}

function meetsReference(value: ReferenceValue, term: ReferenceTerm): boolean {
  if (term.url !== undefined)
    return value.url === term.url && (term.version === undefined || value.version === term.version);
  if (value.url !== undefined) return false;
  return value.id === term.id && (term.type === undefined || value.type === term.type);
}

/** ':below' takes whole segments: what is below http://a/b begins with http://a/b/. */
function meetsUri(stored: string, term: string, modifier: 'above' | 'below' | undefined): boolean {
  if (stored === term) return true;
  if (modifier === undefined) return false;
  const [upper, lower] = modifier === 'below' ? [term, stored] : [stored, term];
  return lower.startsWith(upper.endsWith('/') ? upper : `${upper}/`);
}
