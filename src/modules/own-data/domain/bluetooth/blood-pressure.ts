import type { Doubt } from '../reading.ts';
import { known, readPacket, type DeviceReading, type Packet } from './device-reading.ts';

const unknownUser = 0xff;

/**
 * Blood Pressure Measurement (0x2A35): the pressure, and the pulse where it was counted.
 * @source Bluetooth Blood Pressure Service 1.1, section 3.1; GATT Specification Supplement, Blood Pressure Measurement
 */
export function readBloodPressure(view: DataView): Packet {
  return readPacket(view, (bytes) => {
    const flags = bytes.u8();
    const unit = (flags & 1) === 0 ? 'mm[Hg]' : 'kPa';
    const [systolic, diastolic] = [bytes.sfloat(), bytes.sfloat()];
    bytes.sfloat(); // the mean, which the record does not keep
    const time = (flags & 2) === 0 ? undefined : bytes.dateTime();
    const pulse = (flags & 4) === 0 ? undefined : bytes.sfloat();
    const person = (flags & 8) === 0 ? undefined : bytes.u8();
    const status = (flags & 16) === 0 ? 0 : bytes.u16();
    if (systolic === undefined || diastolic === undefined) return { fault: 'no-number' };
    const common = {
      ...known({ time, user: person === unknownUser ? undefined : person }),
      doubts: doubtsOf(status),
    };
    const readings: DeviceReading[] = [{ kind: 'pressure', values: [systolic, diastolic], unit, ...common }];
    if (pulse !== undefined) readings.push({ kind: 'pulse', values: [pulse], unit: '/min', ...common });
    return { readings };
  });
}

/** Measurement Status: moved (0), cuff too loose (1), irregular pulse (2), wrong position (5). */
function doubtsOf(status: number): Doubt[] {
  return [
    ...((status & 1) === 0 ? [] : (['moved'] as const)),
    ...((status & 2) === 0 ? [] : (['loose'] as const)),
    ...((status & 4) === 0 ? [] : (['irregular'] as const)),
    ...((status & 32) === 0 ? [] : (['position'] as const)),
  ];
}
