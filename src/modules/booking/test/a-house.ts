import type { Appointment } from '@medplum/fhirtypes';
import { expect } from 'vitest';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { BookingView, DeskView, TimeLine, WaitingView } from '../api.ts';
import { asker, at, makeFamily, openDesk, type Answer, type Ask, type Family } from './a-family.ts';

export interface Held {
  readonly groupId: string;
  readonly until: string;
  readonly bookings: BookingView[];
}
export type Mine = { readonly bookings: BookingView[]; readonly waiting: WaitingView[] };

/** Monday in Việt Nam, before anybody is there. */
const morning = new Date(at('2026-11-23', '07:00'));

/** What was refused, in short: '409 booking.full'. */
export const refused = ({ status, json }: Answer<{ code?: string }>): string =>
  `${status} ${json.code ?? ''}`;

/** A station with one desk on a Monday morning, and the family; `reset` before each test. */
export interface House {
  readonly sen: TestPlatform;
  readonly ask: Ask;
  readonly family: Family;
  desk: DeskView;
  now: Date;
  hold(who: string, startsAt: string, personIds: string[]): Promise<Answer<Held & { code: string }>>;
  confirm(who: string, groupId: string): Promise<Answer<{ bookings: BookingView[]; code: string }>>;
  book(who: string, startsAt: string, person: string): Promise<BookingView>;
  /** What is left of each time of a day. */
  free(day: string): Promise<number[]>;
  /** What the record holds of a booking. */
  appointmentsOf(bookingId: string): Promise<Appointment[]>;
  reset(): Promise<void>;
}

export async function openHouse(): Promise<House> {
  const time = { now: morning };
  const sen = await startPlatform({ now: () => time.now });
  const family = await makeFamily(sen);
  const ask = asker(sen);
  const house: House = {
    sen,
    ask,
    family,
    desk: await openDesk(ask),
    get now() {
      return time.now;
    },
    set now(now) {
      time.now = now;
    },
    hold: (who, startsAt, personIds) =>
      ask(who, 'holds', { deskId: house.desk.id, service: 'immunisation', startsAt, personIds }),
    confirm: (who, groupId) => ask(who, `holds/${groupId}/confirm`, {}),
    async book(who, startsAt, person) {
      const held = await house.hold(who, startsAt, [person]);
      expect(held.status, JSON.stringify(held.json)).toBe(200);
      const { status, json } = await house.confirm(who, held.json.groupId);
      expect(status, JSON.stringify(json)).toBe(200);
      return json.bookings[0]!;
    },
    async free(day) {
      const { json } = await ask<{ times: TimeLine[] }>('hoa', `desks/${house.desk.id}/times?day=${day}`);
      return json.times.map((one) => one.free);
    },
    async appointmentsOf(bookingId) {
      const identifier = encodeURIComponent(`urn:sen:booking|${bookingId}`);
      const { matches } = await sen.context().record.search('Appointment', `identifier=${identifier}`);
      return matches.map(({ text }) => JSON.parse(text) as Appointment);
    },
    async reset() {
      time.now = morning;
      for (const table of ['booking.booking', 'booking.waiting', 'booking.slot', 'booking.desk'])
        await sen.database.query(`delete from ${table}`);
      house.desk = await openDesk(ask);
    },
  };
  return house;
}
