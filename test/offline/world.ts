import type { SentWrite } from '#kernel/offline/doors.ts';
import type { ModelCentre } from './model-centre.ts';
import type { Disk } from './model-storage.ts';
import type { Dice, Schedule } from './schedule.ts';

/** Faults that are planted to see that the oracle notices them. */
export type Fault = 'blind-centre' | 'torn-commit' | 'portal-believed' | 'careless-settling';

/** What went wrong in a run, in words; empty where nothing was lost. */
export interface Verdict {
  readonly findings: readonly string[];
  readonly saved: number;
  readonly deaths: number;
  readonly conflicts: number;
  readonly resent: number;
}

/** What a worker was told is safe, to be looked for at the end. */
export interface Promised {
  readonly token: string;
  readonly name: string;
  readonly isAcknowledged: boolean;
  /** Of a call: who made it. */
  readonly owner?: string;
}

export interface World {
  readonly random: Dice;
  readonly schedule: Schedule;
  readonly centre: ModelCentre;
  readonly fault: Fault | undefined;
  readonly promised: Map<string, Promised>;
  /** Tokens that a person gave up or decided against, having seen them. */
  readonly seenOff: Set<string>;
  /** Changes of a field that somebody made knowing what was there: 'before > after'. */
  readonly knowing: Set<string>;
  readonly delayed: SentWrite[][];
  isCalm: boolean;
  now: number;
  ids: number;
  deaths: number;
  conflicts: number;
  resent: number;
}

/** One worker on one device: her disk, and how many times her programs died. */
export interface Seat {
  readonly name: string;
  readonly device: string;
  readonly disk: Disk;
  clockOff: number;
  /** The program of the store's form 0 wrote `standing` for `state`. */
  isOld: boolean;
  readonly locks: Map<string, string>;
}

/** People of the station whom everybody writes about. */
export const people = ['p1', 'p2'] as const;

/** The name of what a call promises. */
export const callName = 'call';

/** Fields of a person that only one value fits. */
export const fields = ['phone', 'village'] as const;

/** The tokens in something that was written. */
export function tokensIn(value: unknown): string[] {
  return [...new Set((JSON.stringify(value) ?? '').match(/(?<=")[tc]\d+(?=")/g) ?? [])];
}
