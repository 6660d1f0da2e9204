import { numberFunctions } from './number-functions.ts';
import type { PathFunction, Step, Surroundings } from './step.ts';
import { textFunctions } from './text-functions.ts';
import { typeFunctions } from './type-functions.ts';
import { CannotWorkOut, distinct, equalValues, only, truthOf, When } from './values.ts';

type Values = readonly unknown[];

const none: Values = [];
const mostSteps = 20_000;

const kept =
  (given: readonly Step[]) =>
  (list: Values, around: Surroundings): Values => {
    const [criterion] = given;
    if (criterion === undefined) return list;
    return list.filter((one, at) => truthOf(criterion([one], around, at)) === true);
  };

const childrenOf = (list: Values): unknown[] =>
  list.flatMap((one) =>
    typeof one !== 'object' || one === null || one instanceof When
      ? []
      : Object.entries(one).flatMap(([key, value]) => (key === 'resourceType' ? [] : (value as unknown[]))),
  );

function repeated(list: Values, next: (list: Values) => Values, once: boolean): Values {
  const found: unknown[] = [];
  let front: Values = list;
  while (front.length > 0) {
    front = next(front);
    if (once) front = front.filter((one) => !found.some((known) => equalValues(known, one) === true));
    found.push(...front);
    if (found.length > mostSteps) throw new CannotWorkOut();
  }
  return found;
}

const oneBoolean =
  (work: (list: readonly boolean[]) => boolean): PathFunction =>
  () =>
  (list) => {
    if (list.some((value) => typeof value !== 'boolean')) throw new CannotWorkOut();
    return [work(list as boolean[])];
  };

const whole = (given: readonly Step[], at: number, around: Surroundings, outer: Values): number => {
  const value = only(given[at]?.(outer, around, 0) ?? none);
  if (typeof value !== 'number') throw new CannotWorkOut();
  return value;
};

/** Functions by their name. */
export const functions: Readonly<Record<string, PathFunction>> = {
  ...numberFunctions,
  ...textFunctions,
  ...typeFunctions,
  where: (given) => kept(given),
  exists: (given) => (list, around) => [kept(given)(list, around).length > 0],
  all: (given) => (list, around) => [kept(given)(list, around).length === list.length],
  empty: () => (list) => [list.length === 0],
  not: () => (list) => {
    const truth = truthOf(list);
    return truth === undefined ? none : [!truth];
  },
  count: () => (list) => [list.length],
  first: () => (list) => list.slice(0, 1),
  last: () => (list) => list.slice(-1),
  tail: () => (list) => list.slice(1),
  single: () => (list) => {
    only(list);
    return list;
  },
  skip: (given) => (list, around, outer) => list.slice(Math.max(0, whole(given, 0, around, outer))),
  take: (given) => (list, around, outer) => list.slice(0, Math.max(0, whole(given, 0, around, outer))),
  distinct: () => (list) => distinct(list),
  isDistinct: () => (list) => [distinct(list).length === list.length],
  union: (given) => (list, around, outer, index) =>
    distinct([...list, ...(given[0]?.(outer, around, index) ?? none)]),
  combine: (given) => (list, around, outer, index) => [
    ...list,
    ...(given[0]?.(outer, around, index) ?? none),
  ],
  intersect: (given) => (list, around, outer, index) => {
    const other = given[0]?.(outer, around, index) ?? none;
    return distinct(list.filter((one) => other.some((two) => equalValues(one, two) === true)));
  },
  select: (given) => (list, around) => list.flatMap((one, at) => given[0]?.([one], around, at) ?? []),
  repeat: (given) => (list, around) =>
    repeated(list, (front) => front.flatMap((one, at) => given[0]?.([one], around, at) ?? []), true),
  children: () => (list) => childrenOf(list),
  descendants: () => (list) => repeated(list, childrenOf, false),
  iif: (given) => (list, around, _outer, index) => {
    const [condition, yes, no] = given;
    return (
      (truthOf(condition?.(list, around, index) ?? none) === true ? yes : no)?.(list, around, index) ?? none
    );
  },
  allTrue: oneBoolean((list) => list.every(Boolean)),
  anyTrue: oneBoolean((list) => list.some(Boolean)),
  allFalse: oneBoolean((list) => list.every((value) => !value)),
  anyFalse: oneBoolean((list) => list.some((value) => !value)),
  now:
    () =>
    (_list, { now }) => [new When(now)],
  today:
    () =>
    (_list, { now }) => [new When(now.slice(0, 10))],
  extension: (given) => (list, around, outer, index) => {
    const url = only(given[0]?.(outer, around, index) ?? none);
    return list.flatMap((one) =>
      ((one as { extension?: readonly { url: string }[] } | null)?.extension ?? []).filter(
        (extension) => extension.url === url,
      ),
    );
  },
};
