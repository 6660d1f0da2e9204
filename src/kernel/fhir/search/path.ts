import { elementsOf, isPrimitive, isResourceType, jsonName } from '../structure/element-facts.ts';
import type { ElementFacts } from '../structure/element-facts.ts';
import { literalReference } from '../references.ts';

/** What a path leads to: a value, its FHIR type, and the system that a required binding gives to a plain code. */
export type Found = (value: unknown, type: string, element: ElementFacts | undefined) => void;

/** Calls `found` for every value at a path below `node`; nulls and absent values are left out. */
export type Walk = (node: unknown, found: Found) => void;

type Step =
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'ofType'; readonly type: string }
  | { readonly kind: 'resolves'; readonly type: string }
  | { readonly kind: 'equals'; readonly name: string; readonly value: string }
  | { readonly kind: 'index'; readonly index: number };

const stepPattern =
  /^(?:\.?ofType\((\w+)\)|\.?where\(resolve\(\) is (\w+)\)|\.?where\((\w+)\s*=\s*'([^']*)'\)|\[(\d+)\]|\s+as\s+(\w+)|\.?(\w+)(?!\())/;

/** The steps of a simple path, or undefined where the expression is something else. */
function readSteps(expression: string): Step[] | undefined {
  const steps: Step[] = [];
  let rest = expression;
  while (rest !== '') {
    const match = stepPattern.exec(rest);
    if (match === null) return undefined;
    const [all, ofType, resolves, name, value, index, as, child] = match;
    const type = ofType ?? as;
    if (type !== undefined) steps.push({ kind: 'ofType', type });
    else if (resolves !== undefined) steps.push({ kind: 'resolves', type: resolves });
    else if (name !== undefined) steps.push({ kind: 'equals', name, value: value! });
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else steps.push({ kind: 'child', name: child! });
    rest = rest.slice(all.length);
  }
  return steps;
}

/** One way on from a node: a JSON property whose values have a known type. */
interface Way {
  readonly key: string;
  readonly many: boolean;
  readonly type: string;
  readonly shape: string | undefined;
  readonly element: ElementFacts;
}

function waysOf(shape: string, name: string): Way[] {
  const element = elementsOf(shape).get(name);
  if (element === undefined) throw new RangeError(`R4 has no ${shape}.${name}`);
  return element.types.map((type) => ({
    key: jsonName(element, type.code),
    many: element.max > 1,
    type: type.code,
    shape: type.shape,
    element,
  }));
}

/**
 * Compiles one path (no union) that starts below `shape`, e.g. 'name.given' below 'Patient', to closures over the JSON.
 * `wanted` says which types the caller can use; ways that end in others are left out.
 * @throws RangeError where the expression is not a simple path or names what R4 does not have.
 */
export function compilePath(shape: string, expression: string, wanted: (type: string) => boolean): Walk {
  const steps = readSteps(expression);
  if (steps === undefined) throw new RangeError(`not a simple path: ${expression}`);
  return compileSteps(shape, steps, wanted);
}

/**
 * Shape of the elements at a path of names: 'useContext' below 'Library' is 'UsageContext', '' the shape itself.
 * @throws RangeError where R4 has no such element or it has no children.
 */
export function shapeAt(shape: string, path: string): string {
  let at = shape;
  for (const name of path.split('.').filter((one) => one !== '')) {
    const next = elementsOf(at).get(name)?.types[0]?.shape;
    if (next === undefined) throw new RangeError(`R4 has no elements below ${at}.${name}`);
    at = next;
  }
  return at;
}

function compileSteps(shape: string, steps: readonly Step[], wanted: (type: string) => boolean): Walk {
  const [first, ...rest] = steps;
  if (first === undefined) return (node, found) => found(node, shape, undefined);
  if (first.kind !== 'child') throw new RangeError('a path starts with a name');
  const filters = rest.slice(0, rest.findIndex((step) => step.kind === 'child') >>> 0);
  const onward = rest.slice(filters.length);
  const types = filters.flatMap((step) => (step.kind === 'ofType' ? [step.type] : []));
  const ways = waysOf(shape, first.name)
    .filter((way) => types.every((type) => type === way.type))
    .filter((way) => (onward.length > 0 ? !isPrimitive(way.type) : wanted(way.type)));
  const keep = compileFilters(filters);
  const walks = ways.map((way) => followWay(way, keep, filters, onward, wanted));
  if (walks.length === 1) return walks[0]!;
  return (node, found) => {
    for (const walk of walks) walk(node, found);
  };
}

function followWay(
  way: Way,
  keep: ((value: unknown) => boolean) | undefined,
  filters: readonly Step[],
  onward: readonly Step[],
  wanted: (type: string) => boolean,
): Walk {
  const { key, type, element } = way;
  const next = onward.length > 0 ? compileSteps(way.shape ?? type, onward, wanted) : undefined;
  const at = filters.find((step) => step.kind === 'index')?.index;
  const one = (value: unknown, found: Found): void => {
    if (value === null || value === undefined || (keep !== undefined && !keep(value))) return;
    if (next === undefined) found(value, type, element);
    else if (typeof value === 'object') next(value, found);
  };
  if (!way.many) return (node, found) => one((node as Record<string, unknown>)[key], found);
  return (node, found) => {
    const values = (node as Record<string, unknown>)[key];
    if (!Array.isArray(values)) return;
    if (at !== undefined) one(values[at], found);
    else for (const value of values) one(value, found);
  };
}

function compileFilters(filters: readonly Step[]): ((value: unknown) => boolean) | undefined {
  const tests = filters.flatMap((step): ((value: unknown) => boolean)[] => {
    if (step.kind === 'resolves') return [(value) => referenceType(value) === step.type];
    if (step.kind === 'equals')
      return [(value) => (value as Record<string, unknown>)[step.name] === step.value];
    return [];
  });
  if (tests.length === 0) return undefined;
  return tests.length === 1 ? tests[0] : (value) => tests.every((test) => test(value));
}

/** The type of the resource that a Reference points to, as far as the reference itself says it. */
function referenceType(value: unknown): string | undefined {
  const { reference, type } = value as { reference?: unknown; type?: unknown };
  const parsed = typeof reference === 'string' ? literalReference(reference) : undefined;
  return parsed?.type ?? (isResourceType(type) ? type : undefined);
}
