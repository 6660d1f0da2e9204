import type { Resource } from '@medplum/fhirtypes';
import type { Message } from '../message.ts';
import type { Finding } from '../rules.ts';

/** What mapping must know besides the message itself; gathered before, so that mapping stays pure. */
export interface MapContext {
  readonly message: Message;
  /** Whose: 'Patient/<id>'. */
  readonly patient: string;
  /** Facility that sends: its code (numbers are unique only inside it) and 'Organization/<id>'. */
  readonly facilityCode: string;
  readonly organization: string;
  /** Id that follows from the key, in the patient's bucket; the sending facility is part of the key already. */
  readonly derive: (...key: readonly string[]) => string;
  /** The visit where it is named by MA_LK: its key, and the id under which every door knows it. */
  readonly visit?: { readonly key: string; readonly encounterId: string };
  /** Notes something that does not stop the message. */
  readonly warn: (finding: Finding) => void;
}

/** One resource to write. `merge` is given the current version (undefined if there is none); without it the new one replaces the old. */
export interface Mapped<R extends Resource = Resource> {
  readonly resource: R & { readonly id: string };
  readonly merge?: (current: R | undefined) => R | undefined;
}

/** Drops keys whose value is undefined, an empty list or an empty object, so that no empty element is ever written. */
export function compact<T extends object>(value: T): T {
  const kept = Object.entries(value).filter(([, part]) => {
    if (part === undefined || part === '') return false;
    if (Array.isArray(part)) return part.length > 0;
    return typeof part !== 'object' || part === null || Object.keys(part).length > 0;
  });
  return Object.fromEntries(kept) as T;
}
