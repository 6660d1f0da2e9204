import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldText } from '#kernel/fhir/fold.ts';
import { agrees } from './fields.ts';
import { compareNames, isOneSlip } from './compare-names.ts';

const word = fc.constantFrom(
  ...'Nguyễn Trần Lê Phạm Võ Đặng Thị Văn Hữu Đức Hòa Thủy Quỳnh Lý Mỹ Bảo Khánh An Vân Yến Nghĩa Tuyết'.split(
    ' ',
  ),
);
const name = fc.array(word, { minLength: 2, maxLength: 5 }).map((words) => words.join(' '));

it('a name that lost its marks is spelled otherwise, never another person', () => {
  fc.assert(
    fc.property(name, (full) => {
      expect(['same', 'written-otherwise', 'spelled-otherwise']).toContain(
        compareNames(foldText(full), full),
      );
      expect(['same', 'written-otherwise', 'spelled-otherwise']).toContain(
        compareNames(foldText(full).toUpperCase(), full),
      );
    }),
  );
});

it('capitals, spaces and the form of Unicode change nothing', () => {
  fc.assert(
    fc.property(name, (full) => {
      expect(agrees(compareNames(full.toLocaleUpperCase('vi'), full))).toBe(true);
      expect(compareNames(full.normalize('NFD'), full)).toBe('same');
      expect(compareNames(`  ${full.replaceAll(' ', '   ')} `, full)).toBe('same');
    }),
  );
});

it('who is asked first does not matter', () => {
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(compareNames(one, other)).toBe(compareNames(other, one));
    }),
  );
});

it('a letter more, fewer, other or at its neighbour’s place is one slip, whichever side it was made on', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 3, maxLength: 12 });
  fc.assert(
    fc.property(letters, fc.nat(), fc.constantFrom(...'abcdefgh'), (text, where, letter) => {
      const at = where % text.length;
      const variants = [
        text.slice(0, at) + letter + text.slice(at),
        text.slice(0, at) + text.slice(at + 1),
        text.slice(0, at) + letter + text.slice(at + 1),
      ].filter((one) => one !== text);
      for (const variant of variants) {
        expect(isOneSlip(text, variant)).toBe(true);
        expect(isOneSlip(variant, text)).toBe(true);
      }
    }),
  );
});

it('whatever is typed, comparing ends and says something', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ maxLength: 300 }),
      (one, other) => {
        expect(compareNames(one, other)).toBeTypeOf('string');
      },
    ),
  );
});
