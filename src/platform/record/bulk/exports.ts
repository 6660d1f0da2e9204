import { randomUUID } from 'node:crypto';
import type { Actor } from '../../access/actor.ts';
import type { Database, Queryable } from '../../sql/database.ts';
import type { ExportWish } from './export-wish.ts';

export type ExportState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** An export as it stands. */
export interface Export {
  readonly id: string;
  readonly actor: Actor;
  readonly wish: ExportWish;
  /** The address that was asked, without its values where it came as a body. */
  readonly request: string;
  readonly state: ExportState;
  readonly created: Date;
  readonly finished: Date | null;
  readonly leg: number;
  readonly cursor: string | null;
  readonly nextFile: number;
  /** Share that is done, 0 to 1. */
  readonly done: number;
  readonly resources: number;
}

/** One finished file. */
export interface ExportFile {
  readonly number: number;
  readonly kind: 'output' | 'deleted';
  readonly type: string;
  readonly count: number;
  readonly size: number;
  readonly sha256: string;
}

interface Row extends Omit<Export, 'actor' | 'nextFile'> {
  readonly actor: Omit<Actor, 'permissions'> & {
    readonly permissions: Actor['permissions'] extends ReadonlySet<infer P> ? P[] : never;
  };
  readonly next_file: number;
}

const columns = 'id, actor, wish, request, state, created, finished, leg, cursor, next_file, done, resources';

/** Keeps a new export; at most `most` of one account run at once. Undefined where it has as many already. */
export async function createExport(
  database: Database,
  { actor, wish, request }: Pick<Export, 'actor' | 'wish' | 'request'>,
  now: Date,
  most: number,
  enqueue: (q: Queryable, id: string) => Promise<void>,
): Promise<string | undefined> {
  return database.transaction(async (tx) => {
    // Two kick-offs of one account at once count each other.
    await tx.query("select pg_advisory_xact_lock(hashtext('export ' || $1))", [actor.accountId]);
    const { rows } = await tx.query<{ count: number }>(
      "select count(*)::int as count from record.export where account_id = $1 and state in ('waiting', 'running')",
      [actor.accountId],
    );
    if ((rows[0]?.count ?? 0) >= most) return undefined;
    const id = randomUUID();
    const kept = JSON.stringify({ ...actor, display: '', permissions: [...actor.permissions] });
    await tx.query(
      `insert into record.export (id, account_id, actor, wish, request, state, created)
        values ($1, $2, $3, $4, $5, 'waiting', $6)`,
      [id, actor.accountId, kept, JSON.stringify(wish), request, now.toISOString()],
    );
    await enqueue(tx, id);
    return id;
  });
}

/** The export, if there is one. */
export async function findExport(q: Queryable, id: string): Promise<Export | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  const { rows } = await q.query<Row>(`select ${columns} from record.export where id = $1`, [id]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { next_file: nextFile, actor, ...rest } = row;
  return { ...rest, nextFile, actor: { ...actor, permissions: new Set(actor.permissions) } };
}

/** Its files in order. */
export async function filesOf(q: Queryable, id: string): Promise<ExportFile[]> {
  const { rows } = await q.query<ExportFile>(
    'select number, kind, type, count, size, sha256 from record.export_file where export_id = $1 order by number',
    [id],
  );
  return rows;
}

/** How far an export is. */
export interface Progress {
  readonly leg: number;
  readonly cursor: string | null;
  readonly nextFile: number;
  readonly done: number;
  readonly resources: number;
}

/** Larger than what one step writes, so that the files of two runs never have the same number. */
const filesOfAStep = 1000;

/**
 * Takes an export over for a run: a former run that still goes on somewhere (its server was thought dead, or the database was away) can keep
 * nothing from now on, and its files have other numbers. Undefined where the export has ended or is gone.
 */
export async function claimExport(q: Queryable, id: string): Promise<Export | undefined> {
  const { rowCount } = await q.query(
    `update record.export set next_file = next_file + case when state = 'running' then $2::int else 0 end, state = 'running'
      where id = $1 and state in ('waiting', 'running')`,
    [id, filesOfAStep],
  );
  return rowCount === 0 ? undefined : findExport(q, id);
}

/**
 * Keeps new files together with the place to go on from, so that a run that was cut off neither loses nor doubles a resource.
 * False where the export has ended meanwhile, or another run has taken it over.
 * @param claimed the number of the next file as this run left it
 */
export async function saveProgress(
  database: Database,
  id: string,
  claimed: number,
  files: readonly ExportFile[],
  progress: Progress,
): Promise<boolean> {
  return database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `update record.export set leg = $2, cursor = $3, next_file = $4, done = $5, resources = $6
        where id = $1 and state = 'running' and next_file = $7`,
      [id, progress.leg, progress.cursor, progress.nextFile, progress.done, progress.resources, claimed],
    );
    if (rowCount === 0) return false;
    for (const file of files) {
      await tx.query(
        `insert into record.export_file (export_id, number, kind, type, count, size, sha256)
          values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, file.number, file.kind, file.type, file.count, file.size, file.sha256],
      );
    }
    return true;
  });
}

/** Ends an export; false where it had ended before. */
export async function finishExport(
  q: Queryable,
  id: string,
  state: 'done' | 'failed' | 'cancelled',
  now: Date,
): Promise<boolean> {
  const open = state === 'cancelled' ? "state <> 'cancelled'" : "state in ('waiting', 'running')";
  const { rowCount } = await q.query(
    `update record.export set state = $2, finished = $3, done = case when $2 = 'done' then 1 else done end
      where id = $1 and ${open}`,
    [id, state, now.toISOString()],
  );
  return rowCount > 0;
}

/** Forgets exports that ended before an instant and returns their ids; their files are the caller's to remove. */
export async function forgetExports(database: Database, before: Date): Promise<string[]> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      'delete from record.export where finished < $1 returning id',
      [before.toISOString()],
    );
    const ids = rows.map(({ id }) => id);
    await tx.query('delete from record.export_file where export_id = any ($1::uuid[])', [ids]);
    return ids;
  });
}

/** Gives up exports that were begun before an instant and have not ended. */
export async function failStale(q: Queryable, begunBefore: Date, now: Date): Promise<void> {
  await q.query(
    "update record.export set state = 'failed', finished = $2 where created < $1 and state in ('waiting', 'running')",
    [begunBefore.toISOString(), now.toISOString()],
  );
}
