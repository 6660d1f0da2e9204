import { readPacket, type Packet } from './device-reading.ts';

/**
 * Heart Rate Measurement (0x2A37): it is of now and has no time. A sensor that says that it touches nobody has no reading.
 * @source Bluetooth Heart Rate Service 1.0, section 3.1
 */
export function readHeartRate(view: DataView): Packet {
  return readPacket(view, (bytes) => {
    const flags = bytes.u8();
    const rate = (flags & 1) === 0 ? bytes.u8() : bytes.u16();
    const knowsContact = (flags & 4) !== 0;
    if (rate === 0 || (knowsContact && (flags & 2) === 0)) return { fault: 'no-number' };
    return { readings: [{ kind: 'pulse', values: [rate], unit: '/min', doubts: [] }] };
  });
}
