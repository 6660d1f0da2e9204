import type { Keyring } from '../crypt/keyring.ts';
import { KeysRefused } from '../crypt/keys-refused.ts';
import type { Queryable } from '../sql/database.ts';
import { useIndexKey } from './index-hash.ts';

/** Whether the index of a store is made with a key, and whether it is just being given one. */
export interface IndexKeyState {
  readonly keyed: boolean;
  readonly moving: boolean;
}

/** Reads it. */
export async function readIndexKey(q: Queryable): Promise<IndexKeyState> {
  const { rows } = await q.query<{ generation: number; moving: boolean }>(
    'select generation, moving from record.index_key',
  );
  return { keyed: rows[0]?.generation !== 0, moving: rows[0]?.moving === true };
}

/**
 * Makes this process write and search with the key that the index of the store was made with. Throws KeysRefused while the index is half
 * way to another one: a search would miss what lies on the other side.
 * @param options.rekeying true only for the command that goes on with it
 */
export async function chooseIndexKey(
  q: Queryable,
  keys: Keyring,
  { rekeying = false }: { readonly rekeying?: boolean } = {},
): Promise<void> {
  const state = await readIndexKey(q);
  if (state.moving && !rekeying) throw halfWay();
  useIndexKey(state.keyed ? keys.current('index').key.export() : undefined);
}

/** From now on this process writes and searches with the key, whatever the store was made with. */
export function useNewIndexKey(keys: Keyring): void {
  useIndexKey(keys.current('index').key.export());
}

function halfWay(): KeysRefused {
  return new KeysRefused({
    vi: 'Chỉ mục tìm kiếm đang được khoá lại dở dang. Hãy chạy "sen keys index" đến khi xong rồi khởi động máy chủ.',
    en: 'The search index is half way to its new key. Run "sen keys index" until it is done, then start the server.',
  });
}
