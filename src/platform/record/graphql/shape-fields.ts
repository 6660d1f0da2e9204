import { searchParametersOf } from '#kernel/fhir/search/search-parameters.ts';
import {
  allResourceTypes,
  elementsOf,
  isPrimitive,
  isResourceType,
  jsonName,
} from '#kernel/fhir/structure/element-facts.ts';

/** One field of a type, as GraphQL names it: the JSON name. */
export interface ShapeField {
  readonly name: string;
  readonly list: boolean;
  /** FHIR type. */
  readonly code: string;
  /** Where its fields are described; undefined for primitives and for resources within. */
  readonly shape: string | undefined;
  readonly kind: 'primitive' | 'part' | 'resource';
}

const known = new Map<string, ReadonlyMap<string, ShapeField>>();

/** The fields of a type or part; value[x] as valueQuantity and so on, `_name` for what stands beside a primitive. */
export function fieldsOf(shape: string): ReadonlyMap<string, ShapeField> {
  const made = known.get(shape) ?? makeFields(shape);
  known.set(shape, made);
  return made;
}

function makeFields(shape: string): ReadonlyMap<string, ShapeField> {
  const fields = new Map<string, ShapeField>();
  if (isResourceType(shape)) fields.set('resourceType', field('resourceType', false, 'code', undefined));
  for (const element of elementsOf(shape).values()) {
    for (const type of element.types) {
      const name = jsonName(element, type.code);
      const list = element.max > 1;
      fields.set(name, field(name, list, type.code, type.shape));
      if (isPrimitive(type.code))
        fields.set(`_${name}`, { ...field(`_${name}`, list, 'Element', 'Element'), kind: 'part' });
    }
  }
  return fields;
}

function field(name: string, list: boolean, code: string, shape: string | undefined): ShapeField {
  const kind = isPrimitive(code) ? 'primitive' : shape === undefined ? 'resource' : 'part';
  return { name, list, code, shape, kind };
}

/** 'ObservationList' → a search for Observation; 'ObservationConnection' → one in pages. */
export function searchField(name: string): { readonly type: string; readonly paged: boolean } | undefined {
  const match = /^([A-Z][A-Za-z]+?)(List|Connection)$/.exec(name);
  const type = match?.[1];
  return type !== undefined && isResourceType(type) ? { type, paged: match![2] === 'Connection' } : undefined;
}

/** Search parameters as arguments: '-' is no letter of GraphQL, so 'general-practitioner' is general_practitioner. */
export function searchArguments(type: string): ReadonlyMap<string, string> {
  return new Map(searchParametersOf(type).map(({ code }) => [code.replaceAll('-', '_'), code]));
}

/** The codes of reference parameters of `type` that may point to `target`. */
export function referencesTo(type: string, target: string): string[] {
  return searchParametersOf(type)
    .filter(
      ({ type: kind, targets }) => kind === 'reference' && (targets.length === 0 || targets.includes(target)),
    )
    .map(({ code }) => code);
}

/** The types that may point to `target`. */
export function referringTypes(target: string): string[] {
  return allResourceTypes.filter((type) => referencesTo(type, target).length > 0);
}
