import { foldText } from '#kernel/fhir/fold.ts';
import { isRealDay } from '#kernel/vietnam/date.ts';
import { kindsOfReading, type ReadingKind } from '../reading.ts';
import { unitsOf } from '../convert-reading.ts';
import type { FoundReading } from './found-reading.ts';

/** What a column of a table may hold. */
export const columnUses = [
  'none',
  'moment',
  'day',
  'clock',
  'systolic',
  'diastolic',
  'pulse',
  'weight',
  'sugar',
  'temperature',
  'oxygen',
] as const;
export type ColumnUse = (typeof columnUses)[number];

/** How the columns of a table are read: the use of each, and the units where more than one is usual. */
export interface Mapping {
  readonly uses: readonly ColumnUse[];
  readonly units: Readonly<Partial<Record<ReadingKind, string>>>;
}

/** Words of heads, folded; the first that fits counts. */
const words: readonly (readonly [ColumnUse, RegExp])[] = [
  ['systolic', /systolic|tam thu|^sys\b/u],
  ['diastolic', /diastolic|tam truong|^dia\b/u],
  ['pulse', /pulse|heart|mach|nhip|bpm/u],
  ['weight', /weight|can nang/u],
  ['sugar', /glucose|sugar|duong/u],
  ['temperature', /temp|nhiet/u],
  ['oxygen', /spo2|oxygen|oxy/u],
  ['moment', /date.?time|timestamp|start|thoi gian|thoi diem|ngay gio/u],
  ['day', /date|ngay|^day/u],
  ['clock', /time|gio/u],
];

/** Reads the columns by the words of their heads; each number once, the first that fits. */
export function guessMapping(head: readonly string[]): Mapping {
  const folded = head.map((one) => foldText(one));
  const taken = new Set<ColumnUse>();
  const uses = folded.map((one): ColumnUse => {
    const use = words.find(([name, pattern]) => !taken.has(name) && pattern.test(one))?.[0] ?? 'none';
    if (use !== 'none') taken.add(use);
    return use;
  });
  // One column of days and none of hours may hold both.
  if (!taken.has('moment') && !taken.has('clock') && taken.has('day')) uses[uses.indexOf('day')] = 'moment';
  if (!taken.has('moment') && !taken.has('day') && taken.has('clock')) uses[uses.indexOf('clock')] = 'moment';
  const units: Partial<Record<ReadingKind, string>> = {};
  for (const [at, use] of uses.entries()) {
    const kind = kindOfUse(use);
    const unit = kind === undefined ? undefined : unitIn(kind, head[at]!);
    if (kind !== undefined && unit !== undefined) units[kind] = unit;
  }
  return { uses, units };
}

/** Whether the columns are enough: a time, and at least one number. */
export function isWhole({ uses }: Mapping): boolean {
  const isTimed = uses.includes('moment') || uses.includes('day');
  const isPaired = uses.includes('systolic') === uses.includes('diastolic');
  return isTimed && isPaired && uses.some((use) => kindOfUse(use) !== undefined);
}

/** The kind that a column's numbers are of. */
export function kindOfUse(use: ColumnUse): ReadingKind | undefined {
  if (use === 'systolic' || use === 'diastolic') return 'pressure';
  return use === 'none' || use === 'moment' || use === 'day' || use === 'clock' ? undefined : use;
}

function unitIn(kind: ReadingKind, head: string): string | undefined {
  const lower = head.toLowerCase();
  if (kind === 'weight' && /\blbs?\b/u.test(lower)) return '[lb_av]';
  if (kind === 'temperature' && /°?f\)|\bf\b|fahrenheit/u.test(lower)) return '[degF]';
  return unitsOf(kind).find((unit) => lower.includes(unit.toLowerCase()));
}

/**
 * The readings of one line; none where it has no time or no number.
 * @param zone gives a local time the zone that it had there
 */
export function readingsOfLine(
  line: readonly string[],
  { uses, units }: Mapping,
  zone: (local: string) => string,
): readonly FoundReading[] {
  const cell = (use: ColumnUse): string => line[uses.indexOf(use)] ?? '';
  const at = readMoment(cell('moment') || `${cell('day')} ${cell('clock')}`.trim(), zone);
  if (at === undefined) return [];
  const number = (use: ColumnUse): number => readNumber(cell(use));
  const found: FoundReading[] = [];
  const push = (kind: ReadingKind, values: readonly number[]): void => {
    if (values.every((value) => Number.isNaN(value))) return;
    found.push({
      kind,
      values,
      unit: units[kind] ?? kindsOfReading[kind].ucum,
      at,
      instrument: { way: 'csv' },
    });
  };
  if (uses.includes('systolic')) push('pressure', [number('systolic'), number('diastolic')]);
  for (const kind of ['pulse', 'weight', 'sugar', 'temperature', 'oxygen'] as const)
    if (uses.includes(kind)) push(kind, [number(kind)]);
  return found;
}

/** A number with a point or a comma; an empty cell is none. */
function readNumber(text: string): number {
  const match = /^(\d{1,6})(?:[.,](\d{1,6}))?\s*%?$/u.exec(text);
  return match === null ? Number.NaN : Number(`${match[1]}.${match[2] ?? '0'}`);
}

/**
 * A time as tables write it: '2026-11-23T07:30:00+07:00', '2026-11-23 07:30', '23/11/2026 07:30'. Day first, as in Việt Nam.
 */
export function readMoment(text: string, zone: (local: string) => string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(.*)$/u.exec(text);
  const dayFirst = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)$/u.exec(text);
  const [year, month, day, rest] =
    iso !== null
      ? [iso[1]!, iso[2]!, iso[3]!, iso[4]!]
      : dayFirst !== null
        ? [dayFirst[3]!, dayFirst[2]!, dayFirst[1]!, dayFirst[4]!]
        : [];
  if (year === undefined || !isRealDay(Number(year), Number(month), Number(day))) return undefined;
  const clock = /^(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/u.exec(
    rest!.trimEnd(),
  );
  if (clock === null) return undefined;
  const [, hour = '00', minute = '00', second = '00', offset] = clock;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const pad = (part: string): string => part.padStart(2, '0');
  const local = `${year}-${pad(month!)}-${pad(day!)}T${pad(hour)}:${minute}:${second}`;
  if (offset === undefined) return zone(local);
  return (
    local + (offset === 'Z' || offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`)
  );
}
