import { known, readPacket, type Packet } from './device-reading.ts';

/** What a scale sends where it could not weigh. */
const unsuccessful = 0xffff;
const unknownUser = 0xff;

/**
 * Weight Measurement (0x2A9D): in steps of 5 g, or of a hundredth of a pound.
 * @source Bluetooth Weight Scale Service 1.0, section 3.2
 */
export function readWeight(view: DataView): Packet {
  return readPacket(view, (bytes) => {
    const flags = bytes.u8();
    const raw = bytes.u16();
    const time = (flags & 2) === 0 ? undefined : bytes.dateTime();
    const person = (flags & 4) === 0 ? undefined : bytes.u8();
    if ((flags & 8) !== 0) bytes.skip(4); // body mass index and height
    if (raw === unsuccessful || raw === 0) return { fault: 'no-number' };
    const isImperial = (flags & 1) !== 0;
    return {
      readings: [
        {
          kind: 'weight',
          values: [isImperial ? raw / 100 : (raw * 5) / 1000],
          unit: isImperial ? '[lb_av]' : 'kg',
          ...known({ time, user: person === unknownUser ? undefined : person }),
          doubts: [],
        },
      ],
    };
  });
}
