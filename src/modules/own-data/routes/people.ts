import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readPeople, type PersonOfOwn } from '../api.ts';
import { nameOf, ownPeople, type OwnPerson } from '../desk.ts';

export const readPeopleRoute = defineRoute({
  ...readPeople,
  allow: 'own-data.keep',
  handle: async (ctx: Context) => ({
    people: (await ownPeople(ctx)).map(shownPerson),
    serverTime: ctx.now().toISOString(),
  }),
});

/** A person as the page names her. */
export function shownPerson({ patientId, patient, isSelf }: OwnPerson): PersonOfOwn {
  const { birthDate } = patient;
  return { id: patientId, name: nameOf(patient), isSelf, ...(birthDate !== undefined && { birthDate }) };
}
