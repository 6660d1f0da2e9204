import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weekDays } from '#kernel/vietnam/opening-hours.ts';
import { firstFree, freeTimes, offerUntil, seatsFrom } from './free.ts';
import { areSpansWrong, momentOf, timeAt, timesOf, weekDayOf, type DeskSpan } from './times.ts';
import { unsettledOf } from './unsettled.ts';

const span: DeskSpan = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '07:30',
  to: '09:00',
  minutes: 15,
  places: 2,
  walkIns: 0,
};
const rules = { spans: [span], closed: ['2026-11-25'] };
const monday = '2026-11-23';
const none = new Map<number, number>();

describe('the times of a desk', () => {
  test('begin on the clock of Việt Nam, whatever zone the server is in', () => {
    const times = timesOf(rules, monday);
    expect(times).toHaveLength(6);
    expect(times[0]!.startsAt.toISOString()).toBe('2026-11-23T00:30:00.000Z');
    expect(times.at(-1)!.endsAt).toEqual(momentOf(monday, '09:00'));
  });

  test('are none on a day off and on days that it does not work', () => {
    expect(timesOf(rules, '2026-11-25')).toEqual([]);
    expect(weekDayOf('2026-11-29')).toBe('sun');
    expect(timesOf(rules, '2026-11-29')).toEqual([]);
  });

  test('keep a share for who comes without a booking, also where one person is seen at a time', () => {
    const single = { ...span, from: '08:00', to: '10:30', places: 1, walkIns: 20 };
    expect(timesOf({ spans: [single], closed: [] }, monday)).toHaveLength(8);
    expect(timesOf({ spans: [{ ...single, walkIns: 100 }], closed: [] }, monday)).toEqual([]);
  });

  test('never offer more than there is, and no less than the share leaves, rounded down', () => {
    const anySpan = fc.record({
      minutes: fc.integer({ min: 5, max: 240 }),
      places: fc.integer({ min: 1, max: 200 }),
      walkIns: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(anySpan, (part) => {
        const one: DeskSpan = { ...span, ...part, days: [...weekDays], from: '00:00', to: '23:59' };
        const times = timesOf({ spans: [one], closed: [] }, monday);
        const count = Math.floor(1439 / part.minutes);
        const offered = times.reduce((sum, { places }) => sum + places, 0);
        expect(offered).toBe(Math.floor((count * part.places * (100 - part.walkIns)) / 100));
        expect(times.every(({ places }) => places <= part.places)).toBe(true);
        for (const time of times)
          expect(timeAt({ spans: [one], closed: [] }, monday, time.startsAt)).toEqual(time);
      }),
    );
  });

  test('of spans that overlap, end too early or are too short are refused', () => {
    expect(areSpansWrong([span, { ...span, from: '09:00', to: '11:00' }])).toBe(false);
    expect(areSpansWrong([span, { ...span, from: '08:45', to: '11:00' }])).toBe(true);
    expect(areSpansWrong([span, { ...span, days: ['sat'] }])).toBe(false);
    expect(areSpansWrong([{ ...span, to: '07:40' }])).toBe(true);
    expect(areSpansWrong([{ ...span, to: '07:00' }])).toBe(true);
  });
});

describe('what is free', () => {
  const now = momentOf(monday, '07:50');
  test('lies ahead and is what is left', () => {
    const eight = momentOf(monday, '08:00').getTime();
    const times = freeTimes(rules, monday, new Map([[eight, 2]]), now);
    expect(times.map(({ free }) => free)).toEqual([0, 2, 2, 2]);
    expect(firstFree(rules, new Map([[eight, 2]]), now, monday, 3)?.startsAt).toEqual(
      momentOf(monday, '08:15'),
    );
    expect(firstFree({ ...rules, spans: [] }, none, now, monday, 60)).toBeUndefined();
  });

  test('for a family is one time after the other, beginning with the chosen one, or nothing', () => {
    const at = (clock: string) => momentOf(monday, clock);
    const times = freeTimes(rules, monday, new Map([[at('08:15').getTime(), 1]]), now);
    const seats = seatsFrom(times, at('08:00'), 4)!;
    expect(seats.map(({ startsAt }) => startsAt)).toEqual([
      at('08:00'),
      at('08:00'),
      at('08:15'),
      at('08:30'),
    ]);
    expect(seatsFrom(times, at('08:45'), 3)).toBeUndefined();
    expect(seatsFrom(times, at('07:30'), 1)).toBeUndefined();
    const gap = freeTimes(
      rules,
      monday,
      new Map([at('08:15'), at('08:30')].map((one) => [one.getTime(), 2] as const)),
      now,
    );
    expect(seatsFrom(gap, at('08:00'), 3)).toBeUndefined();
  });

  test('is offered to who waits for two hours at most, and not where nobody could come any more', () => {
    expect(offerUntil(momentOf('2026-11-24', '08:00'), now)).toEqual(momentOf(monday, '09:50'));
    expect(offerUntil(momentOf(monday, '09:00'), now)).toEqual(momentOf(monday, '08:30'));
    expect(offerUntil(momentOf(monday, '08:15'), now)).toBeUndefined();
  });
});

test('a change of rules lists bookings without a place, those that were made last, and none that the desk takes all the same', () => {
  const at = momentOf(monday, '08:00');
  const made = (id: string, minute: number, startsAt = at, isKept = false) => ({
    id,
    startsAt,
    madeAt: new Date(minute * 60_000),
    isKept,
  });
  const given = [made('c', 3), made('a', 1), made('b', 2), made('off', 1, momentOf('2026-11-25', '08:00'))];
  expect(unsettledOf(rules, given)).toEqual(['c', 'off']);
  expect(unsettledOf({ ...rules, spans: [] }, given)).toEqual(['a', 'b', 'c', 'off']);
  expect(unsettledOf(rules, [...given.slice(1), made('c', 3, at, true)])).toEqual(['off']);
});
