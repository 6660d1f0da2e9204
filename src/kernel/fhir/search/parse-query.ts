import { AppError } from '../../errors.ts';
import { elementsOf, isResourceType } from '../structure/element-facts.ts';
import { parseCondition } from './parse-condition.ts';
import type { Condition, Include, ParsedQuery } from './parsed-query.ts';
import { searchError, splitQuery } from './query-text.ts';
import { searchParameterMap } from './search-parameters.ts';

/** How a query is read. */
export interface ParseOptions {
  /** Ignore what is unknown (Prefer: handling=lenient) and list it in `ignored`; the default refuses it. */
  readonly lenient?: boolean;
  /** Names that the caller handles itself, e.g. its cursor; they come back in `other`. */
  readonly passThrough?: readonly string[];
  /** The time 'ap' of a date is measured from. */
  readonly now?: Date;
}

interface Draft {
  conditions: Condition[];
  includes: Include[];
  revincludes: Include[];
  sort: ParsedQuery['sort'][number][];
  other: { name: string; value: string }[];
  ignored: string[];
  count?: number;
  summary?: NonNullable<ParsedQuery['summary']>;
  elements?: string[];
  total?: NonNullable<ParsedQuery['total']>;
}

/** Said by HTTP and answered there. */
const aboutTheAnswer = new Set(['_format', '_pretty']);
const summaries = ['true', 'text', 'data', 'count', 'false'] as const;
const totals = ['none', 'estimate', 'accurate'] as const;

/**
 * Reads an R4 search: the part of the address after '?', or the body of a POST _search.
 * @throws AppError search.invalid naming the parameter; never anything else.
 */
export function parseQuery(resourceType: string, query: string, options: ParseOptions = {}): ParsedQuery {
  if (!isResourceType(resourceType)) {
    throw searchError(
      'resourceType',
      { vi: 'R4 không có loại này.', en: 'R4 has no such type.' },
      'not-supported',
    );
  }
  const draft: Draft = { conditions: [], includes: [], revincludes: [], sort: [], other: [], ignored: [] };
  for (const { name, value } of splitQuery(query)) {
    if (options.passThrough?.includes(name) === true) draft.other.push({ name, value });
    else if (!aboutTheAnswer.has(name)) readPart(resourceType, name, value, options, draft);
  }
  return { resourceType, ...draft };
}

function readPart(
  resourceType: string,
  name: string,
  value: string,
  options: ParseOptions,
  draft: Draft,
): void {
  try {
    if (readResultPart(resourceType, name, value, draft)) return;
    draft.conditions.push(parseCondition(resourceType, name, value, options.now));
  } catch (error) {
    const unknown = error instanceof AppError && error.issues[0]?.issue === 'not-supported';
    if (options.lenient !== true || !unknown) throw error;
    draft.ignored.push(name);
  }
}

/** Reads what shapes the answer rather than selects resources; false for anything else. */
function readResultPart(resourceType: string, name: string, value: string, draft: Draft): boolean {
  switch (name) {
    case '_count':
      draft.count = readCount(value);
      return true;
    case '_sort':
      draft.sort = readSort(resourceType, value);
      return true;
    case '_summary':
      draft.summary = oneOf(name, value, summaries);
      return true;
    case '_total':
      draft.total = oneOf(name, value, totals);
      return true;
    case '_elements':
      draft.elements = readElements(resourceType, value);
      return true;
    case '_contained':
      oneOf(name, value, ['false']);
      return true;
    case '_include':
    case '_include:iterate':
    case '_include:recurse':
      draft.includes.push(readInclude(name, value, name === '_include' ? resourceType : '*'));
      return true;
    case '_revinclude':
    case '_revinclude:iterate':
    case '_revinclude:recurse':
      draft.revincludes.push(readInclude(name, value, '*'));
      return true;
    default:
      return false;
  }
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const names = allowed.join(', ');
  throw searchError(name, { vi: `chỉ nhận: ${names}.`, en: `takes only: ${names}.` });
}

function readCount(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw searchError('_count', {
    vi: 'cần một số nguyên không âm.',
    en: 'a whole number, not negative, is needed.',
  });
}

function readSort(resourceType: string, value: string): ParsedQuery['sort'][number][] {
  return value.split(',').map((text) => {
    const descending = text.startsWith('-');
    const param = searchParameterMap(resourceType).get(descending ? text.slice(1) : text);
    if (
      param === undefined ||
      param.type === 'composite' ||
      param.type === 'special' ||
      param.expression === ''
    ) {
      throw searchError(
        '_sort',
        {
          vi: `chỉ sắp theo tham số tìm kiếm của ${resourceType}.`,
          en: `sorting is by search parameters of ${resourceType}.`,
        },
        'not-supported',
      );
    }
    return { param, descending };
  });
}

function readElements(resourceType: string, value: string): string[] {
  const known = elementsOf(resourceType);
  return value.split(',').map((text) => {
    const path = text.trim().replace(new RegExp(`^${resourceType}\\.`), '');
    const name = path.split('.', 1)[0]!;
    if (known.has(name)) return name;
    throw searchError('_elements', {
      vi: `${resourceType} không có phần tử này.`,
      en: `${resourceType} has no such element.`,
    });
  });
}

/** 'Type:parameter[:Target]', 'Type:*' or '*'. */
function readInclude(name: string, value: string, whole: string): Include {
  const iterate = name.endsWith(':iterate') || name.endsWith(':recurse');
  if (value === '*') return { resourceType: whole, iterate };
  const [type, code, target, ...more] = value.split(':');
  if (!isResourceType(type) || code === undefined || more.length > 0) {
    throw searchError(name, { vi: 'có dạng Loại:tham-số:Đích.', en: 'is written Type:parameter:Target.' });
  }
  const param = code === '*' ? undefined : searchParameterMap(type).get(code);
  if (code !== '*' && param?.type !== 'reference') {
    throw searchError(
      name,
      {
        vi: `${type} không có tham chiếu này.`,
        en: `${type} has no such reference parameter.`,
      },
      'not-supported',
    );
  }
  const fits =
    target === undefined ||
    (isResourceType(target) &&
      !(param !== undefined && param.targets.length > 0 && !param.targets.includes(target)));
  if (!fits) throw searchError(name, { vi: 'loại đích không đúng.', en: 'the target type is not right.' });
  return {
    resourceType: type,
    iterate,
    ...(param !== undefined && { param }),
    ...(target !== undefined && { targetType: target }),
  };
}
