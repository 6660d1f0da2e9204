type Node = Record<string, unknown> | unknown[];

/** 'name[0].family' -> ['name', 0, 'family']; undefined for anything that is no such path. */
function steps(path: string): (string | number)[] | undefined {
  if (!/^[A-Za-z]\w*(?:\[\d{1,4}\])*(?:\.[A-Za-z]\w*(?:\[\d{1,4}\])*){0,30}$/.test(path)) return undefined;
  const found = path.match(/[A-Za-z]\w*|\d+/g) ?? [];
  return found.map((step) => (/^\d/.test(step) ? Number(step) : step));
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !('rawJSON' in value);
const child = (node: Node, step: string | number): unknown =>
  Object.hasOwn(node, step) ? (node as Record<string | number, unknown>)[step] : undefined;

/** The value at an element path as text, if it is a simple one. */
export function textAt(resource: object, path: string): string | undefined {
  let node: unknown = resource;
  for (const step of steps(path) ?? []) node = isNode(node) ? child(node, step) : undefined;
  if (typeof node === 'string') return node;
  return node === undefined || isNode(node) ? undefined : JSON.stringify(node);
}

/**
 * A copy of a resource with a value put at an element path, where the path exists or its last step may be added. An empty value takes the element
 * away. A value that is a JSON number, true or false is written as such unless text stood there before.
 */
export function withTextAt<T extends object>(resource: T, path: string, value: string): T {
  const way = steps(path);
  const last = way?.pop();
  if (way === undefined || last === undefined || last === '__proto__') return resource;
  const copy = structuredCloneKeepingDigits(resource);
  let node: unknown = copy;
  for (const step of way) node = isNode(node) ? child(node, step) : undefined;
  if (!isNode(node)) return resource;
  const before = child(node, last);
  if (value === '') {
    if (Array.isArray(node)) node.splice(Number(last), 1);
    else delete node[last];
  } else
    (node as Record<string | number, unknown>)[last] = typeof before === 'string' ? value : readValue(value);
  return copy;
}

function readValue(text: string): unknown {
  return /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(text) ? (JSON.parse(text) as unknown) : text;
}

function structuredCloneKeepingDigits<T>(value: T): T {
  if (Array.isArray(value)) return value.map(structuredCloneKeepingDigits) as T;
  if (!isNode(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, structuredCloneKeepingDigits(part)]),
  ) as T;
}
