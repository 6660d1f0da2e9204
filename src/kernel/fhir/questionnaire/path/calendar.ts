import { When } from './values.ts';

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const two = (value: number): string => String(value).padStart(2, '0');
const secondsIn: Readonly<Record<string, number>> = {
  week: 604_800,
  day: 86_400,
  hour: 3_600,
  minute: 60,
  second: 1,
};

/**
 * A day or moment so many calendar units later, cut to the precision that it had: 31/01 + 1 month is the last of February.
 * Undefined for a unit of no calendar.
 * @source FHIRPath 2.0, "Date/Time Arithmetic"
 */
export function addToTime(text: string, amount: number, unit: string): When | undefined {
  const one = unit.replace(/s$/, '');
  const whole = Math.trunc(amount);
  const [, year, month, day, clock = ''] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.*)?)?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (one === 'year' || one === 'month') {
    if (month === undefined)
      return new When(String(Number(year) + (one === 'year' ? whole : Math.trunc(whole / 12))));
    const months = Number(year) * 12 + Number(month) - 1 + (one === 'year' ? whole * 12 : whole);
    const [newYear, newMonth] = [Math.floor(months / 12), (months % 12) + 1];
    const head = `${String(newYear).padStart(4, '0')}-${two(newMonth)}`;
    if (day === undefined) return new When(head);
    return new When(`${head}-${two(Math.min(Number(day), daysIn(newYear, newMonth)))}${clock}`);
  }
  const seconds = secondsIn[one];
  if (seconds === undefined || day === undefined) return undefined;
  if (clock === '') {
    const days = Math.trunc((whole * seconds) / 86_400);
    return new When(
      new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + days)).toISOString().slice(0, 10),
    );
  }
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(clock)?.[1] ?? '';
  const minutes =
    zone === '' || zone === 'Z'
      ? 0
      : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  const bare = text.slice(0, text.length - zone.length);
  const at = Date.parse(`${bare}Z`) + whole * seconds * 1_000;
  return Number.isNaN(at) || Number.isNaN(minutes)
    ? undefined
    : new When(new Date(at).toISOString().slice(0, bare.length) + zone);
}
