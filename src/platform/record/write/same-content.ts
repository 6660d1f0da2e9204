/**
 * Whether two JSON texts say the same: order of members does not matter, digits of numbers do (1.0 is not 1.00), and neither
 * does what the store writes itself (meta.versionId, meta.lastUpdated).
 */
export function saysTheSame(a: string, b: string): boolean {
  return a === b || canonical(a) === canonical(b);
}

class Digits {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

function canonical(text: string): string {
  // The third argument of a reviver (the source of a primitive) is newer than TypeScript's own declaration.
  const keepDigits = ((_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' ? new Digits(context.source ?? String(value)) : value) as (
    this: unknown,
    key: string,
    value: unknown,
  ) => unknown;
  const resource = JSON.parse(text, keepDigits) as Record<string, unknown>;
  const { versionId, lastUpdated, ...meta } = (resource['meta'] ?? {}) as Record<string, unknown>;
  void versionId;
  void lastUpdated;
  return print({ ...resource, meta: Object.keys(meta).length === 0 ? undefined : meta });
}

function print(value: unknown): string {
  if (value instanceof Digits) return value.source;
  if (Array.isArray(value)) return `[${value.map(print).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${print(member)}`).join(',')}}`;
}
