/** Longest field that is held: a file without an end to its quotes fills no memory. */
const longest = 10_000;

/** Splits text that comes piece by piece into lines of fields; quotes, doubled quotes and line feeds within them as RFC 4180 says. */
export function createCsvLines(separator: string): {
  readonly write: (text: string) => readonly (readonly string[])[];
  readonly end: () => readonly (readonly string[])[];
} {
  let field = '';
  let line: string[] = [];
  let isQuoted = false;
  let wasQuote = false;
  const endField = (): void => {
    line.push(field.trim());
    field = '';
  };
  const write = (text: string): readonly (readonly string[])[] => {
    const lines: string[][] = [];
    const endLine = (): void => {
      endField();
      if (line.some((one) => one !== '')) lines.push(line);
      line = [];
    };
    for (const sign of text) {
      if (isQuoted) {
        if (wasQuote) {
          wasQuote = false;
          if (sign === '"') {
            field += '"';
            continue;
          }
          isQuoted = false;
        } else {
          if (sign === '"') wasQuote = true;
          else if (field.length < longest) field += sign;
          continue;
        }
      }
      if (sign === '"' && field.trim() === '') isQuoted = true;
      else if (sign === separator) endField();
      else if (sign === '\n') endLine();
      else if (sign !== '\r' && sign !== '\uFEFF' && field.length < longest) field += sign;
    }
    return lines;
  };
  return { write, end: () => write('\n') };
}

/** The sign that parts the fields of a head line: the one that stands in it most often. */
export function separatorOf(head: string): string {
  const first = head.split('\n', 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((sign) => [sign, first.split(sign).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
