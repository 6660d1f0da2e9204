import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldText } from './fold.ts';

it.each([
  ['Nguyễn Văn Đức', 'nguyen van duc'],
  ['  ĐẶNG   Thị\tHồng ', 'dang thi hong'],
  ['Ươ ướ ẵ ỹ'.normalize('NFD'), 'uo uo a y'],
  ['Straße ½', 'straße 1⁄2'],
  ['', ''],
  ['   ', ''],
  ['Y Bih Aleo-42', 'y bih aleo-42'],
  ['Łódź İ', 'łodz i'],
  ['a ´ b', 'a b'],
  ['日本', '日本'],
])('%j is found as %j', (text, folded) => expect(foldText(text)).toBe(folded));

it('both ways to write a letter fold to the same text, and folding twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const folded = foldText(text);
      expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')));
      expect(foldText(folded)).toBe(folded);
      expect(folded).not.toMatch(/^\s|\s$|\s\s|đ/);
    }),
    { numRuns: 2000 },
  );
});

it('every Vietnamese letter comes down to plain a to z', () => {
  const letters = 'aăâeêioôơuưyđ';
  for (const letter of letters) {
    for (const mark of ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']) {
      if (letter === 'đ' && mark !== '') continue;
      const written = (letter + mark).normalize('NFC');
      expect(foldText(written)).toMatch(/^[a-z]$/);
      expect(foldText(written.toUpperCase())).toBe(foldText(written));
    }
  }
});
