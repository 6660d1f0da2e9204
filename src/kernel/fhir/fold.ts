const marks = /\p{M}+/gu;

function foldSlowly(text: string): string {
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Folded form of each Latin letter, Vietnamese ones and combining marks included; undefined where the slow way is needed. */
const table: (string | undefined)[] = [];
for (let code = 0x20; code < 0x1f00; code++) {
  const latin = code < 0x250 || (code >= 0x300 && code < 0x370) || code >= 0x1e00;
  // White space and control characters need the slow way, but for the plain blank.
  if (latin && code !== 0x7f && !(code >= 0x80 && code <= 0xa0)) {
    table[code] = String.fromCharCode(code)
      .normalize('NFKD')
      .replace(marks, '')
      .toLowerCase()
      .replace('đ', 'd');
  }
}
table.forEach((letter, code) => {
  if (letter?.includes(' ') === true) table[code] = undefined; // '¨' and its like decompose into a blank and a mark
});
table[0x20] = ' ';

/**
 * Folds text for searching: marks gone, đ as d, lower case, white space runs as one blank, ends trimmed.
 * 'Nguyễn  Văn Đức' becomes 'nguyen van duc'. Safe for any string.
 */
export function foldText(text: string): string {
  let folded = '';
  let blank = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const letter = table[code];
    if (letter === undefined) return foldSlowly(text);
    if (code !== 0x20) {
      folded += letter;
      blank = false;
    } else if (!blank) {
      folded += ' ';
      blank = true;
    }
  }
  return blank ? folded.trimEnd() : folded;
}
