import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { drawMap } from './draw-map.ts';
import { seeds } from './seeds.ts';
import { shadeBounds, shadeCount, shadeOf } from './shades.ts';

describe('the map of the country', () => {
  const map = drawMap();

  test('has a field for each of the 34 provinces, made of the 63 of before', () => {
    expect(map.provinces.map(({ code }) => code).toSorted()).toEqual([...provinces.keys()].toSorted());
    expect(new Set(seeds.map(({ oldCode }) => oldCode)).size).toBe(63);
  });

  test('shows Hoàng Sa and Trường Sa, named in both languages, with the provinces that they belong to', () => {
    expect(
      map.archipelagos.map(({ province, name }) => [
        provinces.get(province)?.name,
        name.vi.includes('Quần đảo'),
      ]),
    ).toEqual([
      ['Thành phố Đà Nẵng', true],
      ['Tỉnh Khánh Hòa', true],
    ]);
    for (const { points, name } of map.archipelagos) {
      expect(points.length).toBeGreaterThan(5);
      expect(name.en).toMatch(/^(Hoàng Sa|Trường Sa) Islands/u);
      for (const [x, y] of points) {
        expect(x > 0 && x < map.width).toBe(true);
        expect(y > 0 && y < map.height).toBe(true);
      }
    }
  });

  test('is light enough to be drawn by a phone', () => {
    expect(JSON.stringify(map).length).toBeLessThan(25_000);
  });
});

test('a larger number is never lighter, and none is always without colour', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1 }), (values) => {
      const bounds = shadeBounds(values);
      const shades = values.toSorted((a, b) => a - b).map((value) => shadeOf(value, bounds));
      expect(shades).toEqual(shades.toSorted((a, b) => a - b));
      expect(shadeOf(0, bounds)).toBe(0);
      expect(Math.max(...shades)).toBe(values.some((value) => value > 0) ? shadeCount : 0);
    }),
  );
});
