import { AppError } from '../../errors.ts';
import type { IssueType } from '../../errors.ts';
import type { Bilingual } from '../../schema.ts';

/** One 'name=value' of a query, decoded. */
export interface QueryPart {
  readonly name: string;
  readonly value: string;
}

/** Most parameters and most comma-separated values that one query may hold. */
const mostParts = 200;
const mostValues = 2000;

/** A name may be shown only where it looks like one; what people type by mistake may be somebody's data. */
const showable = /^[\w:.*$-]{1,120}$/;

/** The error of a search, naming the parameter. */
export function searchError(name: string, text: Bilingual, issue: IssueType = 'invalid'): AppError {
  const shown = showable.test(name) ? name : '?';
  return new AppError('search.invalid', {
    issues: [{ path: shown, issue, text: { vi: `${shown}: ${text.vi}`, en: `${shown}: ${text.en}` } }],
  });
}

function decode(text: string, name: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw searchError(name, {
      vi: 'ký tự mã hoá % chưa đúng.',
      en: 'a percent-encoded character is not right.',
    });
  }
}

/**
 * Splits the part of a URL after '?' (a leading '?' is allowed) into decoded names and values.
 * @throws AppError search.invalid for broken percent-encoding or too many parameters.
 */
export function splitQuery(query: string): QueryPart[] {
  const pieces = query
    .replace(/^\?/, '')
    .split('&')
    .filter((piece) => piece !== '');
  if (pieces.length > mostParts) {
    throw searchError(
      '?',
      { vi: `nhiều nhất ${mostParts} tham số.`, en: `at most ${mostParts} parameters.` },
      'too-long',
    );
  }
  return pieces.map((piece) => {
    const at = piece.indexOf('=');
    const name = decode(at < 0 ? piece : piece.slice(0, at), '?');
    return { name, value: at < 0 ? '' : decode(piece.slice(at + 1), name) };
  });
}

/** Splits at a separator that is not escaped by a backslash; escapes stay for `unescape`. */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): string[] {
  if (!text.includes('\\')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** Turns \, \| \$ and \\ into the plain sign. */
export function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\([,|$\\])/g, '$1') : text;
}

/**
 * The alternatives of a value, still escaped.
 * @throws AppError search.invalid where there is none or there are too many.
 */
export function alternatives(name: string, value: string): string[] {
  const values = splitEscaped(value, ',').filter((one) => one.trim() !== '');
  if (values.length === 0) throw searchError(name, { vi: 'thiếu giá trị.', en: 'a value is missing.' });
  if (values.length > mostValues) {
    throw searchError(
      name,
      { vi: `nhiều nhất ${mostValues} giá trị.`, en: `at most ${mostValues} values.` },
      'too-long',
    );
  }
  return values;
}
