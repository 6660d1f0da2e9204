import * as z from 'zod/mini';
import { endpoint, serviceToken } from '#kernel/contract.ts';
import { weekDays } from '#kernel/vietnam/opening-hours.ts';
import type { OwnBookings } from './domain/booked-ahead.ts';
import { serviceCodes } from './domain/services.ts';
import { mostPeople } from './domain/times.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const uuid = z.string().check(z.regex(/^[0-9a-f-]{36}$/u));
const day = z.iso.date();
const moment = z.iso.datetime({ offset: true });
const service = z.enum(serviceCodes);
const words = (least: number, most: number) =>
  z.string().check(z.trim(), z.minLength(least), z.maxLength(most));
const cursor = z.optional(z.string().check(z.maxLength(200)));
/** A page that stays open names what it knows and waits so many seconds at most: it is answered as soon as something is new. */
const waits = {
  wait: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(25)), 0),
  known: z._default(z.string().check(z.maxLength(100)), ''),
};

const person = z.object({
  id: z.string(),
  name: z.string(),
  birthDate: z.optional(z.string()),
  self: z.boolean(),
});
export type BookedPerson = z.infer<typeof person>;

/** For whom the reader may book now, herself first, and where she lives, to begin the search there. */
export const readPeople = endpoint({
  method: 'GET',
  path: '/api/booking/people',
  input: z.object({}),
  output: z.object({ people: z.array(person), province: z.optional(z.string()) }),
});

const place = z.object({
  deskId: z.string(),
  facilityId: z.string(),
  facility: z.string(),
  desk: z.string(),
  address: z.optional(z.string()),
  services: z.array(service),
  /** The first time with a place left; absent where all is taken as far ahead as one books. */
  firstFree: z.optional(z.string()),
});
export type PlaceLine = z.infer<typeof place>;

/** Desks that take bookings for a kind of service, those with the shortest wait first. */
export const findPlaces = endpoint({
  method: 'GET',
  path: '/api/booking/places',
  input: z.object({
    service,
    province: z.optional(z.string().check(z.regex(/^\d{2}$/u))),
    commune: z.optional(z.string().check(z.regex(/^\d{5}$/u))),
    kind: z.optional(z.string().check(z.regex(/^[a-z-]{2,30}$/u))),
    facilityId: z.optional(id),
    from: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(10_000)), 0),
  }),
  /** `tooMany`: only the first by name were looked at; a narrower place finds all. */
  output: z.object({ places: z.array(place), next: z.optional(z.number()), tooMany: z.boolean() }),
});

const oneDay = z.object({ day: z.string(), offered: z.number(), free: z.number() });
export type DayLine = z.infer<typeof oneDay>;

/** Days of a desk as far ahead as one books, with what is left of each; days without any time are left out. */
export const readDays = endpoint({
  method: 'GET',
  path: '/api/booking/desks/:deskId/days',
  input: z.object({ deskId: uuid }),
  output: z.object({
    facility: z.string(),
    desk: z.string(),
    address: z.optional(z.string()),
    services: z.array(service),
    days: z.array(oneDay),
  }),
});

const time = z.object({ startsAt: z.string(), endsAt: z.string(), free: z.number() });
export type TimeLine = z.infer<typeof time>;

/** Times of a day that have not begun. */
export const readTimes = endpoint({
  method: 'GET',
  path: '/api/booking/desks/:deskId/times',
  input: z.object({ deskId: uuid, day }),
  output: z.object({ times: z.array(time) }),
});

const bookingState = z.enum(['held', 'booked', 'arrived', 'done', 'missed', 'cancelled']);
const booking = z.object({
  id: z.string(),
  groupId: z.string(),
  state: bookingState,
  person: z.object({ id: z.string(), name: z.string() }),
  service,
  deskId: z.string(),
  facilityId: z.string(),
  facility: z.string(),
  desk: z.string(),
  address: z.optional(z.string()),
  startsAt: z.string(),
  endsAt: z.string(),
  /** Until when a chosen or offered time is kept. */
  heldUntil: z.optional(z.string()),
  /** It was offered to who waited. */
  offered: z.boolean(),
  /** What the facility did to it by itself. */
  byDesk: z.optional(z.enum(['moved', 'cancelled'])),
  /** It is today, and she may say that she has come. */
  today: z.boolean(),
  /** Within the next two days. */
  soon: z.boolean(),
  number: z.optional(z.number()),
});
export type BookingView = z.infer<typeof booking>;

const waitingLine = z.object({
  id: z.string(),
  person: z.object({ id: z.string(), name: z.string() }),
  service,
  facility: z.string(),
  desk: z.string(),
  deskId: z.string(),
  fromDay: z.string(),
  toDay: z.string(),
  state: z.enum(['waiting', 'offered']),
  /** How many asked before her. */
  before: z.number(),
});
export type WaitingView = z.infer<typeof waitingLine>;

const choice = { deskId: uuid, service, startsAt: moment };
const chosen = {
  ...choice,
  personIds: z.array(id).check(z.minLength(1), z.maxLength(mostPeople)),
};
const held = z.object({ groupId: z.string(), until: z.string(), bookings: z.array(booking) });

/** Keeps a time for some minutes while the rest is filled in; for several people, one after the other from that time on. */
export const hold = endpoint({
  method: 'POST',
  path: '/api/booking/holds',
  input: z.object(chosen),
  output: held,
});

/** Chosen and confirmed in one: for who has nothing more to fill in. */
export const bookAtOnce = endpoint({
  method: 'POST',
  path: '/api/booking/bookings',
  input: z.object(chosen),
  output: z.object({ bookings: z.array(booking) }),
});

/** Makes a kept or offered time one's own. Twice is once. */
export const confirmHold = endpoint({
  method: 'POST',
  path: '/api/booking/holds/:groupId/confirm',
  input: z.object({ groupId: uuid }),
  output: z.object({ bookings: z.array(booking) }),
});

/** Gives a kept or offered time back. */
export const releaseHold = endpoint({
  method: 'POST',
  path: '/api/booking/holds/:groupId/release',
  input: z.object({ groupId: uuid }),
  output: z.object({ released: z.number() }),
});

/** Bookings of the reader and of whom she may book for: what is ahead, and what lies a month back. */
export const readMine = endpoint({
  method: 'GET',
  path: '/api/booking/mine',
  input: z.object({}),
  output: z.object({ bookings: z.array(booking), waiting: z.array(waitingLine) }),
});

export const moveBooking = endpoint({
  method: 'POST',
  path: '/api/booking/bookings/:id/move',
  input: z.object({ id: uuid, startsAt: moment }),
  output: z.object({ booking }),
});

export const cancelBooking = endpoint({
  method: 'POST',
  path: '/api/booking/bookings/:id/cancel',
  input: z.object({ id: uuid }),
  output: z.object({ booking }),
});

/** The code by which a desk finds the booking. */
export const readCode = endpoint({
  method: 'GET',
  path: '/api/booking/bookings/:id/code',
  input: z.object({ id: uuid }),
  output: z.object({ code: z.string() }),
});

const given = z.object({ booking, number: z.number() });
export type GivenNumber = z.infer<typeof given>;

/** She has come and scanned the code that hangs at the door: all her bookings there today get their numbers. */
export const arriveAtDoor = endpoint({
  method: 'POST',
  path: '/api/booking/arrive',
  input: z.object({ text: z.string().check(z.minLength(1), z.maxLength(2000)) }),
  output: z.object({ given: z.array(given) }),
});

/** Where a number stands now. */
export const readPosition = endpoint({
  method: 'GET',
  path: '/api/booking/bookings/:id/position',
  input: z.object({ id: uuid, ...waits }),
  output: z.object({
    stamp: z.string(),
    number: z.number(),
    state: z.enum(['waiting', 'inside', 'done', 'left']),
    before: z.number(),
    inside: z.array(z.number()),
    minutes: z.number(),
  }),
});

/** Asks for a place where all are taken: who waits is offered what is freed, in the order of asking. */
export const joinWaiting = endpoint({
  method: 'POST',
  path: '/api/booking/waiting',
  input: z.object({ deskId: uuid, service, personId: id, fromDay: day, toDay: day }),
  output: z.object({ waiting: waitingLine }),
});

export const leaveWaiting = endpoint({
  method: 'POST',
  path: '/api/booking/waiting/:id/leave',
  input: z.object({ id: uuid }),
  output: z.object({ left: z.boolean() }),
});

const clock = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u));
const span = z.object({
  days: z.array(z.enum(weekDays)).check(z.minLength(1), z.maxLength(7)),
  from: clock,
  to: clock,
  minutes: z.int().check(z.minimum(5), z.maximum(240)),
  places: z.int().check(z.minimum(1), z.maximum(200)),
  walkIns: z.int().check(z.minimum(0), z.maximum(100)),
});
export type SpanForm = z.infer<typeof span>;
const deskForm = {
  name: words(1, 80),
  services: z.array(service).check(z.minLength(1), z.maxLength(serviceCodes.length)),
  spans: z.array(span).check(z.minLength(1), z.maxLength(20)),
  closed: z.array(day).check(z.maxLength(100)),
  active: z.boolean(),
};
const desk = z.object({ id: z.string(), version: z.number(), unsettled: z.number(), ...deskForm });
export type DeskView = z.infer<typeof desk>;

/** Desks of the reader's facility with their rules. */
export const readDesks = endpoint({
  method: 'GET',
  path: '/api/booking/desk/desks',
  input: z.object({}),
  output: z.object({ facility: z.string(), facilityId: z.string(), desks: z.array(desk) }),
});

export const makeDesk = endpoint({
  method: 'POST',
  path: '/api/booking/desk/desks',
  input: z.object(deskForm),
  output: z.object({ desk }),
});

/** Changes the rules of a desk. Bookings that they no longer cover stay, and are listed to be settled. */
export const changeDesk = endpoint({
  method: 'POST',
  path: '/api/booking/desk/desks/:id',
  input: z.object({ id: uuid, version: z.int(), ...deskForm }),
  output: z.object({ desk }),
});

const deskLine = z.object({
  id: z.string(),
  state: bookingState,
  startsAt: z.string(),
  endsAt: z.string(),
  deskId: z.string(),
  desk: z.string(),
  service,
  /** What she shows by standing there: name, birth, sex; her id only where her record is open to the reader. */
  person: z.object({
    id: z.optional(z.string()),
    name: z.string(),
    birthDate: z.optional(z.string()),
    gender: z.optional(z.string()),
  }),
  number: z.optional(z.number()),
});
export type DeskLine = z.infer<typeof deskLine>;

/** Bookings of a day at the reader's facility, by time. */
export const readDeskDay = endpoint({
  method: 'GET',
  path: '/api/booking/desk/day',
  input: z.object({ day: z.optional(day), cursor }),
  output: z.object({
    day: z.string(),
    lines: z.array(deskLine),
    next: z.optional(z.string()),
    counts: z.object({ booked: z.number(), arrived: z.number(), done: z.number(), missed: z.number() }),
  }),
});

/** Bookings that the rules of their desk no longer cover. */
export const readUnsettled = endpoint({
  method: 'GET',
  path: '/api/booking/desk/unsettled',
  input: z.object({ cursor }),
  output: z.object({ lines: z.array(deskLine), next: z.optional(z.string()) }),
});

/** Takes her all the same, gives another time, or cancels; who booked is told. */
export const settleBooking = endpoint({
  method: 'POST',
  path: '/api/booking/desk/bookings/:id/settle',
  input: z.union([
    z.object({ id: uuid, act: z.literal('keep') }),
    z.object({ id: uuid, act: z.literal('cancel') }),
    z.object({ id: uuid, act: z.literal('move'), startsAt: moment }),
  ]),
  output: z.object({ line: deskLine }),
});

/** A place for who stands at the desk or rings. */
export const bookAtDesk = endpoint({
  method: 'POST',
  path: '/api/booking/desk/bookings',
  input: z.object({ ...choice, personId: id }),
  output: z.object({ line: deskLine }),
});

/** Bookings ahead of one person at the reader's facility, for who rings or stands at the desk. */
export const readPersonAtDesk = endpoint({
  method: 'GET',
  path: '/api/booking/desk/people/:personId',
  input: z.object({ personId: id }),
  output: z.object({ name: z.string(), lines: z.array(deskLine) }),
});

/** Somebody has come: by the code of her booking, by the booking, or by who she is. */
export const arriveAtDesk = endpoint({
  method: 'POST',
  path: '/api/booking/desk/arrive',
  input: z.object({
    text: z.optional(z.string().check(z.minLength(1), z.maxLength(2000))),
    bookingId: z.optional(uuid),
    personId: z.optional(id),
  }),
  output: z.object({ line: deskLine, number: z.number() }),
});

/** The code that hangs at the door on a day: today's or the next's. */
export const readDoorCode = endpoint({
  method: 'GET',
  path: '/api/booking/desk/door',
  input: z.object({ day: z._default(z.enum(['today', 'tomorrow']), 'today') }),
  output: z.object({ code: z.string(), day: z.string(), facility: z.string() }),
});

const shown = z.object({ number: z.number(), desk: z.optional(z.string()), urgent: z.boolean() });

/** The queue as the hall sees it: numbers alone. */
export const readBoard = endpoint({
  method: 'GET',
  path: '/api/booking/board',
  input: z.object(waits),
  output: z.object({
    stamp: z.string(),
    facility: z.string(),
    inside: z.array(shown),
    next: z.array(shown),
    waiting: z.number(),
  }),
});

export const ownBookings = serviceToken<OwnBookings>('booking.own-bookings');
