import type { CodeTable } from './code-table.ts';

/** Whether one code lies above another or is the same. Circles in a badly made list end the walk. */
export function isAbove(table: CodeTable, ancestor: number, at: number): boolean {
  if (ancestor === at) return true;
  const seen = new Set([at]);
  const open = [at];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const parent of table.parents(one)) {
      if (parent === ancestor) return true;
      if (!seen.has(parent)) {
        seen.add(parent);
        open.push(parent);
      }
    }
  }
  return false;
}

/** A code and everything below it, nearest first. */
export function below(table: CodeTable, at: number): Set<number> {
  return walk(at, (one) => table.children(one));
}

/** A code and everything above it, nearest first. */
export function above(table: CodeTable, at: number): Set<number> {
  return walk(at, (one) => table.parents(one));
}

function walk(from: number, next: (at: number) => readonly number[]): Set<number> {
  const seen = new Set([from]);
  for (const one of seen) for (const other of next(one)) seen.add(other);
  return seen;
}

/** FHIR's answer to how A stands to B. */
export type Subsumption = 'equivalent' | 'subsumes' | 'subsumed-by' | 'not-subsumed';

/** @source FHIR R4, CodeSystem-operation-subsumes */
export function subsumption(table: CodeTable, a: number, b: number): Subsumption {
  if (a === b) return 'equivalent';
  if (isAbove(table, a, b)) return 'subsumes';
  return isAbove(table, b, a) ? 'subsumed-by' : 'not-subsumed';
}
