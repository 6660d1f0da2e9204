/** Circles in a graph of names; each is told once, as the names from its first to its first again. */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const walk = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start >= 0) {
      cycles.push([...path.slice(start), name]);
      return;
    }
    if (finished.has(name)) return;
    for (const next of edges.get(name) ?? []) walk(next, [...path, name]);
    finished.add(name);
  };
  for (const name of edges.keys()) walk(name, []);
  return cycles;
}

interface Place {
  readonly method: string;
  readonly path: string;
}

/**
 * Pairs of routes that the same request could mean: same method, same number of steps, and at each step equal, or both a
 * parameter. A fixed step beside a parameter is no overlap, because the fixed one always wins.
 */
export function findOverlaps<R extends Place>(routes: readonly R[]): Array<[R, R]> {
  const known = new Map<string, R>();
  const overlaps: Array<[R, R]> = [];
  for (const route of routes) {
    const key = `${route.method} ${route.path.replace(/:[^/]+/g, ':')}`;
    const other = known.get(key);
    if (other === undefined) known.set(key, route);
    else overlaps.push([other, route]);
  }
  return overlaps;
}
