/** One row of a growth standard: at an age or length, the power, median and spread of a measure (LMS, Cole 1990). */
export interface LmsRow {
  /** Months of age, or cm of length. */
  readonly at: number;
  readonly l: number;
  readonly m: number;
  readonly s: number;
}

/** What is compared with what. 'weight-for-length' is by cm, the others by months. */
export const growthIndicators = [
  'weight-for-age',
  'height-for-age',
  'weight-for-length',
  'bmi-for-age',
  'head-for-age',
] as const;
export type GrowthIndicator = (typeof growthIndicators)[number];

/** Average days of a month in WHO's tables by age. @source WHO Child Growth Standards, Methods and development, 2006 */
export const daysOfMonth = 30.4375;

/**
 * The row at a place between two rows, worked out along the straight line between them; undefined outside the table.
 * @param table by `at`, ascending
 */
export function rowAt(table: readonly LmsRow[], at: number): LmsRow | undefined {
  const after = table.findIndex((row) => row.at >= at);
  const next = table[after];
  if (next === undefined) return undefined;
  if (next.at === at) return next;
  const before = table[after - 1];
  if (before === undefined) return undefined;
  const part = (at - before.at) / (next.at - before.at);
  const between = (from: number, to: number): number => from + (to - from) * part;
  return { at, l: between(before.l, next.l), m: between(before.m, next.m), s: between(before.s, next.s) };
}

/** The value that lies `z` standard deviations from the median. */
export function valueOf({ l, m, s }: Pick<LmsRow, 'l' | 'm' | 's'>, z: number): number {
  return l === 0 ? m * Math.exp(s * z) : m * (1 + l * s * z) ** (1 / l);
}

/**
 * How many standard deviations a value lies from the median. Beyond 3 the distance to 3 is counted in steps from 2 to 3, as WHO does for weight
 * and body mass, whose spread is not even; for height it makes no difference worth naming.
 * @source WHO Child Growth Standards, Methods and development, 2006, chapter 7 (z-scores beyond 3 SD)
 */
export function zScore(row: Pick<LmsRow, 'l' | 'm' | 's'>, value: number): number {
  const { l, m, s } = row;
  const z = l === 0 ? Math.log(value / m) / s : ((value / m) ** l - 1) / (l * s);
  if (z > 3) return 3 + (value - valueOf(row, 3)) / (valueOf(row, 3) - valueOf(row, 2));
  if (z < -3) return -3 - (valueOf(row, -3) - value) / (valueOf(row, -2) - valueOf(row, -3));
  return z;
}

/** How a child stands. @source WHO Child Growth Standards: -2 and -3 SD */
export type GrowthGrade = 'severe' | 'low' | 'usual' | 'high';

/** The grade of a z-score; 'high' from +2. */
export function gradeOf(z: number): GrowthGrade {
  if (z < -3) return 'severe';
  if (z < -2) return 'low';
  return z > 2 ? 'high' : 'usual';
}

/** Lines that a growth chart shows. */
export const chartLines = [-3, -2, 0, 2, 3] as const;

/**
 * Reads a table of WHO's own text files: a line of headings with Month, Length, Height or Age, and L, M, S; tabs, spaces or semicolons between.
 * Undefined where it is none, holds less than two rows, or is not in ascending order.
 */
export function readLmsTable(text: string): LmsRow[] | undefined {
  const [head, ...lines] = text
    .replaceAll('\r', '')
    .split('\n')
    .map((line) => line.trim().split(/[\t; ]+/u))
    .filter((cells) => cells.length > 1);
  const column = (...names: readonly string[]): number =>
    head?.findIndex((cell) => names.includes(cell.toLowerCase())) ?? -1;
  const places = [column('month', 'length', 'height', 'age'), column('l'), column('m'), column('s')];
  if (places.some((place) => place < 0)) return undefined;
  const rows = lines.map((cells): LmsRow => {
    const [at, l, m, s] = places.map((place) => Number(cells[place]?.replace(',', '.')));
    return { at: at!, l: l!, m: m!, s: s! };
  });
  const isWhole =
    rows.length >= 2 &&
    rows.every(({ at, l, m, s }) => [at, l, m, s].every(Number.isFinite) && m > 0 && s > 0);
  const ascends = rows.every(({ at }, nth) => nth === 0 || at > rows[nth - 1]!.at);
  return isWhole && ascends ? rows : undefined;
}
