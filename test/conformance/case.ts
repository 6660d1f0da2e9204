/**
 * One requirement of a standard as data: what it asks, where it says so, and the calls that show it.
 * A file `<area>.cases.ts` exports `about` (a line for the reader) and `cases`; the runner and docs/reference/conformance.md read them.
 */
export interface ConformanceCase {
  /** Page and anchor of FHIR R4 (4.0.1) unless another standard is named: 'http.html#update', 'SQL on FHIR 2: forEach'. */
  readonly section: string;
  /** What is required, in our own words. */
  readonly requires: string;
  /** Resources that stand before the first step, each with an id of its own choice (unique over all cases of a file). */
  readonly given?: readonly GivenResource[];
  readonly steps: readonly [Step, ...Step[]];
}

/** A resource with a chosen id, as a trusted system writes it. */
export type GivenResource = Readonly<Record<string, unknown>> & {
  readonly resourceType: string;
  readonly id: string;
};

/** One call and what its answer must show. `{name}` in any text stands for a value kept by an earlier step; `{base}` for the FHIR base. */
export interface Step {
  /** Method and path below the FHIR base: 'GET /Patient/an', 'POST /'. */
  readonly send: string;
  /** Who calls: a trusted system unless told; 'stranger' has not signed in; else the account of a test person ('hoa', 'bs.lan'). */
  readonly as?: 'system' | 'stranger' | 'hoa' | 'bs.lan' | 'bs.minh' | 'quantri';
  /** An object is sent as FHIR JSON, a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Asked again, for half a minute at most, as long as it answers with this status: what runs behind the scenes needs its time. */
  readonly waitsThrough?: number;
  /** Header name → text that its value contains. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Path → a value that stands there; arrays are looked through: { 'entry.resource.id': 'an' }. */
  readonly has?: Readonly<Record<string, unknown>>;
  /** Path → a value that must not stand there; `undefined` means that the path leads nowhere. */
  readonly lacks?: Readonly<Record<string, unknown>>;
  /** Path → all its values in order. */
  readonly lists?: Readonly<Record<string, readonly unknown[]>>;
  /** Path → all its values in any order. */
  readonly holds?: Readonly<Record<string, readonly unknown[]>>;
  /** Texts that the body contains as they are. */
  readonly says?: readonly string[];
  /** Name → path (or 'header:etag') whose first value later steps use as `{name}`. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** Ids of a searchset's matches without what was included; a path for `lists` and `holds`. */
export const matches = 'matches';

/** All values that a dotted path leads to; arrays on the way are looked through. */
export function valuesAt(value: unknown, path: string): unknown[] {
  if (path === matches) return matchesOf(value);
  return path.split('.').reduce<unknown[]>(
    (found, name) =>
      found.flatMap((one) => {
        const inner = one === null || typeof one !== 'object' ? undefined : (one as Values)[name];
        if (inner === undefined) return [];
        return Array.isArray(inner) ? (inner as unknown[]) : [inner];
      }),
    [value],
  );
}

type Values = Readonly<Record<string, unknown>>;

function matchesOf(bundle: unknown): unknown[] {
  return valuesAt(bundle, 'entry')
    .filter((entry) => valuesAt(entry, 'search.mode')[0] !== 'include')
    .flatMap((entry) => valuesAt(entry, 'resource.id'));
}
