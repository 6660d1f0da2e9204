import {
  elementsOf,
  isPrimitive,
  isResourceType,
  jsonName,
  type ElementFacts,
} from '../structure/element-facts.ts';
import { referenceKeyOf } from '../fhirpath/reference-key.ts';
import { tokensOf, type Token } from './tokens.ts';

type Json = Readonly<Record<string, unknown>>;

/** What stands at the end of a path, as far as it is known before any resource is seen. */
export interface KnownType {
  readonly code: string;
  /** Where its elements are described; undefined for primitives. */
  readonly shape: string | undefined;
}

/** An expression as plain code over JSON. */
export interface SimplePath {
  readonly run: (focus: unknown, rowIndex: number) => readonly unknown[];
  readonly type: KnownType;
}

/** Thrown at compilation: the expression needs the engine. */
export class NotSimple extends Error {}
/** Thrown at run time: this resource needs the engine (a primitive that carries an extension). */
export class NeedsEngine extends Error {}

const boolean: KnownType = { code: 'boolean', shape: undefined };
const text: KnownType = { code: 'string', shape: undefined };
const integer: KnownType = { code: 'integer', shape: undefined };
const textTypes = /^(string|code|uri|url|canonical|id|oid|uuid|markdown)$/;
const none: readonly unknown[] = [];

/**
 * Compiles the part of FHIRPath that views mostly consist of (members, [n], first(), where(), exists(), empty(), not(), ofType(),
 * extension(), join(), keys, = and !=, and, or) into closures that give what the engine gives, some twenty times as fast.
 * @param focus type of what the expression is asked of
 * @throws NotSimple for anything else
 */
export function compileSimplePath(expression: string, focus: KnownType): SimplePath {
  const reader = new Reader(tokensOf(expression) ?? fail());
  const made = readOr(reader, focus);
  if (reader.peek() !== undefined) fail();
  return made;
}

function fail(): never {
  throw new NotSimple();
}

class Reader {
  private at = 0;
  private readonly tokens: readonly Token[];
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }
  peek(): Token | undefined {
    return this.tokens[this.at];
  }
  next(): Token {
    return this.tokens[this.at++] ?? fail();
  }
  takes(sign: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.at += 1;
    return true;
  }
  takesWord(word: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'name' || token.text !== word) return false;
    this.at += 1;
    return true;
  }
  demand(sign: string): void {
    if (!this.takes(sign)) fail();
  }
}

const isBoolean = ({ type }: SimplePath): boolean => type.code === 'boolean';

const truthOf = (list: readonly unknown[]): boolean | undefined => {
  if (list.length > 1) throw new NeedsEngine();
  return list[0] as boolean | undefined;
};

function readOr(reader: Reader, focus: KnownType): SimplePath {
  let left = readAnd(reader, focus);
  while (reader.takesWord('or')) {
    const [a, b] = [left, readAnd(reader, focus)];
    if (!isBoolean(a) || !isBoolean(b)) fail();
    left = {
      type: boolean,
      run: (value, row) => {
        const [one, other] = [truthOf(a.run(value, row)), truthOf(b.run(value, row))];
        if (one === true || other === true) return [true];
        return one === undefined || other === undefined ? none : [false];
      },
    };
  }
  return left;
}

function readAnd(reader: Reader, focus: KnownType): SimplePath {
  let left = readEquality(reader, focus);
  while (reader.takesWord('and')) {
    const [a, b] = [left, readEquality(reader, focus)];
    if (!isBoolean(a) || !isBoolean(b)) fail();
    left = {
      type: boolean,
      run: (value, row) => {
        const [one, other] = [truthOf(a.run(value, row)), truthOf(b.run(value, row))];
        if (one === false || other === false) return [false];
        return one === undefined || other === undefined ? none : [true];
      },
    };
  }
  return left;
}

function readEquality(reader: Reader, focus: KnownType): SimplePath {
  const left = readPath(reader, focus);
  const negated = reader.takes('!=');
  if (!negated && !reader.takes('=')) return left;
  const token = reader.next();
  const wanted = literalOf(token);
  if (wanted === undefined || !isComparable(left.type, wanted)) fail();
  return {
    type: boolean,
    run: (value, row) => {
      const found = left.run(value, row);
      if (found.length === 0) return none;
      return [(found.length === 1 && found[0] === wanted) !== negated];
    },
  };
}

function isComparable(type: KnownType, literal: unknown): boolean {
  if (typeof literal === 'string') return textTypes.test(type.code);
  if (typeof literal === 'boolean') return type.code === 'boolean';
  return /^(integer|positiveInt|unsignedInt)$/.test(type.code);
}

function literalOf(token: Token): string | boolean | number | undefined {
  if (token.kind === 'text') return token.text;
  if (token.kind === 'integer') return Number(token.text);
  if (token.kind === 'name' && (token.text === 'true' || token.text === 'false'))
    return token.text === 'true';
  return undefined;
}

function readPath(reader: Reader, focus: KnownType): SimplePath {
  let path = readHead(reader, focus);
  for (;;) {
    if (reader.takes('.')) path = readStep(reader, path);
    else if (reader.takes('[')) {
      const token = reader.next();
      if (token.kind !== 'integer') fail();
      reader.demand(']');
      path = pick(path, Number(token.text));
    } else return path;
  }
}

function readHead(reader: Reader, focus: KnownType): SimplePath {
  if (reader.takes('(')) {
    const inner = readOr(reader, focus);
    reader.demand(')');
    return inner;
  }
  const token = reader.peek() ?? fail();
  const literal = literalOf(token);
  if (literal !== undefined) {
    reader.next();
    const value = [literal];
    const type = typeof literal === 'string' ? text : typeof literal === 'boolean' ? boolean : integer;
    return { type, run: () => value };
  }
  const here: SimplePath = { type: focus, run: (value) => [value] };
  if (token.kind === 'variable') {
    reader.next();
    if (token.text === 'this') return here;
    if (token.text === 'rowIndex') return { type: integer, run: (_value, row) => [row] };
    return fail();
  }
  if (token.kind === 'name' && token.text === focus.shape && isResourceType(focus.shape)) {
    reader.next();
    return here;
  }
  return readStep(reader, here);
}

function readStep(reader: Reader, path: SimplePath): SimplePath {
  const token = reader.next();
  if (token.kind !== 'name') return fail();
  return reader.takes('(') ? readCall(reader, path, token.text) : readMember(reader, path, token.text);
}

function readMember(reader: Reader, path: SimplePath, name: string): SimplePath {
  const element = elementOf(path.type, name);
  if (!element.choice) return member(path, name, typeOf(element));
  if (!reader.takes('.') || !reader.takesWord('ofType')) fail();
  reader.demand('(');
  const wanted = reader.next();
  reader.demand(')');
  const type = element.types.find(({ code }) => code === wanted.text) ?? fail();
  return member(path, jsonName(element, type.code), { code: type.code, shape: type.shape });
}

function elementOf(type: KnownType, name: string): ElementFacts {
  if (type.shape === undefined) return fail();
  return elementsOf(type.shape).get(name) ?? fail();
}

function typeOf(element: ElementFacts): KnownType {
  const [type, ...more] = element.types;
  if (type === undefined || more.length > 0) return fail();
  if (!isPrimitive(type.code) && type.shape === undefined) return fail();
  return { code: type.code, shape: type.shape };
}

function member(path: SimplePath, name: string, type: KnownType): SimplePath {
  const companion = isPrimitive(type.code) ? `_${name}` : undefined;
  const add = (found: unknown[], holder: unknown): void => {
    const value = (holder as Json)[name];
    if (companion !== undefined && (holder as Json)[companion] !== undefined) throw new NeedsEngine();
    if (Array.isArray(value)) for (const one of value) found.push(one);
    else if (value !== undefined && value !== null) found.push(value);
  };
  return {
    type,
    run: (focus, row) => {
      const found: unknown[] = [];
      for (const holder of path.run(focus, row)) add(found, holder);
      return found;
    },
  };
}

const pick = (path: SimplePath, at: number): SimplePath => ({
  type: path.type,
  run: (focus, row) => {
    const found = path.run(focus, row);
    return at < found.length ? [found[at]] : none;
  },
});

function readCall(reader: Reader, path: SimplePath, name: string): SimplePath {
  if (reader.takes(')')) return callBare(path, name);
  const made = callWith(reader, path, name);
  reader.demand(')');
  return made;
}

function callBare(path: SimplePath, name: string): SimplePath {
  switch (name) {
    case 'first':
      return pick(path, 0);
    case 'exists':
      return { type: boolean, run: (focus, row) => [path.run(focus, row).length > 0] };
    case 'empty':
      return { type: boolean, run: (focus, row) => [path.run(focus, row).length === 0] };
    case 'not': {
      if (!isBoolean(path)) return fail();
      return {
        type: boolean,
        run: (focus, row) => {
          const truth = truthOf(path.run(focus, row));
          return truth === undefined ? none : [!truth];
        },
      };
    }
    case 'join':
      return join(path, '');
    case 'getResourceKey':
      return isResourceType(path.type.shape) ? member(path, 'id', { code: 'id', shape: undefined }) : fail();
    case 'getReferenceKey':
      return path.type.code === 'Reference' ? referenceKey(path, undefined) : fail();
    default:
      return fail();
  }
}

function callWith(reader: Reader, path: SimplePath, name: string): SimplePath {
  if (name === 'where' || name === 'exists') {
    const criterion = readOr(reader, path.type);
    if (!isBoolean(criterion)) return fail();
    // %rowIndex is that of the view's row, also inside a criterion.
    const holds = (one: unknown, row: number): boolean => criterion.run(one, row)[0] === true;
    if (name === 'exists')
      return { type: boolean, run: (focus, row) => [path.run(focus, row).some((one) => holds(one, row))] };
    return { type: path.type, run: (focus, row) => path.run(focus, row).filter((one) => holds(one, row)) };
  }
  const token = reader.next();
  if (name === 'join' && token.kind === 'text') return join(path, token.text);
  if (name === 'getReferenceKey' && token.kind === 'name' && path.type.code === 'Reference')
    return referenceKey(path, token.text);
  if (name !== 'extension' || token.kind !== 'text' || path.type.shape === undefined) return fail();
  const all = member(path, 'extension', { code: 'Extension', shape: 'Extension' });
  return {
    type: all.type,
    run: (focus, row) => all.run(focus, row).filter((one) => (one as Json)['url'] === token.text),
  };
}

function join(path: SimplePath, separator: string): SimplePath {
  if (!textTypes.test(path.type.code)) return fail();
  return {
    type: text,
    run: (focus, row) => [path.run(focus, row).join(separator)],
  };
}

function referenceKey(path: SimplePath, type: string | undefined): SimplePath {
  return {
    type: text,
    run: (focus, row) => path.run(focus, row).flatMap((one) => referenceKeyOf(one, type) ?? []),
  };
}
