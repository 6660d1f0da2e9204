import { addToTime } from './calendar.ts';
import {
  CannotWorkOut,
  compareValues,
  distinct,
  equalValues,
  exact,
  isMeasured,
  only,
  truthOf,
  unitOf,
  When,
} from './values.ts';

type Values = readonly unknown[];
type Operator = (left: Values, right: () => Values) => Values;

const none: Values = [];
const told = (value: boolean | undefined): Values => (value === undefined ? none : [value]);

function equal(left: Values, right: Values): boolean | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  if (left.length !== right.length) return false;
  let answer: boolean | undefined = true;
  for (let at = 0; at < left.length; at++) {
    const same = equalValues(left[at], right[at]);
    if (same === false) return false;
    if (same === undefined) answer = undefined;
  }
  return answer;
}

const loose = (value: unknown): unknown =>
  typeof value === 'string' ? value.toLowerCase().replaceAll(/\s+/g, ' ') : value;
function equivalent(left: Values, right: Values): boolean {
  if (left.length !== right.length) return false;
  const rest = [...right];
  return left.every((one) => {
    const at = rest.findIndex((other) => equalValues(loose(one), loose(other)) === true);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

const compared =
  (holds: (order: number) => boolean): Operator =>
  (left, right) => {
    const [one, other] = [only(left), only(right())];
    if (one === undefined || other === undefined) return none;
    const order = compareValues(one, other);
    return order === undefined ? none : [holds(order)];
  };

const reckoned =
  (work: (one: number, other: number) => number | undefined): Operator =>
  (left, right) => {
    const [one, other] = [only(left), only(right())];
    if (one === undefined || other === undefined) return none;
    if (typeof one !== 'number' || typeof other !== 'number') throw new CannotWorkOut();
    const value = work(one, other);
    return value === undefined || !Number.isFinite(value) ? none : [exact(value)];
  };

/** Sums of numbers and quantities, texts one behind the other, days so many units later. */
const added =
  (sign: 1 | -1): Operator =>
  (left, right) => {
    const [one, other] = [only(left), only(right())];
    if (one === undefined || other === undefined) return none;
    if (typeof one === 'number' && typeof other === 'number') return [exact(one + sign * other)];
    const time = one instanceof When ? one.text : one;
    if (isMeasured(other) && typeof time === 'string')
      return [addToTime(time, sign * other.value, unitOf(other)) ?? fail()];
    if (isMeasured(one) && isMeasured(other))
      return unitOf(one) === unitOf(other)
        ? [{ ...one, value: exact(one.value + sign * other.value) }]
        : none;
    if (sign === 1 && typeof one === 'string' && typeof other === 'string') return [one + other];
    return fail();
  };

function fail(): never {
  throw new CannotWorkOut();
}

const holds = (list: Values, value: Values): Values => {
  const wanted = only(value);
  if (wanted === undefined) return none;
  return [list.some((one) => equalValues(one, wanted) === true)];
};

/** Operators by their sign; the right side is only worked out where it is needed. */
export const operators: Readonly<Record<string, Operator>> = {
  '=': (left, right) => told(equal(left, right())),
  '!=': (left, right) => {
    const same = equal(left, right());
    return told(same === undefined ? undefined : !same);
  },
  '~': (left, right) => [equivalent(left, right())],
  '!~': (left, right) => [!equivalent(left, right())],
  '<': compared((order) => order < 0),
  '>': compared((order) => order > 0),
  '<=': compared((order) => order <= 0),
  '>=': compared((order) => order >= 0),
  '+': added(1),
  '-': added(-1),
  '*': reckoned((one, other) => one * other),
  '/': reckoned((one, other) => (other === 0 ? undefined : one / other)),
  div: reckoned((one, other) => (other === 0 ? undefined : Math.trunc(one / other))),
  mod: reckoned((one, other) => (other === 0 ? undefined : one % other)),
  '&': (left, right) => [`${text(only(left))}${text(only(right()))}`],
  '|': (left, right) => distinct([...left, ...right()]),
  in: (left, right) => holds(right(), left),
  contains: (left, right) => holds(left, right()),
  and: (left, right) => {
    const one = truthOf(left);
    if (one === false) return [false];
    const other = truthOf(right());
    return told(other === false ? false : one === undefined ? undefined : other);
  },
  or: (left, right) => {
    const one = truthOf(left);
    if (one === true) return [true];
    const other = truthOf(right());
    return told(other === true ? true : one === undefined ? undefined : other);
  },
  xor: (left, right) => {
    const [one, other] = [truthOf(left), truthOf(right())];
    return told(one === undefined || other === undefined ? undefined : one !== other);
  },
  implies: (left, right) => {
    const one = truthOf(left);
    if (one === false) return [true];
    const other = truthOf(right());
    if (other === true) return [true];
    return told(one === undefined ? undefined : other);
  },
};

function text(value: unknown): string {
  if (value === undefined) return '';
  if (value instanceof When) return value.text;
  return typeof value === 'string' ? value : fail();
}
