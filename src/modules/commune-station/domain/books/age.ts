/** Completed years, months or days from a birth date of any precision to a day; null where either is missing or the birth is later. */
export function ageBetween(born: unknown, at: unknown, unit: 'years' | 'months' | 'days'): number | null {
  const [from, to] = [wholeDay(born), wholeDay(at)];
  if (from === undefined || to === undefined || from > to) return null;
  if (unit === 'days') return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  const part = (day: string, start: number, length: number): number =>
    Number(day.slice(start, start + length));
  const months =
    (part(to, 0, 4) - part(from, 0, 4)) * 12 +
    part(to, 5, 2) -
    part(from, 5, 2) -
    (part(to, 8, 2) < part(from, 8, 2) ? 1 : 0);
  return unit === 'months' ? months : Math.floor(months / 12);
}

/** A year alone counts from its first day: somebody is then as old as the difference of the years. Own rule, verify. */
function wholeDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(value)) return undefined;
  return `${value}${'-01-01'.slice(value.length - 4)}`;
}
