import { readOldFont } from '#kernel/vietnam/old-fonts.ts';
import { isVietnameseSyllable } from '#kernel/vietnam/syllable.ts';
import type { SheetCell, SheetRow } from '../domain/sheet/cell.ts';
import { tooLarge, unreadable } from './zip.ts';

const mostRows = 100_000;
const mostColumns = 200;

/** Rows of a text with commas, semicolons or tabs between the cells, in whatever letters it was saved. @source RFC 4180 */
export function* readCsv(bytes: Buffer): Generator<SheetRow> {
  const text = decode(bytes);
  const separator = separatorOf(text);
  let [line, at, count] = [1, 0, 0];
  while (at < text.length) {
    const cells: SheetCell[] = [];
    const first = line;
    for (let open = true; open;) {
      const cell = readCell(text, at, separator);
      if (cells.length < mostColumns) cells.push({ kind: 'text', text: cell.text });
      line += cell.lines;
      at = cell.end;
      open = text[at] === separator;
      if (open) at += 1;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if ((count += 1) > mostRows) throw unreadable(tooLarge);
    if (cells.some((cell) => cell.text.trim() !== '')) yield { line: first, cells };
    line += 1;
  }
}

interface ReadCell {
  readonly text: string;
  /** Where the next separator or line end stands. */
  readonly end: number;
  /** Line ends inside the cell. */
  readonly lines: number;
}

function readCell(text: string, from: number, separator: string): ReadCell {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return { text: text.slice(from, end), end, lines: 0 };
  }
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    // A quote that nobody closed: the cell ends with the text.
    if (quote < 0) return { text: value + text.slice(at), end: text.length, lines: 0 };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      let end = quote + 1;
      while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r')
        end += 1;
      return { text: value + text.slice(quote + 1, end), end, lines: value.split('\n').length - 1 };
    }
    value += '"';
    at = quote + 2;
  }
}

/** The separator that the first lines have most of. */
function separatorOf(text: string): string {
  const head = text.slice(0, 4000);
  const counts = [',', ';', '\t'].map((one) => [one, head.split(one).length] as const);
  return counts.toSorted((a, b) => b[1] - a[1])[0]![0];
}

/** Unicode where it is, else the code page of Vietnamese Windows or, for old fonts, the western one. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: what it is shows in how much of it looks Vietnamese.
    const [vietnamese, western] = ['windows-1258', 'windows-1252'].map((page) =>
      new TextDecoder(page).decode(bytes).normalize('NFC'),
    );
    const oldFonts = western!
      .slice(0, 20_000)
      .split(/[,;\t\n]/u)
      .map((cell) => readOldFont(cell).text)
      .join(' ');
    return likeness(vietnamese!.slice(0, 20_000)) >= likeness(oldFonts) ? vietnamese! : western!;
  }
}

function likeness(text: string): number {
  const words = (text.match(/\p{L}[\p{L}\p{M}]*/gu) ?? []).filter((word) => /[\u0080-\uffff]/.test(word));
  return words.length === 0 ? 0 : words.filter((word) => isVietnameseSyllable(word)).length / words.length;
}
