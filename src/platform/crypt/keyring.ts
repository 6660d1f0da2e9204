import type { KeyObject } from 'node:crypto';

/** What a key is for: packs of resource texts, stored files, small secrets, tokens of the search index, questions in the audit. */
export type KeyPurpose = 'pack' | 'file' | 'seal' | 'index' | 'audit';

/** Ranges of buckets that share a key; everything that is in no bucket is in range 0. */
export const rangeCount = 64;

/** The range of a bucket (0-4095): 64 neighbours. */
export function rangeOf(bucket: number): number {
  return bucket >>> 6;
}

/** Purposes and how many ranges each has. */
export const purposes: ReadonlyArray<readonly [purpose: KeyPurpose, ranges: number]> = [
  ['pack', rangeCount],
  ['file', 1],
  ['seal', 1],
  ['index', 1],
  ['audit', 1],
];

/** A key with its number; numbers rise with each rotation of a range. */
export interface DataKey {
  readonly generation: number;
  readonly key: KeyObject;
}

/** The keys of this installation, opened, in memory. */
export interface Keyring {
  /** The key that closes what is new. */
  current(purpose: KeyPurpose, range?: number): DataKey;
  /** The key that closed something. Throws KeyUnknown where it was destroyed, or made a moment ago by another process. */
  of(purpose: KeyPurpose, range: number, generation: number): KeyObject;
  /** Reads the keys again; what another process rotated is known then. */
  reload(): Promise<void>;
}

/** A generation that is not in memory. Whoever can wait calls `reload` and tries once more. */
export class KeyUnknown extends Error {
  override readonly name = 'KeyUnknown';
  constructor(purpose: KeyPurpose, range: number, generation: number) {
    super(`no key: ${purpose} ${range} ${generation}`);
  }
}

/** Opened keys by purpose, range and generation, and which closes now. */
export interface KeySet {
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly newest: ReadonlyMap<string, DataKey>;
}

/** How a place in a key set is named. */
export function keyName(purpose: KeyPurpose, range: number, generation?: number): string {
  return generation === undefined ? `${purpose} ${range}` : `${purpose} ${range} ${generation}`;
}

/** A ring over a set of keys that `load` reads. */
export function ringOver(first: KeySet, load: () => Promise<KeySet>): Keyring {
  let set = first;
  return {
    current(purpose, range = 0) {
      const key = set.newest.get(keyName(purpose, range));
      if (key === undefined) throw new KeyUnknown(purpose, range, 0);
      return key;
    },
    of(purpose, range, generation) {
      const key = set.keys.get(keyName(purpose, range, generation));
      if (key === undefined) throw new KeyUnknown(purpose, range, generation);
      return key;
    },
    async reload() {
      set = await load();
    },
  };
}
