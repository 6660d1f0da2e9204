import type { Patient } from '@medplum/fhirtypes';
import { formatPhone } from '#kernel/vietnam/phone.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readPerson } from '../api.ts';
import { lineWithinReach } from '../domain/person-line.ts';
import { householdOf, kinOf, membersOf } from '../people/households.ts';
import { linesOf } from './lines.ts';

/** Who somebody is and was: names, numbers, homes over time, and whom she belongs to. Within reach only. */
export const readPersonRoute = defineRoute({
  ...readPerson,
  allow: 'registry.find',
  handle: async (ctx, { id }) => {
    const patient = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
    const [kin, household] = [await kinOf(ctx, id), await householdOf(ctx, id)];
    const members = household === undefined ? [] : membersOf(household);
    const lines = await linesOf(ctx, [
      ...(kin.mother === undefined ? [] : [kin.mother]),
      ...kin.children,
      ...members,
    ]);
    const lineOf = (one: string) => lines.filter((line) => line.id === one);
    const [mother] = kin.mother === undefined ? [] : lineOf(kin.mother);
    return {
      person: lineWithinReach({ ...patient, id }),
      names: (patient.name ?? []).map(({ text = '', use, period }) => ({ text, use, period })),
      numbers: (patient.identifier ?? []).map(({ system = '', value = '', use, period }) => ({
        system,
        value,
        use,
        period,
      })),
      addresses: (patient.address ?? []).map(({ text = '', use, period }) => ({ text, use, period })),
      phones: (patient.telecom ?? []).flatMap(({ system, value }) =>
        system === 'phone' && value !== undefined ? [formatPhone(value)] : [],
      ),
      deceased: patient.deceasedDateTime,
      mother,
      children: kin.children.flatMap(lineOf),
      household: household && {
        id: household.id,
        members: members.filter((one) => one !== id).flatMap(lineOf),
      },
      mayWrite: ctx.can('registry.correct'),
    };
  },
});
