/** A word of an expression. */
export interface Token {
  readonly kind: 'name' | 'text' | 'integer' | 'variable' | 'sign';
  readonly text: string;
}

const pattern =
  /\s+|([A-Za-z_]\w*)|`([^`\\]+)`|'([^'\\]*)'|(\d+(?:\.\d+)?)|(\$this\b|%rowIndex\b)|(!=|[.()[\]=])/y;
/** Words that are operators of FHIRPath; where one stands, the engine decides. */
const operators = /^(div|mod|in|contains|as|is|xor|implies)$/;

/** The words of an expression of the simple kind; undefined where anything else stands in it. */
export function tokensOf(expression: string): Token[] | undefined {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < expression.length) {
    const match = pattern.exec(expression);
    if (match === null) return undefined;
    const [, name, quoted, text, number, variable, sign] = match;
    if (name !== undefined && operators.test(name)) return undefined;
    if (name !== undefined || quoted !== undefined) tokens.push({ kind: 'name', text: name ?? quoted! });
    else if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (number !== undefined) {
      if (number.includes('.')) return undefined;
      tokens.push({ kind: 'integer', text: number });
    } else if (variable !== undefined) tokens.push({ kind: 'variable', text: variable.slice(1) });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}
