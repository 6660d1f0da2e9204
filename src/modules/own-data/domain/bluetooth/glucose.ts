import { movedBy } from '../move-clock.ts';
import { known, readPacket, type Packet } from './device-reading.ts';

/** Kinds of sample that are no blood: the solution by which a meter is tested. */
const controlSolution = 0x0a;

/**
 * Glucose Measurement (0x2A18): a line of the meter's memory. What was measured in control solution is nobody's sugar.
 * @source Bluetooth Glucose Service 1.0, section 3.1
 */
export function readGlucose(view: DataView): Packet {
  return readPacket(view, (bytes) => {
    const flags = bytes.u8();
    const sequence = bytes.u16();
    const base = bytes.dateTime();
    const offset = (flags & 1) === 0 ? 0 : bytes.s16();
    const isThere = (flags & 2) !== 0;
    const value = isThere ? bytes.sfloat() : undefined;
    const sample = isThere ? bytes.u8() & 0x0f : 0;
    const status = (flags & 8) === 0 ? 0 : bytes.u16();
    if (sample === controlSolution) return { fault: 'control' };
    if (value === undefined) return { fault: 'no-number' };
    return {
      readings: [
        {
          kind: 'sugar',
          values: [value],
          unit: (flags & 4) === 0 ? 'kg/L' : 'mol/L',
          ...known({ time: base === undefined ? undefined : later(base, offset) }),
          sequence,
          doubts: isDoubtful(status) ? ['questionable'] : [],
        },
      ],
    };
  });
}

/**
 * Sensor Status Annunciation: malfunction (1), too little blood (2), strip put in wrongly or of a wrong kind (3, 4), more or less than it can
 * measure (5, 6), too hot or too cold (7, 8), interrupted (9), general fault (10). A low battery (0) and a wrong clock (11) spoil no number.
 */
function isDoubtful(status: number): boolean {
  return (status & 0x07fe) !== 0;
}

function later(time: string, minutes: number): string {
  return movedBy(`${time}Z`, minutes * 60_000).slice(0, 19);
}

/** Asks the meter for its whole memory. @source Bluetooth Glucose Service 1.0, Record Access Control Point: report, all records */
export const reportAll = new Uint8Array([1, 1]);

/** Whether the meter says that it has sent all: a response code (6), whatever it answers. */
export function isEndOfMemory(view: DataView): boolean {
  return view.byteLength >= 1 && view.getUint8(0) === 6;
}
