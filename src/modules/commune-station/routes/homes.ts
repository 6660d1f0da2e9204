import type { Appointment, Encounter, EpisodeOfCare, Group, Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readHomeVisits, readHousehold } from '../api.ts';
import { insideRecord, ownStation } from '../books/stations.ts';
import { lineOf } from '../domain/day/day-lines.ts';
import { personOf } from '../domain/day/place.ts';
import { hamletOf, orderRoute } from '../domain/homes/order-route.ts';
import { awaitedAt } from '../queue/read-queue.ts';
import { peopleOf } from './day.ts';

/** How a Group says that it is a home; the registry writes them. */
const household = 'urn:sen:group-kind|household';
const mostStops = 60;

/** Whom somebody lives with, as the registry knows; others of the home only as far as the worker reaches them. */
export const readHouseholdRoute = defineRoute({
  ...readHousehold,
  allow: 'commune-station.day',
  handle: async (ctx, { personId }) => {
    const asked = JSON.parse((await ctx.record.read('Patient', personId)).text) as Patient;
    const ids = await homeOf(ctx, personId);
    const people = await peopleOf(ctx, ids);
    const members = [];
    for (const id of ids) {
      const person = people.get(id);
      if (person !== undefined) members.push(await memberOf(ctx, id, person));
    }
    const address = addressOf(asked);
    return { ...(address !== '' && { address }), members, unseen: ids.length - members.length };
  },
});

async function homeOf(ctx: Context, personId: string): Promise<string[]> {
  const query = `member=Patient/${personId}&code=${encodeURIComponent(household)}`;
  const groups = await read<Group>(insideRecord(ctx), 'Group', query);
  const home = groups.map(membersOf).find((ids) => ids.includes(personId)) ?? [personId];
  return [personId, ...home.filter((id) => id !== personId)];
}

function membersOf({ member }: Group): string[] {
  return (member ?? []).flatMap(({ entity, inactive }) =>
    inactive !== true && entity.reference?.startsWith('Patient/') ? [entity.reference.slice(8)] : [],
  );
}

async function memberOf(ctx: Context, id: string, person: Patient) {
  const [visit] = await read<Encounter>(ctx, 'Encounter', `patient=${id}&_sort=-date&_count=1`);
  const today = dayInVietnam(ctx.now());
  const [next] = await read<Appointment>(
    ctx,
    'Appointment',
    `patient=${id}&status=booked&date=ge${today}&_sort=date&_count=1`,
  );
  const episodes = await read<EpisodeOfCare>(ctx, 'EpisodeOfCare', `patient=${id}&status=active&_count=20`);
  const { birthDate, gender } = person;
  return {
    id,
    name: person.name?.[0]?.text ?? '',
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
    ...(visit?.period?.start !== undefined && { lastVisit: dayInVietnam(new Date(visit.period.start)) }),
    ...(next?.start !== undefined && { nextVisit: dayInVietnam(new Date(next.start)) }),
    programmes: episodes.flatMap(({ type }) => type?.[0]?.text ?? []),
  };
}

/** Those who did not come, in an order to walk in. */
export const readHomeVisitsRoute = defineRoute({
  ...readHomeVisits,
  allow: 'commune-station.day',
  handle: async (ctx) => {
    const station = await ownStation(ctx);
    const today = dayInVietnam(ctx.now());
    const awaited = await awaitedAt(ctx, station.id);
    const people = await peopleOf(
      ctx,
      awaited.flatMap((one) => personOf(one) ?? []),
    );
    const stops = awaited.flatMap((one) => {
      const personId = personOf(one);
      const person = people.get(personId ?? '');
      const line = lineOf(one, undefined, today);
      if (personId === undefined || person === undefined || line?.state !== 'late') return [];
      const address = addressOf(person);
      const phone = person.telecom?.find(({ system }) => system === 'phone')?.value;
      return [
        {
          personId,
          name: person.name?.[0]?.text ?? '',
          ...(person.birthDate !== undefined && { birthDate: person.birthDate }),
          address,
          hamlet: hamletOf(address),
          why: line.why ?? '',
          dueOn: line.dueOn!,
          ...(phone !== undefined && { phone }),
        },
      ];
    });
    return { stops: orderRoute(stops).slice(0, mostStops), more: stops.length > mostStops };
  },
});

const addressOf = ({ address }: Patient): string => address?.find(({ use }) => use !== 'old')?.text ?? '';

async function read<R>(ctx: Context, type: string, query: string): Promise<R[]> {
  const page = await ctx.record.search(type, query);
  return page.matches.map(({ id, text }) => ({ ...(JSON.parse(text) as R), id }));
}
