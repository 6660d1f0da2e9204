import fhirpath, { type Model } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

export type Json = { resourceType: string; id: string } & Record<string, unknown>;
type Value = Record<string, unknown> | string | number | boolean;

/** Values at a path, by a FHIRPath engine that the store does not use in its index. */
function at(resource: Json, expression: string): Value[] {
  return fhirpath.evaluate(resource, expression, {}, r4 as Model) as Value[];
}

const strip = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
const words = (text: string): string[] =>
  strip(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((one) => one !== '');

/** One question of a random search: a query part and what it means, said as plainly as can be. */
export interface Question {
  readonly query: string;
  readonly holds: (resource: Json, all: ReadonlyMap<string, Json>) => boolean;
}

const day = 86_400_000;
const dayStart = (text: string): number => Date.parse(`${text}T00:00:00+07:00`);

/** [from, to) of a date, Vietnam's time; parts of a second are written as three digits. */
export function span(text: string): [number, number] {
  if (text.includes('T')) return [Date.parse(text), Date.parse(text) + (text.includes('.') ? 1 : 1000)];
  const [year, month, date] = text.split('-').map(Number) as [number, number?, number?];
  if (month === undefined) return [dayStart(`${year}-01-01`), dayStart(`${year + 1}-01-01`)];
  const two = (number: number): string => String(number).padStart(2, '0');
  if (date === undefined)
    return [
      dayStart(`${year}-${two(month)}-01`),
      month === 12 ? dayStart(`${year + 1}-01-01`) : dayStart(`${year}-${two(month + 1)}-01`),
    ];
  const from = dayStart(text);
  return [from, from + day];
}

function spanOf(value: Value): [number, number] {
  if (typeof value === 'string') return span(value);
  const { start, end } = value as { start?: string; end?: string };
  return [start === undefined ? -Infinity : span(start)[0], end === undefined ? Infinity : span(end)[1]];
}

export const comparisons: Record<string, (s: [number, number], q: [number, number]) => boolean> = {
  '': (s, q) => s[0] >= q[0] && s[1] <= q[1],
  eq: (s, q) => s[0] >= q[0] && s[1] <= q[1],
  ne: (s, q) => !(s[0] >= q[0] && s[1] <= q[1]),
  gt: (s, q) => s[1] > q[1],
  lt: (s, q) => s[0] < q[0],
  ge: (s, q) => s[1] > q[1] || (s[0] >= q[0] && s[1] <= q[1]),
  le: (s, q) => s[0] < q[0] || (s[0] >= q[0] && s[1] <= q[1]),
  sa: (s, q) => s[0] >= q[1],
  eb: (s, q) => s[1] <= q[0],
};

/** A date parameter with a prefix. */
export function dateQuestion(code: string, path: string, prefix: string, text: string): Question {
  const asked = span(text);
  return {
    query: `${code}=${prefix}${encodeURIComponent(text)}`,
    holds: (resource) => at(resource, path).some((value) => comparisons[prefix]!(spanOf(value), asked)),
  };
}

/** A token parameter over CodeableConcepts, Codings, Identifiers or plain codes. */
export function tokenQuestion(
  code: string,
  path: string,
  terms: readonly { system?: string | null; code?: string }[],
  modifier: '' | ':not' = '',
): Question {
  const write = (term: { system?: string | null; code?: string }): string =>
    term.system === undefined ? (term.code ?? '') : `${term.system ?? ''}|${term.code ?? ''}`;
  const meets = (value: Value): boolean =>
    codings(value).some((coding) =>
      terms.some(
        (term) =>
          (term.code === undefined || term.code === coding.code) &&
          (term.system === undefined || (term.system ?? undefined) === coding.system),
      ),
    );
  return {
    query: `${code}${modifier}=${terms.map((term) => encodeURIComponent(write(term))).join(',')}`,
    holds: (resource) => at(resource, path).some(meets) !== (modifier === ':not'),
  };
}

function codings(value: Value): { system?: string; code?: string }[] {
  if (typeof value !== 'object') return [{ code: String(value) }];
  if (Array.isArray(value['coding'])) return value['coding'] as { system?: string; code?: string }[];
  if ('value' in value) return [{ system: value['system'] as string, code: value['value'] as string }];
  return [value];
}

/** A string parameter; names and addresses are searched in all their parts. */
export function stringQuestion(
  code: string,
  path: string,
  text: string,
  modifier: '' | ':exact' | ':contains' = '',
): Question {
  const parts = (value: Value): string[] => {
    if (typeof value !== 'object') return [String(value)];
    const { text: whole, family, given } = value as { text?: string; family?: string; given?: string[] };
    const joined =
      whole === undefined && family !== undefined && given !== undefined
        ? [[family, ...given].join(' ')]
        : [];
    return [whole, family, ...(given ?? []), ...joined].filter((one) => one !== undefined);
  };
  return {
    query: `${code}${modifier}=${encodeURIComponent(text.replace(/[\\,$|]/g, '\\$&'))}`,
    holds: (resource) => {
      const stored = at(resource, path).flatMap(parts);
      if (modifier === ':exact') return stored.includes(text);
      const folded = strip(text).replace(/\s+/g, ' ').trim();
      if (modifier === ':contains')
        return stored.some((one) => strip(one).replace(/\s+/g, ' ').trim().includes(folded));
      const all = stored.flatMap(words);
      const asked = words(text);
      if (asked.length === 0)
        return stored.some((one) => strip(one).replace(/\s+/g, ' ').trim().startsWith(folded));
      return asked.every((word) => all.some((one) => one.startsWith(word)));
    },
  };
}

/** Factors to milligrams in a litre; other units are themselves. */
const toMilligram: Record<string, number> = { 'mg/dL': 10, 'g/L': 1000, 'mg/L': 1 };

/** A quantity with its unit; `digits` are those behind the point. */
export function quantityQuestion(
  code: string,
  path: string,
  prefix: string,
  text: string,
  unit: string | undefined,
): Question {
  const value = Number(text);
  const half = 0.5 * 10 ** -(text.split('.')[1]?.length ?? 0);
  const tidy = (number: number): number => Number(number.toPrecision(10));
  return {
    query: `${code}=${prefix}${text}${unit === undefined ? '' : `||${encodeURIComponent(unit)}`}`,
    holds: (resource) =>
      at(resource, path).some((one) => {
        const {
          value: stored,
          code: own,
          comparator,
        } = one as { value: number; code?: string; comparator?: string };
        let [lo, hi] = [stored, stored];
        if (comparator === '<') lo = -Infinity;
        if (comparator === '>') hi = Infinity;
        let [q, qLo, qHi] = [value, tidy(value - half), tidy(value + half)];
        if (unit !== undefined && unit !== own) {
          const [mine, asked] = [toMilligram[own ?? ''], toMilligram[unit]];
          if (mine === undefined || asked === undefined) return false;
          [lo, hi] = [tidy(lo * mine), tidy(hi * mine)];
          [q, qLo, qHi] = [tidy(q * asked), tidy(qLo * asked), tidy(qHi * asked)];
        }
        switch (prefix) {
          case 'ne':
            return !(qLo <= lo && hi <= qHi);
          case 'gt':
            return hi > q;
          case 'lt':
            return lo < q;
          case 'ge':
            return hi >= q;
          case 'le':
            return lo <= q;
          default:
            return qLo <= lo && hi <= qHi;
        }
      }),
  };
}

/** A reference parameter by 'Type/id'. */
export function referenceQuestion(code: string, path: string, target: string): Question {
  return {
    query: `${code}=${encodeURIComponent(target)}`,
    holds: (resource) =>
      at(resource, path).some((one) => (one as { reference?: string }).reference === target),
  };
}

/** ':missing'. */
export function missingQuestion(code: string, path: string, missing: boolean): Question {
  return {
    query: `${code}:missing=${missing}`,
    holds: (resource) => (at(resource, path).length === 0) === missing,
  };
}

/** 'reference:Type.question'. */
export function chained(code: string, path: string, type: string, inner: Question): Question {
  return {
    query: `${code}:${type}.${inner.query}`,
    holds: (resource, all) =>
      at(resource, path).some((one) => {
        const name = (one as { reference?: string }).reference ?? '';
        const target = name.startsWith(`${type}/`) ? all.get(name) : undefined;
        return target !== undefined && inner.holds(target, all);
      }),
  };
}

/** '_has:Type:reference:question'. */
export function reversed(type: string, code: string, path: string, inner: Question): Question {
  return {
    query: `_has:${type}:${code}:${inner.query}`,
    holds: (resource, all) =>
      [...all.values()].some(
        (other) =>
          other.resourceType === type &&
          inner.holds(other, all) &&
          at(other, path).some(
            (one) => (one as { reference?: string }).reference === `${resource.resourceType}/${resource.id}`,
          ),
      ),
  };
}
