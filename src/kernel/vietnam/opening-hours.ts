import type { Bilingual, Language } from '#kernel/schema.ts';

export const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type WeekDay = (typeof weekDays)[number];

const dayNames: Readonly<Record<WeekDay, Bilingual>> = {
  mon: { vi: 'Thứ hai', en: 'Monday' },
  tue: { vi: 'Thứ ba', en: 'Tuesday' },
  wed: { vi: 'Thứ tư', en: 'Wednesday' },
  thu: { vi: 'Thứ năm', en: 'Thursday' },
  fri: { vi: 'Thứ sáu', en: 'Friday' },
  sat: { vi: 'Thứ bảy', en: 'Saturday' },
  sun: { vi: 'Chủ nhật', en: 'Sunday' },
};

/** One opening of some days; '00:00' to '24:00' is day and night. Ends on the same day. */
export interface Hours {
  readonly days: readonly WeekDay[];
  readonly from: string;
  readonly to: string;
}

/** True for 'HH:MM' of one day, with 24:00 as an end. */
export function isClock(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);
}

/** Whether somebody who comes at this moment (in Viet Nam) finds it open; undefined where no hours are known. */
export function isOpenAt(hours: readonly Hours[], at: Date): boolean | undefined {
  if (hours.length === 0) return undefined;
  const here = new Date(at.getTime() + 7 * 3_600_000);
  const day = weekDays[(here.getUTCDay() + 6) % 7]!;
  const clock = here.toISOString().slice(11, 16);
  return hours.some(({ days, from, to }) => days.includes(day) && from <= clock && clock < to);
}

/** 'Thứ hai – Thứ sáu: 07:00 – 17:00', one line an opening. */
export function showHours(hours: readonly Hours[], language: Language): string[] {
  return hours.map(({ days, from, to }) => {
    const time =
      from === '00:00' && to === '24:00'
        ? { vi: 'cả ngày đêm', en: 'day and night' }[language]
        : `${from} – ${to}`;
    return `${showDays(days, language)}: ${time}`;
  });
}

function showDays(days: readonly WeekDay[], language: Language): string {
  const places = weekDays.flatMap((day, at) => (days.includes(day) ? [at] : []));
  const runs: [number, number][] = [];
  for (const at of places) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === at - 1) last[1] = at;
    else runs.push([at, at]);
  }
  return runs
    .map(([first, last]) => {
      const [from, to] = [first, last].map((at) => dayNames[weekDays[at]!][language]);
      return first === last ? from : last === first + 1 ? `${from}, ${to}` : `${from} – ${to}`;
    })
    .join(', ');
}

const dayWords: Readonly<Record<string, WeekDay>> = {
  t2: 'mon',
  t3: 'tue',
  t4: 'wed',
  t5: 'thu',
  t6: 'fri',
  t7: 'sat',
  cn: 'sun',
  mon: 'mon',
  tue: 'tue',
  wed: 'wed',
  thu: 'thu',
  fri: 'fri',
  sat: 'sat',
  sun: 'sun',
};

/**
 * Reads hours as a cell of a spreadsheet has them: '24/7', 'T2-T6 07:00-17:00; T7 07:00-11:30'. Undefined where it cannot be read.
 */
export function readHours(text: string): Hours[] | undefined {
  const plain = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/thứ\s*/g, 't')
    .replace(/chủ nhật/g, 'cn')
    .replace(/\bhai\b/g, '2')
    .replace(/[–—]/g, '-')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/(\d{1,2})\s*(?:h|giờ)\s*(\d{2})?/g, (_, hour: string, minute = '00') => `${hour}:${minute}`)
    .trim();
  if (plain === '') return [];
  if (/^(?:24\s*\/\s*7|24\/24|cả ngày đêm)$/.test(plain))
    return [{ days: [...weekDays], from: '00:00', to: '24:00' }];
  const found: Hours[] = [];
  for (const part of plain.split(/[;\n]/)) {
    if (part.trim() === '') continue;
    const match = /(\d{1,2}:\d{2}) ?- ?(\d{1,2}:\d{2})$/.exec(part.trim());
    const days =
      match === null
        ? undefined
        : readDays(
            part
              .trim()
              .slice(0, match.index)
              .replace(/[ :]{1,3}$/, ''),
          );
    const [from, to] = [match?.[1], match?.[2]].map((clock) => clock?.padStart(5, '0') ?? '');
    if (days === undefined || !isClock(from!) || !isClock(to!) || from! >= to!) return undefined;
    found.push({ days, from: from!, to: to! });
  }
  return found;
}

/** Hours as they are typed: what `readHours` reads back. */
export function writeHours(hours: readonly Hours[]): string {
  const words = ['T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'CN'];
  const isAlways = (one: Hours): boolean =>
    one.days.length === 7 && one.from === '00:00' && one.to === '24:00';
  const [only] = hours;
  if (hours.length === 1 && only !== undefined && isAlways(only)) return '24/7';
  return hours
    .map(({ days, from, to }) => `${days.map((day) => words[weekDays.indexOf(day)]).join(',')} ${from}-${to}`)
    .join('; ');
}

function readDays(text: string): WeekDay[] | undefined {
  const days = new Set<WeekDay>();
  for (const part of text.replace(/ ?- ?/g, '-').split(/[\s,]/).filter(Boolean)) {
    const [first, last = first] = part.split('-').map((word) => dayWords[word]);
    if (first === undefined || last === undefined) return undefined;
    const [from, to] = [weekDays.indexOf(first), weekDays.indexOf(last)];
    if (to < from) return undefined;
    for (const day of weekDays.slice(from, to + 1)) days.add(day);
  }
  return weekDays.filter((day) => days.has(day));
}
