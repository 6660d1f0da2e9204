import type { Queryable } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { rowColumns, type Row } from '../rows.ts';
import { instantText } from '../search/instant-text.ts';

/** Some current rows, and where the next ones begin; undefined behind the last. */
export interface WalkPage {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

const lowest = '00000000-0000-0000-0000-000000000000';

/**
 * Every current row once, or every one of a type, in pages. What is written behind the walk was written by this program and needs no
 * visit; what is written before it is met.
 * @param cursor null at the beginning
 */
export async function walkRows(
  q: Queryable,
  type: string | undefined,
  cursor: string | null,
  limit: number,
): Promise<WalkPage> {
  return type === undefined ? alongKey(q, cursor ?? lowest, limit) : alongTime(q, type, cursor, limit);
}

async function alongKey(q: Queryable, after: string, limit: number): Promise<WalkPage> {
  const { rows } = await q.query<Row>({
    name: 'record-walk-key',
    text: `select ${rowColumns} from record.resource r where (r.bucket, r.id) > ($1::int, $2::uuid)
      order by r.bucket, r.id limit $3`,
    values: [rowBucket(after), after, limit],
  });
  return { rows, next: rows.length < limit ? undefined : rows.at(-1)!.id };
}

async function alongTime(
  q: Queryable,
  type: string,
  cursor: string | null,
  limit: number,
): Promise<WalkPage> {
  const [at = '-infinity', id = lowest] = cursor?.split(' ') ?? [];
  const { rows } = await q.query<Row>({
    name: 'record-walk-time',
    text: `select ${rowColumns} from record.resource r where r.type = $1 and (r.updated, r.id) > ($2::timestamptz, $3::uuid)
      order by r.updated, r.id limit $4`,
    values: [type, at, id, limit],
  });
  const last = rows.at(-1);
  const next =
    rows.length < limit || last === undefined
      ? undefined
      : `${instantText(last.updated.getTime())} ${last.id}`;
  return { rows, next };
}
