import { known, readPacket, type Packet } from './device-reading.ts';

/**
 * Temperature Measurement (0x2A1C).
 * @source Bluetooth Health Thermometer Service 1.0, section 3.1
 */
export function readTemperature(view: DataView): Packet {
  return readPacket(view, (bytes) => {
    const flags = bytes.u8();
    const value = bytes.float();
    const time = (flags & 2) === 0 ? undefined : bytes.dateTime();
    if ((flags & 4) !== 0) bytes.u8(); // where on the body
    if (value === undefined) return { fault: 'no-number' };
    const unit = (flags & 1) === 0 ? 'Cel' : '[degF]';
    return { readings: [{ kind: 'temperature', values: [value], unit, ...known({ time }), doubts: [] }] };
  });
}
