import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { asCitizen, nameOf, ownPeople } from '#platform/record/own-people.ts';
import { readFamily } from '../api.ts';
import { sightOf } from '../sight.ts';

export const readFamilyRoute = defineRoute({
  ...readFamily,
  allow: 'access.own',
  handle: async (ctx) => {
    const citizen = asCitizen(ctx);
    if (citizen === undefined) throw new AppError('access.denied');
    const people = await ownPeople(citizen);
    return {
      people: people.map(({ patientId, patient, isSelf, ties }) => ({
        id: patientId,
        name: nameOf(patient),
        ...(patient.birthDate !== undefined && { birthDate: patient.birthDate }),
        ...(isSelf
          ? { by: 'self' as const, closed: [], changes: [] }
          : sightOf(ties, patient.birthDate, ctx.now())),
      })),
    };
  },
});
