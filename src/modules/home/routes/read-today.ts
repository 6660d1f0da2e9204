import { AppError } from '#kernel/errors.ts';
import { dayOf } from '#kernel/display/show-date.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { ownBookings } from '#modules/booking/api.ts';
import { dueShots } from '#modules/immunisation/api.ts';
import { recordToday } from '#modules/personal-record/api.ts';
import { dueChecks } from '#modules/programmes/api.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readToday, type Today } from '../api.ts';

/** More of either is a list, not what matters today. */
const mostDue = 5;

/** Each part is read as the reader; the record's own answer decides whether there is any. */
export const readTodayRoute = defineRoute({
  ...readToday,
  allow: 'record.read',
  handle: async (ctx, { patientId }): Promise<Today> => {
    const { papers, medicines, last, results } = await ctx.use(recordToday).of(patientId);
    const today = dayInVietnam(ctx.now());
    const visits = [...(await bookedOf(ctx, patientId)), ...papers].filter(({ at }) => dayOf(at) >= today);
    const visit = visits.toSorted(
      (a, b) => dayOf(a.at).localeCompare(dayOf(b.at)) || a.at.localeCompare(b.at),
    )[0];
    const { doses, because } = await ctx.use(dueShots).of(patientId);
    const shots = doses.map((one) => ({ kind: 'shot' as const, ...one }));
    const entries = because === 'no-entries' ? [{ kind: 'entries' as const, isLate: false }] : [];
    const checks = (await ctx.use(dueChecks).of(patientId)).map((one) => ({
      kind: 'check' as const,
      ...one,
    }));
    return {
      at: ctx.now().toISOString(),
      ...(visit !== undefined && { visit }),
      medicines,
      ...(last !== undefined && { last }),
      due: [...entries, ...[...shots, ...checks].toSorted((a, b) => a.on.localeCompare(b.on))].slice(
        0,
        mostDue,
      ),
      ...(because === 'birth-unknown' && { isBirthUnknown: true }),
      results,
    };
  },
});

/** Bookings are of who acts for the person; a reader who does not has none to see. */
async function bookedOf(ctx: Context, patientId: string): Promise<NonNullable<Today['visit']>[]> {
  try {
    return await ctx.use(ownBookings).ahead(patientId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'booking.not-yours') return [];
    throw error;
  }
}
