import { buffer } from 'node:stream/consumers';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { cellsOf, readHead, type SheetHead, type SheetKind } from '../domain/sheet/columns.ts';
import { readSheetDay } from '../domain/sheet/dates.ts';
import { readLine } from '../domain/sheet/read-line.ts';
import type { SheetRow } from '../domain/sheet/cell.ts';
import { licenceKey, plainOf } from '../domain/find-words.ts';
import { readSheet } from '../read/read-sheet.ts';

/** What must be known of a whole sheet before its first line is judged. */
export interface SheetScan {
  readonly head: SheetHead;
  /** Lines below the headings. */
  readonly lines: number;
  /** Columns in which some day has the month first. */
  readonly unsureDays: ReadonlySet<string>;
  /** Lines that carry a key, in their order, and what tells them apart. */
  readonly byKey: ReadonlyMap<string, readonly { readonly line: number; readonly same: string }[]>;
}

const dayColumns = ['from', 'to', 'postFrom'];
/** Headings are looked for in the first lines only. */
const mostLinesAbove = 30;

/** Goes through the sheet once. Error: request.invalid where it cannot be read or has no headings that are known. */
export async function scanSheet(kind: SheetKind, bytes: Buffer): Promise<SheetScan> {
  let head: SheetHead | undefined;
  let [lines, above] = [0, 0];
  const unsureDays = new Set<string>();
  const byKey = new Map<string, { line: number; same: string }[]>();
  for await (const row of readSheet(bytes)) {
    if (head === undefined) {
      head = readHead(kind, row);
      if (head === undefined && (above += 1) >= mostLinesAbove) break;
      continue;
    }
    if (isBlank(row)) continue;
    lines += 1;
    const cells = cellsOf(head, row);
    for (const column of dayColumns) {
      const read = readSheetDay(cells.cell(column), {
        earliest: '1900-01-01',
        latest: '2100-01-01',
        mayBeOpen: true,
      });
      if ('fault' in read && read.fault === 'date.month-first') unsureDays.add(column);
    }
    const line = readLine(cells);
    const [key, same] =
      kind === 'facilities'
        ? [line.digits('code', 5), row.cells.map(({ text }) => text.trim()).join('\u0000')]
        : [line.words('licence', 100), plainOf(line.words('name') ?? '')];
    if (key === undefined) continue;
    const own = licenceKey(key);
    const list = byKey.get(own) ?? [];
    list.push({ line: row.line, same });
    byKey.set(own, list);
  }
  if (head === undefined)
    throw new AppError('request.invalid', { issues: [{ path: 'file', text: noHead[kind] }] });
  return { head, lines, unsureDays, byKey };
}

/** True for a row that somebody left empty. */
export function isBlank(row: SheetRow): boolean {
  return row.cells.every(({ text }) => text.trim() === '');
}

/** The bytes of an import's sheet. */
export async function sheetBytes(ctx: Context, sha256: string): Promise<Buffer> {
  return buffer(await ctx.files.open(sha256));
}

const noHead: Readonly<Record<SheetKind, Bilingual>> = {
  facilities: {
    vi: 'Không thấy dòng tiêu đề có cột "Mã cơ sở" và "Tên cơ sở". Hãy xem các tên cột trong hướng dẫn.',
    en: 'There is no line of headings with “Mã cơ sở” and “Tên cơ sở” (code and name). See the names of columns in the guide.',
  },
  practitioners: {
    vi: 'Không thấy dòng tiêu đề có cột "Họ tên" và "Số giấy phép". Hãy xem các tên cột trong hướng dẫn.',
    en: 'There is no line of headings with “Họ tên” and “Số giấy phép” (name and licence number). See the names of columns in the guide.',
  },
};
