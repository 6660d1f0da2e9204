import type { Bilingual } from '../../schema.ts';
import { daysInMonth } from '../date-range.ts';

/** What is wrong with a primitive value; undefined for a right one. */
export type PrimitiveCheck = (value: unknown) => Bilingual | undefined;

/** Longest string of R4: 1 MB of characters. */
const longestString = 1_048_576;
const spaceOnly = /^\s*$/;
const space = /\s/;

const needText = { vi: 'cần một chuỗi ký tự trong ngoặc kép.', en: 'a string in quotes is needed.' };
const needContent = {
  vi: 'không được để trống; hãy bỏ phần tử nếu không có giá trị.',
  en: 'must not be empty; leave the element out where there is no value.',
};
const needWhole = { vi: 'cần một số nguyên.', en: 'a whole number is needed.' };

/** Control characters other than tab and line ends are not text. */
function hasControl(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return true;
  }
  return false;
}

function checkString(value: unknown): Bilingual | undefined {
  if (typeof value !== 'string') return needText;
  if (value.length === 0 || spaceOnly.test(value)) return needContent;
  if (value.length > longestString) return { vi: 'dài quá 1 MB.', en: 'is longer than 1 MB.' };
  return hasControl(value)
    ? { vi: 'có ký tự điều khiển không được phép.', en: 'holds a control character that is not allowed.' }
    : undefined;
}

function matching(pattern: RegExp, vi: string, en: string): PrimitiveCheck {
  const wrong = { vi, en };
  return (value) => {
    if (typeof value !== 'string') return needText;
    if (value.length === 0) return needContent;
    return pattern.test(value) && value.length <= longestString ? undefined : wrong;
  };
}

function whole(least: number): PrimitiveCheck {
  const range = {
    vi: `cần một số nguyên từ ${least} đến 2147483647.`,
    en: `a whole number from ${least} to 2147483647 is needed.`,
  };
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return needWhole;
    return value >= least && value <= 2_147_483_647 ? undefined : range;
  };
}

const datePattern = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;
const dateTimePattern =
  /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,18})?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)))?)?)?$/;
const instantPattern =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,18})?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

function calendar(pattern: RegExp, vi: string, en: string): PrimitiveCheck {
  const wrong = { vi, en };
  const noDay = { vi: 'ngày này không có trên lịch.', en: 'there is no such day in the calendar.' };
  return (value) => {
    if (typeof value !== 'string') return needText;
    if (value.length === 0) return needContent;
    const match = value.length > 60 ? null : pattern.exec(value);
    if (match === null) return wrong;
    if (match[1] === '0000') return noDay;
    const day = match[3];
    // Days to the 28th are in every month.
    if (day === undefined || day <= '28') return undefined;
    return Number(day) <= daysInMonth(Number(match[1]), Number(match[2])) ? undefined : noDay;
  };
}

/** Base64 with optional white space, in one linear pass. */
function checkBase64(value: unknown): Bilingual | undefined {
  if (typeof value !== 'string') return needText;
  if (value.length === 0) return needContent;
  let signs = 0;
  let padding = 0;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue;
    signs++;
    if (code === 0x3d) padding++;
    else if (padding > 0 || !isBase64(code)) return wrongBase64;
  }
  return signs > 0 && signs % 4 === 0 && padding <= 2 ? undefined : wrongBase64;
}

const wrongBase64 = { vi: 'không phải base64 hợp lệ.', en: 'is not valid base64.' };

function isBase64(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2b ||
    code === 0x2f
  );
}

function checkUri(value: unknown): Bilingual | undefined {
  if (typeof value !== 'string') return needText;
  if (value.length === 0) return needContent;
  return space.test(value) || value.length > longestString || hasControl(value)
    ? { vi: 'địa chỉ (URI) không được có khoảng trắng.', en: 'an address (URI) must not hold white space.' }
    : undefined;
}

function checkCode(value: unknown): Bilingual | undefined {
  if (typeof value !== 'string') return needText;
  if (value.length === 0) return needContent;
  // One pass: no blank at the ends, never two in a row.
  let blank = true;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    const isBlank = code <= 0x20 || code === 0xa0;
    if (isBlank && (blank || code !== 0x20)) return wrongCode;
    blank = isBlank;
  }
  return blank ? wrongCode : undefined;
}

const wrongCode = {
  vi: 'mã không được có khoảng trắng ở đầu, ở cuối hay hai dấu cách liền nhau.',
  en: 'a code has no white space at its ends and no two blanks together.',
};

/** The check of each primitive type of R4 but xhtml. */
export const primitiveChecks: Readonly<Record<string, PrimitiveCheck>> = {
  boolean: (value) =>
    typeof value === 'boolean'
      ? undefined
      : { vi: 'cần true hoặc false, không có ngoặc kép.', en: 'true or false without quotes is needed.' },
  integer: whole(-2_147_483_648),
  unsignedInt: whole(0),
  positiveInt: whole(1),
  decimal: (value) =>
    typeof value === 'number' && Number.isFinite(value)
      ? undefined
      : { vi: 'cần một số, không có ngoặc kép.', en: 'a number without quotes is needed.' },
  string: checkString,
  base64Binary: checkBase64,
  markdown: checkString,
  code: checkCode,
  uri: checkUri,
  url: checkUri,
  canonical: checkUri,
  id: matching(
    /^[A-Za-z0-9\-.]{1,64}$/,
    'id chỉ gồm chữ cái, chữ số, dấu - và dấu chấm, dài nhất 64.',
    'an id holds letters, digits, - and . only, 64 at most.',
  ),
  oid: matching(
    /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/,
    'cần dạng urn:oid:1.2.3.',
    'the form urn:oid:1.2.3 is needed.',
  ),
  uuid: matching(
    /^urn:uuid:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/,
    'cần dạng urn:uuid: và một UUID.',
    'the form urn:uuid: and a UUID is needed.',
  ),
  date: calendar(
    datePattern,
    'ngày có dạng 2026, 2026-05 hoặc 2026-05-31.',
    'a date is written 2026, 2026-05 or 2026-05-31.',
  ),
  dateTime: calendar(
    dateTimePattern,
    'ngày giờ có dạng 2026-05-31 hoặc 2026-05-31T08:30:00+07:00 (có múi giờ).',
    'a date and time is written 2026-05-31 or 2026-05-31T08:30:00+07:00 (with its zone).',
  ),
  instant: calendar(
    instantPattern,
    'thời điểm có dạng 2026-05-31T08:30:00+07:00, đủ giây và múi giờ.',
    'an instant is written 2026-05-31T08:30:00+07:00, with seconds and zone.',
  ),
  time: matching(
    /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,18})?$/,
    'giờ có dạng 08:30:00.',
    'a time is written 08:30:00.',
  ),
};
