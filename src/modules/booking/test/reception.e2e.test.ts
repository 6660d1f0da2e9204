import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DayView } from '#modules/commune-station/api.ts';
import type { BookingView, DeskLine, DeskView, GivenNumber } from '../api.ts';
import { at } from './a-family.ts';
import { openHouse, refused, type House, type Mine } from './a-house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.sen.stop());
beforeEach(async () => {
  await house.reset();
  await house.sen.database.query('delete from commune_station.queue_place');
});

describe('at the station', () => {
  const arriveAtDesk = (body: object) =>
    house.ask<{ line: DeskLine; number: number; code?: string }>('bs.lan', 'desk/arrive', body);

  test('the code of a booking gives a number of the one queue of the day, once', async () => {
    const call = await house.sen.as('bs.lan');
    const walkIn = await call('/api/station/day/arrive', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ personId: house.family.neighbour }),
    });
    const { number: before } = (await walkIn.json()) as { number: number };
    const { id } = await house.book('hoa', at('2026-11-23', '08:00'), house.family.na);
    const { code } = (await house.ask<{ code: string }>('nam', `bookings/${id}/code`)).json;
    const came = await arriveAtDesk({ text: code });
    expect(came.json).toMatchObject({ number: before + 1, line: { person: { name: 'Trần Bé Na' } } });
    expect((await arriveAtDesk({ text: code })).json.number).toBe(before + 1);
    const day = (await (await call('/api/station/day')).json()) as DayView;
    const line = day.here.find(({ person }) => person?.id === house.family.na)!;
    expect(line).toMatchObject({ number: before + 1, state: 'waiting' });

    const position = await house.ask<{ number: number; before: number; stamp: string }>(
      'hoa',
      `bookings/${id}/position`,
    );
    expect(position.json).toMatchObject({ number: before + 1, before: 1 });
    // Who waits for news is told the moment somebody is called.
    const waiting = house.ask<{ state: string }>(
      'hoa',
      `bookings/${id}/position?wait=20&known=${encodeURIComponent(position.json.stamp)}`,
    );
    await call(`/api/station/day/${line.id}/state`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'inside' }),
    });
    expect((await waiting).json.state).toBe('inside');
    const board = await house.ask<{ inside: { number: number; desk: string }[] }>('bs.lan', 'board');
    expect(board.json.inside).toEqual([{ number: before + 1, desk: 'Bàn tiêm chủng', urgent: false }]);
    expect(JSON.stringify(board.json)).not.toContain('Trần');
    await call(`/api/station/day/${line.id}/state`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'done' }),
    });
    expect((await house.ask<Mine>('hoa', 'mine')).json.bookings).toMatchObject([{ state: 'done' }]);
  });

  test('a code that was altered by one sign, of a stranger’s making or of another facility is nobody’s', async () => {
    const { id } = await house.book('hoa', at('2026-11-23', '08:00'), house.family.ti);
    const { code } = (await house.ask<{ code: string }>('hoa', `bookings/${id}/code`)).json;
    for (let nth = 0; nth < code.length; nth += 1) {
      const other = code[nth] === 'a' ? 'b' : 'a';
      const altered = code.slice(0, nth) + other + code.slice(nth + 1);
      expect(refused(await arriveAtDesk({ text: altered })), `sign ${nth}`).toBe('422 booking.code-unknown');
    }
    expect(refused(await house.ask('bs.minh', 'desk/arrive', { text: code }))).toMatch(/^404/u);
    // Her own code at home is no arrival.
    expect(refused(await house.ask('hoa', 'arrive', { text: code }))).toBe('422 booking.code-unknown');
    expect(refused(await arriveAtDesk({ bookingId: id }))).toBe('200 ');
  });

  test('the code at the door counts today, by the clock of the server, and only for own bookings', async () => {
    const own = await house.book('hoa', at('2026-11-23', '09:00'), house.family.hoa);
    const door = async (day: string): Promise<string> =>
      (await house.ask<{ code: string }>('bs.lan', `desk/door?day=${day}`)).json.code;
    expect(refused(await house.ask('hoa', 'arrive', { text: await door('tomorrow') }))).toBe(
      '422 booking.code-old',
    );
    expect(refused(await house.ask('bay', 'arrive', { text: await door('today') }))).toBe(
      '404 booking.none-today',
    );
    const today = await door('today');
    expect(
      refused(await house.ask('hoa', 'arrive', { text: today.replace('2026-11-23', '2026-11-24') })),
    ).toBe('422 booking.code-unknown');
    const came = await house.ask<{ given: GivenNumber[] }>('hoa', 'arrive', { text: today });
    expect(came.json.given).toMatchObject([{ booking: { id: own.id, state: 'arrived' } }]);
    // Midnight in Việt Nam is 17:00 of the day before in UTC: a booking of tomorrow is not today's.
    house.now = new Date(at('2026-11-23', '23:30'));
    const next = await house.book('nam', at('2026-11-24', '08:00'), house.family.father);
    expect(refused(await arriveAtDesk({ bookingId: next.id }))).toBe('422 booking.not-today');
    house.now = new Date(at('2026-11-24', '00:10'));
    expect((await arriveAtDesk({ bookingId: next.id })).json.number).toBe(1);
  });

  test('who did not come has missed it the day after, and a cancelled Appointment of the record frees the place', async () => {
    await house.book('hoa', at('2026-11-23', '08:00'), house.family.ti);
    const other = await house.book('bay', at('2026-11-24', '08:00'), house.family.neighbour);
    const [appointment] = await house.appointmentsOf(other.id);
    await house.sen.context().record.update({ ...appointment!, status: 'cancelled' });
    expect(await house.free('2026-11-24')).toEqual([1, 1, 1, 1, 1, 1]);
    house.now = new Date(at('2026-11-24', '07:00'));
    const day = await house.ask<{ lines: DeskLine[]; counts: object }>('bs.lan', 'desk/day?day=2026-11-23');
    expect(day.json.counts).toMatchObject({ missed: 1, booked: 0 });
    expect(day.json.lines.find(({ state }) => state === 'missed')?.person.name).toBe('Trần Bé Tí');
  });
});

describe('the rules of a desk', () => {
  test('when they change lose no booking: each is listed, and kept, moved or cancelled by the desk', async () => {
    const kept = await house.book('hoa', at('2026-11-24', '08:00'), house.family.hoa);
    const moved = await house.book('nam', at('2026-11-24', '08:30'), house.family.father);
    const cancelled = await house.book('bay', at('2026-11-24', '09:00'), house.family.neighbour);
    const { id, unsettled: _count, version, ...form } = house.desk;
    const later = { ...form, version, spans: [{ ...form.spans[0]!, from: '09:30' }] };
    const changed = await house.ask<{ desk: DeskView }>('bs.lan', `desk/desks/${id}`, later);
    expect(changed.json.desk.unsettled).toBe(3);
    expect(refused(await house.ask('bs.lan', `desk/desks/${id}`, later))).toBe('409 booking.desk-changed');
    expect(refused(await house.ask('bs.minh', `desk/desks/${id}`, later))).toMatch(/^404/u);
    const open = async (): Promise<string[]> =>
      (await house.ask<{ lines: DeskLine[] }>('bs.lan', 'desk/unsettled')).json.lines.map((line) => line.id);
    expect(await open()).toEqual([kept.id, moved.id, cancelled.id]);
    const settle = (of: BookingView, body: object) =>
      house.ask('bs.lan', `desk/bookings/${of.id}/settle`, { id: of.id, ...body });
    expect((await settle(kept, { act: 'keep' })).status).toBe(200);
    expect((await settle(moved, { act: 'move', startsAt: at('2026-11-24', '09:30') })).status).toBe(200);
    expect((await settle(cancelled, { act: 'cancel' })).status).toBe(200);
    expect(await open()).toEqual([]);
    expect((await house.ask<Mine>('nam', 'mine')).json.bookings).toMatchObject([
      { startsAt: at('2026-11-24', '09:30'), byDesk: 'moved' },
    ]);
    expect((await house.ask<Mine>('bay', 'mine')).json.bookings).toMatchObject([
      { state: 'cancelled', byDesk: 'cancelled' },
    ]);
  });

  test('that overlap, and desks of others, are refused', async () => {
    const { id: _id, unsettled: _count, version: _version, ...form } = house.desk;
    const twice = { ...form, spans: [form.spans[0]!, form.spans[0]!] };
    expect(refused(await house.ask('bs.lan', 'desk/desks', twice))).toBe('422 booking.rules-overlap');
    expect(refused(await house.ask('hoa', 'desk/desks', form))).toBe('403 access.denied');
  });

  test('let the desk book for who stands there, within what is free', async () => {
    const body = { deskId: house.desk.id, service: 'examination', startsAt: at('2026-11-24', '08:00') };
    const made = await house.ask<{ line: DeskLine }>('bs.lan', 'desk/bookings', {
      ...body,
      personId: house.family.neighbour,
    });
    expect(made.json.line).toMatchObject({ state: 'booked', person: { name: 'Phạm Thị Bảy' } });
    expect(refused(await house.ask('bs.lan', 'desk/bookings', { ...body, personId: house.family.hoa }))).toBe(
      '409 booking.full',
    );
  });
});
