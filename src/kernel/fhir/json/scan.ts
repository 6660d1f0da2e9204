import { AppError } from '../../errors.ts';

/** Deepest nesting that is read; validateStructure refuses more than 64 anyway. */
export const deepestJson = 200;

const quote = 0x22;
const backslash = 0x5c;

/** The error of text that is not the JSON it should be; says nothing of its content. */
export function brokenJson(detail: string): AppError {
  return new AppError('request.invalid', {
    detail,
    issues: [
      {
        issue: 'invalid',
        text: { vi: 'Nội dung không phải JSON hợp lệ.', en: 'The content is not valid JSON.' },
      },
    ],
  });
}

/** Index of the next sign that is not white space. */
export function skipSpace(text: string, at: number): number {
  let next = at;
  for (;;) {
    const code = text.charCodeAt(next);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return next;
    next++;
  }
}

/** Index after a string that starts at `at` with its quote. Linear: each run of backslashes is looked at once. */
export function skipString(text: string, at: number): number {
  if (text.charCodeAt(at) !== quote) throw brokenJson('string expected');
  let end = at;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end < 0) throw brokenJson('string without end');
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end + 1;
  }
}

/** The content of a string literal given by its bounds, quotes included. */
export function readString(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    throw brokenJson('string with a broken escape');
  }
}

/** Index after a number, true, false or null. */
export function skipScalar(text: string, at: number): number {
  let end = at;
  for (;;) {
    const code = text.charCodeAt(end);
    // Digits, letters, + - . and nothing else; NaN at the end of the text fails every comparison.
    if (!(
      (code >= 0x30 && code <= 0x39) ||
      (code >= 0x61 && code <= 0x7a) ||
      code === 0x2d ||
      code === 0x2b ||
      code === 0x2e ||
      code === 0x45
    ))
      break;
    end++;
  }
  if (end === at) throw brokenJson('value expected');
  return end;
}

/** Index after the value that starts at `at`, whatever it is; brackets are counted, not recursed into. */
export function skipValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === quote) return skipString(text, at);
  if (first !== 0x7b && first !== 0x5b) return skipScalar(text, at);
  let depth = 0;
  let next = at;
  for (;;) {
    const code = text.charCodeAt(next);
    if (code === quote) next = skipString(text, next);
    else {
      if (Number.isNaN(code)) throw brokenJson('text ends inside a value');
      if (code === 0x7b || code === 0x5b) depth++;
      else if (code === 0x7d || code === 0x5d) depth--;
      next++;
      if (depth === 0) return next;
      if (depth > deepestJson) throw brokenJson('nested too deeply');
    }
  }
}

/**
 * Calls `member` for each member of the object that starts at `at`; `member` gets the key and the index of the value and
 * answers the index after it. Returns the index after the object.
 * @throws AppError request.invalid for broken JSON and for a key that comes twice (readers would disagree on its value).
 */
export function eachMember(text: string, at: number, member: (key: string, start: number) => number): number {
  if (text.charCodeAt(at) !== 0x7b) throw brokenJson('object expected');
  const keys = new Set<string>();
  let next = skipSpace(text, at + 1);
  if (text.charCodeAt(next) === 0x7d) return next + 1;
  for (;;) {
    const end = skipString(text, next);
    const key = readString(text, next, end);
    if (keys.has(key)) throw brokenJson('a key comes twice');
    keys.add(key);
    next = skipSpace(text, end);
    if (text.charCodeAt(next) !== 0x3a) throw brokenJson('colon expected');
    next = skipSpace(text, member(key, skipSpace(text, next + 1)));
    const code = text.charCodeAt(next);
    if (code === 0x7d) return next + 1;
    if (code !== 0x2c) throw brokenJson('comma expected');
    next = skipSpace(text, next + 1);
  }
}

/** Calls `item` for each item of the array that starts at `at`; `item` answers the index after it. Returns the index after the array. */
export function eachItem(text: string, at: number, item: (start: number) => number): number {
  if (text.charCodeAt(at) !== 0x5b) throw brokenJson('array expected');
  let next = skipSpace(text, at + 1);
  if (text.charCodeAt(next) === 0x5d) return next + 1;
  for (;;) {
    next = skipSpace(text, item(next));
    const code = text.charCodeAt(next);
    if (code === 0x5d) return next + 1;
    if (code !== 0x2c) throw brokenJson('comma expected');
    next = skipSpace(text, next + 1);
  }
}
