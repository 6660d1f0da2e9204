import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { couldBeMother } from '../domain/could-be-mother.ts';
import { demandWrite } from '../people/at-desk.ts';
import { giveRole, joinHome, kinOf, leaveHome } from '../people/households.ts';
import { asSen } from '../people/register.ts';
import { writeTie } from '../people/ties.ts';
import { joinHousehold, leaveHousehold, linkMother, setHouseholdRole } from '../domain/person-contract.ts';
import { linesOf } from './lines.ts';

export const linkMotherRoute = defineRoute({
  ...linkMother,
  allow: 'registry.correct',
  handle: async (ctx, { id, motherId }) => {
    if (id === motherId) throw new AppError('registry.same-person');
    const child = await demandWrite(ctx, id);
    const mother = JSON.parse((await asSen(ctx).record.read('Patient', motherId)).text) as Patient;
    if (!couldBeMother(mother, child)) throw new AppError('registry.mother-not-possible');
    const known = await kinOf(ctx, id);
    if (known.mother !== motherId)
      await writeTie(ctx, id, { kind: 'mother', otherId: motherId, from: child.birthDate });
    const [person] = await linesOf(ctx, [id]);
    return { person: person! };
  },
});

export const joinHouseholdRoute = defineRoute({
  ...joinHousehold,
  allow: 'registry.correct',
  handle: async (ctx, { id, withPersonId, role, from }) => {
    if (id === withPersonId) throw new AppError('registry.same-person');
    await demandWrite(ctx, id);
    await demandWrite(ctx, withPersonId);
    const day = from ?? dayInVietnam(ctx.now());
    return { householdId: await joinHome(ctx, id, withPersonId, day, role) };
  },
});

export const leaveHouseholdRoute = defineRoute({
  ...leaveHousehold,
  allow: 'registry.correct',
  handle: async (ctx, { id, on }) => {
    await demandWrite(ctx, id);
    await leaveHome(ctx, id, on);
    return { done: true as const };
  },
});

export const setHouseholdRoleRoute = defineRoute({
  ...setHouseholdRole,
  allow: 'registry.correct',
  handle: async (ctx, { id, role }) => {
    await demandWrite(ctx, id);
    if (!(await giveRole(ctx, id, role))) throw new AppError('registry.no-household');
    return { done: true as const };
  },
});
