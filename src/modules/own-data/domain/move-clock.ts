import type { Sample } from './reading.ts';

/** A clock that is less wrong than this is left alone. */
const harmlessMs = 10 * 60_000;

/**
 * Readings of which a phone told the time by a clock that turned out to be wrong, moved by as much as it is; what a person typed as the time, and
 * what devices and files say, stays.
 * @param sentAt what the phone's clock said when it sent them
 */
export function moveByPhoneClock<T extends Pick<Sample, 'at' | 'clock'>>(
  samples: readonly T[],
  sentAt: string,
  now: Date,
): readonly T[] {
  const behind = now.getTime() - Date.parse(sentAt);
  if (Number.isNaN(behind) || Math.abs(behind) <= harmlessMs) return samples;
  return samples.map((sample) =>
    sample.clock === 'phone' ? { ...sample, at: movedBy(sample.at, behind) } : sample,
  );
}

/** A time so much later, told in the zone that it was told in. */
export function movedBy(at: string, byMs: number): string {
  const ms = Date.parse(at) + byMs;
  const zone = /[+-]\d{2}:\d{2}$/u.exec(at)?.[0];
  if (Number.isNaN(ms) || zone === undefined) return Number.isNaN(ms) ? at : new Date(ms).toISOString();
  const minutes = (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  return new Date(ms + minutes * 60_000).toISOString().slice(0, 19) + zone;
}
