/** The parts of a device's store. `outbox` is the one thing that exists nowhere else. */
export type StoreName = 'meta' | 'outbox' | 'people' | 'index' | 'types' | 'reference';

/** One change of a commit. */
export type Put =
  | {
      readonly how: 'put' | 'add' | 'replace';
      readonly store: StoreName;
      readonly key: string;
      readonly value: unknown;
    }
  | { readonly how: 'delete'; readonly store: StoreName; readonly key: string };

/**
 * What a device's store must do: the browser's database with its encryption, or a model of it in a test. `add` fails the whole commit where
 * the key is there (KeyTaken), `replace` does nothing where it is gone, so that a late writer brings back nothing that was settled.
 */
export interface DeviceStorage {
  get(store: StoreName, key: string): Promise<unknown>;
  /** Several at once, in the order of the keys that were asked. */
  getMany(store: StoreName, keys: readonly string[]): Promise<readonly unknown[]>;
  /** In the order of keys. */
  all(store: StoreName): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
  /** All or nothing, durable when it resolves. Errors: DeviceFull, KeyTaken. */
  commit(puts: readonly Put[]): Promise<void>;
}

/** The browser refused to keep something: its storage is full. Nothing was half written. */
export class DeviceFull extends Error {
  override readonly name = 'DeviceFull';
}

/** Another tab was faster with the same key. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}
