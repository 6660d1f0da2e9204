import type { Queryable } from '../../sql/database.ts';
import { createBudget } from './budget.ts';
import type { Run, SearchHost } from './search-host.ts';

/** Begins a search: with a budget of its own, and every statement of it stopped where it takes too long. */
export function beginRun(host: SearchHost): Run {
  return { ...host, q: bounded(host.q), budget: createBudget() };
}

function bounded(q: Queryable): Queryable {
  return {
    isSpread: () => q.isSpread(),
    query: (statement, values) =>
      q.query(
        typeof statement === 'string' ? { text: statement, bounded: true } : { ...statement, bounded: true },
        values,
      ),
  };
}
