import { foldText } from '#kernel/fhir/fold.ts';
import { personsReached, reachesAll, reachesByTies } from '../reach.ts';
import { rowColumns, type Row } from '../rows.ts';
import { reached } from './reached.ts';
import type { Run } from './search-host.ts';

/** Rows looked at for one answer: whoever reaches few of those who are called so had better ask by what she reaches. */
const mostLooked = 1000;
const stepBeyond = 200;
/** Stands behind every letter that a folded name can have. */
const last = '\u{10FFFF}';
const firstId = '00000000-0000-0000-0000-000000000000';

const text = `select ${rowColumns}, r.label as k0 from record.resource r
  where r.type = $1 and r.label >= $2 and r.label < $3 and (r.label, r.id) > ($4, $5::uuid)
  order by r.label, r.id limit $6`;

/**
 * The first rows of a type, in the order of names, whose name begins as typed so far, within what the actor reaches: one short walk in the index
 * of names however many people there are, where words in any order would have to count up everybody called so. Empty for a name of signs alone;
 * undefined where too many of them are out of reach.
 */
export async function beginningWith(
  run: Run,
  resourceType: string,
  typed: string,
  most: number,
): Promise<Row[] | undefined> {
  const begin = foldText(typed);
  if (begin === '') return [];
  const open: Row[] = [];
  let after: readonly [label: string, id: string] = [begin, firstId];
  let looked = 0;
  for (let step = most; ; step = stepBeyond) {
    run.budget.ask();
    const { rows } = await run.q.query<Row & { readonly k0: string }>({
      name: 'record-beginning',
      lane: 'search',
      text,
      values: [resourceType, begin, begin + last, ...after, step],
    });
    open.push(...(await openOf(run, resourceType, rows)));
    if (open.length >= most || rows.length < step) return open.slice(0, most);
    looked += rows.length;
    if (looked >= mostLooked) return undefined;
    const end = rows.at(-1)!;
    after = [end.k0, end.id];
  }
}

async function openOf(run: Run, resourceType: string, rows: readonly Row[]): Promise<readonly Row[]> {
  const { q, reach, now } = run;
  if (reachesAll(reach, resourceType)) return rows;
  return resourceType === 'Patient' && reachesByTies(reach, 'Patient')
    ? personsReached(q, reach, resourceType, rows, now)
    : reached(run, rows);
}
