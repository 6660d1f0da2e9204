import type { DraftKeeper, FormDraft } from './drafts.ts';

/** Drafts older than this are forgotten when the keeper is opened. */
const keptDays = 30;
const storeName = 'drafts';

interface Sealed {
  readonly name: string;
  readonly at: number;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

/**
 * Drafts in the browser's own database, one for each person who signs in (`owner`). They are sealed with a key that the browser holds and
 * never gives out, and each write is committed at once: a page that dies a moment later loses nothing.
 * @param forgetAfterDays what was not touched for so long is forgotten; Infinity for what is nowhere else
 */
export function indexedDrafts<Draft = FormDraft>(
  owner: string,
  forgetAfterDays = keptDays,
): DraftKeeper<Draft> {
  let opened: Promise<{ database: IDBDatabase; key: CryptoKey }> | undefined;
  const open = (): Promise<{ database: IDBDatabase; key: CryptoKey }> => {
    opened ??= openBoth(`sen.drafts.${owner}`, forgetAfterDays).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    async read(name) {
      const { database, key } = await open();
      const sealed = await done<Sealed | undefined>(
        database.transaction(storeName).objectStore(storeName).get(name),
      );
      if (sealed === undefined) return undefined;
      const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.bytes);
      return JSON.parse(new TextDecoder().decode(bytes)) as Draft;
    },
    async write(name, draft) {
      const { database, key } = await open();
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const bytes = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv },
        key,
        new TextEncoder().encode(JSON.stringify(draft)),
      );
      await change(database, (store) => store.put({ name, at: Date.now(), iv, bytes } satisfies Sealed));
    },
    async remove(name) {
      const { database } = await open();
      await change(database, (store) => store.delete(name));
    },
  };
}

/** Forgets all drafts of somebody on this device, the key with them. */
export function forgetDrafts(owner: string): void {
  indexedDB.deleteDatabase(`sen.drafts.${owner}`);
}

async function openBoth(
  name: string,
  forgetAfterDays: number,
): Promise<{ database: IDBDatabase; key: CryptoKey }> {
  const asked = indexedDB.open(name, 1);
  asked.addEventListener('upgradeneeded', () => {
    asked.result.createObjectStore(storeName, { keyPath: 'name' });
    asked.result.createObjectStore('key');
  });
  const database = await done<IDBDatabase>(asked);
  const known = await done<CryptoKey | undefined>(database.transaction('key').objectStore('key').get('key'));
  const key = known ?? (await makeKey(database));
  if (Number.isFinite(forgetAfterDays)) await forgetOld(database, forgetAfterDays);
  return { database, key };
}

async function makeKey(database: IDBDatabase): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  const work = database.transaction('key', 'readwrite');
  const store = work.objectStore('key');
  // Of two windows that open together one is first.
  const first = await done<CryptoKey | undefined>(store.get('key'));
  if (first !== undefined) return first;
  await done(store.put(made, 'key'));
  return made;
}

async function forgetOld(database: IDBDatabase, afterDays: number): Promise<void> {
  const before = Date.now() - afterDays * 86_400_000;
  const all = await done<Sealed[]>(database.transaction(storeName).objectStore(storeName).getAll());
  const old = all.filter(({ at }) => at < before);
  if (old.length === 0) return;
  await change(database, (store) => {
    for (const { name } of old) store.delete(name);
  });
}

function change(database: IDBDatabase, work: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const changing = database.transaction(storeName, 'readwrite', { durability: 'strict' });
    work(changing.objectStore(storeName));
    changing.addEventListener('complete', () => resolve());
    changing.addEventListener('abort', () => reject(changing.error ?? new Error('not kept')));
    changing.commit();
  });
}

function done<T>(asked: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.addEventListener('success', () => resolve(asked.result as T));
    asked.addEventListener('error', () => reject(asked.error ?? new Error('not read')));
  });
}
