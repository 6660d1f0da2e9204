import type { Patient, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { mateOf } from '#kernel/vietnam/lives-with.ts';
import type { Context } from '#platform/context.ts';
import { joinHome } from './households.ts';

/** Somebody whom a device registered as living with another joins that home, in the transaction in which she was written. */
export async function completeArrived(ctx: Context, resources: readonly Resource[]): Promise<void> {
  for (const one of resources) {
    if (one.resourceType !== 'Patient' || one.id === undefined) continue;
    const mate = mateOf(one);
    if (mate === undefined || mate === one.id || !(await isReached(ctx, mate))) continue;
    await joinHome(ctx, one.id, mate, dayInVietnam(ctx.now()));
  }
}

/** Whether the worker may write in the home of somebody. Where she may not any more, the newcomer is registered all the same. */
async function isReached(ctx: Context, id: string): Promise<boolean> {
  if (!ctx.can('registry.register')) return false;
  try {
    const { active } = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
    return active !== false;
  } catch (error) {
    const isHidden =
      error instanceof AppError && ['record.not-found', 'record.gone', 'access.denied'].includes(error.code);
    if (!isHidden) throw error;
    return false;
  }
}
