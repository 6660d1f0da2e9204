import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** Erasure by law: bookings and waiting of the person go, and the places that she had ahead are free again. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  if (patientIds.length === 0) return {};
  const ahead = await ctx.sql.query<{ bucket: number; desk_id: string; starts_at: Date }>(
    `delete from booking.booking where patient_id = any ($1) and state in ('held', 'booked') returning bucket, desk_id, starts_at`,
    [patientIds],
  );
  for (const { bucket, desk_id, starts_at } of ahead)
    await ctx.sql.query(
      'update booking.slot set taken = greatest(taken - 1, 0) where bucket = $1 and desk_id = $2 and starts_at = $3',
      [bucket, desk_id, starts_at],
    );
  const past = await ctx.sql.query('delete from booking.booking where patient_id = any ($1) returning id', [
    patientIds,
  ]);
  const waiting = await ctx.sql.query(
    'delete from booking.waiting where patient_id = any ($1) returning id',
    [patientIds],
  );
  return { bookings: ahead.length + past.length, waiting: waiting.length };
}
