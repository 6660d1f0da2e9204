import { wrongQuery } from './read-document.ts';

/** An answer under construction. */
export type Output = Record<string, unknown>;

/**
 * Puts a value under a key: one of many where the key is a list, else the only one. A second one for a single key is an error, since
 * @singleton promised that there is none.
 */
export function put(output: Output, key: string, value: unknown, isList: boolean): void {
  if (isList) {
    const list = (output[key] ??= []) as unknown[];
    if (!Array.isArray(list)) throw twice(key);
    list.push(value);
  } else if (output[key] !== undefined && output[key] !== null) throw twice(key);
  else output[key] = value;
}

/** Puts several selections of one object together, as GraphQL does with fields that are asked for twice. */
export function merge(into: Output, more: Output): void {
  for (const [key, value] of Object.entries(more)) {
    const held = into[key];
    if (held === undefined) into[key] = value;
    else if (Array.isArray(held) && Array.isArray(value)) {
      value.forEach((one: unknown, at) => {
        if (isObject(held[at]) && isObject(one)) merge(held[at], one);
      });
    } else if (isObject(held) && isObject(value)) merge(held, value);
  }
}

const isObject = (value: unknown): value is Output =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const twice = (key: string): Error =>
  wrongQuery({ vi: `${key}: có nhiều giá trị.`, en: `${key}: there are several values.` });
