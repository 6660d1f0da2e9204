import { describe, expect, test } from 'vitest';
import { nameSortKey, normalizeName, splitName, titleCaseName } from './person-name.ts';
import { oneToneStyle, placeTone } from './tone.ts';
import { isSyllable, proposeName } from './typing-slip.ts';

describe('a name', () => {
  test('has a family, a middle and a given name', () => {
    expect(splitName('Nguyễn Thị Minh Hòa')).toEqual({ family: 'Nguyễn', middle: 'Thị Minh', given: 'Hòa' });
    expect(splitName('Tôn Nữ Thị Ninh')).toEqual({ family: 'Tôn Nữ', middle: 'Thị', given: 'Ninh' });
    expect(splitName('Tôn Nữ')).toEqual({ family: 'Tôn', middle: '', given: 'Nữ' });
    expect(splitName('Hương')).toEqual({ family: '', middle: '', given: 'Hương' });
    expect(splitName('  ')).toEqual({ family: '', middle: '', given: '' });
  });

  test('in capitals is written as people write it', () => {
    expect(titleCaseName('NGUYỄN  THỊ HOÀ')).toBe('Nguyễn Thị Hòa');
    expect(titleCaseName("H'HEN NIÊ")).toBe("H'Hen Niê");
    expect(titleCaseName('ĐẶNG ĐỨC ĐẠT')).toBe('Đặng Đức Đạt');
    expect(titleCaseName('\u00d0ẶNG \u00d0ỨC')).toBe('Đặng Đức');
  });

  test('is the same name composed or decomposed, with either tone style', () => {
    expect(normalizeName('Nguyễn Văn Hòa'.normalize('NFD'))).toBe(normalizeName('Nguyễn\u00a0Văn  Hoà'));
  });

  test.each([
    ['hoà', 'hòa'],
    ['thuỷ', 'thủy'],
    ['khoẻ', 'khỏe'],
    ['HOÁ', 'HÓA'],
    ['quý', 'quý'],
    ['hoàn', 'hoàn'],
    ['quà', 'quà'],
    ['khuỷu', 'khuỷu'],
    ['Thuý Uyên', 'Thúy Uyên'],
  ])('%s is spelled %s', (from, to) => {
    expect(oneToneStyle(from)).toBe(to);
  });

  test('lists go by given name in the order of the Vietnamese alphabet', () => {
    const names = [
      'Trần Văn Đạt',
      'Lê Thị Dung',
      'Bùi Anh',
      'Phạm Thị Ánh',
      'Nguyễn Văn Dung',
      'Lê Thị Ân',
      'Võ Yến',
    ];
    expect(names.toSorted((a, b) => (nameSortKey(a) < nameSortKey(b) ? -1 : 1))).toEqual([
      'Bùi Anh',
      'Phạm Thị Ánh',
      'Lê Thị Ân',
      'Lê Thị Dung',
      'Nguyễn Văn Dung',
      'Trần Văn Đạt',
      'Võ Yến',
    ]);
  });
});

describe('a name typed with the keyboard off', () => {
  test.each([
    ['Nguyeenx Thij Hoaf', 'Nguyễn Thị Hòa'],
    ['Nguye6n4 Va8n D9u7c1', 'Nguyễn Văn Đức'],
    ['Tra62n Thi5 Thu3y', 'Trần Thị Thủy'],
    ['DDawngj Thij Huwowng', 'Đặng Thị Hương'],
    ['LEE VAWN LOOCJ', 'LÊ VĂN LỘC'],
  ])('%s was meant as %s', (typed, meant) => {
    expect(proposeName(typed)).toBe(meant);
  });

  test.each(['Nguyễn Thị Hòa', 'Nguyen Van An', 'John Smith', 'K Brơi', ''])('%j is left alone', (name) => {
    expect(proposeName(name)).toBeUndefined();
  });

  test('syllables are told from other words', () => {
    expect(['Nguyễn', 'quỳnh', 'giang', 'khuya', 'hương', 'oanh'].map(isSyllable)).toEqual(
      Array(6).fill(true),
    );
    expect(['Nguyeenx', 'Smith', 'Va8n', 'brơi'].map(isSyllable)).toEqual(Array(4).fill(false));
  });

  test('the tone stands where it is taught', () => {
    expect([
      placeTone('hoa', '\u0300'),
      placeTone('quy', '\u0301'),
      placeTone('gia', '\u0300'),
      placeTone('khuyu', '\u0309'),
      placeTone('ngươi', '\u0300'),
    ]).toEqual(['hòa', 'quý', 'già', 'khuỷu', 'người'].map((word) => word.normalize('NFC')));
  });
});
