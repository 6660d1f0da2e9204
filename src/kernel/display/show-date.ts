import type { Language } from '../schema.ts';

/** Day-month order and 24 h in both languages, as everywhere in Sen. */
const localeOf: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' };
const zone = 'Asia/Ho_Chi_Minh';
const dayParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});
const clockParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The calendar day in Việt Nam of a FHIR date or instant, as YYYY-MM-DD cut to the precision that was recorded. */
export function dayOf(value: string): string {
  if (!value.includes('T')) return value;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value.slice(0, 10);
  const [day, month, year] = dayParts.format(at).split('/');
  return `${year}-${month}-${day}`;
}

/** 22/11/2026, 11/2026 or 2026: never more precise than what was recorded. Same order in both languages, so nobody guesses. */
export function showDay(value: string | undefined): string {
  if (!value) return '';
  return dayOf(value).split('-').toReversed().join('/');
}

/** 14:05 in Việt Nam; empty where only a day is known. */
export function showClock(value: string | undefined): string {
  if (!value?.includes('T')) return '';
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? '' : clockParts.format(at);
}

/** 22/11/2026 14:05, or the day alone. Midnight sharp is what systems write when they know only the day. */
export function showMoment(value: string | undefined): string {
  const clock = showClock(value);
  return clock === '' || clock === '00:00' ? showDay(value) : `${showDay(value)} ${clock}`;
}

/** "3 ngày trước" / "3 days ago"; stands only beside the date itself. */
export function showAgo(value: string, now: Date, language: Language): string {
  const days = Math.round((Date.parse(dayOf(now.toISOString())) - Date.parse(dayOf(value))) / 86_400_000);
  const words = new Intl.RelativeTimeFormat(localeOf[language], { numeric: 'auto' });
  if (Number.isNaN(days)) return '';
  if (Math.abs(days) < 31) return words.format(-days, 'day');
  if (Math.abs(days) < 365) return words.format(-Math.round(days / 30.44), 'month');
  return words.format(-Math.round(days / 365.25), 'year');
}

/** 22/11/2026 – 25/11/2026, one day where both are the same, an open end as a dash. */
export function showPeriod(from: string | undefined, to: string | undefined): string {
  const start = showDay(from);
  const end = showDay(to);
  if (start === end) return start;
  if (end === '') return start;
  return start === '' ? `– ${end}` : `${start} – ${end}`;
}
