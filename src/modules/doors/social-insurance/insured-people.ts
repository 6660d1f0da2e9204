import { makeInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import { chanceOf, numberOf } from '../registers/simulator/chance.ts';
import type { InsuredPerson } from './protocol.ts';

/** How many people the simulated social insurance knows: one for each of the numbers 9000000000 to 9000999999. */
export const insuredCount = 1_000_000;

const groups = ['DN', 'HT', 'TE', 'HS', 'SV', 'GD', 'CN', 'HN', 'CC', 'NN'] as const;
const givens =
  'An Anh Bình Châu Dũng Giang Hà Hạnh Hiếu Hoa Khánh Lan Linh Long Minh Nam Phúc Quân Thảo Trang'.split(' ');

/** Who stands behind a number of social insurance in the simulated register; undefined where nobody does. All are invented. */
export function insuredOfNumber(seed: number, number: string): InsuredPerson | undefined {
  if (!/^9000\d{6}$/u.test(number)) return undefined;
  const chance = chanceOf(seed, numberOf(number));
  const sex = chance.next() < 0.5 ? 'male' : 'female';
  const year = chance.int(1935, 2024);
  const name = `Nguyễn ${sex === 'male' ? 'Văn' : 'Thị'} ${chance.pick(givens)}`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const birthDate = `${year}-${two(chance.int(1, 12))}-${two(chance.int(1, 28))}`;
  return cardOf(number, { name, birthDate, sex }, seed);
}

/** The card of somebody whom others named: the demo's people are insured too. */
export function cardOf(
  number: string,
  person: Pick<InsuredPerson, 'name' | 'birthDate' | 'sex'>,
  seed: number,
  card?: string,
): InsuredPerson {
  const chance = chanceOf(seed + 1, numberOf(number));
  const made = makeInsuranceCard({
    groupCode: chance.pick(groups),
    benefit: chance.int(2, 4),
    provinceCode: '27',
    socialInsuranceNumber: number,
  });
  const isOver = chance.next() < 0.03;
  return {
    number,
    ...person,
    state: isOver ? 'expired' : 'valid',
    card: card ?? made,
    validFrom: isOver ? '2025-01-01' : '2026-01-01',
    validTo: isOver ? '2025-12-31' : '2026-12-31',
    facilityCode: `27${String(chance.int(1, 120)).padStart(3, '0')}`,
    formerCards: [],
  };
}
