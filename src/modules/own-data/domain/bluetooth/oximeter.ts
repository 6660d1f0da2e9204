import type { Doubt } from '../reading.ts';
import { known, readPacket, type DeviceReading, type Packet } from './device-reading.ts';

/** Measurement Status: early (6), demonstration (10), testing (11), calibration (12), unavailable (13), questionable (14), invalid (15). */
const bits = {
  early: 1 << 6,
  demo: (1 << 10) | (1 << 11),
  calibration: 1 << 12,
  gone: 1 << 13,
  questionable: 1 << 14,
  invalid: 1 << 15,
};

/**
 * PLX Spot-Check Measurement (0x2A5E): oxygen and pulse of one moment.
 * @source Bluetooth Pulse Oximeter Service 1.0.1, section 3.1
 */
export function readSpotCheck(view: DataView): Packet {
  return readPacket(view, (bytes) => {
    const flags = bytes.u8();
    const [oxygen, pulse] = [bytes.sfloat(), bytes.sfloat()];
    const told = (flags & 1) === 0 ? undefined : bytes.dateTime();
    const status = (flags & 2) === 0 ? 0 : bytes.u16();
    const isClockUnset = (flags & 16) !== 0;
    return packetOf(oxygen, pulse, status, isClockUnset ? undefined : told);
  });
}

/**
 * PLX Continuous Measurement (0x2A5F): of now, without a time.
 * @source Bluetooth Pulse Oximeter Service 1.0.1, section 3.2
 */
export function readContinuous(view: DataView): Packet {
  return readPacket(view, (bytes) => {
    const flags = bytes.u8();
    const [oxygen, pulse] = [bytes.sfloat(), bytes.sfloat()];
    if ((flags & 1) !== 0) bytes.skip(4); // fast
    if ((flags & 2) !== 0) bytes.skip(4); // slow
    const status = (flags & 4) === 0 ? 0 : bytes.u16();
    return packetOf(oxygen, pulse, status, undefined);
  });
}

function packetOf(
  oxygen: number | undefined,
  pulse: number | undefined,
  status: number,
  time: string | undefined,
): Packet {
  if ((status & bits.demo) !== 0) return { fault: 'demo' };
  if ((status & (bits.gone | bits.invalid | bits.calibration)) !== 0) return { fault: 'unfinished' };
  const doubts: Doubt[] = [
    ...((status & bits.early) === 0 ? [] : (['early'] as const)),
    ...((status & bits.questionable) === 0 ? [] : (['questionable'] as const)),
  ];
  const common = { ...known({ time }), doubts };
  const readings: DeviceReading[] = [
    ...(oxygen === undefined ? [] : [{ kind: 'oxygen' as const, values: [oxygen], unit: '%', ...common }]),
    ...(pulse === undefined ? [] : [{ kind: 'pulse' as const, values: [pulse], unit: '/min', ...common }]),
  ];
  return readings.length === 0 ? { fault: 'no-number' } : { readings };
}
