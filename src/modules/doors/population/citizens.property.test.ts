import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { loadCommunes, type Communes } from '#kernel/vietnam/communes.ts';
import { parsePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { populationPerson } from './protocol.ts';
import { citizenAt, citizenCount, citizenOfNumber } from './citizens.ts';

let communes: Communes;
beforeAll(async () => {
  communes = await loadCommunes();
});
const place = fc.integer({ min: 0, max: citizenCount - 1 });

it('whoever is worked out is found again by her number, the same each time', () => {
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 9999 }), (at, seed) => {
      const person = citizenAt(seed, at, communes);
      expect(citizenOfNumber(seed, person.number, communes)).toEqual(person);
      expect(populationPerson.safeParse(person).success).toBe(true);
    }),
  );
});

it('no two people share a number', () => {
  fc.assert(
    fc.property(place, place, (one, other) => {
      fc.pre(one !== other);
      expect(citizenAt(1, one, communes).number).not.toBe(citizenAt(1, other, communes).number);
    }),
  );
});

it('the number says the sex and the year of birth', () => {
  fc.assert(
    fc.property(place, (at) => {
      const { number, sex, birthDate } = citizenAt(1, at, communes);
      expect(parsePersonalNumber(number)).toMatchObject({ sex, birthYear: Number(birthDate.slice(0, 4)) });
    }),
  );
});

it('a number that was never given belongs to nobody', () => {
  const { number } = citizenAt(1, 7, communes);
  const wrong = `${number.slice(0, 3)}${(Number(number[3]) + 1) % 4}${number.slice(4)}`;
  expect(citizenOfNumber(1, wrong, communes)).toBeUndefined();
  expect(citizenOfNumber(1, 'abc', communes)).toBeUndefined();
});
