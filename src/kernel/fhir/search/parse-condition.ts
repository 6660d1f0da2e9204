import { isResourceType } from '../structure/element-facts.ts';
import type { Condition, ValueCondition } from './parsed-query.ts';
import { parseDate, parseList, parseMissing, parseNear, parseNumber, parseOfType } from './parse-values.ts';
import { parseQuantity, parseReference, parseString, parseText, parseToken } from './parse-values.ts';
import { alternatives, searchError, splitEscaped, unescape } from './query-text.ts';
import { searchParameterMap } from './search-parameters.ts';
import type { SearchParameterDefinition } from './search-parameters.ts';

/** Most links of a chain or of nested _has. */
const longestChain = 5;
/** Parameters of the standard that no index answers. */
const unanswered = new Set(['_query', '_filter']);
/** Most single conditions that one chain may mean: each link with several target types multiplies them. */
const mostBranches = 200;
/** Not among the standard's definitions, but answered for every type. */
const listParameter: SearchParameterDefinition = {
  code: '_list',
  type: 'special',
  targets: ['List'],
  expression: '',
};

/** What reading one condition carries along. */
interface Reading {
  readonly now: Date | undefined;
  /** The parameter as the caller wrote it. */
  readonly shown: string;
  readonly links: number;
  readonly branches: { count: number };
}

function unknownParameter(shown: string, resourceType: string): never {
  throw searchError(
    shown,
    {
      vi: `${resourceType} không có tham số tìm kiếm này.`,
      en: `${resourceType} has no such search parameter.`,
    },
    'not-supported',
  );
}

/** Also in lenient mode: a modifier that is passed over would change what the search means. */
function wrongModifier(shown: string): never {
  throw searchError(shown, {
    vi: 'bổ từ sau dấu hai chấm không dùng được với tham số này.',
    en: 'the modifier after the colon does not fit this parameter.',
  });
}

/**
 * Reads one 'name=value' that asks about the content of a resource: plain, chained ('subject:Patient.name') or reverse
 * ('_has:Observation:patient:code').
 * @throws AppError search.invalid naming the parameter.
 */
export function parseCondition(
  resourceType: string,
  name: string,
  value: string,
  now: Date | undefined,
): Condition {
  return read(resourceType, name, value, { now, shown: name, links: 0, branches: { count: 0 } });
}

function read(resourceType: string, name: string, value: string, reading: Reading): Condition {
  const { now, shown, links, branches } = reading;
  branches.count += 1;
  if (branches.count > mostBranches) {
    throw searchError(
      shown,
      {
        vi: 'chuỗi này có quá nhiều đường. Hãy ghi loại ở từng mắt: tham-số:Loại.tên.',
        en: 'this chain has too many ways. Name the type of each link: parameter:Type.name.',
      },
      'too-costly',
    );
  }
  if (links > longestChain) {
    throw searchError(shown, {
      vi: `chuỗi dài nhất ${longestChain} mắt.`,
      en: `a chain has at most ${longestChain} links.`,
    });
  }
  if (name.startsWith('_has:')) return parseHas(name, value, reading);
  const dot = name.indexOf('.');
  const [code, modifier, ...more] = (dot < 0 ? name : name.slice(0, dot)).split(':') as [string, ...string[]];
  const param = code === '_list' ? listParameter : searchParameterMap(resourceType).get(code);
  if (param === undefined || unanswered.has(code)) return unknownParameter(shown, resourceType);
  if (more.length > 0) return wrongModifier(shown);
  if (dot < 0) return parseValues(resourceType, param, modifier, value, now, shown);
  if (param.type !== 'reference') {
    throw searchError(shown, { vi: 'chỉ nối chuỗi qua tham chiếu.', en: 'only references can be chained.' });
  }
  return parseChain(param, modifier, name.slice(dot + 1), value, reading);
}

function parseChain(
  param: SearchParameterDefinition,
  type: string | undefined,
  rest: string,
  value: string,
  reading: Reading,
): Condition {
  const { shown } = reading;
  if (
    type !== undefined &&
    (!isResourceType(type) || (param.targets.length > 0 && !param.targets.includes(type)))
  ) {
    return wrongModifier(shown);
  }
  if (type === undefined && param.targets.length === 0) {
    throw searchError(shown, {
      vi: 'hãy ghi loại: tham-số:Loại.tên.',
      en: 'name the type: parameter:Type.name.',
    });
  }
  const next = rest.split(/[.:]/, 1)[0]!;
  const types = type === undefined ? param.targets : [type];
  const able = types.filter((one) => next === '_has' || searchParameterMap(one).has(next));
  if (able.length === 0) return unknownParameter(shown, types.join(', '));
  const onward = { ...reading, links: reading.links + 1 };
  const readOn = (target: string): Condition => read(target, rest, value, onward);
  if (able.length === 1)
    return { kind: 'chain', param, targets: [{ resourceType: able[0]!, condition: readOn(able[0]!) }] };
  const targets = able.flatMap((target) => {
    try {
      return [{ resourceType: target, condition: readOn(target) }];
    } catch (error) {
      if (reading.branches.count > mostBranches) throw error;
      return []; // The same name may be of another kind in another type; one reading is enough.
    }
  });
  if (targets.length === 0) readOn(able[0]!);
  return { kind: 'chain', param, targets };
}

function parseHas(name: string, value: string, reading: Reading): Condition {
  const { shown } = reading;
  const [, type, code, ...rest] = name.split(':');
  if (!isResourceType(type) || code === undefined || rest.length === 0) {
    throw searchError(shown, {
      vi: '_has có dạng _has:Loại:tham-chiếu:tham-số.',
      en: '_has is written _has:Type:reference:parameter.',
    });
  }
  const param = searchParameterMap(type).get(code);
  if (param?.type !== 'reference') return unknownParameter(shown, type);
  const condition = read(type, rest.join(':'), value, { ...reading, links: reading.links + 1 });
  return { kind: 'has', param, resourceType: type, condition };
}

function parseValues(
  resourceType: string,
  param: SearchParameterDefinition,
  modifier: string | undefined,
  value: string,
  now: Date | undefined,
  shown: string,
): ValueCondition {
  if (modifier === 'missing') return { kind: 'missing', param, missing: parseMissing(shown, value) };
  const values = alternatives(shown, value);
  if (param.code === '_text' || param.code === '_content') {
    if (modifier !== undefined) return wrongModifier(shown);
    return { kind: 'text', param, values: values.map((one) => parseText(shown, one)) };
  }
  switch (param.type) {
    case 'token':
      return parseTokens(param, modifier, values, shown);
    case 'string':
      if (modifier !== undefined && modifier !== 'exact' && modifier !== 'contains')
        return wrongModifier(shown);
      return {
        kind: 'string',
        param,
        ...(modifier !== undefined && { modifier }),
        values: values.map(parseString),
      };
    case 'reference':
      return parseReferences(param, modifier, values, shown);
    case 'uri':
      if (modifier !== undefined && modifier !== 'above' && modifier !== 'below') return wrongModifier(shown);
      return {
        kind: 'uri',
        param,
        ...(modifier !== undefined && { modifier }),
        values: values.map(unescape),
      };
    case 'date':
    case 'number':
    case 'quantity':
    case 'composite':
    case 'special':
      if (modifier !== undefined) return wrongModifier(shown);
  }
  if (param.type === 'date')
    return { kind: 'date', param, values: values.map((one) => parseDate(shown, one, now)) };
  if (param.type === 'number')
    return { kind: 'number', param, values: values.map((one) => parseNumber(shown, one)) };
  if (param.type === 'quantity') {
    return { kind: 'quantity', param, values: values.map((one) => parseQuantity(shown, one)) };
  }
  if (param.code === '_list')
    return { kind: 'list', param, values: values.map((one) => parseList(shown, one)) };
  if (param.type === 'special')
    return { kind: 'near', param, values: values.map((one) => parseNear(shown, one)) };
  return parseComposite(resourceType, param, values, now, shown);
}

function parseTokens(
  param: SearchParameterDefinition,
  modifier: string | undefined,
  values: readonly string[],
  shown: string,
): ValueCondition {
  switch (modifier) {
    case undefined:
      return { kind: 'token', param, values: values.map((one) => parseToken(shown, one)) };
    case 'not':
      return { kind: 'token', param, modifier, values: values.map((one) => parseToken(shown, one)) };
    case 'in':
    case 'not-in':
      return { kind: 'token', param, modifier, values: values.map((one) => ({ system: unescape(one) })) };
    case 'above':
    case 'below':
      return { kind: 'token', param, modifier, values: values.map((one) => parseToken(shown, one)) };
    case 'text':
      return { kind: 'token-text', param, values: values.map(parseString) };
    case 'of-type':
      return { kind: 'of-type', param, values: values.map((one) => parseOfType(shown, one)) };
    default:
      return wrongModifier(shown);
  }
}

function parseReferences(
  param: SearchParameterDefinition,
  modifier: string | undefined,
  values: readonly string[],
  shown: string,
): ValueCondition {
  if (modifier === 'identifier') {
    return { kind: 'reference-identifier', param, values: values.map((one) => parseToken(shown, one)) };
  }
  if (modifier === 'above' || modifier === 'below') {
    return {
      kind: 'reference',
      param,
      modifier,
      values: values.map((one) => parseReference(shown, one, undefined)),
    };
  }
  const wrongType = param.targets.length > 0 && modifier !== undefined && !param.targets.includes(modifier);
  if (modifier !== undefined && (!isResourceType(modifier) || wrongType)) return wrongModifier(shown);
  // A parameter with one target type says itself what a bare id is.
  const type = modifier ?? (param.targets.length === 1 ? param.targets[0] : undefined);
  return { kind: 'reference', param, values: values.map((one) => parseReference(shown, one, type)) };
}

function parseComposite(
  resourceType: string,
  param: SearchParameterDefinition,
  values: readonly string[],
  now: Date | undefined,
  shown: string,
): ValueCondition {
  const components = param.components ?? [];
  const read = values.map((one) => {
    const parts = splitEscaped(one, '$');
    if (parts.length !== components.length) {
      throw searchError(shown, {
        vi: `cần ${components.length} phần nối bằng dấu $.`,
        en: `${components.length} parts joined by $ are needed.`,
      });
    }
    return {
      components: components.map(({ code }, at) => {
        const inner = searchParameterMap(resourceType).get(code);
        if (inner === undefined) return unknownParameter(shown, resourceType);
        return parseValues(resourceType, inner, undefined, parts[at]!, now, shown);
      }),
    };
  });
  return { kind: 'composite', param, values: read };
}
