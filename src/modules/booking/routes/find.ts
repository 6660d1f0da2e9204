import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { findPlaces, readDays, readPeople, readTimes, type PlaceLine } from '../api.ts';
import { firstFree, freeTimes, isBookable, type FreeTime, type Taken } from '../domain/free.ts';
import { horizonDays, momentOf } from '../domain/times.ts';
import { findDesks, readDesk, type Desk } from '../store/desks.ts';
import { takenOf } from '../store/places.ts';
import { nameOf, ownPeople } from '../who.ts';

export const readPeopleRoute = defineRoute({
  ...readPeople,
  allow: 'booking.own',
  handle: async (ctx) => {
    const people = await ownPeople(ctx);
    const own = ctx.actor.patientId;
    const province = people
      .find(({ id }) => id === own)
      ?.address?.filter(({ use }) => use !== 'old')
      .flatMap(({ extension }) => extension ?? [])
      .flatMap(({ extension }) => extension ?? [])
      .find(({ url }) => url === 'state')?.valueCodeableConcept?.coding?.[0]?.code;
    return {
      people: people.map((patient) => ({
        id: patient.id!,
        name: nameOf(patient),
        ...(patient.birthDate !== undefined && { birthDate: patient.birthDate }),
        self: patient.id === own,
      })),
      ...(province !== undefined && { province }),
    };
  },
});

/** More desks than these are not compared with each other. */
const mostDesks = 400;
const pageSize = 20;
/** Days that are looked at first, then further for those that have none so soon. */
const looks = [3, 14, horizonDays];

export const findPlacesRoute = defineRoute({
  ...findPlaces,
  allow: 'booking.find',
  handle: async (ctx, { from, ...wish }) => {
    const found = await findDesks(ctx, wish, mostDesks + 1);
    const desks = found.slice(0, mostDesks);
    const first = await firstTimes(ctx, desks);
    const byWait = desks
      .map((desk, nth) => ({ desk, nth, at: first.get(desk.id)?.startsAt.getTime() ?? Infinity }))
      .toSorted((a, b) => (a.at === b.at ? a.nth - b.nth : a.at - b.at));
    const page = byWait.slice(from, from + pageSize).map(({ desk }) => lineOf(desk, first.get(desk.id)));
    return {
      places: page,
      ...(from + pageSize < byWait.length && { next: from + pageSize }),
      tooMany: found.length > mostDesks,
    };
  },
});

async function firstTimes(ctx: Context, desks: readonly Desk[]): Promise<ReadonlyMap<string, FreeTime>> {
  const now = ctx.now();
  const today = dayInVietnam(now);
  const first = new Map<string, FreeTime>();
  let left = desks;
  for (const days of looks) {
    if (left.length === 0) break;
    const taken = await takenOf(ctx, left, now, momentOf(addDays(today, days + 1), '00:00'));
    for (const desk of left) {
      const time = firstFree(desk, taken.get(desk.id)!, now, today, days);
      if (time !== undefined) first.set(desk.id, time);
    }
    left = left.filter(({ id }) => !first.has(id));
  }
  return first;
}

function lineOf(desk: Desk, first: FreeTime | undefined): PlaceLine {
  return {
    deskId: desk.id,
    facilityId: desk.facility_id,
    facility: desk.facility_name,
    desk: desk.name,
    ...(desk.address !== null && { address: desk.address }),
    services: [...desk.services],
    ...(first !== undefined && { firstFree: first.startsAt.toISOString() }),
  };
}

export const readDaysRoute = defineRoute({
  ...readDays,
  allow: 'booking.find',
  handle: async (ctx, { deskId }) => {
    const desk = await readDesk(ctx, deskId);
    const now = ctx.now();
    const today = dayInVietnam(now);
    const taken = await takenFrom(ctx, desk, today, horizonDays + 1);
    const days = Array.from({ length: horizonDays + 1 }, (_, ahead) => {
      const day = addDays(today, ahead);
      const times = desk.active ? freeTimes(desk, day, taken, now) : [];
      return { day, offered: times.length, free: times.reduce((sum, { free }) => sum + free, 0) };
    }).filter(({ offered }) => offered > 0);
    return {
      facility: desk.facility_name,
      desk: desk.name,
      ...(desk.address !== null && { address: desk.address }),
      services: [...desk.services],
      days,
    };
  },
});

export const readTimesRoute = defineRoute({
  ...readTimes,
  allow: 'booking.find',
  handle: async (ctx, { deskId, day }) => {
    const desk = await readDesk(ctx, deskId);
    if (!desk.active || !isBookable(day, ctx.now())) return { times: [] };
    const taken = await takenFrom(ctx, desk, day, 1);
    return {
      times: freeTimes(desk, day, taken, ctx.now()).map(({ startsAt, endsAt, free }) => ({
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        free,
      })),
    };
  },
});

async function takenFrom(ctx: Context, desk: Desk, day: string, days: number): Promise<Taken> {
  const ends = momentOf(addDays(day, days), '00:00');
  return (await takenOf(ctx, [desk], momentOf(day, '00:00'), ends)).get(desk.id)!;
}
