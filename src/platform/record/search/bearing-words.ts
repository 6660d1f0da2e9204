import { foldText } from '#kernel/fhir/fold.ts';
import { readings, wordsOf } from '#kernel/fhir/search/words.ts';
import { markOf } from '../index-hash.ts';
import { personsReached, reachesAll, reachesByTies } from '../reach.ts';
import { rowColumns, type Row } from '../rows.ts';
import { reached } from './reached.ts';
import type { Run } from './search-host.ts';

/** Rows that bear the words and are looked at for one answer, where most of them are out of reach. */
const mostLooked = 20_000;
/** The same where each must be asked for apart. */
const mostAsked = 1000;

// Planned for all of them, so that the index of words leads, and read no further than the answer needs.
const bearing = `bearing as materialized (
    select ${rowColumns}, r.bucket from record.resource r where r.type = $1 and r.words @@ $2::tsquery
  )`;
const first = `with ${bearing} select w.* from bearing w limit $3`;
const firstTied = `with ${bearing} select w.* from (select b.* from bearing b limit ${mostLooked}) w
  cross join lateral (
    select 1 from record.care_relation c where c.bucket = w.bucket and c.patient_id = w.id and c.facility_id = any ($4::text[])
      and c.since <= $5::timestamptz and (c.until is null or c.until > $5::timestamptz) limit 1
  ) tied limit $3`;

/**
 * Some of a type who bear all the words of a name, in any order and by any of their names, within what the actor reaches. The words are whole but
 * for the last, which is whole too where somebody bears it so: beginnings are dear in the index, since 'an' alone counts up all who are called
 * Anh. A word without a vowel stands for a name that was shortened, and begins it.
 */
export async function bearingWords(
  run: Run,
  resourceType: string,
  typed: string,
  most: number,
): Promise<Row[]> {
  const words = wordsOf(foldText(typed));
  if (words.length === 0) return [];
  const { prefix } = markOf(resourceType, 'name');
  const whole = await rowsBearing(run, resourceType, queryOf(prefix, words, isShortened), most);
  if (whole.length > 0) return whole;
  const last = words.at(-1)!;
  return isShortened(last)
    ? []
    : rowsBearing(
        run,
        resourceType,
        queryOf(prefix, words, (word, at) => at === words.length - 1 || isShortened(word)),
        most,
      );
}

function isShortened(word: string): boolean {
  return !/[aeiouy0-9]/.test(word) && /^[a-z]+$/.test(word);
}

function queryOf(
  prefix: string,
  words: readonly string[],
  begins: (word: string, at: number) => boolean,
): string {
  return words
    .map((word, at) => {
      const ways = readings(word).map((way) => `'${prefix}${way}'${begins(word, at) ? ':*' : ''}`);
      return `(${ways.join(' | ')})`;
    })
    .join(' & ');
}

async function rowsBearing(run: Run, resourceType: string, query: string, most: number): Promise<Row[]> {
  const { q, reach, now } = run;
  run.budget.ask();
  const isOpen = reachesAll(reach, resourceType);
  const isOfTies = !isOpen && resourceType === 'Patient' && reachesByTies(reach, 'Patient');
  // On a cluster who bears the words comes together on one node and the ties stay on others.
  const isTied = isOfTies && !(await q.isSpread());
  const { rows } = await q.query<Row>({
    name: isTied ? 'record-bearing-tied' : 'record-bearing',
    lane: 'search',
    text: isTied ? firstTied : first,
    // Some of those who are tied are closed nevertheless.
    values: isTied
      ? [resourceType, query, 2 * most, reach.grantees, now.toISOString()]
      : [resourceType, query, isOpen ? most : mostAsked],
  });
  const open = isOpen
    ? rows
    : isOfTies
      ? await personsReached(q, reach, resourceType, rows, now)
      : await reached(run, rows);
  return open.slice(0, most);
}
