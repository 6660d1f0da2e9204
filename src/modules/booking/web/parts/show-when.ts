import { showClock, showDay } from '#kernel/display/show-date.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { weekDayOf } from '../../domain/times.ts';
import type { BookingText } from './booking-text.ts';

/** 'Thứ ba 24/11/2026'. */
export function showWeekDay(text: BookingText, day: string): string {
  return `${text(`week.${weekDayOf(day)}`)} ${showDay(day)}`;
}

/** 'Thứ ba 24/11/2026, 08:15'. */
export function showWhen(text: BookingText, at: string): string {
  return `${showWeekDay(text, dayInVietnam(new Date(at)))}, ${showClock(at)}`;
}
