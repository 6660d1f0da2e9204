import { Bytes, ShortPacket } from './bytes.ts';
import { readBloodPressure } from './blood-pressure.ts';
import type { Packet } from './device-reading.ts';
import { readGlucose } from './glucose.ts';
import { readHeartRate } from './heart-rate.ts';
import { readContinuous, readSpotCheck } from './oximeter.ts';
import { readTemperature } from './thermometer.ts';
import { readWeight } from './weight.ts';

/** One of the standard services, and the characteristics that its readings come by. */
export interface Profile {
  readonly service: number;
  readonly characteristics: readonly { readonly id: number; readonly read: (view: DataView) => Packet }[];
  /** Where the memory of the device is asked for. */
  readonly control?: number;
  /** Of now and again and again: one is enough. */
  readonly isLive?: true;
}

/** @source Bluetooth Assigned Numbers, GATT services and characteristics */
export const profiles: readonly Profile[] = [
  { service: 0x1810, characteristics: [{ id: 0x2a35, read: readBloodPressure }] },
  { service: 0x180d, characteristics: [{ id: 0x2a37, read: readHeartRate }], isLive: true },
  { service: 0x181d, characteristics: [{ id: 0x2a9d, read: readWeight }] },
  { service: 0x1808, characteristics: [{ id: 0x2a18, read: readGlucose }], control: 0x2a52 },
  { service: 0x1809, characteristics: [{ id: 0x2a1c, read: readTemperature }] },
  {
    service: 0x1822,
    characteristics: [
      { id: 0x2a5e, read: readSpotCheck },
      { id: 0x2a5f, read: readContinuous },
    ],
    isLive: true,
  },
];

/** What a device says of itself beside its readings. */
export const beside = {
  clockService: 0x1805,
  clock: 0x2a2b,
  aboutService: 0x180a,
  maker: 0x2a29,
  model: 0x2a24,
} as const;

/** What the clock of a device says now (Current Time, 0x2A2B); undefined where it was never set. */
export function readClock(view: DataView): string | undefined {
  try {
    return new Bytes(view).dateTime();
  } catch (error) {
    if (error instanceof ShortPacket) return undefined;
    throw error;
  }
}
