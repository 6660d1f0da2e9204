import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { placeBook } from './place-answers.ts';

const book = placeBook(await loadCommunes());

describe('places before and since July 2025', () => {
  test('are 10,595 and 3,321, of which 1,480 old ones are not mapped', () => {
    expect(book.find('before', {})).toHaveLength(10_595);
    expect(book.find('now', {})).toHaveLength(3321);
    expect(book.find('before', { unmapped: true })).toHaveLength(1480);
    expect(book.find('now', { unmapped: true })).toEqual([]);
  });

  test('are linked both ways: what an old one became was made of it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...book.find('before', {})), ({ code }) => {
        for (const now of book.others('before', code))
          expect(book.others('now', now.code).map((old) => old.code)).toContain(code);
        expect(book.others('before', code).length === 0).toBe(book.isUnmapped(code));
      }),
    );
  });

  test('are found by words without marks in any order, by code, in one province', () => {
    expect(book.find('now', { words: 'ninh bac du tien' }).map(({ code }) => code)).toEqual(['09319']);
    expect(book.find('now', { words: '09319' }).map(({ name }) => name)).toEqual(['Xã Tiên Du']);
    expect(book.find('before', { words: 'phuc xa', province: '01' })[0]?.name).toBe('Phường Phúc Xá');
    expect(book.find('now', { words: 'khong dau ca' })).toEqual([]);
  });
});

const folder = new URL('../../../../../shared/data/', import.meta.url).pathname;
const hasFiles = existsSync(`${folder}commune-mapping-2025.csv`);

describe(
  hasFiles ? 'the lists of the state' : 'the lists of the state are not on this machine: own lists only',
  () => {
    const rows = (name: string): string[][] =>
      readFileSync(`${folder}${name}`, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(','));

    test.runIf(hasFiles)('agree unit by unit with what is answered here', () => {
      const communes = (name: string): string[] =>
        rows(name)
          .map(([code]) => code!)
          .filter((code) => code.length === 5);
      expect(communes('admin-units-2025.csv').toSorted()).toEqual(
        book
          .find('now', {})
          .map(({ code }) => code)
          .toSorted(),
      );
      expect(communes('admin-units-2024.csv').toSorted()).toEqual(
        book
          .find('before', {})
          .map(({ code }) => code)
          .toSorted(),
      );
    });

    test.runIf(hasFiles)('agree link by link, whole or in part', () => {
      const mapping = rows('commune-mapping-2025.csv');
      expect(mapping.length).toBeGreaterThan(9000);
      for (const [old, now, share] of mapping)
        expect(book.others('before', old!).find(({ code }) => code === now)?.whole, `${old} ${now}`).toBe(
          share === 'whole',
        );
    });
  },
);
