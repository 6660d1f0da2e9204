import { expect, it } from 'vitest';
import { crc32, inflateRawSync } from 'node:zlib';
import { writeXlsx } from './write-xlsx.ts';

/** The text of one file of a ZIP by its name. */
function fileIn(bytes: Buffer, name: string): string {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n -= 1) {
    const length = bytes.readUInt16LE(at + 28);
    const offset = bytes.readUInt32LE(at + 42);
    if (bytes.subarray(at + 46, at + 46 + length).toString() === name) {
      const start = offset + 30 + bytes.readUInt16LE(offset + 26);
      const content = inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20)));
      expect(bytes.readUInt32LE(at + 16)).toBe(crc32(content));
      return content.toString();
    }
    at += 46 + length;
  }
  return '';
}

it('a workbook holds text as text and numbers as numbers, whatever stands in them', async () => {
  const rows = [
    ['Họ tên', 'Số'],
    ['=CMD("x") <b> & \u0000', 12.5],
  ];
  const bytes = Buffer.from(await writeXlsx({ name: 'Sổ: A1/2', rows, bold: new Set([0]) }));
  const sheet = fileIn(bytes, 'xl/worksheets/sheet1.xml');
  expect(sheet).toContain('<c r="B2"><v>12.5</v></c>');
  expect(sheet).toContain(
    't="inlineStr"><is><t xml:space="preserve">=CMD(&quot;x&quot;) &lt;b&gt; &amp;  </t>',
  );
  expect(fileIn(bytes, 'xl/workbook.xml')).toContain('name="Sổ  A1 2"');
  const again = { name: 'a', rows, bold: new Set<number>() };
  expect(await writeXlsx(again)).toEqual(await writeXlsx(again));
});
