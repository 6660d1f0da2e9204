import type { Findings } from './issues.ts';

/** State of one validation. */
export interface Run {
  readonly findings: Findings;
  depth: number;
  /** Ids of the resources contained in the resource that is being read, and the '#id' references met in it. */
  local: {
    readonly ids: Set<string>;
    readonly references: { readonly id: string; readonly path: readonly (string | number)[] }[];
  };
  /** Checks a resource inside another; given by validate-structure so that the two files need no circle. */
  readonly resource: (value: unknown, run: Run, contained: boolean) => void;
}
