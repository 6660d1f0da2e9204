import list from './names.json' with { type: 'json' };
import type { Random } from './random.ts';

type Sex = 'male' | 'female';
type Weighted = readonly (readonly [string, number])[];

const families = list.family as unknown as Weighted;
const middles = list.middle as unknown as Record<Sex, Weighted>;
const givens = list.given as unknown as Record<Sex, Weighted>;

/** A family name with the frequency of the country: about three in ten are Nguyễn. */
export function drawFamily(random: Random): string {
  return random.weighted(families);
}

/** Middle and given name. Thị and Văn were given to most people born before 1980 and to few children of today. */
export function drawGiven(random: Random, sex: Sex, birthYear: number): string {
  const classic = birthYear < 1960 ? 0.85 : birthYear < 1980 ? 0.7 : birthYear < 2000 ? 0.45 : 0.15;
  const classicMiddle = sex === 'male' ? 'Văn' : 'Thị';
  const given = random.weighted(givens[sex]);
  if (random.chance(classic)) return `${classicMiddle} ${given}`;
  const middle = random.weighted(middles[sex]);
  return middle === given ? `${classicMiddle} ${given}` : `${middle} ${given}`;
}
