import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import names from './old-fonts.cases.json' with { type: 'json' };
import { readOldFont } from './old-fonts.ts';
import { isVietnameseSyllable } from './syllable.ts';

describe('names in old fonts', () => {
  test.each(names.tcvn3)('TCVN3 %s is %s', (written, meant) => {
    expect(readOldFont(written!)).toEqual({ text: meant, font: 'TCVN3' });
  });
  test.each(names.vni)('VNI %s is %s', (written, meant) => {
    expect(readOldFont(written!)).toEqual({ text: meant, font: 'VNI' });
  });
  test.each(names.unicode)('%s is left as it is written', (written) => {
    expect(readOldFont(written)).toEqual({ text: written });
  });

  test('a text that was read once is not read again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...[...names.tcvn3, ...names.vni].map(([written]) => written!)),
        (written) => {
          const { text } = readOldFont(written);
          expect(readOldFont(text)).toEqual({ text });
        },
      ),
    );
  });

  test('any text at all is answered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (any) => typeof readOldFont(any).text === 'string'),
    );
  });

  test('a syllable is told from what is none', () => {
    for (const word of ['Nguyễn', 'hoà', 'Quý', 'giêng', 'y', 'Ơn', 'thuở'])
      expect(isVietnameseSyllable(word), word).toBe(true);
    for (const word of ['Smith', 'NguyÔn', 'zz', 'Hblao', ''])
      expect(isVietnameseSyllable(word), word).toBe(false);
  });
});
