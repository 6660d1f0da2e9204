import type { Bilingual } from '../schema.ts';

/** A moment or day read from a claim, as FHIR writes it. */
export interface ClaimDate {
  /** '1990', '1990-03', '1990-03-15' or '1990-03-15T08:30:00+07:00'. */
  readonly value: string;
  readonly precision: 'year' | 'month' | 'day' | 'minute';
}

/** Why a date could not be read. */
export interface DateRefusal {
  readonly refuse: 'shape' | 'calendar' | 'clock';
  readonly text: Bilingual;
}

const refusals = {
  shape: {
    vi: 'Không đúng dạng năm-tháng-ngày-giờ-phút (8 hoặc 12 chữ số).',
    en: 'Not in the form year-month-day-hour-minute (8 or 12 digits).',
  },
  calendar: { vi: 'Ngày này không có trong lịch.', en: 'There is no such day in the calendar.' },
  clock: { vi: 'Giờ hoặc phút không có thật.', en: 'There is no such hour or minute.' },
} as const;

/** True where a day is in the calendar; month 1-12. */
export function isRealDay(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/**
 * Reads a moment 'yyyymmddHHMM' (or a day 'yyyymmdd') of Viet Nam's clock. Here 0000 as the time means midnight.
 * @source QĐ 130/QĐ-BYT 2023, general rules on date fields
 */
export function parseClaimTime(text: string): ClaimDate | DateRefusal {
  const match = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?$/.exec(text.trim());
  if (!match) return refuse('shape');
  const [, year, month, day, hour, minute] = match;
  if (!isRealDay(Number(year), Number(month), Number(day)) || year === '0000') return refuse('calendar');
  if (hour === undefined) return { value: `${year}-${month}-${day}`, precision: 'day' };
  if (Number(hour) > 23 || Number(minute) > 59) return refuse('clock');
  return { value: `${year}-${month}-${day}T${hour}:${minute}:00+07:00`, precision: 'minute' };
}

/**
 * Reads a birth date of 4 to 12 digits, where unknown parts are 00: '199000000000' is the year 1990 alone, '199003150000' the
 * day (the time of a birth is given only for newborns).
 */
export function parseClaimBirth(text: string): ClaimDate | DateRefusal {
  const match = /^(\d{4})(\d{2})?(\d{2})?(?:(\d{2})(\d{2}))?$/.exec(text.trim());
  if (!match) return refuse('shape');
  const [, year = '0000', month = '00', day = '00', hour = '00', minute = '00'] = match;
  if (year === '0000') return refuse('calendar');
  if (Number(hour) > 23 || Number(minute) > 59) return refuse('clock');
  if (month === '00') return day === '00' ? { value: year, precision: 'year' } : refuse('calendar');
  if (Number(month) > 12) return refuse('calendar');
  if (day === '00') return { value: `${year}-${month}`, precision: 'month' };
  if (!isRealDay(Number(year), Number(month), Number(day))) return refuse('calendar');
  return { value: `${year}-${month}-${day}`, precision: 'day' };
}

/** Tells a refusal from a date. */
export function isDateRefusal(result: ClaimDate | DateRefusal): result is DateRefusal {
  return 'refuse' in result;
}

/** 'yyyymmddHHMM' on Viet Nam's clock (UTC+7, no summer time). */
export function claimTime(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16).replace(/[-T:]/g, '');
}

/** 'yyyymmdd' on Viet Nam's clock. */
export function claimDay(at: Date): string {
  return claimTime(at).slice(0, 8);
}

/** The calendar day in Viet Nam, 'YYYY-MM-DD'. */
export function dayInVietnam(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}

/** A FHIR date of any precision as people read it: '15/03/1990', '03/1990', '1990'. */
export function formatDay(value: string): string {
  return value.slice(0, 10).split('-').reverse().join('/');
}

function refuse(code: keyof typeof refusals): DateRefusal {
  return { refuse: code, text: refusals[code] };
}
