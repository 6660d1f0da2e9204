import table from '../generated/search-parameters.json' with { type: 'json' };
import { isResourceType } from '../structure/element-facts.ts';

/** Kinds of search parameter in R4. */
export type SearchParameterType =
  'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special';

/** A search parameter as one resource type sees it. */
export interface SearchParameterDefinition {
  /** Name in a query, e.g. 'birthdate'. */
  readonly code: string;
  readonly type: SearchParameterType;
  /** Resource types that a reference may point to; empty means any. */
  readonly targets: readonly string[];
  /** FHIRPath of this resource type only, e.g. 'Patient.birthDate'; '' where only the store knows the value (_text). */
  readonly expression: string;
  /** Components of a composite: the parameter each behaves like, and its path below the composite's element. */
  readonly components?: readonly { readonly code: string; readonly expression: string }[];
}

type Rows = Readonly<Record<string, readonly string[]>>;
const rows = table as Readonly<Record<string, Rows>>;
/** Types without a narrative have no _text. */
const plain = new Set(['Bundle', 'Binary', 'Parameters']);
const read = new Map<string, ReadonlyMap<string, SearchParameterDefinition>>();

function toDefinition(code: string, row: readonly string[]): SearchParameterDefinition {
  const [type, expression, targets, ...components] = row as [
    SearchParameterType,
    string,
    string,
    ...string[],
  ];
  return {
    code,
    type,
    targets: targets === '' ? [] : targets.split(','),
    expression,
    ...(components.length > 0 && {
      components: components.map((text) => {
        const at = text.indexOf('=');
        return { code: text.slice(0, at), expression: text.slice(at + 1) };
      }),
    }),
  };
}

/**
 * The search parameters of a resource type by code, those of every resource (_id, _tag …) included. Read once per type.
 * @throws RangeError where R4 has no such resource type.
 */
export function searchParameterMap(resourceType: string): ReadonlyMap<string, SearchParameterDefinition> {
  const known = read.get(resourceType);
  if (known !== undefined) return known;
  if (!isResourceType(resourceType)) throw new RangeError('R4 has no such resource type');
  const sources = [
    rows['Resource'],
    plain.has(resourceType) ? undefined : rows['DomainResource'],
    rows[resourceType],
  ];
  const made = new Map<string, SearchParameterDefinition>();
  for (const source of sources) {
    for (const [code, row] of Object.entries(source ?? {})) made.set(code, toDefinition(code, row));
  }
  read.set(resourceType, made);
  return made;
}

/** The search parameters of a resource type, see `searchParameterMap`. */
export function searchParametersOf(resourceType: string): SearchParameterDefinition[] {
  return [...searchParameterMap(resourceType).values()];
}
