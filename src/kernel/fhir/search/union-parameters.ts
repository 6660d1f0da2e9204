import { searchParameterMap } from './search-parameters.ts';

const known = new Map<string, ReadonlyMap<string, readonly string[]>>();
const foundByTokens = new Set(['token', 'quantity', 'reference', 'uri']);

/**
 * Parameters that find exactly what several others of the type find together (Observation's combo-code: code and component-code), by
 * code. A store need not index them again.
 */
export function unionParametersOf(resourceType: string): ReadonlyMap<string, readonly string[]> {
  const made = known.get(resourceType) ?? readUnions(resourceType);
  known.set(resourceType, made);
  return made;
}

function readUnions(resourceType: string): ReadonlyMap<string, readonly string[]> {
  const all = [...searchParameterMap(resourceType).values()]
    .filter(({ type, expression }) => foundByTokens.has(type) && expression !== '')
    .map(({ code, type, expression }) => ({ code, type, paths: new Set(expression.split(' | ')) }));
  const unions = new Map<string, readonly string[]>();
  for (const one of all) {
    const parts = all.filter(
      (other) =>
        other.type === one.type &&
        other.paths.size < one.paths.size &&
        [...other.paths].every((path) => one.paths.has(path)),
    );
    const covered = new Set(parts.flatMap(({ paths }) => [...paths]));
    if (parts.length > 1 && covered.size === one.paths.size)
      unions.set(
        one.code,
        parts.map(({ code }) => code),
      );
  }
  return unions;
}
