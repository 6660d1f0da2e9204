import { DeviceFull, KeyTaken, type Put, type StoreName } from '#kernel/offline/device-storage.ts';

const stores: readonly StoreName[] = ['meta', 'outbox', 'people', 'index', 'types', 'reference'];
/** One more whenever a store is added: what is there stays. */
const storesForm = 2;

/** A value as it lies on the disk: closed. */
export interface ClosedValue {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
  readonly isSmall: boolean;
}

/** A change whose value is closed already: nothing may be waited for inside a transaction of the browser's database. */
export type ClosedPut =
  | {
      readonly how: 'put' | 'add' | 'replace';
      readonly store: StoreName;
      readonly key: string;
      readonly value: ClosedValue;
    }
  | Extract<Put, { how: 'delete' }>;

/** The browser's database of one device. */
export interface StoredDatabase {
  get(store: StoreName, key: string): Promise<ClosedValue | undefined>;
  /** Several in one transaction. */
  getMany(store: StoreName, keys: readonly string[]): Promise<readonly (ClosedValue | undefined)[]>;
  all(store: StoreName): Promise<readonly { readonly key: string; readonly value: ClosedValue }[]>;
  /** Keys of a store, in order. */
  keys(store: StoreName): Promise<readonly string[]>;
  /** All or nothing; durable when it resolves. Errors: DeviceFull, KeyTaken. */
  commit(puts: readonly ClosedPut[]): Promise<void>;
  close(): void;
}

export const databaseName = (deviceId: string): string => `sen-device-${deviceId}`;

/** Opens it, making it where it is not there. A newer program in another tab asks this one to let go. */
export async function openDatabase(deviceId: string, onTakenOver: () => void): Promise<StoredDatabase> {
  const opening = indexedDB.open(databaseName(deviceId), storesForm);
  opening.onupgradeneeded = () => {
    for (const store of stores)
      if (!opening.result.objectStoreNames.contains(store)) opening.result.createObjectStore(store);
  };
  const database = await answerOf(opening);
  database.onversionchange = () => {
    database.close();
    onTakenOver();
  };
  const reading = (store: StoreName): IDBObjectStore => database.transaction(store).objectStore(store);
  return {
    get: (store, key) => answerOf<ClosedValue | undefined>(reading(store).get(key)),
    getMany(store, keys) {
      const place = reading(store);
      return Promise.all(keys.map((key) => answerOf<ClosedValue | undefined>(place.get(key))));
    },
    async all(store) {
      const place = reading(store);
      const [keys, values] = await Promise.all([
        answerOf(place.getAllKeys()),
        answerOf<ClosedValue[]>(place.getAll()),
      ]);
      return keys.map((key, at) => ({ key: nameOf(key), value: values[at]! }));
    },
    keys: async (store) => (await answerOf(reading(store).getAllKeys())).map(nameOf),
    commit: (puts) => commitAll(database, puts),
    close: () => database.close(),
  };
}

/** Every key here is a text; the browser's own type allows more. */
const nameOf = (key: IDBValidKey): string => key as string;

/** Takes a device's database away with everything in it. */
export async function dropDatabase(deviceId: string): Promise<void> {
  await answerOf(indexedDB.deleteDatabase(databaseName(deviceId)));
}

async function commitAll(database: IDBDatabase, puts: readonly ClosedPut[]): Promise<void> {
  if (puts.length === 0) return;
  const names = [...new Set(puts.map(({ store }) => store))];
  // What exists nowhere else is on the disk before anybody is told so.
  const isPrecious = names.includes('outbox');
  const transaction = database.transaction(names, 'readwrite', {
    durability: isPrecious ? 'strict' : 'relaxed',
  });
  let cause: DOMException | null | undefined;
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(storageError(cause ?? transaction.error));
  });
  for (const put of puts) {
    const request = applyPut(transaction.objectStore(put.store), put);
    request.onerror = () => {
      cause ??= request.error;
    };
  }
  // It ends by itself: told to end, it would refuse what a cursor still has to write.
  await done;
}

function applyPut(store: IDBObjectStore, put: ClosedPut): IDBRequest {
  switch (put.how) {
    case 'delete':
      return store.delete(put.key);
    case 'add':
      return store.add(put.value, put.key);
    case 'put':
      return store.put(put.value, put.key);
    case 'replace': {
      // A cursor on this key alone: nothing comes back that was settled meanwhile.
      const request = store.openCursor(IDBKeyRange.only(put.key));
      request.onsuccess = () => {
        request.result?.update(put.value);
      };
      return request;
    }
  }
}

function storageError(cause: DOMException | null | undefined): Error {
  if (cause?.name === 'ConstraintError') return new KeyTaken();
  if (
    cause === null ||
    cause === undefined ||
    cause.name === 'QuotaExceededError' ||
    cause.name === 'UnknownError'
  )
    return new DeviceFull();
  return cause;
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(storageError(request.error));
  });
}
