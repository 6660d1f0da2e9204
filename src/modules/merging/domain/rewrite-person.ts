import type { Resource } from '@medplum/fhirtypes';

/** The resource with its references to some persons' records turned to another one; all else as it was. */
export function rewritePerson<R extends Resource>(resource: R, from: readonly string[], to: string): R {
  const names = new Set(from.map((id) => `Patient/${id}`));
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const isHers = key === 'reference' && typeof member === 'string' && names.has(withoutVersion(member));
        return [key, isHers ? `Patient/${to}` : turn(member)];
      }),
    );
  };
  return turn(resource) as R;
}

function withoutVersion(reference: string): string {
  const [name = reference] = reference.split('/_history/');
  return name;
}
