import type { Closing, Tie } from '../../access/decide.ts';

/** A tie that a resource shows; it opens no sensitive lines and all types unless told. */
export type ShownTie = Omit<Tie, 'opens' | 'types'> & Partial<Pick<Tie, 'opens' | 'types'>>;

/** What one resource says of who is tied to its person and what shuts her record. */
export interface Shown {
  readonly ties: readonly ShownTie[];
  readonly closings: readonly Closing[];
}
