import type { PathFunction } from './step.ts';
import { NotUnderstood } from './tokens.ts';
import { exact, isMeasured, only, When } from './values.ts';

const day = /^\d{4}(-\d\d(-\d\d)?)?$/;
const moment = /^\d{4}(-\d\d(-\d\d(T[\d:.]*(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** A plain value has no type of its own: what it looks like decides. */
const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  decimal: (value) => typeof value === 'number',
  date: (value) => typeof value === 'string' && day.test(value),
  datetime: (value) => typeof value === 'string' && moment.test(value),
  quantity: isMeasured,
  coding: (value) => typeof value === 'object' && value !== null && ('code' in value || 'display' in value),
};

function testFor(type: string): (value: unknown) => boolean {
  const known = kinds[type.toLowerCase()];
  if (known !== undefined) return known;
  if (!/^[A-Z]/.test(type)) throw new NotUnderstood(type);
  return (value) => (value as { resourceType?: unknown } | null)?.resourceType === type;
}

function numberIn(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function textIn(value: unknown): string | undefined {
  if (value instanceof When) return value.text;
  if (isMeasured(value)) return `${value.value} '${value.code ?? value.unit ?? '1'}'`;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

const converted =
  (work: (value: unknown) => unknown): PathFunction =>
  () =>
  (list) => {
    const value = only(list);
    const made = value === undefined ? undefined : work(value);
    return made === undefined ? [] : [made];
  };

/** Functions of types by their name. */
export const typeFunctions: Readonly<Record<string, PathFunction>> = {
  ofType: (_given, type) => {
    const test = testFor(type);
    return (list) => list.filter(test);
  },
  as: (_given, type) => {
    const test = testFor(type);
    return (list) => [only(list)].filter((value) => value !== undefined && test(value));
  },
  is: (_given, type) => {
    const test = testFor(type);
    return (list) => (list.length === 0 ? [] : [test(only(list))]);
  },
  toString: converted(textIn),
  toInteger: converted((value) => {
    const number = numberIn(value);
    return number !== undefined && Number.isInteger(number) ? number : undefined;
  }),
  toDecimal: converted((value) => {
    const number = numberIn(value);
    return number === undefined ? undefined : exact(number);
  }),
  hasValue: () => (list) => [list.length === 1 && typeof list[0] !== 'object'],
};
