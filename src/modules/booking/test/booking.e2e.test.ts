import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BookingView, WaitingView } from '../api.ts';
import { remindSome } from '../keep-order.ts';
import { freeSomeExpired } from '../store/release.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import { at, openDesk, usualDesk } from './a-family.ts';
import { openHouse, refused, type House, type Mine } from './a-house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.sen.stop());
beforeEach(() => house.reset());

describe('a mother', () => {
  test('finds the place, keeps a time, books it for her child, and it stands in the child’s record', async () => {
    const people = await house.ask<{ people: { id: string; self: boolean }[] }>('hoa', 'people');
    expect(people.json.people[0]).toMatchObject({ id: house.family.hoa, self: true });
    expect(people.json.people.map(({ id }) => id).toSorted()).toEqual(
      [house.family.hoa, house.family.na, house.family.ti, house.family.ward].toSorted(),
    );
    const places = await house.ask<{ places: { deskId: string; firstFree: string }[] }>(
      'hoa',
      'places?service=immunisation',
    );
    expect(places.json.places.find(({ deskId }) => deskId === house.desk.id)?.firstFree).toBe(
      at('2026-11-23', '08:00'),
    );
    const days = await house.ask<{ days: { day: string; free: number }[] }>(
      'hoa',
      `desks/${house.desk.id}/days`,
    );
    expect(days.json.days[0]).toEqual({ day: '2026-11-23', offered: 6, free: 6 });

    const held = await house.hold('hoa', at('2026-11-24', '08:30'), [house.family.na]);
    expect(held.json.until).toBe(new Date(house.now.getTime() + 5 * 60_000).toISOString());
    expect(await house.free('2026-11-24')).toEqual([1, 0, 1, 1, 1, 1]);
    const { json } = await house.confirm('hoa', held.json.groupId);
    expect(json.bookings).toMatchObject([{ state: 'booked', person: { name: 'Trần Bé Na' }, soon: true }]);
    expect((await house.confirm('hoa', held.json.groupId)).json.bookings[0]!.id).toBe(json.bookings[0]!.id);

    const [appointment, ...others] = await house.appointmentsOf(json.bookings[0]!.id);
    expect(others).toEqual([]);
    expect(appointment).toMatchObject({
      status: 'booked',
      start: '2026-11-24T08:30:00+07:00',
      serviceType: [{ text: 'Tiêm chủng' }],
    });
  });

  test('is reminded a day ahead, once, of what is her child’s; nobody of another family is', async () => {
    await house.book('hoa', at('2026-11-24', '09:30'), house.family.na);
    const told = async (who: string) => {
      const call = await house.sen.as(who);
      const { notices } = (await (await call('/api/messages/notices')).json()) as {
        notices: { link: string; about?: string; title: { vi: string }; words: { vi: string } }[];
      };
      return notices.filter(({ words }) => words.vi.includes('09:30 24/11/2026'));
    };
    const ctx = house.sen.contextOf('booking', anActor());
    // A day ahead, and not before.
    house.now = new Date(at('2026-11-23', '09:29'));
    expect(await remindSome(ctx, 100)).toBe(0);
    house.now = new Date(at('2026-11-23', '09:31'));
    expect(await remindSome(ctx, 100)).toBe(1);
    expect(await remindSome(ctx, 100)).toBe(0);
    expect(await told('hoa')).toMatchObject([
      { link: '/booking', about: 'Trần Bé Na', title: { vi: 'Sắp đến lịch hẹn' } },
    ]);
    expect(await told('nam')).toHaveLength(1);
    expect(await told('bay')).toEqual([]);
  });

  test('books for the whole family, one after the other, or for nobody', async () => {
    const held = await house.hold('hoa', at('2026-11-24', '09:00'), [
      house.family.na,
      house.family.ti,
      house.family.hoa,
    ]);
    expect(held.json.bookings.map(({ startsAt }) => startsAt)).toEqual(
      ['09:00', '09:30', '10:00'].map((clock) => at('2026-11-24', clock)),
    );
    expect(
      refused(await house.hold('nam', at('2026-11-24', '08:00'), [house.family.father, house.family.ward])),
    ).toBe('403 booking.not-yours');
    // The time after hers is taken: nobody waits an hour for the other, and none of both is kept.
    expect(
      refused(await house.hold('nam', at('2026-11-24', '08:30'), [house.family.father, house.family.na])),
    ).toBe('409 booking.full');
    expect(await house.free('2026-11-24')).toEqual([1, 1, 0, 0, 0, 1]);
    await house.ask('hoa', `holds/${held.json.groupId}/release`, {});
    expect(await house.free('2026-11-24')).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('books for nobody else’s child, and neither reads nor changes what a neighbour booked', async () => {
    expect(refused(await house.hold('hoa', at('2026-11-24', '08:00'), [house.family.neighbour]))).toBe(
      '403 booking.not-yours',
    );
    expect(refused(await house.hold('hoa', at('2026-11-24', '08:00'), ['nobody-at-all']))).toBe(
      '403 booking.not-yours',
    );
    const { id } = await house.book('bay', at('2026-11-24', '08:00'), house.family.neighbour);
    for (const path of ['code', 'position'])
      expect(refused(await house.ask('hoa', `bookings/${id}/${path}`))).toBe('403 booking.not-yours');
    expect(refused(await house.ask('hoa', `bookings/${id}/cancel`, {}))).toBe('403 booking.not-yours');
    expect((await house.ask<Mine>('hoa', 'mine')).json.bookings).toEqual([]);
  });

  test('whose right as a guardian ends between choosing and confirming books no more', async () => {
    house.now = new Date(at('2026-12-31', '23:58'));
    const held = await house.hold('hoa', at('2027-01-04', '08:00'), [house.family.ward]);
    expect(held.status).toBe(200);
    house.now = new Date(at('2027-01-01', '00:01'));
    expect(refused(await house.confirm('hoa', held.json.groupId))).toBe('403 booking.not-yours');
    expect(refused(await house.hold('hoa', at('2027-01-04', '08:30'), [house.family.ward]))).toBe(
      '403 booking.not-yours',
    );
  });

  test('who works at the station as well books for no patient by that', async () => {
    expect(refused(await house.hold('ys.bay', at('2026-11-24', '08:00'), [house.family.na]))).toBe(
      '403 booking.not-yours',
    );
    expect(refused(await house.hold('bs.lan', at('2026-11-24', '08:00'), [house.family.na]))).toBe(
      '403 access.denied',
    );
  });
});

describe('two telephones', () => {
  test('that book one time for one child make one booking', async () => {
    const answers = await Promise.all(
      ['hoa', 'nam', 'hoa', 'nam'].map((who) =>
        house.hold(who, at('2026-11-24', '08:00'), [house.family.na]),
      ),
    );
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const groups = new Set(answers.flatMap(({ json }) => json.groupId ?? []));
    expect(groups.size).toBe(1);
    const [groupId] = groups;
    await Promise.all([house.confirm('hoa', groupId!), house.confirm('nam', groupId!)]);
    expect((await house.ask<Mine>('nam', 'mine')).json.bookings).toMatchObject([{ state: 'booked' }]);
    expect(await house.free('2026-11-24')).toEqual([0, 1, 1, 1, 1, 1]);
    const { bookings } = (await house.ask<Mine>('hoa', 'mine')).json;
    expect(await house.appointmentsOf(bookings[0]!.id)).toHaveLength(1);
  });

  test('that book two times of one day for one child make one booking', async () => {
    await house.book('hoa', at('2026-11-24', '08:00'), house.family.ti);
    expect(refused(await house.hold('nam', at('2026-11-24', '09:00'), [house.family.ti]))).toBe(
      '409 booking.has-one',
    );
    expect(await house.free('2026-11-24')).toEqual([0, 1, 1, 1, 1, 1]);
  });
});

describe('a time', () => {
  test('that is kept and not confirmed is free again by itself, and can no longer be confirmed', async () => {
    const held = await house.hold('hoa', at('2026-11-24', '08:00'), [house.family.na]);
    expect(refused(await house.hold('bay', at('2026-11-24', '08:00'), [house.family.neighbour]))).toBe(
      '409 booking.full',
    );
    house.now = new Date(house.now.getTime() + 5 * 60_000 + 1);
    expect(await house.free('2026-11-24')).toEqual([1, 1, 1, 1, 1, 1]);
    expect((await house.hold('bay', at('2026-11-24', '08:00'), [house.family.neighbour])).status).toBe(200);
    expect(refused(await house.confirm('hoa', held.json.groupId))).toBe('409 booking.over');
    // She may choose anew, also the same kind and day.
    expect((await house.hold('hoa', at('2026-11-24', '08:30'), [house.family.na])).status).toBe(200);
  });

  test('that the desk does not offer, that has passed, or lies too far ahead is refused; zones change nothing', async () => {
    for (const startsAt of [
      at('2026-11-24', '08:10'),
      at('2026-11-24', '11:00'),
      at('2026-11-28', '08:00'),
      at('2026-11-20', '08:00'),
      at('2027-02-01', '08:00'),
      at('1999-11-22', '08:00'),
      at('2099-11-23', '08:00'),
    ])
      expect(refused(await house.hold('hoa', startsAt, [house.family.na])), startsAt).toBe(
        '422 booking.not-offered',
      );
    // The same moment in another zone, on another calendar day.
    const held = await house.hold('hoa', '2026-11-23T20:00:00-05:00', [house.family.na]);
    expect(held.json.bookings[0]!.startsAt).toBe(at('2026-11-24', '08:00'));
    expect((await house.hold('hoa', 'tomorrow', [house.family.na])).status).toBe(400);
  });

  test('is changed without losing the old one first, and given back when it is changed', async () => {
    const first = await house.book('hoa', at('2026-11-24', '08:00'), house.family.na);
    await house.book('bay', at('2026-11-24', '08:30'), house.family.neighbour);
    const move = (startsAt: string) =>
      house.ask<{ booking: BookingView; code?: string }>('nam', `bookings/${first.id}/move`, { startsAt });
    expect(refused(await move(at('2026-11-24', '08:30')))).toBe('409 booking.full');
    expect(await house.free('2026-11-24')).toEqual([0, 0, 1, 1, 1, 1]);
    expect((await move(at('2026-11-25', '10:30'))).json.booking).toMatchObject({
      id: first.id,
      startsAt: at('2026-11-25', '10:30'),
    });
    expect(await house.free('2026-11-24')).toEqual([1, 0, 1, 1, 1, 1]);
    expect(await house.free('2026-11-25')).toEqual([1, 1, 1, 1, 1, 0]);
    house.now = new Date(at('2026-11-25', '10:31'));
    expect(refused(await move(at('2026-11-26', '08:00')))).toBe('422 booking.too-late');
    expect(refused(await house.ask('hoa', `bookings/${first.id}/cancel`, {}))).toBe('422 booking.too-late');
  });

  test('is cancelled once, in the record as well, and is free for others', async () => {
    const { id } = await house.book('hoa', at('2026-11-24', '08:00'), house.family.ti);
    for (const who of ['nam', 'hoa'])
      expect((await house.ask(who, `bookings/${id}/cancel`, {})).status).toBe(200);
    expect(await house.free('2026-11-24')).toEqual([1, 1, 1, 1, 1, 1]);
    expect(await house.appointmentsOf(id)).toMatchObject([{ status: 'cancelled' }]);
  });
});

describe('the waiting list', () => {
  const wait = (who: string, personId: string) =>
    house.ask<{ waiting: WaitingView }>(who, 'waiting', {
      deskId: house.desk.id,
      service: 'immunisation',
      personId,
      fromDay: '2026-11-24',
      toDay: '2026-11-24',
    });
  /** One place a day, so that it is full at once. */
  const oneADay = {
    ...usualDesk,
    spans: [{ ...usualDesk.spans[0]!, from: '10:00', to: '10:30' }],
  };

  test('offers a place that is given back to who asked first, then to the next, and to nobody else', async () => {
    house.desk = await openDesk(house.ask, oneADay);
    const taken = await house.book('hoa', at('2026-11-24', '10:00'), house.family.hoa);
    expect((await wait('nam', house.family.father)).json.waiting).toMatchObject({
      state: 'waiting',
      before: 0,
    });
    house.now = new Date(house.now.getTime() + 1000);
    expect((await wait('bay', house.family.neighbour)).json.waiting).toMatchObject({ before: 1 });
    // Asked twice is once.
    expect((await wait('nam', house.family.father)).json.waiting).toMatchObject({ before: 0 });
    await house.ask('hoa', `bookings/${taken.id}/cancel`, {});
    expect(await house.free('2026-11-24')).toEqual([0]);
    expect(refused(await house.hold('hoa', at('2026-11-24', '10:00'), [house.family.na]))).toBe(
      '409 booking.full',
    );
    const [offer] = (await house.ask<Mine>('nam', 'mine')).json.bookings;
    expect(offer).toMatchObject({ state: 'held', offered: true });
    expect((await house.ask<Mine>('bay', 'mine')).json.bookings).toEqual([]);

    house.now = new Date(Date.parse(offer!.heldUntil!) + 1);
    await freeSomeExpired(house.sen.contextOf('booking'), 10);
    expect(refused(await house.confirm('nam', offer!.groupId))).toBe('409 booking.over');
    const [next] = (await house.ask<Mine>('bay', 'mine')).json.bookings;
    expect(next).toMatchObject({ state: 'held', offered: true });
    expect((await house.confirm('bay', next!.groupId)).json.bookings).toMatchObject([{ state: 'booked' }]);
    expect((await house.ask<Mine>('bay', 'mine')).json.waiting).toEqual([]);
  });

  test('passes on what is declined, and frees it where nobody waits', async () => {
    house.desk = await openDesk(house.ask, oneADay);
    const taken = await house.book('hoa', at('2026-11-24', '10:00'), house.family.hoa);
    await wait('nam', house.family.father);
    await house.ask('hoa', `bookings/${taken.id}/cancel`, {});
    const { waiting } = (await house.ask<Mine>('nam', 'mine')).json;
    expect(waiting).toMatchObject([{ state: 'offered' }]);
    expect((await house.ask('nam', `waiting/${waiting[0]!.id}/leave`, {})).status).toBe(200);
    expect(await house.free('2026-11-24')).toEqual([1]);
  });

  test('serves at once who asks where a place is free, and later whoever a change of rules makes room for', async () => {
    house.desk = await openDesk(house.ask, oneADay);
    expect((await wait('nam', house.family.father)).json.waiting).toMatchObject({ state: 'offered' });
    await wait('bay', house.family.neighbour);
    const { id: _id, unsettled: _count, version, ...form } = house.desk;
    await house.ask('bs.lan', `desk/desks/${house.desk.id}`, {
      ...form,
      version,
      spans: [{ ...form.spans[0]!, places: 2 }],
    });
    expect((await house.ask<Mine>('bay', 'mine')).json.bookings).toMatchObject([
      { state: 'held', offered: true },
    ]);
  });
});
