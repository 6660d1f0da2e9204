/** Combining marks left over after canonical decomposition. */
const marks = /\p{M}+/gu;
/** Anything outside plain lower-case ASCII: only such text needs the slow way. */
const needsFolding = /[^\x20-\x40\x5b-\x7e]/;

/**
 * Folds text for searching: marks gone, đ as d, lower case, white space runs as one blank, ends trimmed.
 * 'Nguyễn  Văn Đức' becomes 'nguyen van duc'. Never longer than its input after NFKD; safe for any string.
 */
export function foldText(text: string): string {
  if (!needsFolding.test(text)) return text.includes('  ') ? text.replace(/ {2,}/g, ' ').trim() : text.trim();
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/\s+/g, ' ')
    .trim();
}
