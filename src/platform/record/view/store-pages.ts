import { AppError } from '#kernel/errors.ts';
import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import type { Desk } from '../desk.ts';
import { rowBucket } from '../place.ts';
import { demand, sharedWith } from '../reach.ts';
import { refusing } from '../read-record.ts';
import { rowColumns, type Row } from '../rows.ts';
import { createBudget } from '../search/budget.ts';
import { makePlan, usedValues, whereText } from '../search/candidates.ts';
import { createTexts } from '../texts.ts';
import { isOpenType } from '../../access/resource-kinds.ts';
import { handoff } from './handoff.ts';

/** Which resources a view is run over. */
export interface StoreSelection {
  readonly resourceType: string;
  /** Conditions that a search parameter answers: 'gender=female'. */
  readonly query: string;
  /** Row ids of the persons whose records are asked for; undefined for all that the actor reaches. */
  readonly persons: readonly string[] | undefined;
}

const pageRows = 400;

/**
 * The texts of all resources of a type within the actor's reach, page by page in flat memory. All pages show one moment: they come
 * from one cursor of one read-only snapshot, which ends with the last page or when the reader stops. Error: access.denied.
 */
export async function* storePages(desk: Desk, selection: StoreSelection): AsyncGenerator<string[]> {
  const { resourceType } = selection;
  const { host } = desk;
  const reach = await desk.reach();
  await refusing(desk, { resourceType, query: '$viewdefinition-run' }, () =>
    demand(reach, 'search', resourceType),
  );
  const now = host.now();
  const query = parseQuery(resourceType, selection.query, { now });
  // Bodies read once are of no use to others: they stay out of the shared cache.
  const texts = createTexts(host.keys, 4_000_000);
  const plan = await makePlan({ q: desk.q, texts, reach, now, budget: createBudget() }, query);
  if (plan.empty) return;
  const where = [...plan.where];
  if (selection.persons !== undefined && !isOpenType(resourceType)) {
    const [buckets, persons] = [
      plan.sql.value(selection.persons.map(rowBucket)),
      plan.sql.value(selection.persons),
    ];
    const own = `(r.bucket = any (${buckets}::int[]) and r.patient = any (${persons}::uuid[]))`;
    const shared = `r.id in (${sharedWith(selection.persons, persons, plan.sql)})`;
    where.push(`(${own} or ${shared})`);
  }
  const text = `declare view_rows no scroll cursor for select ${rowColumns} from ${plan.from}${whereText(where)}`;

  const pages = handoff<string[]>();
  let begun = false;
  const reading = host.database
    .transaction(async (tx) => {
      // A second attempt would tell rows twice.
      if (begun) throw new AppError('service.unavailable');
      begun = true;
      await tx.query('set transaction isolation level repeatable read, read only');
      await tx.query('set local cursor_tuple_fraction = 1');
      await tx.query(text, usedValues(text, plan.sql));
      for (;;) {
        const { rows } = await tx.query<Row>(`fetch ${pageRows} from view_rows`);
        if (rows.length === 0) return;
        if (!(await pages.give(await texts.of(tx, rows)))) return;
      }
    })
    .then(
      () => pages.end(),
      (error: unknown) => pages.fail(error),
    );
  try {
    yield* pages.taken();
  } finally {
    pages.close();
    await reading;
  }
}
