import type { Period } from './tables.ts';

/** A month '2026-11' or a year '2026' as days; undefined for anything else. */
export function periodOf(name: string): Period | undefined {
  const found = /^(\d{4})(?:-(0[1-9]|1[0-2]))?$/.exec(name);
  if (found === null) return undefined;
  const [, year, month] = found;
  if (month === undefined) return { name, from: `${year}-01-01`, to: `${year}-12-31` };
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return { name, from: `${name}-01`, to: `${name}-${String(last).padStart(2, '0')}` };
}

/**
 * The last day on which a report may be sent: five working days after a month, fifteen days after a year. Saturdays and Sundays are no
 * working days; public holidays are not known here: own rule, verify.
 * @source TT 23/2025/TT-BYT: due five working days after the period, yearly form fifteen days
 */
export function dueDay(period: Period): string {
  let at = Date.parse(period.to);
  const dayMs = 86_400_000;
  if (period.name.length === 4) return dayText(at + 15 * dayMs);
  for (let working = 0; working < 5;) {
    at += dayMs;
    if (![0, 6].includes(new Date(at).getUTCDay())) working += 1;
  }
  return dayText(at);
}

const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10);
