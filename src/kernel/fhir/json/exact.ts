import {
  brokenJson,
  deepestJson,
  eachItem,
  eachMember,
  readString,
  skipScalar,
  skipSpace,
  skipString,
} from './scan.ts';

/** A number as it was written: 1.00 is not 1.0, and 12345678901234567890 is not what a double makes of it. */
export class ExactNumber {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

/** JSON whose numbers keep their digits. Objects have no prototype, so that no key means anything else. */
export type ExactJson = null | boolean | string | ExactNumber | ExactJson[] | ExactObject;
export interface ExactObject {
  [key: string]: ExactJson;
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** True for the text of a JSON number. */
export function isNumberText(text: string): boolean {
  return number.test(text);
}

/** True for an object (not a list, not a number). */
export function isExactObject(json: ExactJson | undefined): json is ExactObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && !(json instanceof ExactNumber);
}

/** An empty object. */
export function exactObject(): ExactObject {
  return Object.create(null) as ExactObject;
}

/**
 * Reads JSON text without losing a digit. Linear; nested 200 deep at most.
 * @throws AppError request.invalid for broken JSON and for a key that comes twice in one object.
 */
export function parseExact(text: string): ExactJson {
  let made: ExactJson = null;
  const value = (start: number, depth: number): number => {
    const sign = text.charCodeAt(start);
    if (sign === 0x22) {
      const end = skipString(text, start);
      made = readString(text, start, end);
      return end;
    }
    if (depth > deepestJson) throw brokenJson('nested too deeply');
    if (sign === 0x7b) {
      const object = exactObject();
      const end = eachMember(text, start, (key, from) => {
        const after = value(from, depth + 1);
        object[key] = made;
        return after;
      });
      made = object;
      return end;
    }
    if (sign === 0x5b) {
      const list: ExactJson[] = [];
      const end = eachItem(text, start, (from) => {
        const after = value(from, depth + 1);
        list.push(made);
        return after;
      });
      made = list;
      return end;
    }
    const end = skipScalar(text, start);
    made = scalar(text.slice(start, end));
    return end;
  };
  const end = value(skipSpace(text, 0), 0);
  if (skipSpace(text, end) !== text.length) throw brokenJson('text after the value');
  return made;
}

function scalar(source: string): ExactJson {
  if (source === 'true') return true;
  if (source === 'false') return false;
  if (source === 'null') return null;
  if (!number.test(source)) throw brokenJson('not a number');
  return new ExactNumber(source);
}

/** Prints it without white space, digits as they were read. */
export function printExact(json: ExactJson): string {
  if (json instanceof ExactNumber) return json.source;
  if (Array.isArray(json)) return `[${json.map(printExact).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const members = Object.keys(json).map((key) => `${JSON.stringify(key)}:${printExact(json[key]!)}`);
  return `{${members.join(',')}}`;
}

/** A copy that shares nothing. */
export function copyExact(json: ExactJson): ExactJson {
  if (Array.isArray(json)) return json.map(copyExact);
  if (!isExactObject(json)) return json;
  const copy = exactObject();
  for (const key of Object.keys(json)) copy[key] = copyExact(json[key]!);
  return copy;
}

/** Whether two say the same: order of members does not matter, and numbers are equal as numbers (RFC 6902, section 4.6). */
export function equalExact(a: ExactJson, b: ExactJson): boolean {
  if (a instanceof ExactNumber || b instanceof ExactNumber)
    return a instanceof ExactNumber && b instanceof ExactNumber && plainNumber(a) === plainNumber(b);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, at) => equalExact(item, b[at]!));
  }
  if (!isExactObject(a) || !isExactObject(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalExact(a[key]!, b[key]!))
  );
}

/** A number in one form: digits without zeros at the ends and a power of ten, so that 1.00, 1 and 10e-1 are the same. */
function plainNumber({ source }: ExactNumber): string {
  const [, sign, whole, part = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source)!;
  const digits = `${whole}${part}`.replace(/^0+/, '');
  if (digits === '') return '0';
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 0x30) end -= 1;
  const short = digits.slice(0, end);
  return `${sign}${short}e${Number(power) - part.length + digits.length - short.length}`;
}
