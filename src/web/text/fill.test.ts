import { expect, test } from 'vitest';
import { fill } from './fill.ts';

test('a value takes its place in the sentence', () => {
  expect(fill('Có {n} mục năm {year}', { n: 12, year: '2026' })).toBe('Có 12 mục năm 2026');
});

test('English counts one entry and two entries', () => {
  expect(fill('{n} {n|entry|entries}', { n: 1 })).toBe('1 entry');
  expect(fill('{n} {n|entry|entries}', { n: 2 })).toBe('2 entries');
});

test('a forgotten value is seen instead of an empty place', () => {
  expect(fill('Xin chào {name}')).toBe('Xin chào {name}');
});
