import { NotUnderstood, tokensOf, type Token } from './tokens.ts';

/** An expression as a tree. */
export type Tree =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'quantity'; readonly value: number; readonly unit: string }
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'focus' }
  | { readonly kind: 'index' }
  | { readonly kind: 'member'; readonly of: Tree; readonly name: string }
  | { readonly kind: 'call'; readonly of: Tree; readonly name: string; readonly given: readonly Tree[] }
  | { readonly kind: 'at'; readonly of: Tree; readonly position: Tree }
  | { readonly kind: 'minus'; readonly of: Tree }
  | { readonly kind: 'type'; readonly of: Tree; readonly word: 'is' | 'as'; readonly name: string }
  | { readonly kind: 'operator'; readonly sign: string; readonly left: Tree; readonly right: Tree };

/** Operators from the loosest to the tightest. @source FHIRPath 2.0, "Operator precedence" */
const levels: readonly (readonly string[])[] = [
  ['implies'],
  ['or', 'xor'],
  ['and'],
  ['in', 'contains'],
  ['=', '~', '!=', '!~'],
  ['<', '>', '<=', '>='],
  ['|'],
  ['is', 'as'],
  ['+', '-', '&'],
  ['*', '/', 'div', 'mod'],
];
const calendarUnit = /^(year|month|week|day|hour|minute|second|millisecond)s?$/;
const deepest = 60;

/** Parses FHIRPath. Error: NotUnderstood. */
export function parsePath(expression: string): Tree {
  const reader = new Reader(tokensOf(expression));
  const tree = reader.read(0);
  if (!reader.atEnd()) throw new NotUnderstood(expression);
  return tree;
}

class Reader {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }
  atEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  read(level: number): Tree {
    if (level === 0 && (this.depth += 1) > deepest) throw new NotUnderstood();
    const signs = levels[level];
    if (signs === undefined) return this.unary();
    let left = this.read(level + 1);
    for (let sign = this.operator(signs); sign !== undefined; sign = this.operator(signs)) {
      left =
        sign === 'is' || sign === 'as'
          ? { kind: 'type', of: left, word: sign, name: this.typeName() }
          : { kind: 'operator', sign, left, right: this.read(level + 1) };
    }
    if (level === 0) this.depth -= 1;
    return left;
  }

  private operator(signs: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || (token.kind !== 'sign' && token.kind !== 'name')) return undefined;
    if (!signs.includes(token.text)) return undefined;
    this.at += 1;
    return token.text;
  }

  private unary(): Tree {
    if (this.takes('-')) return { kind: 'minus', of: this.unary() };
    if (this.takes('+')) return this.unary();
    return this.steps(this.term());
  }

  private steps(start: Tree): Tree {
    let of = start;
    for (;;) {
      if (this.takes('.')) of = this.member(of);
      else if (this.takes('[')) {
        of = { kind: 'at', of, position: this.read(0) };
        this.demand(']');
      } else return of;
    }
  }

  private member(of: Tree): Tree {
    const token = this.tokens[this.at++];
    if (token?.kind !== 'name' && token?.kind !== 'quoted') throw new NotUnderstood();
    if (token.text === '$this') return of;
    if (token.kind === 'quoted' || !this.takes('(')) return { kind: 'member', of, name: token.text };
    return { kind: 'call', of, name: token.text, given: this.given() };
  }

  private given(): Tree[] {
    if (this.takes(')')) return [];
    const given = [this.read(0)];
    while (this.takes(',')) given.push(this.read(0));
    this.demand(')');
    return given;
  }

  private term(): Tree {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new NotUnderstood();
    switch (token.kind) {
      case 'text':
        return { kind: 'literal', value: token.text };
      case 'number':
        return this.number(Number(token.text));
      case 'date':
        return { kind: 'date', text: token.text };
      case 'variable':
        return { kind: 'variable', name: token.text };
      case 'sign':
        return this.bracket(token.text);
      default:
        return this.word(token);
    }
  }

  private bracket(sign: string): Tree {
    if (sign === '{') {
      this.demand('}');
      return { kind: 'empty' };
    }
    if (sign !== '(') throw new NotUnderstood();
    const inside = this.read(0);
    this.demand(')');
    return inside;
  }

  private word(token: Token): Tree {
    if (token.kind === 'name') {
      if (token.text === 'true' || token.text === 'false')
        return { kind: 'literal', value: token.text === 'true' };
      if (token.text === '$this') return { kind: 'focus' };
      if (token.text === '$index') return { kind: 'index' };
    }
    this.at -= 1;
    return this.member({ kind: 'focus' });
  }

  private number(value: number): Tree {
    const next = this.tokens[this.at];
    const isUnit = next?.kind === 'text' || (next?.kind === 'name' && calendarUnit.test(next.text));
    if (!isUnit) return { kind: 'literal', value };
    this.at += 1;
    return { kind: 'quantity', value, unit: next.text };
  }

  private typeName(): string {
    let token = this.tokens[this.at++];
    if (this.takes('.')) token = this.tokens[this.at++];
    if (token?.kind !== 'name' && token?.kind !== 'quoted') throw new NotUnderstood();
    return token.text;
  }

  private takes(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.at += 1;
    return true;
  }

  private demand(sign: string): void {
    if (!this.takes(sign)) throw new NotUnderstood();
  }
}
