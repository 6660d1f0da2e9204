import type { Delimiters } from './delimiters.ts';

/** Bytes given in hexadecimal: UTF-8 where they are, otherwise Latin-1, one character a byte. */
function fromHex(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const text = bytes.toString('utf8');
  return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
}

function meaning(sequence: string, delimiters: Delimiters): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field;
    case 'S':
      return delimiters.component;
    case 'T':
      return delimiters.subcomponent;
    case 'R':
      return delimiters.repetition;
    case 'E':
      return delimiters.escape;
    case 'H': // highlighting on and off says nothing that a record keeps
    case 'N':
      return '';
    case '.br':
    case '.sp':
      return '\n';
    default:
      if (/^X(?:[0-9A-Fa-f]{2})+$/.test(sequence)) return fromHex(sequence.slice(1));
      if (/^\.sp\d{1,2}$/.test(sequence)) return '\n'.repeat(Number(sequence.slice(3)));
      if (/^\.(?:in|ti|ce|fi|nf|sk)[+-]?\d*$/.test(sequence)) return ' ';
      return undefined;
  }
}

/**
 * Resolves escape sequences. One that is not known stays as it came: a backslash in a path or a dose must not swallow text.
 * @source HL7 v2.8.2 chapter 2, section 2.7 (use of escape sequences in text fields)
 */
export function unescapeText(text: string, delimiters: Delimiters): string {
  const { escape } = delimiters;
  if (!text.includes(escape)) return text;
  let out = '';
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf(escape, at);
    if (start === -1) break;
    const end = text.indexOf(escape, start + 1);
    if (end === -1) break;
    const replacement = meaning(text.slice(start + 1, end), delimiters);
    // An unknown sequence: only its first mark is passed, the second may open a real one.
    out += replacement === undefined ? text.slice(at, end) : text.slice(at, start) + replacement;
    at = replacement === undefined ? end : end + 1;
  }
  return out + text.slice(at);
}

/** Escapes delimiters and line ends so that the text survives being printed into a field. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const { escape } = delimiters;
  const names: Readonly<Record<string, string>> = {
    [delimiters.field]: 'F',
    [delimiters.component]: 'S',
    [delimiters.subcomponent]: 'T',
    [delimiters.repetition]: 'R',
    [escape]: 'E',
    '\n': '.br',
    '\r': 'X0D',
    '\v': 'X0B',
    '\u001c': 'X1C',
  };
  let out = '';
  for (const character of text) {
    const name = names[character];
    out += name === undefined ? character : `${escape}${name}${escape}`;
  }
  return out;
}
