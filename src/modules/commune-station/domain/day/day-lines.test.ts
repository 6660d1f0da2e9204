import type { Appointment } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { joinDays, linesOfDay, viewOfDay } from './day-lines.ts';
import { arriveOn, movedTo, nextNumber } from './place.ts';

const day = '2026-11-23';
const at = (clock: string): Date => new Date(`${day}T${clock}:00+07:00`);
const people = new Map(['an', 'binh', 'cuc'].map((id) => [id, { id, name: id }] as const));
const booked = (id: string, personId: string, start: string): Appointment => ({
  resourceType: 'Appointment',
  id,
  status: 'booked',
  start: `${start}T08:00:00+07:00`,
  supportingInformation: [{ reference: 'Organization/station' }],
  participant: [{ actor: { reference: `Patient/${personId}` }, status: 'accepted' }],
});
const walkIn = (
  id: string,
  personId: string,
  number: number,
  clock = '08:00',
  urgent = false,
): Appointment => ({
  ...arriveOn(undefined, { personId, stationId: 'station', at: at(clock), number, urgent }),
  id,
});
const lines = (...all: Appointment[]) => linesOfDay(all, people, 'station', day);
const view = (...all: Appointment[]) => viewOfDay('Trạm', day, lines(...all));

describe('the day of a station, from its appointments alone', () => {
  it('tells who is expected today, who stayed away in the last two weeks, and nobody else', () => {
    const { expected, late, here } = view(
      booked('a', 'an', day),
      booked('b', 'binh', '2026-11-20'),
      booked('c', 'cuc', '2026-11-01'),
      booked('d', 'cuc', '2026-11-24'),
      { ...booked('e', 'cuc', day), supportingInformation: [{ reference: 'Organization/other' }] },
    );
    expect([expected, late, here].map((list) => list.map(({ id }) => id))).toEqual([['a'], ['b'], []]);
  });

  it('puts whoever came in the order of numbers, urgent ones first, and waits for her no more', () => {
    const late = arriveOn(booked('b', 'binh', '2026-11-20'), {
      personId: 'binh',
      stationId: 'station',
      at: at('07:30'),
      number: 1,
      urgent: false,
    });
    const seen = view(late, walkIn('x', 'an', 2, '07:40'), walkIn('y', 'cuc', 3, '07:50', true));
    expect(seen.here.map(({ person, number }) => [person?.name, number])).toEqual([
      ['cuc', 3],
      ['binh', 1],
      ['an', 2],
    ]);
    expect(seen.counts).toEqual({ waiting: 3, inside: 0, done: 0, expected: 0, late: 0 });
    expect(nextNumber([late, walkIn('x', 'an', 2)], day)).toBe(3);
    expect(nextNumber([late], '2026-11-24')).toBe(1);
  });

  it('holds somebody once whom two devices gave a number while neither had a network', () => {
    const [one, other] = [walkIn('x', 'an', 1, '07:40'), walkIn('y', 'an', 2, '07:45')];
    expect(view(one, other).here.map(({ id }) => id)).toEqual(['x']);
    // Examined by one of them: the place of the other one is not a second visit.
    expect(view(movedTo(one, 'done'), other).here.map(({ id }) => id)).toEqual(['y']);
    expect(view(movedTo(one, 'done'), movedTo(other, 'done')).counts.done).toBe(1);
  });

  it('keeps both people where two devices gave them the same number, who came first before the other', () => {
    const seen = view(walkIn('y', 'binh', 1, '07:45'), walkIn('x', 'an', 1, '07:40'));
    expect(seen.here.map(({ person }) => person?.name)).toEqual(['an', 'binh']);
  });

  it('forgets the queue of yesterday', () => {
    const before: Appointment = {
      ...walkIn('x', 'an', 1),
      extension: arriveOn(undefined, {
        personId: 'an',
        stationId: 'station',
        at: new Date('2026-11-22T08:00:00+07:00'),
        number: 1,
        urgent: false,
      }).extension!,
    };
    expect(view(before).here).toEqual([]);
  });
});

describe('the day of a device beside the day of the centre', () => {
  const mine = lines(movedTo(walkIn('x', 'an', 1), 'inside'));
  const theirs = lines(walkIn('x', 'an', 1), walkIn('z', 'binh', 2));

  it('shows what was not sent yet as this device has it, the rest as the centre says', () => {
    const joined = joinDays(mine, theirs, new Set(['x']), true);
    expect(joined.map(({ id, state }) => `${id} ${state}`)).toEqual(['z waiting', 'x inside']);
    expect(joinDays(mine, theirs, new Set(), true)).toEqual(theirs);
  });

  it('keeps whom the centre told of last while it cannot be asked', () => {
    expect(joinDays(mine, theirs, new Set(), false).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'x inside',
      'z waiting',
    ]);
  });
});
