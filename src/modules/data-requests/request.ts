import { randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { Wish } from './api.ts';
import type { Decision, State } from './domain/states.ts';

/** A request as it is kept. */
export interface RequestRow {
  readonly id: string;
  readonly number: string;
  readonly asked_by: string;
  readonly asked_by_name: string;
  readonly asked_at: Date;
  readonly purpose: string;
  readonly ground: string;
  readonly wish: Wish;
  readonly ends_on: string;
  readonly state: State;
  /** Sealed; see `secretOf`. */
  readonly secret: string;
  readonly step: 'gather' | 'write' | 'done';
  readonly cursor: string | null;
  readonly gathered: number;
  readonly written: number;
  readonly left_out: number;
  readonly fault: string | null;
}

/** Columns of a request; the day as text, since a date has no time zone. */
export const requestColumns = `id, number, asked_by, asked_by_name, asked_at, purpose, ground, wish, ends_on::text as ends_on, state,
  secret, step, cursor, gathered, written, left_out, fault`;

/** One request; `holding` keeps others from changing it until the transaction ends. Errors: record.not-found. */
export async function readRequest(ctx: Context, id: string, holding = false): Promise<RequestRow> {
  const [row] = await ctx.sql.query<RequestRow>(
    `select ${requestColumns} from data_requests.request where id = $1${holding ? ' for update' : ''}`,
    [id],
  );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

/** What keys and days of a request are drawn from. */
export function secretOf(ctx: Context, { id, secret }: Pick<RequestRow, 'id' | 'secret'>): Buffer {
  return Buffer.from(ctx.seal.open(secret, `data-request:${id}`), 'hex');
}

/** A new secret of a request, as it is kept. */
export function newSecret(ctx: Context, id: string): string {
  return ctx.seal.seal(randomBytes(32).toString('hex'), `data-request:${id}`);
}

/** A decision as it is kept. */
export interface DecisionRow extends Decision {
  readonly by_name: string;
  readonly at: Date;
  readonly words: string;
}

/** Who decided what on a request. */
export function readDecisions(ctx: Context, id: string): Promise<DecisionRow[]> {
  return ctx.sql.query<DecisionRow>(
    'select desk, by, by_name, at, agrees, words from data_requests.decision where request_id = $1 order by at',
    [id],
  );
}

/** Takes away what was prepared; the request itself, who agreed and which copies left stay for the record. */
export async function clearFiles(ctx: Context, id: string): Promise<void> {
  const parts = await ctx.sql.query<{ sha256: string }>(
    'delete from data_requests.part where request_id = $1 returning sha256',
    [id],
  );
  await ctx.sql.query('delete from data_requests.person where request_id = $1', [id]);
  for (const { sha256 } of parts) await ctx.files.remove(sha256);
}
