import { deflateRawSync } from 'node:zlib';

/** A cell to be written: text, a number, a day as a sheet counts it, or an error of a formula. */
export type CellToWrite = string | number | { readonly serial: number } | { readonly error: string };

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const column = (at: number): string =>
  at < 26
    ? String.fromCharCode(65 + at)
    : `${String.fromCharCode(64 + Math.floor(at / 26))}${String.fromCharCode(65 + (at % 26))}`;

function cellXml(cell: CellToWrite, row: number, at: number, shared: string[]): string {
  const where = `r="${column(at)}${row}"`;
  if (typeof cell === 'number') return `<c ${where}><v>${cell}</v></c>`;
  if (typeof cell === 'string') {
    if (at % 2 === 1) return `<c ${where} t="inlineStr"><is><t>${escape(cell)}</t></is></c>`;
    return `<c ${where} t="s"><v>${shared.push(cell) - 1}</v></c>`;
  }
  return 'serial' in cell
    ? `<c ${where} s="1"><v>${cell.serial}</v></c>`
    : `<c ${where} t="e"><v>${cell.error}</v></c>`;
}

/** A workbook with one sheet in sight and one hidden before it, as Excel would write it. */
export function makeXlsx(
  rows: readonly (readonly CellToWrite[])[],
  options: { readonly from1904?: boolean } = {},
): Buffer {
  const shared: string[] = [];
  const data = rows
    .map(
      (cells, row) =>
        `<row r="${row + 1}">${cells.map((cell, at) => (cell === '' ? '' : cellXml(cell, row + 1, at, shared))).join('')}</row>`,
    )
    .join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  return zip({
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="r"><workbookPr${options.from1904 ? ' date1904="1"' : ''}/><sheets><sheet name="An" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Danh sách" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="p"><Relationship Id="rId1" Target="worksheets/hidden.xml"/><Relationship Id="rId2" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    'xl/worksheets/hidden.xml': `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1"><v>666</v></c></row></sheetData></worksheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${shared.map((text) => `<si><r><t>${escape(text.slice(0, 1))}</t></r><r><t>${escape(text.slice(1))}</t></r><rPh><t>x</t></rPh></si>`).join('')}</sst>`,
  });
}

/** An archive of texts. @source APPNOTE.TXT 4.3 */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(Buffer.from(text));
    const label = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt16LE(label.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(label.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, label, packed);
    directory.push(entry, label);
    offset += 30 + label.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}
