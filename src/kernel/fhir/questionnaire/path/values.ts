/** What an expression cannot work out: several values where one is needed, a text where a number is. */
export class CannotWorkOut extends Error {}

/** A day or a moment that the expression itself named or worked out; days inside resources are plain text. */
export class When {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The one value of a list; undefined where it is empty. Error: CannotWorkOut for several. */
export function only(list: readonly unknown[]): unknown {
  if (list.length > 1) throw new CannotWorkOut();
  return list[0];
}

/** Truth of a list: a value that is no boolean counts as true. @source FHIRPath 2.0, "Singleton Evaluation of Collections" */
export function truthOf(list: readonly unknown[]): boolean | undefined {
  const value = only(list);
  return value === undefined ? undefined : typeof value === 'boolean' ? value : true;
}

/** Numbers as people write them: 0.1 + 0.2 is 0.3. */
export const exact = (value: number): number => Number(value.toPrecision(14));

/** A Quantity of a resource, or worked out. */
export interface Measured {
  readonly value: number;
  readonly code?: string;
  readonly unit?: string;
}
export const isMeasured = (value: unknown): value is Measured =>
  typeof value === 'object' && value !== null && typeof (value as Measured).value === 'number';
export const unitOf = ({ code, unit }: Measured): string => code ?? unit ?? '1';

const hasZone = (text: string): boolean => /(Z|[+-]\d\d:\d\d)$/.test(text);

/** Where times of unlike precision cannot be told apart the answer is undefined, as the standard wants it. */
function compareTimes(one: string, other: string): number | undefined {
  if (hasZone(one) && hasZone(other)) return Math.sign(Date.parse(one) - Date.parse(other));
  const length = Math.min(one.length, other.length);
  const [left, right] = [one.slice(0, length), other.slice(0, length)];
  if (left !== right) return left < right ? -1 : 1;
  return one.length === other.length ? 0 : undefined;
}

/** Below 0, 0 or above 0; undefined where they cannot be compared. Error: CannotWorkOut for unlike kinds. */
export function compareValues(one: unknown, other: unknown): number | undefined {
  if (one instanceof When || other instanceof When) {
    const [left, right] = [one, other].map((value) => (value instanceof When ? value.text : value));
    if (typeof left !== 'string' || typeof right !== 'string') throw new CannotWorkOut();
    return compareTimes(left, right);
  }
  if (isMeasured(one) && isMeasured(other))
    return unitOf(one) === unitOf(other) ? one.value - other.value : undefined;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0;
  throw new CannotWorkOut();
}

/** Equality of two values; undefined where it cannot be told. */
export function equalValues(one: unknown, other: unknown): boolean | undefined {
  if (one instanceof When || other instanceof When) {
    const [left, right] = [one, other].map((value) => (value instanceof When ? value.text : value));
    if (typeof left !== 'string' || typeof right !== 'string') return false;
    const order = compareTimes(left, right);
    return order === undefined ? undefined : order === 0;
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((value, at) => equalValues(value, other[at]) === true)
    );
  const [left, right] = [one, other] as Record<string, unknown>[];
  const names = new Set([...Object.keys(left!), ...Object.keys(right!)]);
  return [...names].every((name) => equalValues(left![name], right![name]) === true);
}

/** One of each. */
export function distinct(list: readonly unknown[]): unknown[] {
  const kept: unknown[] = [];
  const seen = new Set<unknown>();
  for (const value of list) {
    if (
      typeof value !== 'object' ? seen.has(value) : kept.some((known) => equalValues(known, value) === true)
    )
      continue;
    seen.add(value);
    kept.push(value);
  }
  return kept;
}
