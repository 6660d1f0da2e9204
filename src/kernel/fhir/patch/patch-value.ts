import { copyExact, exactObject, isExactObject } from '../json/exact.ts';
import type { ExactJson, ExactObject } from '../json/exact.ts';
import { elementsOf, isPrimitive, jsonName } from '../structure/element-facts.ts';
import type { ElementFacts, TypeFacts } from '../structure/element-facts.ts';
import { namedElements } from '../xml/xml-names.ts';

/** What an operation of a FHIRPath Patch brings: one value of a type, or an element whose parts are named one by one. */
export interface PatchValue {
  /** 'Quantity', 'Date' as in valueDate; undefined for parts and resources. */
  readonly suffix: string | undefined;
  readonly json: ExactJson | undefined;
  /** Id and extensions of a primitive. */
  readonly companion: ExactJson | undefined;
  readonly parts: readonly NamedValue[] | undefined;
}

export interface NamedValue extends PatchValue {
  readonly name: string;
}

/** Reads value[x], resource or part of a parameter; undefined where it has none of them. */
export function readValue(parameter: ExactObject): PatchValue | undefined {
  for (const key of Object.keys(parameter)) {
    const suffix = /^_?value([A-Z]\w*)$/.exec(key)?.[1];
    if (suffix === undefined) continue;
    return {
      suffix,
      json: parameter[`value${suffix}`],
      companion: parameter[`_value${suffix}`],
      parts: undefined,
    };
  }
  const none = { suffix: undefined, companion: undefined };
  if (isExactObject(parameter['resource'])) return { ...none, json: parameter['resource'], parts: undefined };
  if (!Array.isArray(parameter['part'])) return undefined;
  const parts: NamedValue[] = [];
  for (const part of parameter['part']) {
    const value = isExactObject(part) ? readValue(part) : undefined;
    if (!isExactObject(part) || typeof part['name'] !== 'string' || value === undefined) return undefined;
    parts.push({ name: part['name'], ...value });
  }
  return { ...none, json: undefined, parts };
}

/** An element that a name and a value mean in a shape. */
export interface Target {
  readonly element: ElementFacts;
  readonly type: TypeFacts;
  /** Its name in JSON: 'valueQuantity'. */
  readonly key: string;
}

/** Finds the element: 'value' with a Quantity is valueQuantity. Undefined where the shape has none that fits. */
export function targetOf(shape: string, name: string, value: PatchValue): Target | undefined {
  const plain = name.replace(/\[x\]$/, '');
  const element = elementsOf(shape).get(plain);
  if (element === undefined) {
    const named = namedElements(shape).get(plain);
    return named === undefined ? undefined : { element: named.element, type: named.type, key: plain };
  }
  const type = element.choice
    ? element.types.find(({ code }) => code[0]!.toUpperCase() + code.slice(1) === value.suffix)
    : element.types[0];
  return type === undefined ? undefined : { element, type, key: jsonName(element, type.code) };
}

/** What stands in JSON for the value, and beside it for a primitive. Undefined where a part fits nowhere. */
export function jsonOf(
  value: PatchValue,
  type: TypeFacts,
): { json: ExactJson | undefined; companion: ExactJson | undefined } | undefined {
  if (value.parts === undefined) {
    const companion = isPrimitive(type.code) ? value.companion : undefined;
    return {
      json: value.json === undefined ? undefined : copyExact(value.json),
      companion: companion === undefined ? undefined : copyExact(companion),
    };
  }
  if (type.shape === undefined) return undefined;
  const object = exactObject();
  for (const part of value.parts) if (!addMember(object, type.shape, part.name, part)) return undefined;
  return { json: object, companion: undefined };
}

/** Adds a member to an object: at the end of a list, or where nothing is yet. False where it fits nowhere or is there already. */
export function addMember(node: ExactObject, shape: string, name: string, value: PatchValue): boolean {
  const target = targetOf(shape, name, value);
  const made = target === undefined ? undefined : jsonOf(value, target.type);
  if (target === undefined || made === undefined) return false;
  const { key, element } = target;
  if (element.max > 1) {
    insertAt(node, key, listLength(node, key), made);
    return true;
  }
  const others = element.types.map(({ code }) => jsonName(element, code));
  if (others.some((other) => node[other] !== undefined || node[`_${other}`] !== undefined)) return false;
  setMember(node, key, made);
  return true;
}

type Made = NonNullable<ReturnType<typeof jsonOf>>;

/** Puts a value and what is said about it where the element stands. */
export function setMember(node: ExactObject, key: string, { json, companion }: Made): void {
  if (json === undefined) delete node[key];
  else node[key] = json;
  if (companion === undefined) delete node[`_${key}`];
  else node[`_${key}`] = companion;
}

/** How many items a list has, those without a value counted too. */
export function listLength(node: ExactObject, key: string): number {
  const length = (list: ExactJson | undefined): number => (Array.isArray(list) ? list.length : 0);
  return Math.max(length(node[key]), length(node[`_${key}`]));
}

/** Inserts into a list and the list beside it, so that places go on agreeing. */
export function insertAt(node: ExactObject, key: string, at: number, { json, companion }: Made): void {
  const length = listLength(node, key);
  for (const [name, item] of [
    [key, json],
    [`_${key}`, companion],
  ] as const) {
    const list = node[name];
    if (!Array.isArray(list) && item === undefined) continue;
    const filled = Array.isArray(list) ? list : [];
    while (filled.length < length) filled.push(null);
    filled.splice(at, 0, item ?? null);
    node[name] = filled;
  }
}

/** Takes an item out of a list and the list beside it. */
export function takeAt(node: ExactObject, key: string, at: number): Made {
  const take = (name: string): ExactJson | undefined => {
    const list = node[name];
    if (!Array.isArray(list) || at >= list.length) return undefined;
    return list.splice(at, 1)[0] ?? undefined;
  };
  return { json: take(key), companion: take(`_${key}`) };
}
