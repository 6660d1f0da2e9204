/** A JSON value whose numbers are kept as they were written: 1.00 is not 1.0 in a health record. */
export type Exact = null | boolean | string | Digits | readonly Exact[] | ReadonlyMap<string, Exact>;

/** A number by its digits. */
export class Digits {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

/** Why a text cannot be signed or verified: it is no JSON, or two readers could understand it in two ways. */
export class AmbiguousJson extends Error {
  override readonly name = 'AmbiguousJson';
  readonly why: 'syntax' | 'duplicate' | 'depth' | 'surrogate';
  constructor(why: AmbiguousJson['why']) {
    super(`ambiguous JSON: ${why}`);
    this.why = why;
  }
}

const deepest = 200;
const token =
  // Control characters may not stand bare in a string.
  // oxlint-disable-next-line no-control-regex
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;

/**
 * Reads JSON so that nothing is understood in two ways: a member named twice, half of a surrogate pair and what stands behind the
 * end are refused. Error: AmbiguousJson.
 */
export function parseStrict(text: string): Exact {
  let at = 0;
  const take = (): RegExpExecArray => {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) throw new AmbiguousJson('syntax');
    at = token.lastIndex;
    return found;
  };
  const value = ([, mark, string, number, word]: RegExpExecArray, depth: number): Exact => {
    if (depth > deepest) throw new AmbiguousJson('depth');
    if (string !== undefined) return unquote(string);
    if (number !== undefined) return new Digits(number);
    if (word !== undefined) return word === 'null' ? null : word === 'true';
    if (mark === '[') return list(depth);
    if (mark === '{') return members(depth);
    throw new AmbiguousJson('syntax');
  };
  const list = (depth: number): Exact => {
    const items: Exact[] = [];
    let next = take();
    if (next[1] === ']') return items;
    for (;;) {
      items.push(value(next, depth + 1));
      const [, mark] = take();
      if (mark === ']') return items;
      if (mark !== ',') throw new AmbiguousJson('syntax');
      next = take();
    }
  };
  const members = (depth: number): Exact => {
    const found = new Map<string, Exact>();
    let next = take();
    if (next[1] === '}') return found;
    for (;;) {
      if (next[2] === undefined) throw new AmbiguousJson('syntax');
      const name = unquote(next[2]);
      if (found.has(name)) throw new AmbiguousJson('duplicate');
      if (take()[1] !== ':') throw new AmbiguousJson('syntax');
      found.set(name, value(take(), depth + 1));
      const [, mark] = take();
      if (mark === '}') return found;
      if (mark !== ',') throw new AmbiguousJson('syntax');
      next = take();
    }
  };
  const whole = value(take(), 0);
  if (!/^[ \t\n\r]*$/.test(text.slice(at))) throw new AmbiguousJson('syntax');
  return whole;
}

function unquote(quoted: string): string {
  const text = JSON.parse(quoted) as string;
  if (!text.isWellFormed()) throw new AmbiguousJson('surrogate');
  return text;
}
