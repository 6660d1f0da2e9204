import { expect, it } from 'vitest';
import type { DeviceReading } from './device-reading.ts';
import { settleTimes } from './settle-times.ts';

const now = new Date('2026-11-23T01:00:00Z');
const zone = (local: string): string => `${local}+07:00`;
const reading = (time?: string, sequence?: number): DeviceReading => ({
  kind: 'sugar',
  values: [5.6],
  unit: 'mmol/L',
  doubts: [],
  ...(time !== undefined && { time }),
  ...(sequence !== undefined && { sequence }),
});
let drawn = 0;
const newId = (): string => `id-${(drawn += 1)}`;
const settle = (one: DeviceReading, device?: string) => settleTimes([one], { now, zone, device }, newId)[0]!;

it('a device with a right clock is believed', () => {
  expect(settle(reading('2026-11-22T07:30:00', 7))).toMatchObject({
    at: '2026-11-22T00:30:00Z',
    clock: 'device',
    stamp: '2026-11-22T07:30:00#7',
    isTimeless: false,
  });
});

it('a clock that is years behind moves the whole memory; the stamp stays, so that the reading keeps its name', () => {
  // The device believes that it is 01/01/2015 00:00; a reading of the day before was made yesterday.
  expect(settle(reading('2014-12-31T00:00:00'), '2015-01-01T00:00:00')).toMatchObject({
    at: '2026-11-22T01:00:00Z',
    stamp: '2014-12-31T00:00:00',
    isTimeless: false,
  });
});

it('what has no time, and what cannot be true, is of now and says so', () => {
  for (const time of [undefined, '2000-01-01T00:00:00', '2031-05-05T00:00:00'])
    expect(settle(reading(time))).toMatchObject({
      at: '2026-11-23T01:00:00Z',
      clock: 'phone',
      isTimeless: true,
    });
  expect(settle(reading())).not.toHaveProperty('stamp');
  expect(settle(reading('2000-01-01T00:00:00')).stamp).toBe('2000-01-01T00:00:00');
});
