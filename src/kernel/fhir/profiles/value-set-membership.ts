import facts from '../generated/profile-value-sets.json' with { type: 'json' };
import r4Sets from '../generated/value-sets.json' with { type: 'json' };

/** Whether a code is in a value set; 'unknown' where the content of its code system is not known here. */
export type Membership = 'in' | 'out' | 'unknown';

interface ValueSet {
  readonly listed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly open: ReadonlySet<string>;
}

const standard = 'http://hl7.org/fhir/ValueSet/';
/** Longer lists are not spelled out. */
const mostCodesShown = 8;
const read = new Map<string, ValueSet | undefined>();

function valueSetOf(url: string): ValueSet | undefined {
  if (read.has(url)) return read.get(url);
  const made = readValueSet(url);
  read.set(url, made);
  return made;
}

function readValueSet(url: string): ValueSet | undefined {
  const ours = (facts as Readonly<Record<string, { listed: object; open: readonly string[] }>>)[url];
  const theirs = url.startsWith(standard)
    ? (r4Sets as Readonly<Record<string, object>>)[url.slice(standard.length)]
    : undefined;
  const listed = ours?.listed ?? theirs;
  if (listed === undefined) return undefined;
  return {
    listed: new Map(
      Object.entries(listed).map(([system, codes]) => [system, new Set(codes as readonly string[])]),
    ),
    open: new Set(ours?.open),
  };
}

/** Whether a code belongs to a value set. `system` is absent for an element of type code, whose binding implies it. */
export function membershipOf(url: string, system: string | undefined, code: string): Membership {
  const set = valueSetOf(url);
  if (set === undefined) return 'unknown';
  if (system === undefined) {
    for (const codes of set.listed.values()) if (codes.has(code)) return 'in';
    return set.open.size > 0 ? 'unknown' : 'out';
  }
  if (set.open.has(system)) return 'unknown';
  return set.listed.get(system)?.has(code) === true ? 'in' : 'out';
}

/**
 * Whether a value (code, Coding, CodeableConcept) has a code of the value set: one coding is enough. Undefined for a value that
 * carries no code at all.
 */
export function conceptMembership(url: string, value: unknown): Membership | undefined {
  if (typeof value === 'string') return membershipOf(url, undefined, value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { coding } = value as { coding?: unknown };
  const list: readonly unknown[] = Array.isArray(coding) ? coding : [value];
  let found: Membership | undefined;
  for (const one of list) {
    const { system, code } = (one ?? {}) as { system?: unknown; code?: unknown };
    if (typeof code !== 'string') continue;
    // A code without its system is in no value set: nobody knows whose code it is.
    const here = typeof system === 'string' ? membershipOf(url, system, code) : 'out';
    if (here === 'in') return 'in';
    if (found !== 'unknown') found = here;
  }
  return found;
}

/** What to correct: the value set, a few of its codes, and the systems it takes. */
export function allowedCodes(url: string): string {
  const set = valueSetOf(url);
  if (set === undefined) return url;
  const shown = [...set.listed].flatMap(([system, codes]) => [...codes].map((code) => `${system}|${code}`));
  const parts = shown.slice(0, mostCodesShown);
  if (shown.length > mostCodesShown) parts.push('…');
  parts.push(...[...set.open].map((system) => `${system}|*`));
  return `${url} (${parts.join(', ')})`;
}
