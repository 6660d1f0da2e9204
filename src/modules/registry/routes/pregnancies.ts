import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { birthProcedure } from '#kernel/vietnam/birth-procedure.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { couldBeMother } from '../domain/could-be-mother.ts';
import { fitsDueDate, newbornPatient } from '../domain/newborn.ts';
import { atDesk, demandWrite } from '../people/at-desk.ts';
import { joinHome } from '../people/households.ts';
import { finishPregnancy, keepPregnancy, pregnancyOf } from '../people/pregnancies.ts';
import { registerPerson } from '../people/register.ts';
import { writeTie } from '../people/ties.ts';
import { keepApart } from '../people/told-pairs.ts';
import { endPregnancy, openPregnancy, recordBirth } from '../domain/person-contract.ts';
import { linesOf } from './lines.ts';

export const openPregnancyRoute = defineRoute({
  ...openPregnancy,
  allow: 'registry.pregnancy',
  handle: async (ctx, { id, dueDate, fetuses }) => {
    const woman = await demandWrite(ctx, id);
    const today = dayInVietnam(ctx.now());
    // Nobody bears a child who could not be her mother today.
    if (!couldBeMother(woman, { resourceType: 'Patient', birthDate: today }))
      throw new AppError('registry.mother-not-possible');
    return { pregnancyId: await keepPregnancy(ctx, id, { dueDate, fetuses }, today) };
  },
});

/** All or nothing: the children, their ties to the mother, the home, and the end of the pregnancy are one transaction. */
export const recordBirthRoute = defineRoute({
  ...recordBirth,
  allow: 'registry.pregnancy',
  handle: async (ctx, { id, pregnancyId, on, children }) => {
    const mother = await demandWrite(ctx, id);
    const pregnancy = await pregnancyOf(ctx, id, pregnancyId);
    demandDay(ctx, on);
    if (!fitsDueDate(on, pregnancy.dueDate)) throw new AppError('registry.birth-day');
    await finishPregnancy(ctx, pregnancy, on);
    // The same fact as a birth that a station wrote with all its details: the book of births counts it once.
    await atDesk(ctx).record.create({
      ...birthProcedure({ motherId: id, entryId: pregnancyId, at: on, mode: 'Sinh con' }),
      ...(ctx.actor.facilityId !== undefined && {
        performer: [{ actor: { reference: `Organization/${ctx.actor.facilityId}` } }],
      }),
    });
    const born: Patient[] = [];
    for (const [at, child] of children.entries()) {
      const draft = newbornPatient(child, mother, on, children.length > 1 ? at + 1 : undefined);
      // Children of one birth are like each other and are not each other.
      const { patient } = await registerPerson(ctx, draft, { distinctFrom: born.map((one) => one.id!) });
      await writeTie(ctx, patient.id!, { kind: 'mother', otherId: id, from: on, pregnancyId });
      await joinHome(ctx, patient.id!, id, on, 'child');
      born.push(patient);
    }
    await keepApart(
      ctx,
      born.map((one) => one.id!),
    );
    const lines = await linesOf(
      ctx,
      born.map((one) => one.id!),
    );
    return {
      children: lines.map((person, at) => ({ person, temporaryCode: codeOf(born[at]!) })),
    };
  },
});

export const endPregnancyRoute = defineRoute({
  ...endPregnancy,
  allow: 'registry.pregnancy',
  handle: async (ctx, { id, pregnancyId, on }) => {
    await demandWrite(ctx, id);
    demandDay(ctx, on);
    await finishPregnancy(ctx, await pregnancyOf(ctx, id, pregnancyId), on);
    return { done: true as const };
  },
});

function demandDay(ctx: Context, on: string): void {
  if (on > dayInVietnam(ctx.now())) throw new AppError('registry.day-ahead');
}

function codeOf({ identifier }: Patient): string {
  return identifier?.find(({ system }) => system === identifierSystem.temporary)?.value ?? '';
}
