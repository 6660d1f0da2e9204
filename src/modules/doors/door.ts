import type { Context } from '#platform/context.ts';
import type { DoorId, Source } from './source.ts';

/** One run over a stored source. */
export interface Run {
  /** Only these units (after a mend); the cursor then stays where it is. All units behind the cursor when absent. */
  readonly only?: ReadonlySet<number>;
  /** Asked between steps; true ends the run early, to be resumed from the cursor. */
  readonly shouldStop: () => boolean;
}

/** 'stopped': more is left behind the cursor. 'refused': nothing could be read; the rule says why. */
export type RunResult =
  | { readonly end: 'finished' }
  | { readonly end: 'stopped' }
  | { readonly end: 'refused'; readonly rule: string };

/**
 * What a door does with a stored source: reads it from the cursor, writes what is good, puts aside what is not. Each step is one
 * transaction that holds its resources, its quarantine rows and `advance`. `ctx` acts as the platform (purpose exchange).
 */
export interface Door {
  readonly id: DoorId;
  take(ctx: Context, source: Source, run: Run): Promise<RunResult>;
}
