import type { PathFunction } from './step.ts';
import { CannotWorkOut, only, When } from './values.ts';

const textOf = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (value instanceof When) return value.text;
  if (typeof value !== 'string') throw new CannotWorkOut();
  return value;
};

/** A function of one text and what is given to it; empty where the text or a needed thing given is. */
const ofText =
  (needed: number, work: (text: string, given: readonly unknown[]) => unknown): PathFunction =>
  (given) =>
  (list, around, outer, index) => {
    const text = textOf(only(list));
    const asked = given.map((step) => {
      const value = only(step(outer, around, index));
      return value instanceof When ? value.text : value;
    });
    if (text === undefined || asked.slice(0, needed).some((value) => value === undefined)) return [];
    const worked = work(text, asked);
    return worked === undefined ? [] : [worked];
  };

/** Functions of texts by their name. */
export const textFunctions: Readonly<Record<string, PathFunction>> = {
  startsWith: ofText(1, (text, [sought]) => text.startsWith(String(sought))),
  endsWith: ofText(1, (text, [sought]) => text.endsWith(String(sought))),
  contains: ofText(1, (text, [sought]) => text.includes(String(sought))),
  indexOf: ofText(1, (text, [sought]) => text.indexOf(String(sought))),
  upper: ofText(0, (text) => text.toUpperCase()),
  lower: ofText(0, (text) => text.toLowerCase()),
  trim: ofText(0, (text) => text.trim()),
  length: ofText(0, (text) => text.length),
  substring: ofText(1, (text, [start, length]) => {
    const from = Number(start);
    if (from < 0 || from >= text.length) return undefined;
    return typeof length === 'number' ? text.slice(from, from + Math.max(0, length)) : text.slice(from);
  }),
  replace: ofText(2, (text, [sought, instead]) => text.replaceAll(String(sought), () => String(instead))),
  join: (given) => (list, around, outer, index) => {
    const between = given[0] === undefined ? '' : only(given[0](outer, around, index));
    return list.length === 0 ? [] : [list.map(textOf).join(textOf(between) ?? '')];
  },
  split: (given) => (list, around, outer, index) => {
    const text = textOf(only(list));
    return text === undefined ? [] : text.split(String(only(given[0]?.(outer, around, index) ?? [])));
  },
};
