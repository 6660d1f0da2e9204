import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { changedFields } from '../changed-fields.ts';
import { tidyFacility } from '../facility-form.ts';
import { isSameName } from '../same-name.ts';
import type { SheetRow } from './cell.ts';
import { cellsOf, readHead } from './columns.ts';
import { overlay, readFacilityLine } from './facility-line.ts';
import { sentenceOf, type FindingCode } from './findings.ts';
import { readLine } from './read-line.ts';
import { overlayWorker, readWorkerLine } from './worker-line.ts';

const communes = await loadCommunes();
const rowOf = (line: number, cells: readonly string[]): SheetRow => ({
  line,
  cells: cells.map((text) => ({ kind: 'text', text })),
});

function facility(headings: readonly string[], cells: readonly string[]) {
  const head = readHead('facilities', rowOf(1, headings))!;
  const line = readLine(cellsOf(head, rowOf(2, cells)));
  return { wish: readFacilityLine(line, communes), codes: line.findings.map(({ code }) => code) };
}

describe('headings', () => {
  test('are known with and without marks, in capitals, with stars and remarks, in any order', () => {
    const head = readHead('facilities', rowOf(3, ['TÊN CƠ SỞ (*)', 'ma co so', 'Xã/Phường', 'Màu sắc']));
    expect(head).toMatchObject({
      line: 3,
      unused: ['Màu sắc'],
      columns: { name: { at: 0 }, code: { at: 1 }, commune: { at: 2 } },
    });
  });
  test('that lack what is needed are none', () => {
    expect(readHead('facilities', rowOf(1, ['Tên cơ sở', 'Xã']))).toBeUndefined();
    expect(readHead('practitioners', rowOf(1, ['Họ và tên', 'Số GPHN']))).toBeDefined();
  });
});

describe('a line about a facility', () => {
  const headings = [
    'Mã cơ sở',
    'Tên cơ sở',
    'Xã/Phường',
    'Tỉnh',
    'Mã xã',
    'Tuyến',
    'Số giường',
    'Điện thoại',
  ];
  const cases: readonly (readonly [string, readonly string[], string | undefined, readonly FindingCode[]])[] =
    [
      ['a commune by its name and province', ['24001', 'Trạm', 'xã tiên du', 'Tỉnh Bắc Ninh'], '09319', []],
      ['a commune by its code', ['24001', 'Trạm', '', '', '9319'], '09319', ['code.zeros']],
      [
        'an old commune, which is never changed by itself',
        ['01001', 'Trạm', 'Phúc Xá', 'Hà Nội'],
        undefined,
        ['commune.old'],
      ],
      ['an old code', ['01001', 'Trạm', '', '', '00001'], undefined, ['commune.old']],
      ['a name that many communes have', ['24001', 'Trạm', 'Tân Tiến', ''], undefined, ['commune.several']],
      [
        'a province that is none',
        ['24001', 'Trạm', 'Hoa Mai Vàng', 'Hà Bắc'],
        undefined,
        ['province.unknown'],
      ],
      [
        'another province than its code',
        ['01001', 'Trạm', 'Tiên Du', 'Bắc Ninh'],
        '09319',
        ['code.province'],
      ],
      [
        'a tier of before',
        ['24001', 'Trạm', 'Tiên Du', 'Bắc Ninh', '', 'Tuyến huyện'],
        '09319',
        ['level.former'],
      ],
      [
        'beds that are no number',
        ['24001', 'Trạm', 'Tiên Du', 'Bắc Ninh', '', '', 'nhiều'],
        '09319',
        ['beds.unknown'],
      ],
      [
        'a wrong telephone',
        ['24001', 'Trạm', 'Tiên Du', 'Bắc Ninh', '', '', '', '12'],
        '09319',
        ['phone.unknown'],
      ],
    ];
  test.each(cases)('with %s', (_name, cells, commune, codes) => {
    const read = facility(headings, cells);
    expect(read.codes).toEqual(codes);
    expect(read.wish?.commune).toBe(commune);
  });

  test('laid over what is stored twice changes nothing the second time, and leaves alone what it does not name', () => {
    const { wish } = facility(headings, [
      '24001',
      'Trạm Sen',
      'Tiên Du',
      'Bắc Ninh',
      '',
      '',
      '12',
      '0912345678',
    ]);
    const first = tidyFacility(overlay(wish!, undefined)!);
    expect(changedFields(first, tidyFacility(overlay(wish!, first)!))).toEqual([]);
    const richer = {
      ...first,
      note: 'giữ',
      beds: [
        { department: 'internal' as const, count: 7 },
        { department: 'surgery' as const, count: 5 },
      ],
    };
    expect(overlay(wish!, richer)).toMatchObject({ note: 'giữ', beds: richer.beds });
  });

  test('of any cells at all is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 8 }), (cells) => {
        for (const { code, level } of readLineOf(headings, cells))
          expect(sentenceOf({ code, level, value: 'x' }).vi).not.toContain('{');
      }),
    );
  });
});

function readLineOf(headings: readonly string[], cells: readonly string[]) {
  const head = readHead('facilities', rowOf(1, headings))!;
  const line = readLine(cellsOf(head, rowOf(2, cells)));
  readFacilityLine(line, communes);
  return line.findings;
}

describe('a line about a health worker', () => {
  const headings = ['Họ tên', 'Số giấy phép', 'Ngày cấp', 'Ngày hết hạn', 'CCCD', 'Mã cơ sở', 'Chức danh'];
  const read = (cells: readonly string[]) => {
    const line = readLine(cellsOf(readHead('practitioners', rowOf(1, headings))!, rowOf(2, cells)));
    return { wish: readWorkerLine(line, '2026-11-23'), codes: line.findings.map(({ code }) => code) };
  };

  test('keeps names as they are: of one letter, of ten words, of minorities, in capitals', () => {
    for (const name of [
      'O',
      "H'Hen Niê",
      'Y Moan Ênuôl',
      'NGUYỄN THỊ HOÀ',
      'A B C D E F G H I K',
      "K'Brơi",
    ]) {
      const { wish, codes } = read([name, '001234/BN-GPHN']);
      expect([wish?.name, codes]).toEqual([name.normalize('NFC'), []]);
    }
  });

  test('reads names in old fonts, also the letter that looks like nothing at all', () => {
    const { wish, codes } = read(['Lª ThÞ H­êng', '001234/BN-GPHN']);
    expect([wish?.name, codes]).toEqual(['Lê Thị Hường', ['font.old']]);
  });

  test('says what is wrong with its days and numbers', () => {
    expect(read(['A B', '001234/BN-GPHN', '01/01/2030']).codes).toEqual(['date.out-of-range']);
    expect(read(['A B', '001234/BN-GPHN', '01/01/2024', '01/01/2023']).codes).toEqual(['licence.turned']);
    expect(read(['A B', 'GP số 12']).codes).toEqual(['licence.shape']);
    expect(read(['A B', '001234/BN-GPHN', '', '', '12345']).codes).toEqual(['number.shape']);
    expect(read(['', '001234/BN-GPHN']).codes).toEqual(['missing']);
  });

  test('laid over what is stored twice changes nothing the second time; a second post stands beside the first', () => {
    const { wish } = read(['A B', '001234/BN-GPHN', '01/01/2024', 'không thời hạn', '', '24001', 'Bác sĩ']);
    const first = overlayWorker(wish!, undefined, 'f1');
    expect(changedFields(first, overlayWorker(wish!, first, 'f1'))).toEqual([]);
    expect(overlayWorker(wish!, first, 'f2').posts).toHaveLength(2);
    expect(overlayWorker(wish!, first, 'f2').licences).toHaveLength(1);
  });
});

test('one name in two writings is one, another is another', () => {
  expect(isSameName('NGUYEN THI HOA', 'Nguyễn Thị Hòa')).toBe(true);
  expect(isSameName('Nguyễn Thị Hoa', 'Nguyễn Hoa')).toBe(false);
  expect(isSameName('', '')).toBe(false);
});
