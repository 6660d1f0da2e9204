import type { Sample } from '../reading.ts';
import type { DeviceReading } from './device-reading.ts';

/** The zone that a local time has where the phone is: '2026-11-23T08:00:00' becomes '2026-11-23T08:00:00+07:00'. */
export type Zone = (local: string) => string;

/** What is known of the clocks when a device was read. */
export interface Clocks {
  /** By the centre, as far as it is known. */
  readonly now: Date;
  /** By the phone itself: its readings are moved by the centre, by as much as it is wrong. */
  readonly phone?: Date;
  /** What the clock of the device said at that moment, without a zone. */
  readonly device?: string | undefined;
  readonly zone: Zone;
}

/** A reading of a device, ready to be looked at and sent. `isTimeless`: the device told no time that can be true. */
export type FoundSample = Sample & { readonly user?: number; readonly isTimeless: boolean };

/** A clock that is less wrong than this is left alone. */
const harmlessMs = 2 * 60_000;
/** No such device is older; Own rule, verify. */
const firstYear = '2005';

/**
 * Times as they were. A device whose clock is wrong, however far, is wrong by the same for all its memory, so its readings are moved by it; the
 * stamp stays what the device says, so that the same reading has one name each time. What has no time, and what is later than now, is of now.
 * @param newId draws an id for a reading
 */
export function settleTimes(
  readings: readonly DeviceReading[],
  clocks: Clocks,
  newId: () => string,
): FoundSample[] {
  const behind =
    clocks.device === undefined ? 0 : clocks.now.getTime() - Date.parse(clocks.zone(clocks.device));
  const moved = Math.abs(behind) > harmlessMs ? behind : 0;
  return readings.map((reading) => {
    const { time, sequence, kind, values, unit, user, doubts } = reading;
    const told = time === undefined ? Number.NaN : Date.parse(clocks.zone(time)) + moved;
    const isTrue =
      !Number.isNaN(told) &&
      told <= clocks.now.getTime() + harmlessMs &&
      new Date(told).toISOString() >= firstYear;
    const at = new Date(isTrue ? told : (clocks.phone ?? clocks.now).getTime()).toISOString().slice(0, 19);
    return {
      id: newId(),
      kind,
      values,
      unit,
      at: `${at}Z`,
      clock: isTrue ? ('device' as const) : ('phone' as const),
      ...(time !== undefined && { stamp: `${time}${sequence === undefined ? '' : `#${sequence}`}` }),
      ...(user !== undefined && { user }),
      ...(doubts.length > 0 && { doubts }),
      isTimeless: !isTrue,
    };
  });
}
