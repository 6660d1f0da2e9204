import type { PathFunction } from './step.ts';
import { CannotWorkOut, compareValues, exact, only } from './values.ts';

type Values = readonly unknown[];

const numbersOf = (list: Values): readonly number[] => {
  if (list.some((value) => typeof value !== 'number')) throw new CannotWorkOut();
  return list as readonly number[];
};

/** A function of one number, and perhaps of one more. */
const ofOne =
  (work: (value: number, given: number | undefined) => number): PathFunction =>
  (given) =>
  (list, around, outer, index) => {
    const [value] = numbersOf(list.length > 1 ? [only(list)] : list);
    if (value === undefined) return [];
    const asked = given[0] === undefined ? undefined : only(given[0](outer, around, index));
    if (given[0] !== undefined && typeof asked !== 'number') return [];
    const worked = work(value, asked as number | undefined);
    return Number.isFinite(worked) ? [exact(worked)] : [];
  };

const most = (holds: (order: number) => boolean) => (list: Values) =>
  list.length === 0 ? [] : [list.reduce((best, one) => (holds(compareValues(one, best) ?? 0) ? one : best))];

/** Functions of numbers by their name. */
export const numberFunctions: Readonly<Record<string, PathFunction>> = {
  abs: ofOne(Math.abs),
  ceiling: ofOne(Math.ceil),
  floor: ofOne(Math.floor),
  truncate: ofOne(Math.trunc),
  sqrt: ofOne(Math.sqrt),
  exp: ofOne(Math.exp),
  ln: ofOne(Math.log),
  power: ofOne((value, given) => value ** (given ?? 1)),
  log: ofOne((value, given) => Math.log(value) / Math.log(given ?? Math.E)),
  round: ofOne((value, given = 0) => {
    const scale = 10 ** given;
    // Half goes away from zero, as on paper.
    return (Math.sign(value) * Math.round(exact(Math.abs(value) * scale))) / scale;
  }),
  sum: () => (list) => (list.length === 0 ? [] : [exact(numbersOf(list).reduce((sum, one) => sum + one, 0))]),
  avg: () => (list) =>
    list.length === 0 ? [] : [exact(numbersOf(list).reduce((sum, one) => sum + one, 0) / list.length)],
  min: () => most((order) => order < 0),
  max: () => most((order) => order > 0),
};
