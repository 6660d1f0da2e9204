import { comparePeople, type Compared } from './compare-people.ts';
import { fieldLevels, fields, type Field, type FieldReason, type Grade } from './fields.ts';
import { gradeOf, type GradeRule } from './grade.ts';
import type { MatchModel } from './model.ts';
import type { PersonFeatures } from './person-features.ts';
import { createShares } from './word-shares.ts';

/** How sure it is that two records are of one person, and why. */
export interface Assessment {
  /** Logarithm to base two of the odds. `prior` and the weights of `reasons` add up to it. */
  readonly bits: number;
  /** 0..1 */
  readonly probability: number;
  readonly grade: Grade;
  readonly rule: GradeRule | undefined;
  /** The other story that explains the likeness best: two people who happen to be alike, or two of one home. */
  readonly against: 'stranger' | 'kin';
  readonly prior: number;
  readonly reasons: readonly FieldReason[];
}

/** What weighs beside the two records. */
export interface Surroundings {
  /** People in the store: among more of them, chance likeness is more common. */
  readonly population: number;
  /** How many people bear a phone, where that was counted: a clinic's phone tells little. */
  readonly holdersOfPhone?: ((phone: string) => number) | undefined;
}

/** A model made ready to be used often. */
export interface Assessor {
  readonly model: MatchModel;
  assess(a: PersonFeatures, b: PersonFeatures, around: Surroundings): Assessment;
  /** The same where it is at least possible that they are one; most who share a key are not, and of those nothing is explained. */
  assessLikely(a: PersonFeatures, b: PersonFeatures, around: Surroundings): Assessment | undefined;
  /** The bits alone, for millions of pairs; the same number as `assess` gives. */
  bitsOf(compared: Compared, around: Surroundings): number;
  /** Of a pair that was compared already. */
  assessCompared(compared: Compared, around: Surroundings): Assessment;
}

type Weights = Readonly<Record<Field, Readonly<Record<string, number>>>>;

/**
 * Weighs agreements after Fellegi and Sunter, against two other stories: a stranger who is alike by chance, with the frequency of the very
 * words in which the names agree, and somebody of the same home, who shares address, phone, family and perhaps the birthday. The story that
 * explains more counts, so that twins are not taken for one person because so much of them agrees.
 * @source Fellegi, Sunter: A theory for record linkage, 1969; Winkler: frequency-based matching, 2000
 */
export function createAssessor(model: MatchModel): Assessor {
  const againstStranger = logRatios(model.same, model.stranger);
  const againstKin = logRatios(model.same, model.relative);
  const same = logs(model.same);
  const shares = createShares(model);
  const kinPrior = Math.log2(model.doubles / model.kin);
  const strangerPrior = (population: number): number =>
    Math.log2((2 * model.doubles) / Math.max(population - 1, 1));

  const strangerWeight = (field: Field, compared: Compared, around: Surroundings): number => {
    const level = compared.levels[field];
    const plain = againstStranger[field][level] ?? 0;
    if (field === 'phone' && level === 'same' && around.holdersOfPhone !== undefined) {
      const holders = Math.max(2, around.holdersOfPhone(compared.phone!));
      return same.phone[level]! - Math.log2(Math.min(1, holders / around.population));
    }
    if (field !== 'family' && field !== 'middle' && field !== 'given') return plain;
    const share = shares(compared, field);
    return share === undefined ? plain : same[field][level]! - share;
  };

  const sums = { stranger: 0, kin: 0 };
  const add = (compared: Compared, around: Surroundings): void => {
    sums.stranger = strangerPrior(around.population);
    sums.kin = kinPrior;
    for (const field of fields) {
      sums.stranger += strangerWeight(field, compared, around);
      sums.kin += againstKin[field][compared.levels[field]] ?? 0;
    }
  };
  const judge = (compared: Compared, around: Surroundings): Judged => {
    add(compared, around);
    const against = sums.kin < sums.stranger ? 'kin' : 'stranger';
    const bits = Math.min(sums.kin, sums.stranger);
    const probability = 1 / (1 + 2 ** -bits);
    return { bits, probability, against, ...gradeOf(probability, compared.levels, model.thresholds) };
  };
  const explain = (compared: Compared, around: Surroundings, judged: Judged): Assessment => ({
    ...judged,
    prior: judged.against === 'kin' ? kinPrior : strangerPrior(around.population),
    reasons: fields.map((field) => ({
      field,
      level: compared.levels[field],
      weight:
        judged.against === 'kin'
          ? (againstKin[field][compared.levels[field]] ?? 0)
          : strangerWeight(field, compared, around),
    })),
  });
  const assessCompared = (compared: Compared, around: Surroundings): Assessment =>
    explain(compared, around, judge(compared, around));
  return {
    model,
    assess: (a, b, around) => assessCompared(comparePeople(a, b), around),
    assessLikely: (a, b, around) => {
      const compared = comparePeople(a, b);
      const judged = judge(compared, around);
      return judged.grade === 'certainly-not' ? undefined : explain(compared, around, judged);
    },
    assessCompared,
    bitsOf: (compared, around) => {
      add(compared, around);
      return Math.min(sums.kin, sums.stranger);
    },
  };
}

type Judged = Pick<Assessment, 'bits' | 'probability' | 'against' | 'grade' | 'rule'>;

function logs(chances: MatchModel['same']): Weights {
  return tableOf((field, at) => Math.log2(chances[field][at]!));
}

function logRatios(over: MatchModel['same'], under: MatchModel['same']): Weights {
  return tableOf((field, at) => Math.log2(over[field][at]! / under[field][at]!));
}

function tableOf(value: (field: Field, at: number) => number): Weights {
  const entries = fields.map((field) => [
    field,
    Object.fromEntries(fieldLevels[field].map((level, at) => [level, value(field, at)])),
  ]);
  return Object.fromEntries(entries) as Weights;
}
