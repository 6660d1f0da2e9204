import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { entryOf, storeEntries, type IndexEntry } from './index/follow-patients.ts';
import { isFindable } from './index/read-person.ts';

const atOnce = 200;
/** How a sealed text begins. */
const sealedMark = 'sen1.';

/**
 * Brings the index to the keys of today: people who are not in it, whose tokens were made with another key, or whose features lie open are
 * written anew; all others stay untouched. Returns how many were. Safe to run again; a run that was cut off costs only its last page.
 */
export async function reseal(ctx: Context): Promise<number> {
  let mended = 0;
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ _count: String(atOnce), _sort: '_lastUpdated' });
    if (cursor !== undefined) query.set('_cursor', cursor);
    const page = await ctx.record.search('Patient', query.toString());
    const people = page.matches.map(({ id, text }) => ({ ...(JSON.parse(text) as Patient), id }));
    mended += await ctx.transaction((tx) => mend(tx, people.filter(isFindable)));
    cursor = page.next;
  } while (cursor !== undefined);
  return mended;
}

async function mend(tx: Context, people: readonly (Patient & { readonly id: string })[]): Promise<number> {
  const rows = await tx.sql.query<{ person_id: string; keys: string[]; features: string }>(
    'select person_id, keys::text[] as keys, features from registry.person where person_id = any ($1)',
    [people.map(({ id }) => id)],
  );
  const known = new Map(rows.map((row) => [row.person_id, row]));
  const wrong: IndexEntry[] = [];
  for (const person of people) {
    const entry = await entryOf(person, tx.seal);
    const row = known.get(person.id);
    const isTrue =
      row !== undefined && row.features.startsWith(sealedMark) && isSameSet(row.keys, entry.keys);
    if (!isTrue) wrong.push(entry);
  }
  await storeEntries(tx.sql, wrong, tx.now());
  return wrong.length;
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const set = new Set(one);
  return set.size === other.length && other.every((key) => set.has(key));
}
