/** How much of a code system is held, in FHIR's words. */
export type Content = 'complete' | 'fragment' | 'example' | 'not-present' | 'supplement';

/** What the rules of a list say of one code: 'notPrincipal', 'unit', 'part'... */
export interface CodeProperty {
  readonly code: string;
  readonly value: string | boolean;
}

/** One code on its way into a table. */
export interface CodeRow {
  readonly code: string;
  readonly vi?: string;
  readonly en?: string;
  /** Codes one level up; empty or left out at the top. */
  readonly parents?: readonly string[];
  /** No longer to be used. */
  readonly inactive?: boolean;
  /** Only a head for others: never recorded itself. */
  readonly abstract?: boolean;
  readonly properties?: readonly CodeProperty[];
  readonly designations?: readonly Designation[];
}

/** A further name. */
export interface Designation {
  readonly language?: string;
  readonly value: string;
}

/**
 * All codes of one version of a code system, as columns: a code is a number (its place) inside. Parents stand before or after their
 * children; the order is the list's own.
 */
export interface CodeTable {
  readonly system: string;
  readonly version: string | undefined;
  readonly content: Content;
  readonly size: number;
  /** True where some code lies below another. */
  readonly isTree: boolean;
  /** Place of a code, -1 where the list does not have it. */
  find(code: string): number;
  code(at: number): string;
  vi(at: number): string | undefined;
  en(at: number): string | undefined;
  parents(at: number): readonly number[];
  children(at: number): readonly number[];
  isInactive(at: number): boolean;
  isAbstract(at: number): boolean;
  properties(at: number): readonly CodeProperty[];
  designations(at: number): readonly Designation[];
}

/** What a table is made of. */
export interface TableParts {
  readonly system: string;
  readonly version?: string | undefined;
  readonly content: Content;
  /** Writes a code in the list's own way ('e119' -> 'E11.9'); left out where a code is what it is. */
  readonly normal?: (code: string) => string;
}

const none: readonly never[] = [];

/** Builds a table. A code that comes twice keeps its first row and gains the parents of the second. */
export function buildTable(parts: TableParts, rows: Iterable<CodeRow>): CodeTable {
  const { normal } = parts;
  const places = new Map<string, number>();
  const codes: string[] = [];
  const vi: (string | undefined)[] = [];
  const en: (string | undefined)[] = [];
  const flags: number[] = [];
  const properties = new Map<number, readonly CodeProperty[]>();
  const designations = new Map<number, readonly Designation[]>();
  const wanted: [number, string][] = [];
  for (const row of rows) {
    const key = normal ? normal(row.code) : row.code;
    let at = places.get(key);
    if (at === undefined) {
      at = codes.push(row.code) - 1;
      places.set(key, at);
      vi.push(row.vi);
      en.push(row.en);
      flags.push((row.inactive ? 1 : 0) | (row.abstract ? 2 : 0));
      if (row.properties?.length) properties.set(at, row.properties);
      if (row.designations?.length) designations.set(at, row.designations);
    }
    for (const parent of row.parents ?? none) wanted.push([at, parent]);
  }
  // Most callers write a code as the list does; only the others cost the rewriting.
  const find = (code: string): number => places.get(code) ?? (normal && places.get(normal(code))) ?? -1;
  const up = new Map<number, number[]>();
  const down = new Map<number, number[]>();
  for (const [at, parent] of wanted) {
    const above = find(parent);
    if (above < 0 || above === at || up.get(at)?.includes(above)) continue;
    push(up, at, above);
    push(down, above, at);
  }
  return {
    system: parts.system,
    version: parts.version,
    content: parts.content,
    size: codes.length,
    isTree: up.size > 0,
    find,
    code: (at) => codes[at]!,
    vi: (at) => vi[at],
    en: (at) => en[at],
    parents: (at) => up.get(at) ?? none,
    children: (at) => down.get(at) ?? none,
    isInactive: (at) => (flags[at]! & 1) !== 0,
    isAbstract: (at) => (flags[at]! & 2) !== 0,
    properties: (at) => properties.get(at) ?? none,
    designations: (at) => designations.get(at) ?? none,
  };
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
