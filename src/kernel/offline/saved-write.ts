import type { Bilingual } from '../schema.ts';
import type { Theirs } from './doors.ts';

/** A resource of any type as JSON. */
export type Json = Record<string, unknown> & {
  resourceType: string;
  id?: string;
  meta?: Record<string, unknown>;
};

/** One resource that a write makes, changes or takes away. */
export interface SavedEntry {
  /** 'Encounter/1f2…' */
  readonly name: string;
  /** The resource as it shall be; absent for a deletion. */
  readonly resource?: Json;
  /** What it was when it was read; absent for what is new. */
  readonly base?: {
    /** Absent while the write that made it is still in the outbox. */
    readonly versionId?: string;
    readonly resource: Json;
  };
}

/** A call of a module's route that is made at the centre as it was made here. */
export interface SavedCall {
  /** Of its contract: 'POST /api/immunisation/stock/lots'. */
  readonly route: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What it is called in a list. */
  readonly title: Bilingual;
  /** What it makes: 'fridge/1f2…'. */
  readonly makes?: readonly string[];
  /** What it stands on: it waits while a call before it that makes this waits or was refused. */
  readonly needs?: readonly string[];
}

/** A transaction, or a call, that a worker made on the device, until the centre has it. */
export interface SavedWrite {
  /** Its key in the outbox: in the order of saving, never used twice. */
  readonly key: string;
  /** The centre takes a write of one id once. */
  readonly id: string;
  /** Ids of the writes as the worker made them: a merged or divided write stands for others. */
  readonly origins: readonly string[];
  /** The device's own clock at the time of saving, ms. */
  readonly localAt: number;
  /** How far that clock was behind the centre's, ms; absent where it was not known then. */
  readonly behindMs?: number;
  readonly patientId?: string;
  /** None where it is a call. */
  readonly entries: readonly SavedEntry[];
  readonly call?: SavedCall;
  readonly state: 'saved' | 'refused' | 'conflict';
  readonly problem?: { readonly code: string; readonly sentence: string };
  /** In state conflict: what the centre has of the entries. */
  readonly theirs?: readonly Theirs[];
}

/** Key of the outbox: order first, then the id, so that no key ever means two writes. */
export const outboxKey = (order: number, id: string): string => `${String(order).padStart(12, '0')}-${id}`;

/** The place in the order that a key names. */
export const orderOf = (key: string): number => Number(key.slice(0, 12));

/** When it was saved by the centre's clock, as far as that is known. */
export const savedAtOf = ({ localAt, behindMs }: SavedWrite): Date => new Date(localAt + (behindMs ?? 0));
