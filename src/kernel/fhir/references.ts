import { isResourceType } from './structure/element-facts.ts';

/** A literal reference taken apart. */
export interface LiteralReference {
  readonly type: string;
  readonly id: string;
  readonly version?: string;
  /** Base of an absolute reference, without the last slash. */
  readonly base?: string;
}

/** A reference inside a resource. */
export interface FoundReference {
  /** FHIRPath of the Reference element, e.g. 'Observation.performer[0]'. */
  readonly path: string;
  /** The text of Reference.reference as written. */
  readonly reference: string;
  /** Reference.type, where it is written. */
  readonly type?: string;
}

const literal =
  /^(https?:\/\/[^\s?#]{1,1000}\/)?([A-Za-z]{2,40})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/([A-Za-z0-9\-.]{1,64}))?$/;

/** Takes 'Patient/1', 'Patient/1/_history/2' or an absolute form apart; undefined for '#x', urn: and anything else. */
export function literalReference(reference: string): LiteralReference | undefined {
  const match = literal.exec(reference);
  if (match === null || !isResourceType(match[2])) return undefined;
  return {
    type: match[2],
    id: match[3]!,
    ...(match[4] !== undefined && { version: match[4] }),
    ...(match[1] !== undefined && { base: match[1].slice(0, -1) }),
  };
}

/** Depth to which references are looked for; deeper content is refused by validateStructure. */
const deepest = 64;

/**
 * Every Reference of a resource (or of any FHIR JSON) that has a literal `reference`, contained resources included and
 * Reference.reference in extensions too. Resources inside Bundle.entry and Parameters are walked like any element.
 */
export function referencesOf(resource: unknown): FoundReference[] {
  const found: FoundReference[] = [];
  const type = (resource as { resourceType?: unknown } | null)?.resourceType;
  collect(resource, typeof type === 'string' ? type : '', 0, found);
  return found;
}

function collect(node: unknown, path: string, depth: number, found: FoundReference[]): void {
  if (depth > deepest || typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (let at = 0; at < node.length; at++) {
      if (typeof node[at] === 'object') collect(node[at], `${path}[${at}]`, depth + 1, found);
    }
    return;
  }
  const object = node as Record<string, unknown>;
  if (typeof object['reference'] === 'string') {
    const type = object['type'];
    found.push({ path, reference: object['reference'], ...(typeof type === 'string' && { type }) });
  }
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (typeof value === 'object' && value !== null)
      collect(value, path === '' ? key : `${path}.${key}`, depth + 1, found);
  }
}

/** Members that hold a name rather than an address: an identifier's urn stays what it is. */
const names = new Set(['value', 'system', 'fullUrl', 'id', 'code', 'display', 'text']);

/**
 * True for a string that a transaction may have to rewrite: Reference.reference, and any address that is written as a urn
 * (uri, url, canonical), but not identifiers.
 */
export function mayPoint(key: string, value: string): boolean {
  return key === 'reference' || (value.startsWith('urn:') && !names.has(key));
}

/** Answers what a reference becomes; undefined leaves it as it is. */
export type Rewrite = (reference: string) => string | undefined;

/**
 * A copy of a resource in which every string that `mayPoint` is replaced by what `rewrite` answers. Unchanged parts are
 * shared with the original; use `stampResource` where the text is to be kept.
 */
export function rewriteReferences<T>(resource: T, rewrite: Rewrite): T {
  return replace(resource, '', rewrite, 0) as T;
}

function replace(node: unknown, key: string, rewrite: Rewrite, depth: number): unknown {
  if (typeof node === 'string') return mayPoint(key, node) ? (rewrite(node) ?? node) : node;
  if (depth > deepest || typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    const items = node.map((item) => replace(item, key, rewrite, depth + 1));
    return items.every((item, at) => item === node[at]) ? node : items;
  }
  let changed = false;
  const copy = Object.entries(node).map(([name, value]): [string, unknown] => {
    const made = replace(value, name, rewrite, depth + 1);
    changed ||= made !== value;
    return [name, made];
  });
  return changed ? Object.fromEntries(copy) : node;
}
