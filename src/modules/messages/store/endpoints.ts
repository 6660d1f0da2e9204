import { createHash } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import type { AccountPlace } from './outings.ts';

/** Where a browser takes messages, and the keys that only it can open. As the browser gives it. */
export interface Endpoint {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** More browsers than anybody has; the oldest go. */
const mostEndpoints = 10;

const purpose = (accountId: string, id: string): string => `push endpoint:${accountId}:${id}`;

/** By what name an endpoint is known here: whoever holds its address may post to it, so that it lies sealed. */
export const endpointName = (endpoint: string): string =>
  createHash('sha256').update(endpoint).digest('base64url');

/** Keeps a browser of this account. Whoever used the same browser before is told nothing there any more. */
export async function keepEndpoint(
  ctx: Context,
  { bucket, accountId }: AccountPlace,
  patientId: string,
  endpoint: Endpoint,
): Promise<string> {
  const id = endpointName(endpoint.endpoint);
  await ctx.sql.query('delete from messages.endpoint where id = $1 and account_id <> $2', [id, accountId]);
  await ctx.sql.query(
    `insert into messages.endpoint (bucket, id, patient_id, account_id, sealed, made_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (bucket, account_id, id) do update set sealed = excluded.sealed`,
    [
      bucket,
      id,
      patientId,
      accountId,
      ctx.seal.seal(JSON.stringify(endpoint), purpose(accountId, id)),
      ctx.now(),
    ],
  );
  await ctx.sql.query(
    `delete from messages.endpoint where bucket = $1 and account_id = $2 and id in (
       select id from messages.endpoint where bucket = $1 and account_id = $2 order by made_at desc, id offset ${mostEndpoints})`,
    [bucket, accountId],
  );
  return id;
}

/** Names of an account's browsers. */
export async function endpointsOf(ctx: Context, { bucket, accountId }: AccountPlace): Promise<string[]> {
  const rows = await ctx.sql.query<{ id: string }>(
    'select id from messages.endpoint where bucket = $1 and account_id = $2 order by made_at, id',
    [bucket, accountId],
  );
  return rows.map(({ id }) => id);
}

/** One browser of an account; undefined where it is forgotten. */
export async function openEndpoint(
  ctx: Context,
  { bucket, accountId }: AccountPlace,
  id: string,
): Promise<Endpoint | undefined> {
  const [row] = await ctx.sql.query<{ sealed: string }>(
    'select sealed from messages.endpoint where bucket = $1 and account_id = $2 and id = $3',
    [bucket, accountId, id],
  );
  return row && (JSON.parse(ctx.seal.open(row.sealed, purpose(accountId, id))) as Endpoint);
}

/** Forgets a browser: it was switched off, or its push service says that it is gone. */
export async function forgetEndpoint(
  ctx: Context,
  { bucket, accountId }: AccountPlace,
  id: string,
): Promise<void> {
  await ctx.sql.query('delete from messages.endpoint where bucket = $1 and account_id = $2 and id = $3', [
    bucket,
    accountId,
    id,
  ]);
}
