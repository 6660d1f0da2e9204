import type { Transaction } from '../../sql/database.ts';
import { readIndexKey, useNewIndexKey } from '../index-key.ts';
import { rowBucket } from '../place.ts';
import type { Row } from '../rows.ts';
import { createTexts } from '../texts.ts';
import { identifierLines, type SoleSystems } from '../write/identifiers.ts';
import type { Json } from '../write/intent.ts';
import { beginReindex, keepReindex } from './progress.ts';
import { readPage, rewriteRows, type Reindexed, type ReindexParts } from './reindex.ts';

/** What giving the index its key works with. */
export interface RekeyParts extends ReindexParts {
  readonly soleSystems: SoleSystems;
}

const scope = 'index-key';

/**
 * Gives the search index of a store that is older than the index key that key: tokens of all resources and the keys of all numbers are worked
 * out anew from the texts. No server may run meanwhile: what is written with the former key would not be found again. Killed at any moment
 * it goes on where it stood, and until it is through no server starts. Undefined where the index has its key.
 * Errors: service.unavailable, storage.full; the next run goes on.
 */
export async function rekeyIndex(
  { database, now, keys, soleSystems }: RekeyParts,
  onProgress: (seen: number) => void = () => undefined,
): Promise<Reindexed | undefined> {
  const state = await readIndexKey(database);
  if (state.keyed) return undefined;
  useNewIndexKey(keys);
  const begun = await beginReindex(database, scope, now(), !state.moving);
  // From here on no server starts; numbers are looked up by keys of one kind only, so the former ones go first.
  if (begun.cursor === null)
    await database.transaction(async (tx) => {
      await tx.query('update record.index_key set moving = true');
      await tx.query('delete from record.identifier');
    });
  let [cursor, seen, changed] = [begun.cursor, Number(begun.seen), Number(begun.changed)];
  const resumed = seen;
  const texts = createTexts(keys, 2_000_000);
  for (;;) {
    const { page, lines } = await readPage(database, texts, undefined, cursor);
    changed += await rewriteRows(database, texts, page.rows, lines, now());
    await database.transaction((tx) => keepNumbers(tx, page.rows, lines, soleSystems, now()));
    seen += page.rows.length;
    cursor = page.next ?? cursor;
    const finished = page.next === undefined ? now() : null;
    await keepReindex(database, scope, { cursor, seen, changed, finished });
    onProgress(seen);
    if (finished !== null) break;
  }
  await database.query('update record.index_key set generation = 1, moving = false');
  return { end: 'done', resumed, seen, changed };
}

async function keepNumbers(
  tx: Transaction,
  rows: readonly Row[],
  texts: readonly string[],
  soleSystems: SoleSystems,
  now: Date,
): Promise<void> {
  const lines = rows.flatMap((row, at) =>
    [...identifierLines(JSON.parse(texts[at]!) as Json, soleSystems, now).values()].map((line) => ({
      ...line,
      id: row.id,
    })),
  );
  if (lines.length === 0) return;
  const values = [
    lines.map(({ bucket }) => bucket),
    lines.map(({ id }) => rowBucket(id)),
    lines.map(({ key }) => key),
    lines.map(({ id }) => id),
    lines.map(({ sole }) => sole),
  ];
  const insert = (sole: string): Promise<unknown> =>
    tx.query(
      `insert into record.identifier (bucket, home, key, id, sole)
       select bucket, home, key, id, ${sole} from unnest($1::int[], $2::int[], $3::uuid[], $4::uuid[], $5::boolean[])
         k (bucket, home, key, id, sole) on conflict do nothing`,
      values,
    );
  await insert('sole');
  // A number that two resources hold although it should be one's: both stay to be found, as they were.
  await insert('sole and false');
}
