import type { Doubt, ReadingKind } from '../reading.ts';
import { Bytes, ShortPacket } from './bytes.ts';

/** One reading as a device sent it. */
export interface DeviceReading {
  readonly kind: ReadingKind;
  readonly values: readonly number[];
  readonly unit: string;
  /** By the device's own clock, without a zone; missing where it told none. */
  readonly time?: string;
  /** Its number in the memory of the device. */
  readonly sequence?: number;
  /** Which of its users the device says it was. */
  readonly user?: number;
  readonly doubts: readonly Doubt[];
}

/** Why a packet holds no reading. */
export type Fault = 'short' | 'no-number' | 'control' | 'unfinished' | 'demo';

/** What a packet held. */
export type Packet = { readonly readings: readonly DeviceReading[] } | { readonly fault: Fault };

/** Reads a packet; one that ends too early has no reading, whatever stood in it before. */
export function readPacket(view: DataView, read: (bytes: Bytes) => Packet): Packet {
  try {
    return read(new Bytes(view));
  } catch (error) {
    if (error instanceof ShortPacket) return { fault: 'short' };
    throw error;
  }
}

/** Members whose value is known. */
export function known<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
