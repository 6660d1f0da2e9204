import { createBreaker, type Breaker } from './breaker.ts';
import type { KeptLine } from './line-settings.ts';
import { openMutualCaller, type MutualCaller } from './mutual-call.ts';

interface OpenLine {
  readonly caller: MutualCaller;
  readonly breaker: Breaker;
}

/**
 * Connections belong to the process and not to a request: kept under the id of the settings that they were opened with, so that servers in
 * one process (tests) and settings of before never share one.
 */
const open = new Map<string, OpenLine>();
const mostOpen = 16;

/** The connection and the breaker of a line; the breaker goes by the clock of who asks first. */
export function openLine(line: KeptLine, now: () => Date): OpenLine {
  const known = open.get(line.id);
  if (known !== undefined) return known;
  const made = {
    caller: openMutualCaller(line.url, line),
    breaker: createBreaker({ now: () => now().getTime() }),
  };
  open.set(line.id, made);
  // Those of settings that were replaced: the one opened longest ago goes.
  const [oldest] = open.keys();
  if (open.size > mostOpen && oldest !== undefined) {
    open.get(oldest)?.caller.close();
    open.delete(oldest);
  }
  return made;
}
