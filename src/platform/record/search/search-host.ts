import type { TerminologyLookup } from '#kernel/fhir/search/terminology-lookup.ts';
import type { Queryable } from '../../sql/database.ts';
import type { Reach } from '../reach.ts';
import type { Texts } from '../texts.ts';
import type { Budget } from './budget.ts';

/** What a search runs with. */
export interface SearchHost {
  readonly q: Queryable;
  readonly texts: Texts;
  readonly reach: Reach;
  readonly now: Date;
  /** Answers :in, :not-in, :above and :below of codes; without it they are refused. */
  readonly terminology?: () => Promise<TerminologyLookup>;
}

/** A search under way. */
export interface Run extends SearchHost {
  readonly budget: Budget;
}
