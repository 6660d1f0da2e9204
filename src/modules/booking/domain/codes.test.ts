import { expect, test } from 'vitest';
import { readArrivalCode, writeArrivalCode } from './codes.ts';
import { boardOf, likelyMinutes, positionOf, stampOf } from './position.ts';
import { serviceCodes } from './services.ts';
import { serviceKinds } from '#modules/directory/domain/facility-words.ts';

const mark = 'A'.repeat(22);

test('codes are read as they are written, and nothing else is one', () => {
  const booking = { kind: 'booking', id: '0'.repeat(36), mark } as const;
  const door = { kind: 'door', facilityId: 'tram-1', day: '2026-11-23', mark } as const;
  for (const code of [booking, door]) expect(readArrivalCode(` ${writeArrivalCode(code)} `)).toEqual(code);
  for (const text of [
    '',
    'SENB1',
    `SENB1.${'0'.repeat(35)}.${mark}`,
    `SEND1.a.2026-1-1.${mark}`,
    'x'.repeat(500),
  ])
    expect(readArrivalCode(text)).toBeUndefined();
});

const place = (
  appointmentId: string,
  number: number,
  state: 'waiting' | 'inside' | 'done',
  urgent = false,
) => ({
  appointmentId,
  number,
  state,
  urgent,
  changedAt: `2026-11-23T01:00:0${number}Z`,
});

test('who waits stands behind lower numbers and whoever is urgent, and not behind those who were called', () => {
  const queue = [
    place('a', 1, 'done'),
    place('b', 2, 'inside'),
    place('c', 3, 'waiting'),
    place('d', 4, 'waiting'),
  ];
  expect(positionOf(queue, 'd')).toEqual({ number: 4, state: 'waiting', before: 1, inside: [2] });
  expect(positionOf([...queue, place('e', 5, 'waiting', true)], 'd')?.before).toBe(2);
  expect(positionOf(queue, 'b')?.before).toBe(0);
  expect(positionOf(queue, 'x')).toBeUndefined();
  const board = boardOf([...queue, place('e', 5, 'waiting', true)], 2);
  expect(board.inside.map(({ number }) => number)).toEqual([2]);
  expect(board.next.map(({ number }) => number)).toEqual([5, 3]);
  expect(board.waiting).toBe(3);
});

test('a queue that has moved has another stamp', () => {
  const queue = [place('a', 1, 'waiting'), place('b', 2, 'waiting')];
  expect(stampOf(queue)).toBe(stampOf([...queue]));
  expect(stampOf([place('a', 1, 'inside'), queue[1]!])).not.toBe(stampOf(queue));
  expect(stampOf([])).not.toBe(stampOf(queue));
});

test('minutes are an estimate, in fives', () => {
  expect(likelyMinutes(3, 15, 2)).toBe(25);
  expect(likelyMinutes(0, 15, 2)).toBe(0);
});

test('kinds of service have the codes of the directory', () => {
  expect(serviceCodes.filter((code) => !(code in serviceKinds))).toEqual([]);
});
