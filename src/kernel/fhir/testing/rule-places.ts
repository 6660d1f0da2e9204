import table from '../generated/invariants.json' with { type: 'json' };
import { baseOf, elementsOf, isPrimitive, isResourceType, jsonName } from '../structure/element-facts.ts';

type Json = Record<string, unknown>;

/** A rule of R4 as the standard writes it. */
export interface StandardRule {
  /** Where R4 sets it: 'Quantity', 'Observation.referenceRange'. */
  readonly path: string;
  readonly key: string;
  readonly expression: string;
}

/** A value inside a resource and the rules that R4 sets on it. */
export interface RulePlace {
  readonly value: Json;
  /** FHIR type or part: 'Age', 'Patient.contact'. */
  readonly shape: string;
  readonly rules: readonly StandardRule[];
  /** The resource around it, contained ones for themselves, and the outermost. */
  readonly resource: Json;
  readonly root: Json;
}

const invariants = table as Readonly<Record<string, readonly string[]>>;

/** The rules that stand at one path of the definitions. */
export function rulesAt(path: string): StandardRule[] {
  return (invariants[path] ?? []).map((line) => {
    const [key, , ...words] = line.split(' ') as [string, string, ...string[]];
    return { path, key, expression: words.join(' ') };
  });
}

/** Every rule of R4 that is not part of the structure check. */
export const allRules: readonly StandardRule[] = Object.keys(invariants).flatMap(rulesAt);

/** Every object of a resource on which R4 sets a rule, found by the definitions alone. */
export function rulePlaces(resource: Json): RulePlace[] {
  const places: RulePlace[] = [];
  visit(resource, String(resource['resourceType']), [], resource, resource, places);
  return places;
}

function visit(
  value: Json,
  shape: string,
  own: readonly StandardRule[],
  resource: Json,
  root: Json,
  places: RulePlace[],
): void {
  const rules = [...own];
  for (let at: string | undefined = shape; at !== undefined; at = baseOf(at)) rules.push(...rulesAt(at));
  if (rules.length > 0) places.push({ value, shape, rules, resource, root });
  for (const element of elementsOf(shape).values()) {
    for (const type of element.types) {
      const inner = value[jsonName(element, type.code)];
      if (inner === undefined || isPrimitive(type.code)) continue;
      const added = type.shape?.includes('.') === true ? [] : rulesAt(`${shape}.${element.name}`);
      for (const one of Array.isArray(inner) ? (inner as unknown[]) : [inner]) {
        if (typeof one !== 'object' || one === null) continue;
        const json = one as Json;
        if (type.shape !== undefined) visit(json, type.shape, added, resource, root, places);
        else if (isResourceType(json['resourceType']))
          visit(json, json['resourceType'], added, json, root, places);
      }
    }
  }
}
