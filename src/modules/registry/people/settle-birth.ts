import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import type { BirthWritten } from '../api.ts';
import { couldBeMother } from '../domain/could-be-mother.ts';
import { fitsDueDate } from '../domain/newborn.ts';
import { atDesk, demandWrite } from './at-desk.ts';
import { joinHome } from './households.ts';
import { pregnancyOf } from './pregnancies.ts';
import { asSen } from './register.ts';
import { takeCodes } from './take-codes.ts';
import { writeTie } from './ties.ts';
import { keepApart } from './told-pairs.ts';

/**
 * Completes children who were written as born of a pregnancy, in the transaction of that write: each gets a code, her tie to the mother and the home,
 * and they are not each other. Errors: access.denied, record.not-found, registry.day-ahead, registry.birth-day, registry.mother-not-possible,
 * registry.pregnancy-over where children of this pregnancy are there already.
 */
export async function settleBirth(ctx: Context, birth: BirthWritten): Promise<void> {
  const { motherId, pregnancyId, on, childIds } = birth;
  if (!ctx.can('registry.pregnancy')) throw new AppError('access.denied');
  const mother = await demandWrite(ctx, motherId);
  if (on > dayInVietnam(ctx.now())) throw new AppError('registry.day-ahead');
  const pregnancy = await pregnancyOf(ctx, motherId, pregnancyId);
  if (!fitsDueDate(on, pregnancy.dueDate)) throw new AppError('registry.birth-day');
  if (pregnancy.childIds.length > 0) throw new AppError('registry.pregnancy-over');
  for (const id of childIds) {
    const child = JSON.parse((await asSen(ctx).record.read('Patient', id)).text) as Patient;
    if (child.birthDate !== on) throw new AppError('registry.birth-day');
    if (!couldBeMother(mother, child)) throw new AppError('registry.mother-not-possible');
    await giveCode(ctx, child);
    await writeTie(ctx, id, { kind: 'mother', otherId: motherId, from: on, pregnancyId });
    await joinHome(ctx, id, motherId, on, 'child');
  }
  await keepApart(ctx, childIds);
}

async function giveCode(ctx: Context, child: Patient): Promise<void> {
  const wish = { facility: undefined, facilityId: ctx.actor.facilityId, sen: asSen(ctx) };
  const [value] = await takeCodes(ctx, [wish]);
  if (value === undefined) return;
  await atDesk(ctx).record.update({
    ...child,
    identifier: [...(child.identifier ?? []), { use: 'temp', system: identifierSystem.temporary, value }],
  });
}
