import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SheetRow } from '../domain/sheet/cell.ts';
import { makeXlsx, zip } from '../test/make-xlsx.ts';
import { readSheet } from './read-sheet.ts';

async function rowsOf(bytes: Buffer): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const row of readSheet(bytes)) rows.push(row);
  return rows;
}
const texts = async (bytes: Buffer): Promise<string[][]> =>
  (await rowsOf(bytes)).map(({ cells }) => cells.map(({ text }) => text));

describe('a workbook', () => {
  test('gives the cells of the first sheet in sight, with gaps, days, numbers and errors told apart', async () => {
    const rows = await rowsOf(
      makeXlsx([
        ['Mã', 'Tên', '', 'Ngày'],
        [1234, 'Trạm & <xã>', '', { serial: 43905 }],
        [],
        [{ error: '#N/A' }, 'b'],
      ]),
    );
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect(rows[1]!.cells).toEqual([
      { kind: 'number', text: '1234' },
      { kind: 'text', text: 'Trạm & <xã>' },
      { kind: 'text', text: '' },
      { kind: 'serial', text: '43905' },
    ]);
    expect(rows[3]!.cells[0]).toEqual({ kind: 'error', text: '#N/A' });
  });

  test('that counts its days from 1904 is read in the days of all others', async () => {
    const rows = await rowsOf(makeXlsx([[{ serial: 42443 }]], { from1904: true }));
    expect(rows[0]!.cells[0]).toEqual({ kind: 'serial', text: '43905' });
  });

  test('that is broken, locked, no sheet at all or a bomb is refused with what to do', async () => {
    const good = makeXlsx([['Mã', 'Tên']]);
    const entity = zip({
      'xl/worksheets/sheet1.xml':
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><row><c><v>&a;</v></c></row></worksheet>',
    });
    const bomb = zip({ 'xl/worksheets/sheet1.xml': `<worksheet>${' '.repeat(310_000_000)}</worksheet>` });
    for (const bytes of [
      good.subarray(0, 200),
      Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500)]),
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.from('%PDF-1.7'),
      Buffer.from([1, 2, 0, 4]),
      entity,
      bomb,
    ])
      await expect(rowsOf(bytes)).rejects.toMatchObject({
        code: 'request.invalid',
        issues: [{ path: 'file' }],
      });
  });

  test('cut or changed anywhere is refused, never misread into an endless loop', async () => {
    const good = makeXlsx([
      ['Mã cơ sở', 'Tên'],
      ['24991', 'Sen'],
    ]);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        await rowsOf(bytes).catch((error: unknown) =>
          expect(error).toMatchObject({ code: 'request.invalid' }),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('a text with separators', () => {
  test('is read with commas, semicolons or tabs, with quotes and line ends inside cells', async () => {
    expect(await texts(Buffer.from('Mã,Tên\r\n1,"Sen, ""A""\nhai"\r\n\r\n2,x'))).toEqual([
      ['Mã', 'Tên'],
      ['1', 'Sen, "A"\nhai'],
      ['2', 'x'],
    ]);
    expect(await texts(Buffer.from('Mã;Tên;Số\n1;a,b;3'))).toEqual([
      ['Mã', 'Tên', 'Số'],
      ['1', 'a,b', '3'],
    ]);
    expect(await texts(Buffer.from('\ufeffMã\tTên\n1\tb'))).toEqual([
      ['Mã', 'Tên'],
      ['1', 'b'],
    ]);
    expect((await rowsOf(Buffer.from('a,b\n"x\ny",1\nc,d'))).map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  test('is read in UTF-16, in the code page of Vietnamese Windows and in that of old fonts', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Mã,Trạm Y tế', 'utf16le')]);
    expect(await texts(utf16)).toEqual([['Mã', 'Trạm Y tế']]);
    // 'Bệnh viện' in Windows-1258: ê (EA) and a dot below (F2).
    const windows = Buffer.from([
      0x42, 0xea, 0xf2, 0x6e, 0x68, 0x20, 0x76, 0x69, 0xea, 0xf2, 0x6e, 0x2c, 0x31,
    ]);
    expect(await texts(windows)).toEqual([['Bệnh viện', '1']]);
    expect(await texts(Buffer.from('BÖnh viÖn §a khoa,Tr¹m Y tÕ', 'latin1'))).toEqual([
      ['BÖnh viÖn §a khoa', 'Tr¹m Y tÕ'],
    ]);
  });

  test('written by a careful hand is read back as it was', () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => text.replace(/[\r\p{Cc}]/gu, ''));
    const sheet = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    return fc.assert(
      fc.asyncProperty(sheet, async (rows) => {
        fc.pre(rows.every((cells) => cells.some((text) => text.trim() !== '')));
        const text = rows
          .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        fc.pre(
          text.split(',').length > text.split(';').length && text.split(',').length > text.split('\t').length,
        );
        expect(await texts(Buffer.from(`\ufeff${text}`))).toEqual(rows);
      }),
    );
  });
});
