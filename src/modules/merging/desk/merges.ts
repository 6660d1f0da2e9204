import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { JoinedRecord, Step } from '../domain/undo-join.ts';
import { readPatient, readVersion, type StoredPatient } from './people.ts';

/** A joining as it is kept. */
export interface MergeRow {
  readonly id: string;
  readonly pair_id: string | null;
  readonly other_id: string;
  readonly survivor_id: string;
  readonly other_before: number;
  readonly other_after: number;
  readonly survivor_before: number;
  readonly survivor_after: number;
  readonly risk: number;
  readonly words: string;
  readonly by: string;
  readonly by_name: string;
  readonly agreed_by_name: string | null;
  readonly facility_id: string | null;
  readonly at: Date;
  readonly parted_at: Date | null;
  readonly parted_by_name: string | null;
  readonly parted_words: string | null;
}

export const mergeColumns = `id, pair_id, other_id, survivor_id, other_before, other_after, survivor_before, survivor_after, risk, words, by,
  by_name, agreed_by_name, facility_id, at, parted_at, parted_by_name, parted_words`;

/** One joining. Error: record.not-found. */
export async function readMergeRow(ctx: Context, id: string, holding = false): Promise<MergeRow> {
  const [row] = await ctx.sql.query<MergeRow>(
    `select ${mergeColumns} from merging.merge where id = $1${holding ? ' for update' : ''}`,
    [id],
  );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

/** Both records of a joining: as they were, what the joining and later ones made of them, and as they are. */
export interface Joined {
  readonly survivor: JoinedRecord;
  readonly other: JoinedRecord;
  readonly now: { readonly survivor: StoredPatient; readonly other: StoredPatient };
}

/** Reads them from the versions of the record. */
export async function readJoined(ctx: Context, desk: Context, row: MergeRow): Promise<Joined> {
  const now = {
    survivor: await readPatient(desk, row.survivor_id),
    other: await readPatient(desk, row.other_id),
  };
  const step = async (id: string, before: number, after: number): Promise<Step> => ({
    before: await readVersion(desk, id, before),
    after: await readVersion(desk, id, after),
  });
  const survivor = await step(row.survivor_id, row.survivor_before, row.survivor_after);
  const other = await step(row.other_id, row.other_before, row.other_after);
  const later: Step[] = [];
  for (const one of await laterOf(ctx, row))
    later.push(
      one.survivor_id === row.survivor_id
        ? await step(one.survivor_id, one.survivor_before, one.survivor_after)
        : await step(one.other_id, one.other_before, one.other_after),
    );
  return {
    survivor: { ...survivor, later, now: now.survivor.patient },
    other: { ...other, later: [], now: now.other.patient },
    now,
  };
}

/** Joinings of the survivor after this one that still stand, in their order. */
export function laterOf(ctx: Context, row: MergeRow): Promise<MergeRow[]> {
  return ctx.sql.query<MergeRow>(
    `select ${mergeColumns} from merging.merge
     where (survivor_id = $1 and survivor_before >= $2 or other_id = $1 and other_before >= $2) and parted_at is null and id <> $3
     order by case when survivor_id = $1 then survivor_before else other_before end`,
    [row.survivor_id, row.survivor_after, row.id],
  );
}
