/** A day of the lunar calendar of Viet Nam. */
export interface LunarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** True in the month that is counted twice in a year of thirteen. */
  readonly leap: boolean;
}

const rad = Math.PI / 180;

/**
 * The day of the lunar calendar on a day of the solar one, by Viet Nam's clock (UTC+7). Right for births of 1900-2100 as far as the
 * astronomy goes; the North and the South kept different calendars in some months of 1968-1975, which is not followed here.
 * @source mean phases of the Moon and longitude of the Sun by Meeus, Astronomical Algorithms, chapters 25 and 49 (short series); the
 *   winter solstice falls in the eleventh month, a month without a principal term is leap
 */
export function lunarDayOf(year: number, month: number, day: number): LunarDay {
  const number = dayNumberOf(year, month, day);
  for (const lunarYear of [year + 1, year, year - 1]) {
    const found = monthsOf(lunarYear).findLast(({ first }) => first <= number);
    if (found !== undefined)
      return { year: found.year, month: found.month, day: number - found.first + 1, leap: found.leap };
  }
  throw new RangeError('no lunar month found');
}

interface LunarMonth {
  readonly year: number;
  readonly month: number;
  readonly leap: boolean;
  /** Julian day number of its first day. */
  readonly first: number;
}

const kept = new Map<number, readonly LunarMonth[]>();

/** The months from the eleventh of the year before to the tenth of `year`. */
function monthsOf(year: number): readonly LunarMonth[] {
  let months = kept.get(year);
  if (months === undefined) kept.set(year, (months = countMonths(year)));
  return months;
}

function countMonths(year: number): readonly LunarMonth[] {
  const from = moonOfSolstice(year - 1);
  const isLong = moonOfSolstice(year) - from === 13;
  const months: LunarMonth[] = [];
  let month = 11;
  let leapSeen = false;
  for (let moon = from; moon < moonOfSolstice(year); moon += 1) {
    const first = dayOfNewMoon(moon);
    const leap = isLong && !leapSeen && moon > from && sunSector(first) === sunSector(dayOfNewMoon(moon + 1));
    if (leap) leapSeen = true;
    else if (moon > from) month = (month % 12) + 1;
    months.push({ year: month >= 11 ? year - 1 : year, month, leap, first });
  }
  return months;
}

/** Number of the new moon that begins the eleventh month of a year: the last one on or before the winter solstice. */
function moonOfSolstice(year: number): number {
  let moon = Math.floor((dayNumberOf(year, 12, 31) - 2_415_021) / 29.530588853);
  while (dayOfNewMoon(moon + 1) <= dayNumberOf(year, 12, 31)) moon += 1;
  // The Sun enters its tenth sector (270 degrees) with the solstice.
  return sunSector(dayOfNewMoon(moon)) >= 9 ? moon - 1 : moon;
}

/** Day number, on Viet Nam's clock, of the new moon with a number counted from January 1900. */
function dayOfNewMoon(moon: number): number {
  const t = moon / 1236.85;
  const sun = (359.2242 + 29.10535608 * moon - 0.0000333 * t * t) * rad;
  const orbit = (306.0253 + 385.81691806 * moon + 0.0107306 * t * t) * rad;
  const node = (21.2964 + 390.67050646 * moon - 0.0016528 * t * t) * rad;
  const mean =
    2_415_020.75933 +
    29.53058868 * moon +
    0.0001178 * t * t +
    0.00033 * Math.sin((166.56 + 132.87 * t - 0.009173 * t * t) * rad);
  const periodic =
    (0.1734 - 0.000393 * t) * Math.sin(sun) +
    0.0021 * Math.sin(2 * sun) -
    0.4068 * Math.sin(orbit) +
    0.0161 * Math.sin(2 * orbit) -
    0.0004 * Math.sin(3 * orbit) +
    0.0104 * Math.sin(2 * node) -
    0.0051 * Math.sin(sun + orbit) -
    0.0074 * Math.sin(sun - orbit) +
    0.0004 * Math.sin(2 * node + sun) -
    0.0004 * Math.sin(2 * node - sun) -
    0.0006 * Math.sin(2 * node + orbit) +
    0.001 * Math.sin(2 * node - orbit) +
    0.0005 * Math.sin(2 * orbit + sun);
  const clock = -0.000278 + 0.000265 * t + 0.000262 * t * t;
  return Math.floor(mean + periodic - clock + 0.5 + 7 / 24);
}

/** Which twelfth of its yearly way the Sun is on when a day begins in Viet Nam, 0-11. */
function sunSector(dayNumber: number): number {
  const t = (dayNumber - 0.5 - 7 / 24 - 2_451_545) / 36_525;
  const mean = (357.5291 + 35_999.0503 * t - 0.0001559 * t * t) * rad;
  const longitude =
    280.46645 +
    36_000.76983 * t +
    0.0003032 * t * t +
    (1.9146 - 0.004817 * t) * Math.sin(mean) +
    (0.019993 - 0.000101 * t) * Math.sin(2 * mean) +
    0.00029 * Math.sin(3 * mean);
  return Math.floor((((longitude % 360) + 360) % 360) / 30);
}

/** Julian day number of a day of the Gregorian calendar. */
function dayNumberOf(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month - 1, day) / 86_400_000) + 2_440_588;
}
