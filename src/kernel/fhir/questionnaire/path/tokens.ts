/** A word of an expression. */
export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'date' | 'variable' | 'sign' | 'quoted';
  readonly text: string;
}

/** The expression is not of the part of FHIRPath that is understood here; the full engine may know it. */
export class NotUnderstood extends Error {}

const pattern =
  /\s+|\/\/[^\n]*|@(T?\d[\d:.-]*(?:T[\d:.]*)?(?:Z|\+\d\d:\d\d)?)|(\d+(?:\.\d+)?)|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`|%(\w+|`[^`]+`|'[^']+')|(\$this|\$index)|([A-Za-z_]\w*)|(<=|>=|!=|!~|[-+*/&|=~<>.,()[\]{}])/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

const unescape = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, hex: string | undefined, sign: string | undefined) =>
    hex === undefined ? (escapes[sign!] ?? sign!) : String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** The words of a FHIRPath expression. Error: NotUnderstood where a sign stands that no word begins with. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < expression.length) {
    const [all, date, number, text, quoted, variable, own, name, sign] = pattern.exec(expression) ?? [];
    if (all === undefined) throw new NotUnderstood(expression);
    if (date !== undefined) tokens.push({ kind: 'date', text: date });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (text !== undefined) tokens.push({ kind: 'text', text: unescape(text) });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: unescape(quoted) });
    else if (variable !== undefined)
      tokens.push({ kind: 'variable', text: variable.replaceAll(/^[`']|[`']$/g, '') });
    else if ((own ?? name) !== undefined) tokens.push({ kind: 'name', text: (own ?? name)! });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}
