import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { joinHousehold, leaveHousehold, linkMother } from '../api.ts';
import { couldBeMother } from '../domain/could-be-mother.ts';
import { joinHome, kinOf, leaveHome, writeMother } from '../people/households.ts';
import { asSen } from '../people/register.ts';
import { linesOf } from './lines.ts';

/** Who may change somebody's ties is who may change her record: reading her as the actor asks the policy. */
async function readOwn(ctx: Context, id: string): Promise<Patient> {
  const patient = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
  // Says in the audit, in the name of the actor, that this record was touched; and is refused where she may not write there.
  await ctx.record.update(patient);
  return patient;
}

export const linkMotherRoute = defineRoute({
  ...linkMother,
  allow: 'registry.correct',
  handle: async (ctx, { id, motherId }) => {
    if (id === motherId) throw new AppError('registry.same-person');
    const child = await readOwn(ctx, id);
    const mother = JSON.parse((await asSen(ctx).record.read('Patient', motherId)).text) as Patient;
    if (!couldBeMother(mother, child)) throw new AppError('registry.mother-not-possible');
    const known = await kinOf(ctx, id);
    if (known.mother !== motherId) await writeMother(ctx, id, motherId, child.birthDate);
    const [person] = await linesOf(ctx, [id]);
    return { person: person! };
  },
});

export const joinHouseholdRoute = defineRoute({
  ...joinHousehold,
  allow: 'registry.correct',
  handle: async (ctx, { id, withPersonId }) => {
    if (id === withPersonId) throw new AppError('registry.same-person');
    await readOwn(ctx, id);
    await readOwn(ctx, withPersonId);
    return { householdId: await joinHome(ctx, id, withPersonId, dayInVietnam(ctx.now())) };
  },
});

export const leaveHouseholdRoute = defineRoute({
  ...leaveHousehold,
  allow: 'registry.correct',
  handle: async (ctx, { id, on }) => {
    await readOwn(ctx, id);
    await leaveHome(ctx, id, on);
    return { done: true as const };
  },
});
