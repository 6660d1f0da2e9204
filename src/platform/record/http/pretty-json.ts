import { skipString } from '#kernel/fhir/json/scan.ts';

/** Lays JSON text out over lines without touching a digit. Text without white space between its signs, as it is stored. */
export function prettyJson(text: string): string {
  const pieces: string[] = [];
  let depth = 0;
  const line = (): void => void pieces.push('\n' + '  '.repeat(depth));
  for (let at = 0; at < text.length;) {
    const sign = text[at]!;
    if (sign === '"') {
      const end = skipString(text, at);
      pieces.push(text.slice(at, end));
      at = end;
      continue;
    }
    at += 1;
    if (sign === '{' || sign === '[') {
      pieces.push(sign);
      if (text[at] === '}' || text[at] === ']') continue;
      depth += 1;
      line();
    } else if (sign === '}' || sign === ']') {
      if (text[at - 2] !== '{' && text[at - 2] !== '[') {
        depth -= 1;
        line();
      }
      pieces.push(sign);
    } else if (sign === ',') {
      pieces.push(sign);
      line();
    } else pieces.push(sign === ':' ? ': ' : sign);
  }
  return pieces.join('');
}
