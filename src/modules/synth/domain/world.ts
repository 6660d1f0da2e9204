import { loadCommunes, type Commune } from '#kernel/vietnam/communes.ts';
import { loadIcd10 } from '#kernel/terminology/icd10.ts';
import { provinceThousands } from '#kernel/vietnam/province-population.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { dayNumber } from './days.ts';
import { createRandom } from './random.ts';

/** What a synthetic population is made from. Two equal worlds tell the same story, byte for byte. */
export interface World {
  readonly seed: number;
  readonly citizens: number;
  /** Day number of "today": nothing happens after it. */
  readonly today: number;
  /** How many years of visits are told. */
  readonly years: number;
  /** Share of claims that carry a planted mistake. */
  readonly mistakes: number;
  /** Health workers whom a story names, by licence; all others are drawn. */
  readonly workers: Readonly<Record<string, { readonly name: string; readonly sex: 'male' | 'female' }>>;
  /** The commune in which the household block lives. */
  communeOf(block: number): Commune;
  /** Place of a commune in its province, from 0; numbers its station. */
  rankOf(commune: Commune): number;
  /** Vietnamese name of a diagnosis code; throws for an unknown one, so that no story tells an invented code. */
  diagnosis(code: string): string;
}

/** Day that stands for "today" unless told otherwise: fixed, so that a seed tells the same story every day. */
export const defaultToday = '2026-11-01';

/** Opens a world. `commune` puts everybody into one commune; without it people live all over the country. */
export async function openWorld(options: {
  readonly seed: number;
  readonly citizens: number;
  readonly today?: string;
  readonly years?: number;
  readonly mistakes?: number;
  readonly commune?: string;
  readonly workers?: World['workers'];
}): Promise<World> {
  const [communes, icd10] = await Promise.all([loadCommunes(), loadIcd10()]);
  const today = options.today ?? defaultToday;
  const only = options.commune === undefined ? undefined : communes.find(options.commune, today);
  if (options.commune !== undefined && only === undefined)
    throw new RangeError(`no such commune: ${options.commune}`);
  const ranks = new Map<string, number>();
  for (const province of provinces.keys())
    communes.ofProvince(province).forEach((commune, rank) => ranks.set(commune.code, rank));
  const weights = [...provinces.keys()].map((code) => [code, provinceThousands[code] ?? 1000] as const);
  return {
    seed: options.seed,
    citizens: options.citizens,
    today: dayNumber(today),
    years: options.years ?? 3,
    mistakes: options.mistakes ?? 0.01,
    workers: options.workers ?? {},
    communeOf(block) {
      if (only !== undefined) return only;
      const random = createRandom(options.seed, 'place', block);
      return random.pick(communes.ofProvince(random.weighted(weights)));
    },
    rankOf: (commune) => ranks.get(commune.code)!,
    diagnosis(code) {
      const entry = icd10.find(code);
      if (entry === undefined) throw new RangeError(`no such diagnosis: ${code}`);
      return entry.vi;
    },
  };
}
