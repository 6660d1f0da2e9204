import type { Procedure, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { searchAll } from '#platform/record/search-all.ts';
import { registryPeople } from '#modules/registry/api.ts';
import { deliveryFrom } from '../domain/delivery.ts';

/** Births that a device sent: once for a pregnancy, and the children are registered as everybody is. */
export async function completeArrived(ctx: Context, resources: readonly Resource[]): Promise<void> {
  for (const one of resources) {
    if (one.resourceType !== 'Procedure') continue;
    const birth = deliveryFrom(one);
    if (birth === undefined) continue;
    if (!ctx.can('programmes.keep')) throw new AppError('access.denied');
    await refuseTwice(ctx, one, birth);
    await ctx.use(registryPeople).settleBirth({
      motherId: birth.motherId,
      pregnancyId: birth.entryId,
      on: birth.on,
      childIds: birth.childIds,
    });
  }
}

/** Two who record one birth are not two births. */
async function refuseTwice(
  ctx: Context,
  { id }: Procedure,
  birth: NonNullable<ReturnType<typeof deliveryFrom>>,
): Promise<void> {
  const known = await searchAll<Procedure>(
    ctx.record,
    'Procedure',
    `patient=${encodeURIComponent(birth.motherId)}&code=${encodeURIComponent('urn:sen:delivery|delivery')}`,
  );
  if (known.some((other) => other.id !== id && deliveryFrom(other)?.entryId === birth.entryId))
    throw new AppError('registry.pregnancy-over');
}
