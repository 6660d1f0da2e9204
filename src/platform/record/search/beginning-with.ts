import { foldText } from '#kernel/fhir/fold.ts';
import { personsReached, reachesAll, reachesByTies } from '../reach.ts';
import { rowColumns, type Row } from '../rows.ts';
import { reached } from './reached.ts';
import type { Run } from './search-host.ts';

/** Rows of the index of names that are walked for one answer. */
const mostWalked = 20_000;
/** The same where what is tied to the actor is asked for apart, step by step. */
const mostLooked = 1000;
const stepBeyond = 200;
/** Stands behind every letter that a folded name can have. */
const last = '\u{10FFFF}';
/** Stands behind the blank and before every letter: a name that ends here, or goes on with another word. */
const afterBlank = '!';
const firstId = '00000000-0000-0000-0000-000000000000';

const walk = (limit: string): string => `select ${rowColumns}, r.bucket, r.label as k0 from record.resource r
  where r.type = $1 and r.label >= $2 and r.label < $3 and (r.label, r.id) > ($4, $5::uuid)
  order by r.label, r.id limit ${limit}`;

// Each row of the walk is one probe, and the walk ends with the answer: no plan can begin with everybody who is tied to a facility.
const walkTied = `select w.* from (${walk(String(mostWalked))}) w
  cross join lateral (
    select 1 from record.care_relation c where c.bucket = w.bucket and c.patient_id = w.id and c.facility_id = any ($7::text[])
      and c.since <= $8::timestamptz and (c.until is null or c.until > $8::timestamptz) limit 1
  ) tied order by w.k0, w.id limit $6`;

type Named = Row & { readonly k0: string };

/**
 * The first rows of a type, in the order of names, whose name begins as typed so far, within what the actor reaches: one walk in the index of
 * names however many people there are, where words in any order would have to count up everybody called so. Empty where all who were walked past
 * are out of reach; undefined where nobody at all is called so from the beginning.
 * @param wordsEnd whether the last word is whole: 'Nguyễn An' is then not the beginning of 'Nguyễn Anh'
 */
export async function beginningWith(
  run: Run,
  resourceType: string,
  typed: string,
  most: number,
  wordsEnd = false,
): Promise<Row[] | undefined> {
  const begin = foldText(typed);
  if (begin === '') return undefined;
  const end = begin + (wordsEnd ? afterBlank : last);
  const { q, reach, now } = run;
  // On a cluster the rows of a walk come together on one node and their ties stay on others.
  const isTied = resourceType === 'Patient' && reachesByTies(reach, 'Patient') && !(await q.isSpread());
  const open: Row[] = [];
  let after: readonly [label: string, id: string] = [begin, firstId];
  let looked = 0;
  for (let step = most; looked < mostLooked; step = isTied ? most : stepBeyond) {
    run.budget.ask();
    const { rows } = await q.query<Named>({
      name: isTied ? 'record-beginning-tied' : 'record-beginning',
      lane: 'search',
      text: isTied ? walkTied : walk('$6'),
      values: [
        resourceType,
        begin,
        end,
        ...after,
        step,
        ...(isTied ? [reach.grantees, now.toISOString()] : []),
      ],
    });
    open.push(...(await openOf(run, resourceType, rows)));
    if (open.length >= most || rows.length < step) break;
    looked += rows.length;
    const lastRow = rows.at(-1)!;
    after = [lastRow.k0, lastRow.id];
  }
  if (open.length === 0 && !(await isBorne(run, resourceType, begin, end))) return undefined;
  return open.slice(0, most);
}

async function isBorne({ q }: Run, resourceType: string, begin: string, end: string): Promise<boolean> {
  const { rows } = await q.query({
    name: 'record-beginning-borne',
    lane: 'search',
    text: 'select 1 from record.resource r where r.type = $1 and r.label >= $2 and r.label < $3 limit 1',
    values: [resourceType, begin, end],
  });
  return rows.length > 0;
}

async function openOf(run: Run, resourceType: string, rows: readonly Row[]): Promise<readonly Row[]> {
  const { q, reach, now } = run;
  if (reachesAll(reach, resourceType)) return rows;
  return resourceType === 'Patient' && reachesByTies(reach, 'Patient')
    ? personsReached(q, reach, resourceType, rows, now)
    : reached(run, rows);
}
