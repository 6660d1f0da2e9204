import type { Queryable } from '../../sql/database.ts';
import { namesItsRow } from '../place.ts';
import { findRow } from '../rows.ts';
import { createIdFilter, type IdFilter } from './id-filter.ts';
import { readPerson, type OnePerson } from './read-person.ts';

/** Which records are of one person, for whoever searches or shows somebody. */
export interface SamePersons {
  /**
   * All records of the person to whom this one belongs; undefined where it is the only one, which is nearly always and asks the database
   * nothing. What another server joined counts after a second at most; what was parted at once.
   * @param id row id or FHIR id of a Patient
   */
  of(q: Queryable, id: string): Promise<OnePerson | undefined>;
  /** False where no further record of these persons is known: then there is nothing to ask. */
  mayHaveOthers(ids: readonly string[]): Promise<boolean>;
  /** Somebody joins these records here. */
  mark(ids: readonly string[]): void;
}

/** How long a look at what others joined counts. */
const freshMs = 1000;
const bucketsAtOnce = 256;
const allBuckets = 4096;

const generationText = 'select t.generation from record.same_person_turn t';
const newText = 'select s.id, s.names from record.same_person s where s.generation > $1';
const allText =
  'select s.id, s.names from record.same_person s where s.bucket >= $1 and s.bucket < $2 and s.generation <= $3';

interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

/** Keeps in memory whose records may have others beside them: two bytes a record, and one small question a second while somebody asks. */
export function createSamePersons(parts: {
  readonly database: Queryable;
  readonly clock?: () => number;
}): SamePersons {
  const { database, clock = () => performance.now() } = parts;
  let filter: IdFilter = createIdFilter(0);
  let generation = 0;
  let lookedAt = -Infinity;
  let looking: Promise<void> | undefined;

  const addAll = (into: IdFilter, rows: readonly Named[]): void => {
    for (const { id, names } of rows) {
      into.add(id);
      for (const name of names) if (name !== id) into.add(name);
    }
  };
  const rebuild = async (upTo: number): Promise<void> => {
    const rows: Named[] = [];
    for (let from = 0; from < allBuckets; from += bucketsAtOnce) {
      const values = [from, from + bucketsAtOnce, upTo];
      rows.push(...(await database.query<Named>({ name: 'record-same-all', text: allText, values })).rows);
    }
    const next = createIdFilter(rows.length);
    addAll(next, rows);
    filter = next;
  };
  const look = async (): Promise<void> => {
    const startedAt = clock();
    const { rows } = await database.query<{ generation: number }>({
      name: 'record-same-generation',
      lane: 'read',
      text: generationText,
      values: [],
    });
    const latest = rows[0]?.generation ?? 0;
    if (latest !== generation) {
      const isFirst = generation === 0;
      if (!isFirst) {
        const values = [generation];
        addAll(
          filter,
          (await database.query<Named>({ name: 'record-same-new', text: newText, values })).rows,
        );
      }
      if (isFirst || filter.isFull) await rebuild(latest);
      generation = latest;
    }
    lookedAt = startedAt;
  };
  const fresh = (): Promise<void> | undefined => {
    if (clock() - lookedAt < freshMs) return undefined;
    return (looking ??= look().finally(() => (looking = undefined)));
  };

  return {
    async of(q, id) {
      await fresh();
      if (!filter.has(id)) return undefined;
      const rowId = namesItsRow(id) ? id : (await findRow(q, 'Patient', id))?.id;
      return rowId === undefined ? undefined : readPerson(q, rowId);
    },
    async mayHaveOthers(ids) {
      await fresh();
      return ids.some((id) => filter.has(id));
    },
    mark(ids) {
      for (const id of ids) filter.add(id);
    },
  };
}
