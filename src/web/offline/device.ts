import type { Bundle, Resource } from '@medplum/fhirtypes';
import type { Endpoint } from '#kernel/contract.ts';
import type { Advice } from '#kernel/offline/advice.ts';
import type { FieldConflict } from '#kernel/offline/three-way.ts';
import type { FoundPerson } from '#kernel/offline/found-person.ts';
import type { MadeCall } from '#kernel/offline/kept-calls.ts';
import type { SavedCall } from '#kernel/offline/saved-write.ts';
import type { Me } from '#web/shell/me.ts';
import type { Language } from '#kernel/schema.ts';

/** What can be searched by words. */
export interface SearchKinds {
  readonly people: FoundPerson;
}

/** Where a write stands. `saved`: on this device only. `waits`: behind another one that was refused, or for its author to sign in. */
export type WriteState = 'saved' | 'waits' | 'refused' | 'conflict';

/** A write that is still on the device. */
export interface PendingWrite {
  readonly id: string;
  readonly state: WriteState;
  /** When it was saved, by the corrected clock. */
  readonly savedAt: Date;
  /** Set where it is a call of a route. */
  readonly call?: SavedCall;
  /** Names of the resources that it writes: 'Encounter/1f2…'. */
  readonly names: readonly string[];
  /** The person whom it is about. */
  readonly patientId?: string;
  /** The server's code and sentence where it was refused. */
  readonly problem?: { readonly code: string; readonly sentence: string };
  /** What the worker can do about a refusal. */
  readonly advice?: Advice;
  readonly conflicts?: readonly { readonly name: string; readonly fields: readonly FieldConflict[] }[];
}

/** What the status line tells. */
export interface DeviceStatus {
  /** `online`: straight to the centre; `device`: through this device's store. */
  readonly mode: 'online' | 'device';
  /** `portal`: a network that answers with a page of its own. */
  readonly network: 'there' | 'none' | 'portal';
  readonly isSyncing: boolean;
  /** Writes that are only here. */
  readonly pending: readonly PendingWrite[];
  /** Writes of other workers on this device, by number. */
  readonly ofOthers: number;
  readonly sentAt?: Date;
  readonly syncedAt?: Date;
  /** Progress of a first download: people held, people there are. */
  readonly download?: { readonly done: number; readonly all?: number } | undefined;
  /** What sending waits for besides a network. */
  readonly needs?: 'sign-in' | 'registration' | undefined;
  /** The browser could not keep something: free space, or take the rescue file. */
  readonly isFull: boolean;
  /** Milliseconds that this device's clock is behind the centre's; undefined until the centre was heard. */
  readonly clockBehindMs?: number;
}

/** What became of a write at the moment it was made. */
export interface WriteReceipt {
  readonly id: string;
  /** `sent`: the centre has it. `saved`: this device has it, safely, and will send it. */
  readonly state: 'sent' | 'saved';
}

/**
 * A station's work, with a network or without: pages read and write through this and do not ask which it is. What is read already shows
 * what was written here and not sent yet.
 */
export interface Device {
  /** The corrected clock: use it for every time that is written. */
  readonly now: () => Date;
  /** An id for a new resource about a person; for a new person leave `patientId` out. */
  readonly newId: (patientId?: string) => string;
  /** By any words of the name, with marks or without, or by the end of a number. Best first, at most `limit` (20). */
  readonly search: <K extends keyof SearchKinds>(
    kind: K,
    words: string,
    limit?: number,
  ) => Promise<readonly SearchKinds[K][]>;
  /** Undefined where it is not held (and, online, where it is not there or not for this reader). */
  readonly read: <R extends Resource>(type: R['resourceType'], id: string) => Promise<R | undefined>;
  /** All that is held about one person, of some types or of all. */
  readonly about: (
    patientId: string,
    types?: readonly Resource['resourceType'][],
  ) => Promise<readonly Resource[]>;
  /** People as lists show them, by their ids; who is not held is left out. */
  readonly people: (ids: readonly string[]) => Promise<readonly FoundPerson[]>;
  /**
   * All resources of one type over all people held: the day's list, the due list. Quick for `listedTypes` of kernel/offline, quicker still with
   * `having`: texts of which one stands in the resource as JSON has it (a day, a programme's code). Slow for other types with many people.
   */
  readonly all: <R extends Resource>(
    type: R['resourceType'],
    having?: readonly string[],
  ) => Promise<readonly R[]>;
  /**
   * Reference data that a module offers to devices (`references` in its module.ts): the latest that is here, with or without a network.
   * Undefined where it is not offered to this worker, or never came.
   */
  readonly reference: <T>(name: string) => Promise<T | undefined>;
  /**
   * Saves a transaction whose entries bring their own ids (`newId`): PUT for what is new or changed, DELETE for what goes. What is changed is
   * the resource as it was read, with its meta.versionId. Resolves when it is safe here or at the centre.
   * Errors: RequestProblem of the centre's refusal when online; DeviceFull of kernel/offline.
   */
  readonly write: (bundle: Bundle) => Promise<WriteReceipt>;
  /**
   * Makes a call of a route whose contract lets it be kept: kept here in the order of all that is written, and made at the centre once. Its input
   * brings the ids that it makes and the time of doing (`now`). Errors: RequestProblem of a refusal when online, or of an input that no centre
   * would take; DeviceFull.
   */
  readonly call: <I extends object>(
    endpoint: Endpoint<I, unknown>,
    input: I,
    ties?: Pick<SavedCall, 'makes' | 'needs'>,
  ) => Promise<WriteReceipt>;
  /** Calls that were made here and that the data held here does not show yet, in their order: what pages lay over it. */
  readonly calls: () => Promise<readonly MadeCall[]>;
  readonly status: () => DeviceStatus;
  /** Hears of every change of the status, and of new data; returns how to stop. */
  readonly onChange: (hear: () => void) => () => void;
  /** Tries to send and fetch now. */
  readonly sync: () => Promise<void>;
  /** Answers a conflict: for each resource and path whose value counts. */
  readonly resolve: (
    id: string,
    choices: Readonly<Record<string, Readonly<Record<string, 'mine' | 'theirs'>>>>,
  ) => Promise<void>;
  /** Takes up a refused write again with a corrected bundle, or as it is; `undefined` gives it up for good after a person said so. */
  readonly retry: (id: string, bundle?: Bundle) => Promise<void>;
  readonly giveUp: (id: string) => Promise<void>;
  /** Whoever a refused registration turned out to be: what was written about the one goes to the other. */
  readonly useOtherPerson: (from: string, to: string) => Promise<void>;
  /** The last rescue: everything unsent, as a file that `takeRescue` reads. Undefined where nothing is unsent. */
  readonly rescue: () => Promise<Blob | undefined>;
  /** Takes up the writes of such a file; those that are here already, or at the centre, are not doubled. False where it is no such file. */
  readonly takeRescue: (text: string) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** What a device store needs of its surroundings. */
export interface DeviceSession {
  /** Her name as it is shown; tells the stores of several workers on one computer apart, as a digest. */
  readonly name: string;
  /** Who she is and what she may, as the shell knows it: kept closed in the store for a start without a network. */
  readonly me: Me;
  readonly facilityId: string | undefined;
  readonly language: () => Language;
  /** Asks the centre as the one who is signed in; as `fetch`, with her token. Throws RequestProblem where there is no network. */
  readonly raw: (path: string, init: RequestInit) => Promise<Response>;
}
