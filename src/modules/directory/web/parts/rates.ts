import { provinceThousands } from '#kernel/vietnam/province-population.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import type { ProvinceCount } from '../../api.ts';
import { shadeBounds, shadeOf } from '../../domain/map/shades.ts';

/** What the map measures: a count alone would only show where people live. */
export type Measure = 'facilities' | 'beds';

/** How many people a rate is per. */
const per: Readonly<Record<Measure, number>> = { facilities: 100_000, beds: 10_000 };

/** One province of the map and its list. */
export interface ProvinceRate {
  readonly code: string;
  readonly name: string;
  readonly count: number;
  readonly rate: number;
  readonly shade: number;
}

/** All provinces, most first, and the bounds of the shades. */
export function ratesOf(
  counts: readonly ProvinceCount[],
  measure: Measure,
): { readonly rates: readonly ProvinceRate[]; readonly bounds: readonly number[] } {
  const byCode = new Map(counts.map((one) => [one.code, one[measure]]));
  const rated = [...provinces.values()].map(({ code, name }) => {
    const count = byCode.get(code) ?? 0;
    const people = (provinceThousands[code] ?? 1000) * 1000;
    return { code, name, count, rate: Math.round((count * per[measure] * 100) / people) / 100 };
  });
  const bounds = shadeBounds(rated.map(({ rate }) => rate));
  return {
    bounds,
    rates: rated
      .map((one) => ({ ...one, shade: shadeOf(one.rate, bounds) }))
      .toSorted((a, b) => b.rate - a.rate || a.name.localeCompare(b.name, 'vi')),
  };
}
