import type { DeviceStorage, Put, StoreName } from '#kernel/offline/device-storage.ts';
import type { ClosedPut, ClosedValue, StoredDatabase } from './stored-database.ts';

/** Shorter texts are not worth pressing. */
const worthPressing = 1000;
/** Letters of lists over everybody that stay open in memory, so that a list that is looked at again is not opened again: 25 MB at most. */
const mostKeptOpen = 12_000_000;

/**
 * A device's store whose values lie closed on the disk (AES-GCM, a fresh vector each, bound to their place). Of the stores that are read whole
 * again and again what is open already is kept in memory, by its vector, so that what another tab wrote is always seen.
 */
export function sealedStorage(database: StoredDatabase, key: CryptoKey): DeviceStorage {
  const opened = new Map<string, { readonly iv: string; readonly value: unknown }>();
  let keptOpen = 0;
  const keep = (store: StoreName, place: string, iv: string, value: unknown): void => {
    const sizeOf = (one: unknown): number => (store === 'types' && typeof one === 'string' ? one.length : 0);
    const others = keptOpen - sizeOf(opened.get(place)?.value);
    if (others + sizeOf(value) > mostKeptOpen) return;
    keptOpen = others + sizeOf(value);
    opened.set(place, { iv, value });
  };
  const open = async (store: StoreName, name: string, closed: ClosedValue): Promise<unknown> => {
    const place = `${store} ${name}`;
    const iv = closed.iv.join();
    const known = opened.get(place);
    if (known?.iv === iv) return known.value;
    const value = await openValue(key, place, closed);
    if (store === 'outbox' || store === 'meta' || store === 'types') keep(store, place, iv, value);
    return value;
  };
  return {
    async get(store, name) {
      const closed = await database.get(store, name);
      return closed === undefined ? undefined : open(store, name, closed);
    },
    async getMany(store, names) {
      const closed = await database.getMany(store, names);
      return Promise.all(
        closed.map(async (value, at) => (value === undefined ? undefined : open(store, names[at]!, value))),
      );
    },
    async all(store) {
      const all = await database.all(store);
      return Promise.all(
        all.map(async ({ key: name, value }) => ({ key: name, value: await open(store, name, value) })),
      );
    },
    async commit(puts) {
      await database.commit(await Promise.all(puts.map((put) => closePut(key, put))));
    },
  };
}

async function closePut(key: CryptoKey, put: Put): Promise<ClosedPut> {
  return put.how === 'delete'
    ? put
    : { ...put, value: await closeValue(key, `${put.store} ${put.key}`, put.value) };
}

async function closeValue(key: CryptoKey, place: string, value: unknown): Promise<ClosedValue> {
  const text = JSON.stringify(value);
  const bytes = new TextEncoder().encode(text);
  const isSmall = bytes.byteLength >= worthPressing;
  const plain = isSmall ? await through(bytes, new CompressionStream('deflate-raw')) : bytes;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(place) }, key, plain);
  return { iv, data, isSmall };
}

async function openValue(
  key: CryptoKey,
  place: string,
  { iv, data, isSmall }: ClosedValue,
): Promise<unknown> {
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bound(place) }, key, data);
  const bytes = isSmall
    ? await through(new Uint8Array(plain), new DecompressionStream('deflate-raw'))
    : plain;
  return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
}

const bound = (place: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(place);

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();
}
