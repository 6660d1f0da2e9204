import type { Json, SavedWrite } from './saved-write.ts';

/** A clock that is less wrong than this is left alone: two people look at two clocks as well. */
const harmlessMs = 2 * 60_000;
/** Only times that were written about when the write was saved were taken from the device's clock. */
const nearMs = 12 * 3_600_000;

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Puts right what a device with a wrong clock wrote while it had not heard the centre: times of day near the moment of saving are moved by
 * what the clock turned out to be wrong; a birth date or an old visit stays as it was typed. Writes made with a known clock stay.
 * @param behindMs how far the device's clock is behind, as the centre's answer told, ms
 */
export function correctTimes(write: SavedWrite, behindMs: number): SavedWrite {
  if (write.behindMs !== undefined) return write;
  const known = { ...write, behindMs };
  if (Math.abs(behindMs) < harmlessMs) return known;
  const moved = (node: unknown): unknown => moveTimes(node, write.localAt, behindMs);
  const entries = write.entries.map((entry) =>
    entry.resource === undefined ? entry : { ...entry, resource: moved(entry.resource) as Json },
  );
  const { call } = write;
  const input = moved(call?.input) as NonNullable<typeof call>['input'];
  return { ...known, entries, ...(call !== undefined && { call: { ...call, input } }) };
}

function moveTimes(node: unknown, localAt: number, byMs: number): unknown {
  if (Array.isArray(node)) return node.map((one) => moveTimes(one, localAt, byMs));
  if (typeof node === 'object' && node !== null)
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, moveTimes(value, localAt, byMs)]),
    );
  if (typeof node !== 'string' || !instant.test(node)) return node;
  const at = Date.parse(node);
  if (Number.isNaN(at) || Math.abs(at - localAt) > nearMs) return node;
  return inItsZone(at + byMs, node);
}

/** The moved time in the zone in which the old one was written. */
function inItsZone(at: number, like: string): string {
  const zone = /([+-])(\d{2}):(\d{2})$/.exec(like);
  if (zone === null) return new Date(at).toISOString();
  const [, sign, hours, minutes] = zone;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(at + offset).toISOString().replace('Z', zone[0]);
}
