import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#kernel/errors.ts';
import { extractForIndex } from '#kernel/fhir/search/extract.ts';
import { sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';
import type { Keyring } from '../../crypt/keyring.ts';
import type { Database } from '../../sql/database.ts';
import { indexRow, labelColumn } from '../index-row.ts';
import { separator } from '../pack.ts';
import { rowBucket } from '../place.ts';
import type { Row } from '../rows.ts';
import { createTexts, type Texts } from '../texts.ts';
import type { Json } from '../write/intent.ts';
import { accessAnew, closeFormerVersions } from './access-anew.ts';
import { personsAnew } from './persons-anew.ts';
import { beginReindex, keepReindex } from './progress.ts';
import { walkRows, type WalkPage } from './walk.ts';

/** What a reindex works with. */
export interface ReindexParts {
  readonly database: Database;
  readonly now: () => Date;
  readonly keys: Keyring;
}

/** What is asked of a reindex. */
export interface ReindexAsk {
  /** Resources of this type only; all unless told. */
  readonly type?: string;
  /** True to begin anew where an earlier one was cut off. */
  readonly afresh?: boolean;
  /** Resources a second at most; 2,000 unless told. */
  readonly rate?: number;
  readonly onProgress?: (seen: number, changed: number) => void;
  /** True ends it after the page under way; it can be gone on with. */
  readonly shouldStop?: () => boolean;
}

/** What came of it. `resumed` tells how many an earlier run had looked at. */
export interface Reindexed {
  readonly end: 'done' | 'stopped';
  readonly resumed: number;
  readonly seen: number;
  readonly changed: number;
}

const pageRows = 500;
const usualRate = 2000;

// A row that somebody changed meanwhile has another version by now, and its search rows with it.
// Texts become arrays before the update: no shard does that for itself in one.
const rewrite = `with k as materialized (
    select bucket, version, id, case when label <> '' then substr(label, 2) end as label, tokens::bigint[] as tokens,
      nullif(dates, '')::float8[] as dates, nullif(words, '')::tsvector as words, sensitive
    from unnest($1::int[], $2::int[], $3::uuid[], string_to_array($4, E'\\x1e'), string_to_array($5, E'\\x1e'),
      string_to_array($6, E'\\x1e'), string_to_array($7, E'\\x1e'), $8::smallint[])
      u (bucket, version, id, label, tokens, dates, words, sensitive))
  update record.resource r set label = k.label, tokens = k.tokens, dates = k.dates, words = k.words, sensitive = k.sensitive from k
  where r.bucket = k.bucket and r.id = k.id and r.version = k.version
    and (r.label is distinct from k.label or r.tokens is distinct from k.tokens
      or r.dates is distinct from k.dates or r.words is distinct from k.words or r.sensitive <> k.sensitive)`;

/**
 * Works the search rows of current resources out anew from the stored texts, with what they tell and who they tie to whom, and writes those
 * that differ. Texts, versions and times stay.
 * Servers may read and write meanwhile; a run that was cut off goes on where it stood, and one over rows that are right writes nothing.
 * Errors: service.unavailable, storage.full; the next run goes on.
 */
export async function reindex({ database, now, keys }: ReindexParts, ask: ReindexAsk): Promise<Reindexed> {
  const scope = ask.type ?? '*';
  const begun = await beginReindex(database, scope, now(), ask.afresh ?? false);
  let { cursor, seen, changed } = begun;
  [seen, changed] = [Number(seen), Number(changed)];
  const resumed = seen;
  // Each text is read once; those of the shared memory stay.
  const texts = createTexts(keys, 2_000_000);
  const rate = ask.rate ?? usualRate;
  const startedAt = performance.now();
  for (;;) {
    const { page, lines } = await readPage(database, texts, ask.type, cursor);
    changed += await rewriteRows(database, texts, page.rows, lines, now());
    seen += page.rows.length;
    cursor = page.next ?? cursor;
    const finished = page.next === undefined ? now() : null;
    await keepReindex(database, scope, { cursor, seen, changed, finished });
    ask.onProgress?.(seen, changed);
    if (finished !== null) return { end: 'done', resumed, seen, changed };
    if (ask.shouldStop?.() === true) return { end: 'stopped', resumed, seen, changed };
    const ahead = ((seen - resumed) / rate) * 1000 - (performance.now() - startedAt);
    if (ahead > 0) await sleep(ahead);
  }
}

interface ReadPage {
  readonly page: WalkPage;
  readonly lines: readonly string[];
}

/** A page of rows with their texts. */
export async function readPage(
  database: Database,
  texts: Texts,
  type: string | undefined,
  cursor: string | null,
): Promise<ReadPage> {
  const read = async (): Promise<ReadPage> => {
    const page = await walkRows(database, type, cursor, pageRows);
    return { page, lines: await texts.of(database, page.rows) };
  };
  // Between rows and texts somebody may have been erased, whose neighbours then have their texts elsewhere.
  return read().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'internal.unexpected') return read();
    throw error;
  });
}

/** Works the search rows of a page out anew and writes those that differ. Returns how many. */
export async function rewriteRows(
  database: Database,
  texts: Texts,
  rows: readonly Row[],
  lines: readonly string[],
  now: Date,
): Promise<number> {
  if (rows.length === 0) return 0;
  const read = rows.map((row, at) => ({ row, resource: JSON.parse(lines[at]!) as Json }));
  const sensitive = read.map(({ resource }) => sensitivityOf(resource));
  const indexes = read.map(({ row, resource }, at) =>
    indexRow(row.type, extractForIndex(resource), sensitive[at]!),
  );
  const values = [
    rows.map(({ id }) => rowBucket(id)),
    rows.map(({ version }) => version),
    rows.map(({ id }) => id),
    indexes.map(labelColumn).join(separator),
    indexes.map(({ tokens }) => tokens).join(separator),
    indexes.map(({ dates }) => dates).join(separator),
    indexes.map(({ words }) => words).join(separator),
    sensitive,
  ];
  // In a transaction, which is run again where it and a writer wait for each other.
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query({ name: 'record-reindex', text: rewrite, values });
    const ties = await accessAnew(tx, texts, read, now);
    const persons = await personsAnew(tx, read);
    return Math.max(rowCount, ties, persons, await closeFormerVersions(tx, texts, read));
  });
}
