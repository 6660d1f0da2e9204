import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bytes } from './bytes.ts';
import type { Packet } from './device-reading.ts';
import { isEndOfMemory } from './glucose.ts';
import { profiles, readClock } from './profiles.ts';

const view = (hex: string): DataView =>
  new DataView(Uint8Array.from(hex.trim().split(/\s+/u), (pair) => Number.parseInt(pair, 16)).buffer);

const read = (id: number, hex: string): Packet => {
  const found = profiles.flatMap(({ characteristics }) => characteristics).find((one) => one.id === id);
  return found!.read(view(hex));
};

const when = 'ea 07 0b 17 07 1e 05'; // 23/11/2026 07:30:05

describe('numbers of IEEE 11073', () => {
  it.each([
    ['00 00', 0],
    ['48 00', 72],
    ['6c f1', 36.4],
    ['9c ff', -10],
    ['7b 20', 12_300],
    ['fd 07', 2045],
    ['03 08', -2045],
  ])('SFLOAT %s is %d', (hex, value) => {
    expect(new Bytes(view(hex)).sfloat()).toBe(value);
  });

  it.each([
    ['NaN', 'ff 07'],
    ['NRes', '00 08'],
    ['+INF', 'fe 07'],
    ['-INF', '02 08'],
    ['reserved', '01 08'],
  ])('SFLOAT %s is no number', (_name, hex) => {
    expect(new Bytes(view(hex)).sfloat()).toBeUndefined();
  });

  it.each([
    ['6c 01 00 ff', 36.4],
    ['72 01 00 ff', 37],
    ['dd 03 00 ff', 98.9],
    ['00 00 00 00', 0],
    ['94 fe ff ff', -36.4],
  ])('FLOAT %s is %d', (hex, value) => {
    expect(new Bytes(view(hex)).float()).toBe(value);
  });

  it.each([
    ['NaN', 'ff ff 7f 00'],
    ['NRes', '00 00 80 00'],
    ['+INF', 'fe ff 7f 00'],
    ['-INF', '02 00 80 00'],
    ['reserved', '01 00 80 00'],
  ])('FLOAT %s is no number', (_name, hex) => {
    expect(new Bytes(view(hex)).float()).toBeUndefined();
  });
});

describe('blood pressure, 0x2A35', () => {
  it('with everything: time, pulse, user, status', () => {
    expect(read(0x2a35, `1e 80 00 52 00 61 00 ${when} 48 00 01 05 00`)).toEqual({
      readings: [
        {
          kind: 'pressure',
          values: [128, 82],
          unit: 'mm[Hg]',
          time: '2026-11-23T07:30:05',
          user: 1,
          doubts: ['moved', 'irregular'],
        },
        {
          kind: 'pulse',
          values: [72],
          unit: '/min',
          time: '2026-11-23T07:30:05',
          user: 1,
          doubts: ['moved', 'irregular'],
        },
      ],
    });
  });

  it('in kilopascal, without a time, of a user whom the device does not know', () => {
    expect(read(0x2a35, '09 ab f0 6d f0 82 f0 ff')).toEqual({
      readings: [{ kind: 'pressure', values: [17.1, 10.9], unit: 'kPa', doubts: [] }],
    });
  });

  it('a pulse that was not counted is left out; a pressure that was not measured is told', () => {
    expect(read(0x2a35, '04 80 00 52 00 61 00 ff 07')).toMatchObject({ readings: [{ kind: 'pressure' }] });
    expect(read(0x2a35, '00 ff 07 ff 07 ff 07')).toEqual({ fault: 'no-number' });
  });

  it('a clock that was never set tells no time', () => {
    const { readings } = read(0x2a35, '02 80 00 52 00 61 00 00 00 00 00 00 00 00') as {
      readings: readonly object[];
    };
    expect(readings[0]).not.toHaveProperty('time');
    expect(read(0x2a35, '02 80 00 52 00 61 00 ea 07 02 1e 07 1e 05')).toMatchObject({
      readings: [expect.not.objectContaining({ time: expect.anything() })],
    });
  });
});

describe('heart rate, 0x2A37', () => {
  it.each([
    ['one byte', '00 48', 72],
    ['two bytes', '01 2c 01', 300],
    ['with contact, energy and intervals', '1e 48 10 00 00 04', 72],
  ])('%s', (_name, hex, rate) => {
    expect(read(0x2a37, hex)).toEqual({
      readings: [{ kind: 'pulse', values: [rate], unit: '/min', doubts: [] }],
    });
  });
  it('a strap that touches nobody has no reading', () => {
    expect(read(0x2a37, '04 48')).toEqual({ fault: 'no-number' });
    expect(read(0x2a37, '00 00')).toEqual({ fault: 'no-number' });
  });
});

describe('weight, 0x2A9D', () => {
  it('in kilograms, with user and time', () => {
    expect(read(0x2a9d, `0e 80 2a ${when} 02 e6 00 40 06`)).toEqual({
      readings: [
        { kind: 'weight', values: [54.4], unit: 'kg', time: '2026-11-23T07:30:05', user: 2, doubts: [] },
      ],
    });
  });
  it('in pounds', () => {
    expect(read(0x2a9d, '01 e0 2e')).toEqual({
      readings: [{ kind: 'weight', values: [120], unit: '[lb_av]', doubts: [] }],
    });
  });
  it('a scale that could not weigh says so', () => {
    expect(read(0x2a9d, '00 ff ff')).toEqual({ fault: 'no-number' });
  });
});

describe('glucose, 0x2A18', () => {
  it('in kilograms a litre, with the offset of the meter’s time', () => {
    // 90 mg/dL is 0.00090 kg/L: mantissa 90, exponent -5.
    expect(read(0x2a18, `03 07 00 ${when} 3c 00 5a b0 11`)).toEqual({
      readings: [
        {
          kind: 'sugar',
          values: [0.0009],
          unit: 'kg/L',
          time: '2026-11-23T08:30:05',
          sequence: 7,
          doubts: [],
        },
      ],
    });
  });
  it('in moles a litre, without an offset, with a doubtful strip', () => {
    expect(read(0x2a18, `0e 08 00 ${when} 38 c0 f1 10 00`)).toMatchObject({
      readings: [{ values: [0.0056], unit: 'mol/L', sequence: 8, doubts: ['questionable'] }],
    });
  });
  it('what was measured in control solution is nobody’s sugar', () => {
    expect(read(0x2a18, `02 09 00 ${when} 5a b0 1a`)).toEqual({ fault: 'control' });
  });
  it('a line without a number', () => {
    expect(read(0x2a18, `00 0a 00 ${when}`)).toEqual({ fault: 'no-number' });
  });
  it('the end of the memory is known', () => {
    expect(isEndOfMemory(view('06 00 01 01'))).toBe(true);
    expect(isEndOfMemory(view('05 00 03 00'))).toBe(false);
    expect(isEndOfMemory(new DataView(new ArrayBuffer(0)))).toBe(false);
  });
});

describe('temperature, 0x2A1C', () => {
  it.each([
    ['degrees Celsius', '00 6c 01 00 ff', 36.4, 'Cel'],
    ['degrees Fahrenheit', '05 dd 03 00 ff 02', 98.9, '[degF]'],
  ])('%s', (_name, hex, value, unit) => {
    expect(read(0x2a1c, hex)).toEqual({
      readings: [{ kind: 'temperature', values: [value], unit, doubts: [] }],
    });
  });
  it('with a time', () => {
    expect(read(0x2a1c, `06 72 01 00 ff ${when} 01`)).toMatchObject({
      readings: [{ values: [37], time: '2026-11-23T07:30:05' }],
    });
  });
});

describe('oxygen, 0x2A5E and 0x2A5F', () => {
  it('a spot check with its time', () => {
    expect(read(0x2a5e, `01 61 00 48 00 ${when}`)).toEqual({
      readings: [
        { kind: 'oxygen', values: [97], unit: '%', time: '2026-11-23T07:30:05', doubts: [] },
        { kind: 'pulse', values: [72], unit: '/min', time: '2026-11-23T07:30:05', doubts: [] },
      ],
    });
  });
  it('a clock that was not set counts for nothing, whatever it says', () => {
    expect(read(0x2a5e, `11 61 00 48 00 ${when}`)).toMatchObject({
      readings: [expect.not.objectContaining({ time: expect.anything() }), { kind: 'pulse' }],
    });
  });
  it.each([
    ['a demonstration', '00 04', { fault: 'demo' }],
    ['a test', '00 08', { fault: 'demo' }],
    ['calibrating', '00 10', { fault: 'unfinished' }],
    ['unavailable', '00 20', { fault: 'unfinished' }],
    ['invalid', '00 80', { fault: 'unfinished' }],
  ])('%s is no reading', (_name, status, fault) => {
    expect(read(0x2a5e, `02 61 00 48 00 ${status}`)).toEqual(fault);
    expect(read(0x2a5f, `04 61 00 48 00 ${status}`)).toEqual(fault);
  });
  it('what runs on, with fast and slow values and an early estimate', () => {
    expect(read(0x2a5f, '07 61 00 48 00 61 00 48 00 60 00 47 00 40 00')).toMatchObject({
      readings: [
        { kind: 'oxygen', values: [97], doubts: ['early'] },
        { kind: 'pulse', values: [72] },
      ],
    });
  });
});

it('the clock of a device, and one that was cut off', () => {
  expect(readClock(view(`${when} 01 00 00`))).toBe('2026-11-23T07:30:05');
  expect(readClock(view('ea 07'))).toBeUndefined();
});

const all = profiles.flatMap(({ characteristics }) => characteristics);

it('a packet that was cut off anywhere has no reading', () => {
  const whole: Readonly<Record<number, string>> = {
    0x2a35: `1e 80 00 52 00 61 00 ${when} 48 00 01 05 00`,
    0x2a37: '01 2c 01',
    0x2a9d: `0e 80 2a ${when} 02 e6 00 40 06`,
    0x2a18: `0f 07 00 ${when} 3c 00 5a b0 11 00 00`,
    0x2a1c: `06 72 01 00 ff ${when} 01`,
    0x2a5e: `03 61 00 48 00 ${when} 00 00`,
    0x2a5f: '07 61 00 48 00 61 00 48 00 60 00 47 00 40 00',
  };
  for (const { id, read: readOne } of all) {
    const bytes = whole[id]!.split(' ');
    expect('readings' in readOne(view(whole[id]!)), `${id}`).toBe(true);
    for (let length = 1; length < bytes.length; length += 1)
      expect(readOne(view(bytes.slice(0, length).join(' '))), `${id} cut at ${length}`).toEqual({
        fault: 'short',
      });
    expect(readOne(new DataView(new ArrayBuffer(0)))).toEqual({ fault: 'short' });
  }
});

it('whatever bytes come, each is a reading of numbers or a fault, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.uint8Array({ maxLength: 40 }), ({ read: readOne }, bytes) => {
      const packet = readOne(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if ('fault' in packet) return;
      expect(packet.readings.length).toBeGreaterThan(0);
      for (const { values, time } of packet.readings) {
        expect(values.every(Number.isFinite)).toBe(true);
        if (time !== undefined) expect(Number.isNaN(Date.parse(`${time}Z`))).toBe(false);
      }
    }),
    { numRuns: 3000 },
  );
});
