import { dayInVietnam } from '#kernel/vietnam/date.ts';

/**
 * Days in which data that a person says are wrong have to be put right, from her asking; that she was heard is told at once.
 * valid_from 2026-01-01, valid_to open.
 * @source NĐ 356/2025/NĐ-CP, time limits for requests of persons about their data: 2 working days to answer, 10 days to correct
 */
export const ownRequestDays = 10;

/** Days for what a machine found; own rule, verify. */
export const foundDays = 30;

/** The last day of a task, 'YYYY-MM-DD' in Viet Nam. */
export function dueOn(at: Date, isOwn: boolean): string {
  return dayInVietnam(new Date(at.getTime() + (isOwn ? ownRequestDays : foundDays) * 86_400_000));
}

/** Whole days that are left; below zero it is late. */
export function daysLeft(due: string, at: Date): number {
  return Math.round((Date.parse(due) - Date.parse(dayInVietnam(at))) / 86_400_000);
}
