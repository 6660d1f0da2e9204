import type { Correction } from '../corrections.ts';

/**
 * Lays an administrator's corrections over the text of one message before it is parsed. A correction names segment, which one of its name,
 * and field ('PID-7' or 'PID-3.1'); the value is taken as written, delimiters included.
 */
export function correctText(text: string, corrections: readonly Correction[]): string {
  if (corrections.length === 0) return text;
  const clean = text.replace(/^\uFEFF/, '');
  const separator = clean[3] ?? '|';
  const component = clean[4] ?? '^';
  const counts = new Map<string, number>();
  return clean
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const name = line.slice(0, 3);
      const nth = (counts.get(name) ?? 0) + 1;
      counts.set(name, nth);
      return corrections
        .filter((one) => one.table === name && one.line === nth)
        .reduce((changed, one) => correctLine(changed, one, separator, component), line);
    })
    .join('\r');
}

function correctLine(line: string, correction: Correction, separator: string, component: string): string {
  const match = /^[A-Z0-9]{3}-(\d{1,3})(?:\.(\d{1,2}))?$/.exec(correction.field);
  if (match === null) return line;
  const fields = line.split(separator);
  // MSH-1 is the separator itself, so MSH-n stands at n-1.
  const at = correction.table === 'MSH' ? Number(match[1]) - 1 : Number(match[1]);
  while (fields.length <= at) fields.push('');
  if (match[2] === undefined) fields[at] = correction.value;
  else {
    const parts = (fields[at] ?? '').split(component);
    while (parts.length < Number(match[2])) parts.push('');
    parts[Number(match[2]) - 1] = correction.value;
    fields[at] = parts.join(component);
  }
  return fields.join(separator);
}
