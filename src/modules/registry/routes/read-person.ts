import type { Patient } from '@medplum/fhirtypes';
import { formatPhone } from '#kernel/vietnam/phone.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import type { PersonLine } from '../api.ts';
import { formerlySaid } from '../domain/over-time.ts';
import { lineWithinReach } from '../domain/person-line.ts';
import { householdOf, kinOf, lineOfMembers, type Member } from '../people/households.ts';
import { reasonsOf } from '../people/keep-reason.ts';
import { isRunning, pregnanciesOf, type Pregnancy } from '../people/pregnancies.ts';
import { tiesOf } from '../people/ties.ts';
import {
  readPerson,
  type MemberLine,
  type PersonView,
  type PregnancyLine,
} from '../domain/person-contract.ts';
import { linesOf } from './lines.ts';

const mostVersions = 50;

/** Who somebody is and was: names, numbers, homes over time, and whom she belongs to. Within reach only. */
export const readPersonRoute = defineRoute({
  ...readPerson,
  allow: 'registry.find',
  handle: async (ctx, { id }) => {
    const patient = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
    const [kin, home, ties] = [await kinOf(ctx, id), await householdOf(ctx, id), await tiesOf(ctx, id)];
    const pregnancies = ctx.can('registry.pregnancy') ? await pregnanciesOf(ctx, id) : undefined;
    const members = home === undefined ? [] : lineOfMembers(home);
    const lineOf = linesById(
      await linesOf(ctx, [
        ...(kin.mother === undefined ? [] : [kin.mother]),
        ...kin.children,
        ...members.map(({ personId }) => personId),
        ...ties.map(({ otherId }) => otherId),
        ...(pregnancies ?? []).flatMap(({ childIds }) => childIds),
      ]),
    );
    return {
      person: lineWithinReach({ ...patient, id }),
      ...overTime(patient),
      formerly: formerlySaid(await versionsOf(ctx, id)),
      changes: await reasonsOf(ctx, id),
      deceased: patient.deceasedDateTime,
      mother: kin.mother === undefined ? undefined : lineOf(kin.mother)[0],
      children: kin.children.flatMap(lineOf),
      ties: ties.flatMap(({ otherId, ...tie }) => lineOf(otherId).map((person) => ({ ...tie, person }))),
      household: home && householdView(home.id, id, members, lineOf),
      pregnancies: pregnancies?.map((one) => pregnancyLine(one, lineOf)),
      mayWrite: ctx.can('registry.correct'),
    };
  },
});

type LineOf = (id: string) => PersonLine[];

function linesById(lines: readonly PersonLine[]): LineOf {
  const byId = new Map(lines.map((line) => [line.id, line]));
  return (id) => {
    const line = byId.get(id);
    return line === undefined ? [] : [line];
  };
}

function overTime(patient: Patient): Pick<PersonView, 'names' | 'numbers' | 'addresses' | 'phones'> {
  return {
    names: (patient.name ?? []).map(({ text = '', use, period }) => ({ text, use, period })),
    numbers: (patient.identifier ?? []).map(({ system = '', value = '', use, period }) => ({
      system,
      value,
      use,
      period,
    })),
    addresses: (patient.address ?? []).map(({ text, line, city, state, use, period }) => ({
      text: text ?? [...(line ?? []), city, state].filter(Boolean).join(', '),
      use,
      period,
    })),
    phones: (patient.telecom ?? []).flatMap(({ system, value }) =>
      system === 'phone' && value !== undefined ? [formatPhone(value)] : [],
    ),
  };
}

async function versionsOf(ctx: Context, id: string): Promise<Patient[]> {
  const page = await ctx.record.history('Patient', id, `_count=${mostVersions}`);
  return page.matches.flatMap(({ text }) => (text === '' ? [] : [JSON.parse(text) as Patient]));
}

function householdView(
  householdId: string,
  personId: string,
  members: readonly Member[],
  lineOf: LineOf,
): NonNullable<PersonView['household']> {
  const own = members.find((one) => one.personId === personId && one.isHere);
  const lines = (isHere: boolean): MemberLine[] =>
    members
      .filter((one) => one.isHere === isHere && one.personId !== personId)
      .flatMap(({ personId: other, role, start, end }) =>
        lineOf(other).map((line) => ({ ...line, role, start, end })),
      );
  return {
    id: householdId,
    role: own?.role,
    start: own?.start,
    members: lines(true),
    former: lines(false),
  };
}

function pregnancyLine(pregnancy: Pregnancy, lineOf: LineOf): PregnancyLine {
  const { episode, dueDate, fetuses, childIds } = pregnancy;
  return {
    id: episode.id,
    state: isRunning(pregnancy) ? 'running' : childIds.length > 0 ? 'born' : 'ended',
    start: episode.period?.start,
    end: episode.period?.end,
    dueDate,
    fetuses,
    children: childIds.flatMap(lineOf),
  };
}
