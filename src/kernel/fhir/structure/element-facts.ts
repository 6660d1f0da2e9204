import definitions from '../generated/structures.json' with { type: 'json' };

/** One type that an element may have. */
export interface TypeFacts {
  /** 'string', 'Quantity', 'Reference', 'Resource', 'BackboneElement' … */
  readonly code: string;
  /** Where the children are described: 'Quantity', 'Observation.component'; undefined for primitives and resources. */
  readonly shape: string | undefined;
  /** Resource types that a Reference may point to; empty means any. */
  readonly targets: readonly string[];
  /** True for a Quantity that takes no comparator (SimpleQuantity). */
  readonly simple?: boolean;
}

/** What R4 says about one element. */
export interface ElementFacts {
  /** Name without '[x]'. */
  readonly name: string;
  readonly min: number;
  /** Infinity for '*'. */
  readonly max: number;
  /** True for name[x]: the JSON name carries the type. */
  readonly choice: boolean;
  readonly types: readonly TypeFacts[];
  /** Id of the value set that a required binding names, where all its codes are known. */
  readonly valueSet: string | undefined;
}

const lines: Readonly<Record<string, readonly string[]>> = definitions.structures;
const resourceTypes: ReadonlySet<string> = new Set(definitions.resources);
const shapes = new Map<string, ReadonlyMap<string, ElementFacts>>();

/** All resource types of R4 that can be stored. */
export const allResourceTypes: readonly string[] = definitions.resources;

/** True for the name of an R4 resource type (not the abstract ones). */
export function isResourceType(name: unknown): name is string {
  return typeof name === 'string' && resourceTypes.has(name);
}

/** True for primitives: their JSON is a string, number or boolean and they may have a '_name' companion. */
export function isPrimitive(typeCode: string): boolean {
  const first = typeCode.charCodeAt(0);
  return first >= 97 && first <= 122;
}

/** Name of an element in JSON: 'valueQuantity' for value[x] as Quantity. */
export function jsonName(element: ElementFacts, typeCode: string): string {
  return element.choice ? element.name + typeCode[0]!.toUpperCase() + typeCode.slice(1) : element.name;
}

/**
 * The elements of a type or of a part of one ('Patient', 'Quantity', 'Patient.contact'), inherited ones first, by name
 * (value[x] as 'value'). Read once per shape, on demand.
 * @throws RangeError where R4 has no such shape.
 */
export function elementsOf(shape: string): ReadonlyMap<string, ElementFacts> {
  const known = shapes.get(shape);
  if (known !== undefined) return known;
  const made = readShape(shape);
  shapes.set(shape, made);
  return made;
}

/** The type that a shape inherits from: 'Quantity' for 'Age', 'BackboneElement' for 'Patient.contact'. */
export function baseOf(shape: string): string | undefined {
  const dot = shape.indexOf('.');
  const own = lines[dot < 0 ? shape : shape.slice(0, dot)] ?? [];
  if (dot < 0) return own.find((line) => line.startsWith('<'))?.slice(1);
  return baseOfPart(own, `${shape.slice(dot + 1)}.`, shape);
}

function readShape(shape: string): ReadonlyMap<string, ElementFacts> {
  const dot = shape.indexOf('.');
  const root = dot < 0 ? shape : shape.slice(0, dot);
  if (!Object.hasOwn(lines, root)) throw new RangeError(`R4 has no type ${root}`);
  const own = lines[root]!;
  const prefix = dot < 0 ? '' : `${shape.slice(dot + 1)}.`;
  const base = dot < 0 ? own.find((line) => line.startsWith('<'))?.slice(1) : baseOfPart(own, prefix, shape);
  const elements = new Map(base === undefined ? [] : elementsOf(base));
  for (const line of own) {
    if (line.startsWith('<') || !line.startsWith(prefix)) continue;
    const path = line.slice(prefix.length, line.indexOf(' '));
    if (path.includes('.')) continue;
    const element = readLine(root, prefix, line);
    elements.set(element.name, element);
  }
  return elements;
}

function baseOfPart(own: readonly string[], prefix: string, shape: string): string {
  const line = own.find((one) => one.startsWith(`${prefix.slice(0, -1)} `));
  const type = line?.split(' ')[3];
  if (type === undefined || !type.startsWith('#')) throw new RangeError(`R4 has no part ${shape}`);
  return type.slice(1);
}

function readLine(root: string, prefix: string, line: string): ElementFacts {
  const [path, min, max, types, bound] = line.split(' ') as [
    string,
    string,
    string,
    string,
    string | undefined,
  ];
  const choice = path.endsWith('[x]');
  return {
    name: path.slice(prefix.length, choice ? -3 : undefined),
    min: Number(min),
    max: max === '*' ? Infinity : Number(max),
    choice,
    types: types.split(',').map((type) => readType(root, path, type)),
    valueSet: bound?.slice(1),
  };
}

function readType(root: string, path: string, type: string): TypeFacts {
  if (type.startsWith('#')) return { code: type.slice(1), shape: `${root}.${path}`, targets: [] };
  if (type.startsWith('@'))
    return { code: 'BackboneElement', shape: `${root}.${type.slice(1)}`, targets: [] };
  const [code, targets] = type.split(':') as [string, string | undefined];
  if (targets === 'SimpleQuantity') return { code, shape: code, targets: [], simple: true };
  const inner = isPrimitive(code) || code === 'Resource' || resourceTypes.has(code) ? undefined : code;
  return { code, shape: inner, targets: targets?.split('/') ?? [] };
}
