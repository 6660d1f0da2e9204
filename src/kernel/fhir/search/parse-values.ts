import { timeRange } from '../date-range.ts';
import { foldText } from '../fold.ts';
import { literalReference } from '../references.ts';
import { isResourceType } from '../structure/element-facts.ts';
import type {
  DateTerm,
  NearTerm,
  NumberTerm,
  Prefix,
  QuantityTerm,
  ReferenceTerm,
  StringTerm,
  TextTerm,
  TokenTerm,
} from './parsed-query.ts';
import { searchError, splitEscaped, unescape } from './query-text.ts';
import { toCanonical, ucumSystem } from './units.ts';
import { wordsOf } from './words.ts';

const prefixes: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']);
const number = /^[+-]?(\d{1,30})(?:\.(\d{1,30}))?(?:[eE]([+-]?\d{1,3}))?$/;

function takePrefix(text: string): [Prefix, string] {
  const head = text.slice(0, 2);
  return prefixes.has(head) ? [head as Prefix, text.slice(2)] : ['eq', text];
}

/** 's|c', 'c', '|c' or 's|'. */
export function parseToken(name: string, text: string): TokenTerm {
  const parts = splitEscaped(text, '|').map(unescape);
  if (parts.length > 2) {
    throw searchError(name, {
      vi: 'chỉ một dấu | giữa hệ mã và mã.',
      en: 'one | only, between system and code.',
    });
  }
  const [first, code] = parts as [string, string | undefined];
  if (code === undefined) return { code: first.trim() };
  const system = first.trim();
  if (code.trim() === '') {
    if (system !== '') return { system };
    throw searchError(name, { vi: 'thiếu mã.', en: 'the code is missing.' });
  }
  return { system: system === '' ? null : system, code: code.trim() };
}

/** 'system|code|value' of :of-type. */
export function parseOfType(name: string, text: string): { type: TokenTerm; value: string } {
  const parts = splitEscaped(text, '|').map(unescape);
  if (parts.length !== 3 || parts[1] === '' || parts[2] === '') {
    throw searchError(name, {
      vi: ':of-type cần hệ mã|mã loại|giá trị.',
      en: ':of-type needs system|type code|value.',
    });
  }
  return { type: { ...(parts[0] !== '' && { system: parts[0]! }), code: parts[1]! }, value: parts[2]! };
}

/** A string, folded and exact. */
export function parseString(text: string): StringTerm {
  const exact = unescape(text);
  return { exact, folded: foldText(exact) };
}

/**
 * A time with its prefix and the precision it was written in. 'ap' widens it by a tenth of its distance from `now`, or by its
 * own length where no `now` is given.
 */
export function parseDate(name: string, text: string, now: Date | undefined): DateTerm {
  const [prefix, rest] = takePrefix(text.trim());
  // A '+' before the zone that was not percent-encoded has become a blank.
  const range = timeRange(rest.replace(' ', '+'));
  if (range === undefined) {
    throw searchError(name, {
      vi: 'ngày giờ phải có dạng 2026, 2026-05, 2026-05-31 hoặc 2026-05-31T08:30:00+07:00 và có thật trên lịch.',
      en: 'a date is written 2026, 2026-05, 2026-05-31 or 2026-05-31T08:30:00+07:00 and must exist in the calendar.',
    });
  }
  if (prefix !== 'ap') return { prefix, ...range };
  const slack = now === undefined ? range.hi - range.lo : Math.abs(now.getTime() - range.lo) / 10;
  return { prefix, lo: range.lo - slack, hi: range.hi + slack };
}

/**
 * A number with its prefix; [lo, hi] is half a unit of its last digit to each side: 100 is 99.5 to 100.5, 1e2 is 95 to 105 (the
 * standard's examples). 'ap' is a tenth to each side.
 */
export function parseNumber(name: string, text: string): NumberTerm {
  const [prefix, rest] = takePrefix(text.trim());
  const match = number.exec(rest);
  const value = Number(rest);
  if (match === null || !Number.isFinite(value)) {
    throw searchError(name, { vi: 'cần một số, ví dụ 5.4.', en: 'a number is needed, e.g. 5.4.' });
  }
  const exponent = match[3] === undefined ? 0 : Number(match[3]);
  const digits = match[2]?.length ?? (match[3] === undefined ? 0 : 1);
  const half = prefix === 'ap' ? Math.abs(value) / 10 : 0.5 * 10 ** (exponent - digits);
  return { prefix, value, lo: tidy(value - half), hi: tidy(value + half) };
}

/** Without the last digits that binary fractions add: 5.4 - 0.005 is 5.395. */
const tidy = (value: number): number => Number(value.toPrecision(15));

/** 'number|system|code', 'number||code' or 'number'. */
export function parseQuantity(name: string, text: string): QuantityTerm {
  const parts = splitEscaped(text, '|').map(unescape);
  if (parts.length > 3 || parts.length === 2) {
    throw searchError(name, {
      vi: 'đại lượng có dạng số|hệ đơn vị|mã đơn vị, ví dụ 5.4||mmol/L.',
      en: 'a quantity is written number|system|code, e.g. 5.4||mmol/L.',
    });
  }
  const [amount, system, code] = parts as [string, string | undefined, string | undefined];
  const number = parseNumber(name, amount);
  const mayConvert = code !== undefined && code !== '' && (system === '' || system === ucumSystem);
  const canonical = mayConvert ? toCanonical(code, number) : undefined;
  return {
    ...number,
    ...(system !== undefined && system !== '' && { system }),
    ...(code !== undefined && code !== '' && { code }),
    ...(canonical !== undefined && { canonical }),
  };
}

/** Metres in the units that a distance is asked in. */
const metresIn: Readonly<Record<string, number>> = {
  km: 1000,
  m: 1,
  '[mi_us]': 1609.347,
  '[mi_i]': 1609.344,
};
const usualDistance = 5000;
const farthest = 500_000;

/** 'latitude|longitude[|distance[|units]]' of near; kilometres where no unit is named, 5 km where no distance is. */
export function parseNear(name: string, text: string): NearTerm {
  const [latitude, longitude, distance, unit, ...more] = splitEscaped(text, '|').map((part) => part.trim());
  const isNumber = (part: string | undefined): part is string =>
    part !== undefined && /^-?\d{1,6}(\.\d{1,12})?$/.test(part);
  const perUnit = metresIn[unit === undefined || unit === '' ? 'km' : unit];
  const hasDistance = distance !== undefined && distance !== '';
  if (
    isNumber(latitude) &&
    isNumber(longitude) &&
    more.length === 0 &&
    perUnit !== undefined &&
    (!hasDistance || isNumber(distance)) &&
    Math.abs(Number(latitude)) <= 90 &&
    Math.abs(Number(longitude)) <= 180
  ) {
    const metres = hasDistance ? Number(distance) * perUnit : usualDistance;
    if (metres >= 0 && metres <= farthest)
      return { latitude: Number(latitude), longitude: Number(longitude), metres };
  }
  throw searchError(name, {
    vi: 'có dạng vĩ độ|kinh độ|khoảng cách|đơn vị, ví dụ 21.03|105.85|5|km; xa nhất 500 km.',
    en: 'is written latitude|longitude|distance|unit, e.g. 21.03|105.85|5|km; 500 km at most.',
  });
}

/** Words, and phrases in double quotes, of _text and _content. */
export function parseText(name: string, text: string): TextTerm {
  const phrases: string[] = [];
  const rest = unescape(text).replace(/"([^"]*)"/g, (_all, phrase: string) => {
    const words = wordsOf(foldText(phrase)).join(' ');
    if (words !== '') phrases.push(words);
    return ' ';
  });
  const words = wordsOf(foldText(rest));
  if (words.length + phrases.length === 0)
    throw searchError(name, { vi: 'cần ít nhất một từ.', en: 'at least one word is needed.' });
  return { words, phrases };
}

/** The id of a List: 'id' or 'List/id'. What only a server with lists of its own kind answers ('$current-problems') is refused. */
export function parseList(name: string, text: string): string {
  const id = unescape(text)
    .trim()
    .replace(/^List\//, '');
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(id)) return id;
  if (id.startsWith('$')) {
    throw searchError(
      name,
      {
        vi: 'danh sách do máy chủ tự lập ($current-…) không có ở đây; hãy nêu id của một List.',
        en: 'lists that a server keeps itself ($current-…) are not here; name the id of a List.',
      },
      'not-supported',
    );
  }
  throw searchError(name, { vi: 'cần id của một List.', en: 'the id of a List is needed.' });
}

/** 'Type/id', 'id', an absolute reference, a canonical with or without '|version'. */
export function parseReference(name: string, text: string, type: string | undefined): ReferenceTerm {
  const value = unescape(text).trim();
  const literal = literalReference(value);
  if (literal !== undefined) {
    const { base, ...rest } = literal;
    if (type !== undefined && type !== rest.type) {
      throw searchError(name, {
        vi: `tham chiếu phải trỏ tới ${type}.`,
        en: `the reference must be to ${type}.`,
      });
    }
    return base === undefined ? rest : { ...rest, url: value };
  }
  if (value.includes(':')) {
    const bar = value.indexOf('|');
    return bar < 0 ? { url: value } : { url: value.slice(0, bar), version: value.slice(bar + 1) };
  }
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(value)) {
    throw searchError(name, {
      vi: 'tham chiếu có dạng Loại/id, id hoặc địa chỉ đầy đủ.',
      en: 'a reference is written Type/id, id or as a full address.',
    });
  }
  return { ...(type !== undefined && isResourceType(type) && { type }), id: value };
}

/** 'true' or 'false' of :missing. */
export function parseMissing(name: string, text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw searchError(name, { vi: ':missing nhận true hoặc false.', en: ':missing takes true or false.' });
}
