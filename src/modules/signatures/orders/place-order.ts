import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { demandFresh } from '#platform/identity/step-up.ts';
import { certificatesOf, type KeptCertificate } from '../authority/worker-certificates.ts';
import type { Name } from '../signed-names.ts';
import { demandSignable, referencesOf } from './collect.ts';
import { signOrderJob } from './sign-order.job.ts';

/** One confirmation stands for everything that is asked in it; older than this, she is asked who she is again. */
export const freshSeconds = 300;

/** Who signs: a worker at a facility. */
export interface SigningWorker {
  readonly practitionerId: string;
  readonly facilityId: string;
}

/** The worker behind an actor. Error: signature.no-certificate for somebody who works nowhere. */
export function demandWorker(ctx: Context): SigningWorker {
  const { practitionerId, facilityId } = ctx.actor;
  if (practitionerId === undefined || facilityId === undefined)
    throw new AppError('signature.no-certificate');
  return { practitionerId, facilityId };
}

/** The certificate she signs with here and now. Error: signature.no-certificate. */
export async function currentCertificate(ctx: Context, worker: SigningWorker): Promise<KeptCertificate> {
  const now = ctx.now();
  const all = await certificatesOf(ctx, worker.practitionerId, worker.facilityId);
  const usable = all.find(
    ({ keeper, from, to, revokedAt }) =>
      keeper !== 'device' && from <= now && now <= to && (revokedAt === undefined || revokedAt > now),
  );
  if (usable === undefined) throw new AppError('signature.no-certificate');
  return usable;
}

/**
 * Takes a worker's confirmation that she signs these records as they stand now; the signing itself is done by a job, once, whatever
 * stops in between. Returns the order's id.
 * Errors: access.step-up-required, signature.no-certificate, signature.not-yours, signature.nothing-to-sign, record.not-found.
 */
export async function placeOrder(ctx: Context, asked: readonly Name[]): Promise<string> {
  const now = ctx.now();
  demandFresh(ctx.actor, freshSeconds, now);
  const worker = demandWorker(ctx);
  const certificate = await currentCertificate(ctx, worker);
  const items = await demandSignable(ctx, asked, worker.practitionerId);
  const id = randomUUID();
  await ctx.sql.query(
    `insert into signatures.sign_order (id, account_id, practitioner_id, facility_id, display, serial, state, total, confirmed_at)
     values ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8)`,
    [
      id,
      ctx.actor.accountId,
      worker.practitionerId,
      worker.facilityId,
      certificate.name,
      certificate.serial,
      items.length,
      now,
    ],
  );
  await ctx.sql.query(
    `insert into signatures.order_item (order_id, position, title, targets, state)
     select $1, position, title, string_to_array(targets, ' '), 'waiting'
     from unnest($2::int[], $3::text[], $4::text[]) k (position, title, targets)`,
    [
      id,
      items.map((_, at) => at),
      items.map((item) => `${item.type}/${item.id}`),
      items.map((item) => referencesOf(item).join(' ')),
    ],
  );
  await ctx.enqueue(signOrderJob, { orderId: id });
  return id;
}
