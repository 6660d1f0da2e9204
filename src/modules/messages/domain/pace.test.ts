import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterQuiet, dueAt, gatherMs, settleTurn, startOfDay, usualPace, type Pace } from './pace.ts';

const at = (clock: string): Date => new Date(`2026-11-23T${clock}:00+07:00`);

describe('quiet hours', () => {
  it.each([
    ['20:59', '2026-11-23T20:59:00+07:00'],
    ['21:00', '2026-11-24T07:00:00+07:00'],
    ['23:59', '2026-11-24T07:00:00+07:00'],
    ['00:00', '2026-11-23T07:00:00+07:00'],
    ['06:59', '2026-11-23T07:00:00+07:00'],
    ['07:00', '2026-11-23T07:00:00+07:00'],
  ])('what comes at %s waits until %s', (clock, until) => {
    expect(afterQuiet(at(clock), usualPace)).toEqual(new Date(until));
  });

  it('over noon lie within one day; both ends the same are none', () => {
    const noon: Pace = { quietFrom: 12 * 60, quietTo: 14 * 60, most: 3 };
    expect(afterQuiet(at('13:00'), noon)).toEqual(at('14:00'));
    expect(afterQuiet(at('03:00'), noon)).toEqual(at('03:00'));
    expect(afterQuiet(at('03:00'), { ...noon, quietTo: noon.quietFrom })).toEqual(at('03:00'));
  });

  it('are never broken and never last longer than a day, whatever they are', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        minute,
        minute,
        (moment, quietFrom, quietTo) => {
          const pace = { quietFrom, quietTo, most: 3 };
          const awake = afterQuiet(moment, pace);
          expect(awake.getTime()).toBeGreaterThanOrEqual(moment.getTime());
          expect(awake.getTime() - moment.getTime()).toBeLessThanOrEqual(86_400_000);
          expect(afterQuiet(awake, pace)).toEqual(awake);
        },
      ),
    );
  });
});

describe('an interruption', () => {
  it('comes at once where it is urgent, also at night; else it waits for others and for the morning', () => {
    expect(dueAt({ now: at('23:00'), lastAt: at('22:59'), urgent: true }, usualPace)).toEqual(at('23:00'));
    expect(dueAt({ now: at('10:00'), urgent: false }, usualPace)).toEqual(at('10:00'));
    expect(dueAt({ now: at('10:00'), lastAt: at('09:50'), urgent: false }, usualPace)).toEqual(
      new Date(at('09:50').getTime() + gatherMs),
    );
    expect(dueAt({ now: at('20:50'), lastAt: at('20:45'), urgent: false }, usualPace)).toEqual(
      new Date('2026-11-24T07:00:00+07:00'),
    );
  });

  it('beyond the budget of the day stays in the inbox, and what is urgent goes', () => {
    const due = [
      { noticeId: 'a', urgent: false },
      { noticeId: 'b', urgent: true },
    ];
    const [usual, urgent] = due;
    expect(settleTurn(due, 2, at('10:00'), usualPace)).toEqual({ tell: due, keep: [] });
    expect(settleTurn(due, 3, at('10:00'), usualPace)).toEqual({ tell: [urgent], keep: [usual] });
    expect(settleTurn(due, 0, at('22:00'), usualPace)).toEqual({
      tell: [urgent],
      keep: [],
      wait: new Date('2026-11-24T07:00:00+07:00'),
    });
  });

  it('is counted by days of Viet Nam', () => {
    expect(startOfDay(new Date('2026-11-23T16:59:59Z'))).toEqual(at('00:00'));
    expect(startOfDay(new Date('2026-11-23T17:00:00Z'))).toEqual(new Date('2026-11-24T00:00:00+07:00'));
  });
});
