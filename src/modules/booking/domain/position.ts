/** A place as the queue of a day has it. */
interface Place {
  readonly appointmentId: string;
  readonly number: number;
  readonly state: 'waiting' | 'inside' | 'done' | 'left';
  readonly urgent: boolean;
  readonly changedAt: string;
}

/** Where somebody stands in the queue. */
export interface Position {
  readonly number: number;
  readonly state: Place['state'];
  /** Who is called before her: urgent ones, then lower numbers. */
  readonly before: number;
  /** Numbers inside now. */
  readonly inside: readonly number[];
}

/** Where the place of an appointment stands; undefined where it has none today. */
export function positionOf(places: readonly Place[], appointmentId: string): Position | undefined {
  const own = places.find((place) => place.appointmentId === appointmentId);
  if (own === undefined) return undefined;
  const isBefore = (other: Place): boolean =>
    other.state === 'waiting' &&
    other.appointmentId !== own.appointmentId &&
    (other.urgent === own.urgent
      ? other.number < own.number || (other.number === own.number && other.appointmentId < own.appointmentId)
      : other.urgent);
  return {
    number: own.number,
    state: own.state,
    before: own.state === 'waiting' ? places.filter(isBefore).length : 0,
    inside: places.filter(({ state }) => state === 'inside').map(({ number }) => number),
  };
}

/** What a board shows: who is inside, called last first, and the next numbers. */
export function boardOf(
  places: readonly Place[],
  mostNext: number,
): { readonly inside: readonly Place[]; readonly next: readonly Place[]; readonly waiting: number } {
  const waiting = places
    .filter(({ state }) => state === 'waiting')
    .toSorted((a, b) => Number(b.urgent) - Number(a.urgent) || a.number - b.number);
  const inside = places
    .filter(({ state }) => state === 'inside')
    .toSorted((a, b) => b.changedAt.localeCompare(a.changedAt) || a.number - b.number);
  return { inside, next: waiting.slice(0, mostNext), waiting: waiting.length };
}

/** Minutes until somebody is likely called: who is before her, at the desk's own pace; rounded up to five. An estimate, shown as one. */
export function likelyMinutes(before: number, minutes: number, atOnce: number): number {
  return Math.ceil((before * minutes) / Math.max(1, atOnce) / 5) * 5;
}

/** A short name of how a queue stands, so that who knows it is told only what is new: FNV-1a over its places. */
export function stampOf(places: readonly Place[]): string {
  let hash = 0x811c9dc5;
  for (const { appointmentId, number, state, urgent } of places)
    for (const sign of `${appointmentId} ${number} ${state} ${urgent}`)
      hash = Math.imul(hash ^ sign.codePointAt(0)!, 0x01000193);
  return `${places.length}.${(hash >>> 0).toString(16)}`;
}
