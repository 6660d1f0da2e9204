import type { SheetRow } from '../domain/sheet/cell.ts';
import { readCsv } from './csv.ts';
import { readXlsx } from './xlsx.ts';
import { unreadable } from './zip.ts';

/** Rows of a spreadsheet, whichever of the kinds it is. Error: request.invalid, with what to do. */
export async function* readSheet(bytes: Buffer): AsyncGenerator<SheetRow> {
  const mark = bytes.subarray(0, 4).toString('latin1');
  if (mark === 'PK\u0003\u0004') yield* readXlsx(bytes);
  else if (mark === '\u00d0\u00cf\u0011\u00e0')
    throw unreadable({
      vi: 'Đây là tệp Excel đời cũ (.xls) hoặc có mật khẩu. Hãy lưu lại thành .xlsx không mật khẩu rồi gửi lại.',
      en: 'This is an Excel file of the old kind (.xls), or one with a password. Save it as .xlsx without a password and send it again.',
    });
  else if (
    mark.startsWith('%PDF') ||
    (bytes.subarray(0, 8000).includes(0) && bytes[0] !== 0xff && bytes[0] !== 0xfe)
  )
    throw unreadable({
      vi: 'Tệp này không phải bảng tính. Hãy gửi tệp .xlsx hoặc .csv.',
      en: 'This is no spreadsheet. Send an .xlsx or .csv file.',
    });
  else yield* readCsv(bytes);
}
