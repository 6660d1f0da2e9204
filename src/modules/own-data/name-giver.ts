import { createHmac, randomBytes } from 'node:crypto';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';

/** Makes the id of something from what names it: the same each time that it is sent. */
export type NameGiver = (...name: readonly string[]) => string;

/**
 * The giver of names of one person. Whoever asks next for the same person waits until this transaction is through, so that two who send
 * the same see each other.
 */
export async function nameGiverOf(ctx: Context, patientId: string): Promise<NameGiver> {
  const bucket = personBucket(patientId);
  const purpose = `own data:${patientId}`;
  await ctx.sql.query(
    'insert into own_data.person (bucket, patient_id, secret) values ($1, $2, $3) on conflict do nothing',
    [bucket, patientId, ctx.seal.seal(randomBytes(32).toString('base64'), purpose)],
  );
  const [row] = await ctx.sql.query<{ secret: string }>(
    'select secret from own_data.person where bucket = $1 and patient_id = $2 for update',
    [bucket, patientId],
  );
  const secret = Buffer.from(ctx.seal.open(row!.secret, purpose), 'base64');
  return (...name) =>
    shapeOf(bucket, createHmac('sha256', secret).update(JSON.stringify(name)).digest('hex'));
}

/** An id of the house's own shape, in the bucket of the person. */
function shapeOf(bucket: number, hex: string): string {
  const variant = (8 | (Number.parseInt(hex[16]!, 16) & 3)).toString(16);
  return [
    bucket.toString(16).padStart(3, '0') + hex.slice(3, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
