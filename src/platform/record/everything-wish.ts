import { AppError } from '#kernel/errors.ts';
import { timeRange } from '#kernel/fhir/date-range.ts';
import { isResourceType } from '#kernel/fhir/structure/element-facts.ts';
import { cursorName } from './search/page-wish.ts';

const defaultCount = 1000;
const mostCount = 2000;

/** What `$everything` is asked for. */
export interface EverythingWish {
  readonly count: number;
  readonly types: readonly string[] | null;
  /** Changed at or after. */
  readonly since: Date | null;
  /** Times of care, in ms: [lo, hi). */
  readonly care: { readonly lo: number; readonly hi: number } | undefined;
  /** As it came; each kind of `$everything` has its own. */
  readonly cursor: string | null;
}

/**
 * Reads _since, _type, _count, start and end. Error: search.invalid naming the parameter.
 * @source HL7 FHIR R4 patient-operation-everything.html
 */
export function readEverythingWish(queryText: string): EverythingWish {
  const query = new URLSearchParams(queryText);
  const known = ['_count', '_type', '_since', 'start', 'end', '_format', '_pretty', cursorName];
  for (const name of query.keys()) if (!known.includes(name)) throw wrong(name);
  const count = query.get('_count') ?? String(defaultCount);
  if (!/^[1-9]\d{0,8}$/.test(count)) throw wrong('_count');
  const named = query.getAll('_type').flatMap((value) => value.split(','));
  if (!named.every(isResourceType)) throw wrong('_type');
  const since = timeOf(query, '_since');
  const [start, end] = [timeOf(query, 'start'), timeOf(query, 'end')];
  return {
    count: Math.min(Number(count), mostCount),
    types: named.length === 0 ? null : named,
    since: since === undefined ? null : new Date(since.lo),
    care:
      start === undefined && end === undefined
        ? undefined
        : { lo: start?.lo ?? -Infinity, hi: end?.hi ?? Infinity },
    cursor: query.get(cursorName),
  };
}

function timeOf(query: URLSearchParams, name: string): { lo: number; hi: number } | undefined {
  // '+' of a time zone is a blank in an address that was not encoded.
  const text = query.get(name)?.replace(' ', '+');
  if (text === undefined) return undefined;
  const range = timeRange(text);
  if (range === undefined) throw wrong(name);
  return range;
}

/** A parameter that is not taken here, or whose value is not. */
export function wrong(name: string): AppError {
  return new AppError('search.invalid', {
    issues: [
      {
        path: name,
        text: {
          vi: `${name}: giá trị hoặc tham số không được nhận ở đây.`,
          en: `${name}: this value or parameter is not taken here.`,
        },
      },
    ],
  });
}
