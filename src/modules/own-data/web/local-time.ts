const pad = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, '0');

/** A moment with the zone of this phone: '2026-11-23T08:00:00+07:00'. */
export function withZone(moment: Date): string {
  const zone = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + zone * 60_000).toISOString().slice(0, 19);
  return `${local}${zone < 0 ? '-' : '+'}${pad(zone / 60)}:${pad(zone % 60)}`;
}

/** A time of a clock without a zone, told in the zone that this phone had then. */
export function inZoneOfPhone(local: string): string {
  const moment = new Date(local);
  return Number.isNaN(moment.getTime()) ? local : withZone(moment);
}

/** What a field for day and time holds for a moment. */
export function forField(moment: Date): string {
  return withZone(moment).slice(0, 16);
}

/** A clock that is less wrong than this is left alone. */
const harmlessMs = 60_000;

/**
 * What time it is by the centre, as far as it was heard; else by this phone.
 * @param heardAt what this phone's clock said when the centre was heard, ms
 */
export function clockOf(serverTime: string | undefined, heardAt: number): Date {
  const ahead = serverTime === undefined ? 0 : Date.parse(serverTime) - heardAt;
  return new Date(Date.now() + (Math.abs(ahead) > harmlessMs ? ahead : 0));
}
