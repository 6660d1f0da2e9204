import { SaxesParser } from 'saxes';
import { emptyCell, type SheetCell, type SheetRow } from '../domain/sheet/cell.ts';
import { brokenSheet, entryText, listEntries, tooLarge, unreadable, type ZipEntry } from './zip.ts';

const mostRows = 100_000;
const mostColumns = 200;
const mostTexts = 1_000_000;

type Entries = ReadonlyMap<string, ZipEntry>;

/**
 * Rows of the first sheet in sight of a workbook, one after the other as they are unpacked. Formulas give the value that was last worked out.
 * Error: request.invalid.
 * @source ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles)
 */
export async function* readXlsx(bytes: Buffer): AsyncGenerator<SheetRow> {
  const entries = listEntries(bytes);
  const book = await readBook(bytes, entries);
  const texts = await readTexts(bytes, entries);
  const dates = await readDateStyles(bytes, entries);
  const sheet = entries.get(book.sheet.toLowerCase());
  if (sheet === undefined) throw unreadable(brokenSheet);
  yield* readRows(bytes, sheet, { texts, dates, addDays: book.from1904 ? 1462 : 0 });
}

type Attributes = Readonly<Record<string, string>>;
interface Heard {
  readonly open?: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/** Feeds a file to a parser; a turn after each piece, so that what was gathered can be handed on. */
async function* parse(bytes: Buffer, entry: ZipEntry, heard: Heard): AsyncGenerator<void> {
  const parser = new SaxesParser();
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', ({ name, attributes }) => {
    const plain = Object.entries(attributes as Record<string, string>).map(
      ([key, value]) => [local(key), value] as const,
    );
    heard.open?.(local(name), Object.fromEntries(plain));
  });
  parser.on('closetag', ({ name }) => heard.close?.(local(name)));
  parser.on('text', (text) => heard.text?.(text));
  // No document type is ever needed, and entities of its own could grow without end.
  parser.on('doctype', () => {
    throw unreadable(brokenSheet);
  });
  parser.on('error', () => {
    throw unreadable(brokenSheet);
  });
  for await (const piece of entryText(bytes, entry)) {
    parser.write(piece);
    yield;
  }
  parser.close();
  yield;
}

async function whole(bytes: Buffer, entry: ZipEntry | undefined, heard: Heard): Promise<void> {
  if (entry === undefined) return;
  for await (const _turn of parse(bytes, entry, heard));
}

/** Which sheet is looked at, and from which year its days are counted. */
async function readBook(bytes: Buffer, entries: Entries): Promise<{ sheet: string; from1904: boolean }> {
  let [from1904, link]: [boolean, string | undefined] = [false, undefined];
  await whole(bytes, entries.get('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/u.test(attributes['date1904'] ?? '');
      if (name === 'sheet' && link === undefined && (attributes['state'] ?? 'visible') === 'visible')
        link = attributes['id'];
    },
  });
  let sheet = 'xl/worksheets/sheet1.xml';
  await whole(bytes, entries.get('xl/_rels/workbook.xml.rels'), {
    open(name, { Id: id, Target: target = '' }) {
      if (name === 'Relationship' && id === link)
        sheet = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    },
  });
  return { sheet, from1904 };
}

/** The texts that cells point to; readings beside Chinese letters are left out. */
async function readTexts(bytes: Buffer, entries: Entries): Promise<string[]> {
  const texts: string[] = [];
  let [current, inText, inReading] = ['', false, false];
  await whole(bytes, entries.get('xl/sharedstrings.xml'), {
    open(name) {
      if (name === 'si') current = '';
      if (name === 'rPh') inReading = true;
      if (name === 't') inText = !inReading;
    },
    close(name) {
      if (name === 't') inText = false;
      if (name === 'rPh') inReading = false;
      if (name !== 'si') return;
      if (texts.push(current) > mostTexts) throw unreadable(tooLarge);
    },
    text(text) {
      if (inText) current += text;
    },
  });
  return texts;
}

/** Which cell styles show a number as a date. */
async function readDateStyles(bytes: Buffer, entries: Entries): Promise<ReadonlySet<number>> {
  const own = new Map<number, string>();
  const styles: number[] = [];
  let inCells = false;
  await whole(bytes, entries.get('xl/styles.xml'), {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) styles.push(Number(attributes['numFmtId'] ?? 0));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return new Set(styles.flatMap((format, at) => (isDateFormat(format, own.get(format)) ? [at] : [])));
}

function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined)
    return (
      (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
    );
  // What stands in quotation marks or brackets is said as it is, or is a colour.
  const said = code.slice(0, 255).split('"');
  const bare = said
    .filter((_, at) => at % 2 === 0)
    .join('')
    .replace(/\[[^[\]]{0,50}\]|\\./gu, '');
  return /[dy]/iu.test(bare) && !/general/iu.test(bare);
}

interface Looks {
  readonly texts: readonly string[];
  readonly dates: ReadonlySet<number>;
  readonly addDays: number;
}

async function* readRows(bytes: Buffer, sheet: ZipEntry, looks: Looks): AsyncGenerator<SheetRow> {
  const ready: SheetRow[] = [];
  let [line, column, value, inValue, rows] = [0, 0, '', false, 0];
  let cells: SheetCell[] = [];
  let cell: Attributes = {};
  const turns = parse(bytes, sheet, {
    open(name, attributes) {
      if (name === 'row') {
        line = Number(attributes['r'] ?? line + 1);
        [cells, column] = [[], 0];
        if ((rows += 1) > mostRows) throw unreadable(tooLarge);
      } else if (name === 'c') {
        column = attributes['r'] === undefined ? column + 1 : columnOf(attributes['r']);
        [cell, value] = [attributes, ''];
      } else if (name === 'v' || name === 't') inValue = true;
    },
    close(name) {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'c' && column <= mostColumns) {
        while (cells.length < column - 1) cells.push(emptyCell);
        cells[column - 1] = cellOf(cell, value, looks);
      } else if (name === 'row') ready.push({ line, cells });
    },
    text(text) {
      if (inValue) value += text;
    },
  });
  for await (const _turn of turns) yield* ready.splice(0);
}

function cellOf(
  { t: type = 'n', s: style = '0' }: Attributes,
  value: string,
  { texts, dates, addDays }: Looks,
): SheetCell {
  if (type === 's') return { kind: 'text', text: texts[Number(value)] ?? '' };
  if (type === 'e') return { kind: 'error', text: value };
  if (type === 'b') return { kind: 'text', text: value === '1' ? 'TRUE' : 'FALSE' };
  if (type !== 'n' || value === '') return { kind: 'text', text: value };
  if (dates.has(Number(style))) return { kind: 'serial', text: String(Number(value) + addDays) };
  return { kind: 'number', text: value };
}

/** 'AB12' is column 28. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.match(/^[A-Z]{1,3}/u)?.[0] ?? 'A')
    column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}
