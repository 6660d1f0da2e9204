/** Completed years, months or days from a birth date of any precision to a day; null where either is missing or the birth is later. */
export function ageBetween(born: unknown, at: unknown, unit: 'years' | 'months' | 'days'): number | null {
  const [from, to] = [dayNumber(born), dayNumber(at)];
  if (from === 0 || to === 0 || from > to) return null;
  // 20261123 - 20001124 has as many ten thousands as there are completed years.
  if (unit === 'years') return Math.floor((to - from) / 10_000);
  if (unit === 'days') return Math.round((timeOf(to) - timeOf(from)) / 86_400_000);
  const months = (day: number): number => Math.floor(day / 10_000) * 12 + (Math.floor(day / 100) % 100);
  return months(to) - months(from) - (to % 100 < from % 100 ? 1 : 0);
}

const timeOf = (day: number): number =>
  Date.UTC(Math.floor(day / 10_000), (Math.floor(day / 100) % 100) - 1, day % 100);

const shapes: Readonly<Record<number, string>> = { 4: '9999', 7: '9999-99', 10: '9999-99-99' };

/**
 * '2026-11-23' as 20261123, 0 for what is no date. A year alone counts from its first day: somebody is then as old as the difference of
 * the years. Own rule, verify.
 */
function dayNumber(value: unknown): number {
  if (typeof value !== 'string') return 0;
  const shape = shapes[value.length];
  if (shape === undefined) return 0;
  let number = 0;
  for (let at = 0; at < shape.length; at += 1) {
    const sign = value.charCodeAt(at);
    if (shape[at] === '-') {
      if (sign !== 45) return 0;
    } else if (sign < 48 || sign > 57) return 0;
    else number = number * 10 + sign - 48;
  }
  return value.length === 4 ? number * 10_000 + 101 : value.length === 7 ? number * 100 + 1 : number;
}
