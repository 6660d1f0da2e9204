import type { Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { reactionFrom } from './domain/device-reaction.ts';
import { keepReaction } from './reactions/keep-reaction.ts';
import { settleDoses } from './stock/settle-doses.ts';

/** What a device sent from the vaccination room: doses are counted out of the stock, reactions wait to be reported. */
export async function completeArrived(ctx: Context, resources: readonly Resource[]): Promise<void> {
  await settleDoses(ctx, resources);
  for (const one of resources) {
    if (one.resourceType !== 'Observation' || one.status !== 'final') continue;
    const noted = reactionFrom(one);
    if (noted === undefined) continue;
    if (!ctx.can('immunisation.give')) throw new AppError('access.denied');
    await keepReaction(ctx, { ...noted, notedAt: noted.notedAt ?? ctx.now() });
  }
}
