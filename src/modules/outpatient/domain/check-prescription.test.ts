import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drugs } from '#kernel/terminology/drugs.ts';
import { checkPrescription, type PersonFacts } from './check-prescription.ts';
import { findDrugs } from './find-drug.ts';
import { doseWords, prescribe, quantityOf, type Prescribed } from './prescribed.ts';

const drug = (words: string): (typeof drugs)[number] => findDrugs(words)[0]!;
const kinds = (lines: readonly Prescribed[], person: PersonFacts): string[] =>
  checkPrescription(lines, person).map(({ kind }) => kind);

describe('a prescription is looked at before it is saved', () => {
  it.each<[string, Prescribed[], PersonFacts, string[]]>([
    ['an ordinary dose for an adult', [prescribe(drug('paracetamol 500'), 1, 3, 3)], { age: 40 }, []],
    ['ten grams of paracetamol', [prescribe(drug('paracetamol 500'), 2, 10, 3)], { age: 40 }, ['too-much']],
    [
      'a child by her weight',
      [prescribe(drug('paracetamol 250'), 1, 4, 3)],
      { age: 4, weightKg: 12 },
      ['too-much'],
    ],
    [
      'a child whose weight is unknown',
      [prescribe(drug('paracetamol 250'), 1, 3, 3)],
      { age: 4 },
      ['weight-needed'],
    ],
    ['quinolone for a child', [prescribe(drug('ciprofloxacin'), 1, 2, 5)], { age: 9 }, ['too-young']],
    [
      'an ACE inhibitor in pregnancy',
      [prescribe(drug('enalapril'), 1, 1, 30)],
      { age: 30, pregnant: true },
      ['pregnancy'],
    ],
    [
      'somebody who does not bear penicillin',
      [prescribe(drug('amoxicilin 500'), 1, 3, 7)],
      { age: 30, allergies: [{ atc: 'J01CA01', name: 'Ampicilin' }] },
      ['allergy'],
    ],
    ['two days of an antibiotic', [prescribe(drug('cefixim 200'), 1, 2, 2)], { age: 30 }, ['too-short']],
    [
      'the same group twice',
      [prescribe(drug('omeprazol'), 1, 1, 14), prescribe(drug('pantoprazol'), 1, 1, 14)],
      { age: 50 },
      ['twice'],
    ],
    [
      'a painkiller beside a pill for the pressure',
      [prescribe(drug('losartan'), 1, 1, 30), prescribe(drug('meloxicam'), 1, 1, 5)],
      { age: 60 },
      ['together'],
    ],
    ['half a dozen times nothing', [prescribe(drug('loratadin'), 0, 1, 5)], { age: 30 }, ['not-a-dose']],
  ])('%s', (_what, lines, person, expected) => {
    expect(kinds(lines, person)).toEqual(expected);
  });

  it('says a dose as a prescription does, and hands out enough for it', () => {
    const line = prescribe(drug('bisoprolol'), 0.5, 1, 30);
    expect(doseWords(line)).toBe('Uống ngày 1 lần, mỗi lần 0,5 viên, trong 30 ngày');
    expect(quantityOf(line)).toBe(15);
    expect(quantityOf({ ...line, days: 31 })).toBe(16);
  });

  it('finds a drug by words without marks', () => {
    expect(findDrugs('acid folic').map(({ name }) => name)).toContain('Acid folic');
    expect(findDrugs('muoi bu nuoc')[0]!.name).toContain('Oresol');
  });

  it('never objects less to more of the same', () => {
    const dose = fc.record({
      at: fc.nat(drugs.length - 1),
      perDose: fc.integer({ min: 1, max: 6 }),
      times: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(dose, fc.integer({ min: 13, max: 90 }), ({ at, perDose, times }, age) => {
        const isTooMuch = (n: number): boolean =>
          kinds([prescribe(drugs[at]!, n, times, 7)], { age }).includes('too-much');
        if (isTooMuch(perDose)) expect(isTooMuch(perDose + 1)).toBe(true);
      }),
    );
  });
});
