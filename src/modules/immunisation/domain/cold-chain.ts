/** A temperature that was read. */
export interface Reading {
  readonly at: Date;
  readonly celsius: number;
}

/** Where vaccines are kept at a station. @source WHO and national practice, from general knowledge, verify */
export const coldest = 2;
export const warmest = 8;
/** At and below this what is not live may be spoilt by frost: never used without being tested. From general knowledge, verify. */
export const frostCelsius = 0;
/** Hours after which a reading is missed: twice a day. From general knowledge, verify. */
export const readEveryHours = 14;

/** A time outside the range. */
export interface Excursion {
  readonly kind: 'warm' | 'cold' | 'frost';
  /** The first reading outside. */
  readonly from: Date;
  /** The first reading that was right again; absent: still outside at the last one. */
  readonly to?: Date;
  /** The last reading that was right before: between the two nobody knows. */
  readonly rightUntil?: Date;
  /** The furthest reading. */
  readonly furthest: number;
}

/** Whether a temperature is outside, and on which side. */
export function judgeReading(celsius: number): 'right' | Excursion['kind'] {
  if (celsius > warmest) return 'warm';
  if (celsius >= coldest) return 'right';
  return celsius <= frostCelsius ? 'frost' : 'cold';
}

/** Times outside the range, oldest first. A reading beyond -40 to 60 °C is a slip and has been refused before. */
export function findExcursions(readings: readonly Reading[]): Excursion[] {
  const found: Excursion[] = [];
  let open: Excursion | undefined;
  let rightUntil: Date | undefined;
  for (const { at, celsius } of readings.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const judged = judgeReading(celsius);
    if (judged === 'right') {
      if (open !== undefined) found.push({ ...open, to: at });
      open = undefined;
      rightUntil = at;
      continue;
    }
    if (open !== undefined && (open.kind === 'warm') !== (judged === 'warm')) {
      found.push({ ...open, to: at });
      open = undefined;
    }
    open =
      open === undefined
        ? { kind: judged, from: at, furthest: celsius, ...(rightUntil !== undefined && { rightUntil }) }
        : further(open, judged, celsius);
  }
  if (open !== undefined) found.push(open);
  return found;
}

function further(open: Excursion, judged: Excursion['kind'], celsius: number): Excursion {
  const furthest = open.kind === 'warm' ? Math.max(open.furthest, celsius) : Math.min(open.furthest, celsius);
  return { ...open, furthest, kind: judged === 'frost' ? 'frost' : open.kind };
}

/** True where the last reading is so old that one was missed. */
export function isReadingMissed(last: Date | undefined, now: Date): boolean {
  return last === undefined || now.getTime() - last.getTime() > readEveryHours * 3_600_000;
}
