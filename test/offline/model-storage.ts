import {
  DeviceFull,
  KeyTaken,
  type DeviceStorage,
  type Put,
  type StoreName,
} from '#kernel/offline/device-storage.ts';

/** What happens to a commit in a model of the browser's database. */
export interface StorageWeather {
  /** A turn is waited for; the device may die in it. */
  turn(): Promise<void>;
  isFull(puts: readonly Put[]): boolean;
  /** Planted fault: only so many changes of a commit are kept, then the device dies. */
  tearAfter?(puts: readonly Put[]): number | undefined;
}

/** The disk of a device: it outlives every death of the program. */
export type Disk = Map<string, unknown>;

const place = (store: StoreName, key: string): string => `${store} ${key}`;

/** A store on a disk, as a running program sees it. */
export function modelStorage(disk: Disk, weather: StorageWeather): DeviceStorage {
  const apply = (put: Put): void => {
    const at = place(put.store, put.key);
    if (put.how === 'delete') disk.delete(at);
    else if (put.how !== 'replace' || disk.has(at)) disk.set(at, put.value);
  };
  return {
    async get(store, key) {
      await weather.turn();
      return disk.get(place(store, key));
    },
    async getMany(store, keys) {
      await weather.turn();
      return keys.map((key) => disk.get(place(store, key)));
    },
    async all(store) {
      await weather.turn();
      return everything(disk, store);
    },
    async commit(puts) {
      await weather.turn();
      if (weather.isFull(puts)) throw new DeviceFull();
      if (puts.some((put) => put.how === 'add' && disk.has(place(put.store, put.key)))) throw new KeyTaken();
      const torn = weather.tearAfter?.(puts);
      for (const put of torn === undefined ? puts : puts.slice(0, torn)) apply(put);
      // It is durable now; whether the program lives to hear of it is another matter.
      await weather.turn();
    },
  };
}

/** What stands in a store of a disk, in the order of keys. */
export function everything(disk: Disk, store: StoreName): { key: string; value: unknown }[] {
  const found: { key: string; value: unknown }[] = [];
  for (const [at, value] of disk)
    if (at.startsWith(store)) found.push({ key: at.slice(store.length + 1), value });
  return found.length < 2 ? found : found.sort((a, b) => (a.key < b.key ? -1 : 1));
}
