import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadCommunes } from '../vietnam/communes.ts';
import { mergerDay } from '../vietnam/provinces.ts';
import { createAssessor, type Assessor } from './assess.ts';
import { blockingKeys } from './blocking-keys.ts';
import { visitPairs } from './candidate-pairs.ts';
import { comparePeople } from './compare-people.ts';
import { printFeatures, readFeatures } from './feature-text.ts';
import { fieldLevels, fields } from './fields.ts';
import { homeReader, type HomeReader } from './homes.ts';
import { isModel, type MatchModel } from './model.ts';
import { featuresOf, type PersonFeatures, type PersonTraits } from './person-features.ts';
import shipped from './shipped-model.json' with { type: 'json' };

const model = shipped as unknown as MatchModel;
let readHome: HomeReader;
let assessor: Assessor;
const around = { population: 1_000_000 };

beforeAll(async () => {
  readHome = homeReader(await loadCommunes());
  assessor = createAssessor(model);
});

const names = ['Nguyễn', 'Trần', 'Thị', 'Văn', 'Lan', 'Hòa', 'Hoa', 'Dũng', 'Ngọc', "H'Hen", 'Quý', 'Đặng'];
const traits: fc.Arbitrary<PersonTraits> = fc.record(
  {
    names: fc.array(
      fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }).map((words) => words.join(' ')),
      { maxLength: 2 },
    ),
    birthDate: fc.oneof(
      fc
        .date({ min: new Date('1920-01-01'), max: new Date('2026-11-01'), noInvalidDate: true })
        .map((day) => day.toISOString().slice(0, 10)),
      fc.integer({ min: 1920, max: 2026 }).map(String),
    ),
    gender: fc.constantFrom('male', 'female', 'unknown'),
    addresses: fc.array(
      fc.record({
        line: fc.constantFrom('Thôn Đông', 'Số 1'),
        communeCode: fc.constantFrom('00070', '00004'),
        codesOf: fc.constant(mergerDay),
      }),
      { maxLength: 2 },
    ),
    phones: fc.array(fc.constantFrom('0912345678', '0912345679', '0987654321'), { maxLength: 2 }),
    numbers: fc.array(
      fc.record({
        kind: fc.constantFrom('personal' as const, 'insurance' as const),
        value: fc.constantFrom('001090123456', '001190123457', '0123456789'),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);
const person = (one: PersonTraits): PersonFeatures => featuresOf(one, readHome);

describe('whatever two records say', () => {
  test('it does not matter which of them is asked about first', () => {
    fc.assert(
      fc.property(traits, traits, (a, b) => {
        const there = assessor.assess(person(a), person(b), around);
        const back = assessor.assess(person(b), person(a), around);
        expect(back.bits).toBeCloseTo(there.bits, 9);
        expect(back.grade).toBe(there.grade);
      }),
      { numRuns: 400 },
    );
  });

  test('the explanation adds up to the score', () => {
    fc.assert(
      fc.property(traits, traits, (a, b) => {
        const { bits, prior, reasons, probability } = assessor.assess(person(a), person(b), around);
        expect(reasons.reduce((sum, { weight }) => sum + weight, prior)).toBeCloseTo(bits, 9);
        expect(probability).toBeCloseTo(1 / (1 + 2 ** -bits), 9);
        expect(reasons.map(({ field }) => field)).toEqual(fields);
      }),
      { numRuns: 400 },
    );
  });

  test('what is missing weighs nothing, and more people make likeness weaker', () => {
    fc.assert(
      fc.property(traits, traits, (a, b) => {
        const one = assessor.assess(person(a), person(b), around);
        for (const { level, weight } of one.reasons) if (level === 'missing') expect(weight).toBe(0);
        const more = assessor.assess(person(a), person(b), { population: 100_000_000 });
        expect(more.bits).toBeLessThanOrEqual(one.bits);
      }),
      { numRuns: 300 },
    );
  });

  test('features that were stored and read again are the same', () => {
    fc.assert(
      fc.property(traits, (a) => {
        const features = person(a);
        const again = readFeatures(printFeatures(features));
        expect(again).toEqual({ ...features, birth: again.birth });
        expect(blockingKeys(again).map(({ text }) => text)).toEqual(
          blockingKeys(features).map(({ text }) => text),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('anything at all that is typed can be compared', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.string(), (name, birthDate, phone) => {
        const odd = person({
          names: [name],
          birthDate,
          phones: [phone],
          numbers: [{ kind: 'personal', value: phone }],
        });
        expect(comparePeople(odd, odd).levels.given).toMatch(/^(same|missing)$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a model', () => {
  test('that is shipped weighs the best level of each field most and the worst least', () => {
    expect(isModel(model)).toBe(true);
    // Names of the same words stand in one order among strangers as well: that alone says nothing.
    for (const field of fields.filter((one) => one !== 'order')) {
      const weights = fieldLevels[field].map((_level, at) =>
        Math.log2(model.same[field][at]! / model.stranger[field][at]!),
      );
      expect(weights[0], field).toBeGreaterThan(0);
      expect(Math.min(...weights), field).toBe(weights.at(-1));
    }
  });

  test('whose best levels agree gives at least as much as one where a level is worse', () => {
    const whole: PersonTraits = {
      names: ['Nguyễn Thị Lan'],
      birthDate: '1990-05-12',
      gender: 'female',
      phones: ['0912345678'],
      addresses: [{ line: 'Thôn Đông', communeCode: '00070', codesOf: mergerDay }],
    };
    const best = assessor.assess(person(whole), person(whole), around).bits;
    const worse: PersonTraits[] = [
      { ...whole, names: ['Nguyễn Thị Hương'] },
      { ...whole, birthDate: '1971-02-03' },
      { ...whole, gender: 'male' },
      { ...whole, phones: ['0987654321'] },
      { ...whole, addresses: [{ communeCode: '31948', codesOf: mergerDay }] },
    ];
    for (const other of worse)
      expect(assessor.assess(person(whole), person(other), around).bits).toBeLessThan(best);
  });

  test('names no word that few people bear', () => {
    for (const part of ['family', 'middle', 'given'] as const)
      for (const share of Object.values(model.words[part].all.marked))
        expect(share * model.learntFrom).toBeGreaterThanOrEqual(19.5);
  });
});

describe('pairs of people who share a key', () => {
  test('are each met once, however many keys they share, and no other pair is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 5 }), {
          minLength: 1,
          maxLength: 25,
        }),
        (people) => {
          const sorted = people.map((keys) => keys.toSorted((a, b) => a - b));
          const offsets = Uint32Array.from([
            0,
            ...sorted.map(
              (
                (sum) => (keys: number[]) =>
                  (sum += keys.length)
              )(0),
            ),
          ]);
          const met: string[] = [];
          visitPairs(Uint32Array.from(sorted.flat()), offsets, 1000, (a, b) => {
            met.push(`${a} ${b}`);
          });
          const expected = sorted.flatMap((one, a) =>
            sorted.flatMap((other, b) =>
              a < b && one.some((key) => other.includes(key)) ? [`${a} ${b}`] : [],
            ),
          );
          expect(met.toSorted()).toEqual(expected.toSorted());
        },
      ),
    );
  });
});
