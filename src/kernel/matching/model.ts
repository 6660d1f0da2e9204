import { fieldLevels, fields, type Field, type Grade } from './fields.ts';

/** Chances of each level of each field, in the order of `fieldLevels`, where both records say something. */
export type Chances = { readonly [F in Field]: readonly number[] };

/** What share of people bears a word, in that part of the name: with its marks, and without. */
export interface WordShares {
  readonly marked: Readonly<Record<string, number>>;
  readonly plain: Readonly<Record<string, number>>;
}

/** The same by sex: 'Thị' and 'Hương' are common among women only, so agreeing in one of them and in the sex is one likeness, not two. */
export type WordSharesBySex = Readonly<Record<'all' | 'male' | 'female', WordShares>>;

/** Least probability of each grade; what lies below 'possible' is certainly not one person. */
export type Thresholds = Readonly<Record<Exclude<Grade, 'certainly-not'>, number>>;

/**
 * All that scores: numbers that were counted and learnt, to be read by anybody. A model never changes; a better one has a new version.
 */
export interface MatchModel {
  /** Names the model in explanations: '2026-11-23.1'. */
  readonly version: string;
  readonly learntAt: string;
  /** People it was learnt from. */
  readonly learntFrom: number;
  /** Pairs of records of one person for each person of the store. */
  readonly doubles: number;
  /** Pairs of people of one home for each person. */
  readonly kin: number;
  /** Of records of one person. */
  readonly same: Chances;
  /** Of two people of one home: parents, children, twins. */
  readonly relative: Chances;
  /** Of two people who have nothing to do with each other. */
  readonly stranger: Chances;
  readonly words: Readonly<Record<'family' | 'middle' | 'given', WordSharesBySex>>;
  /** Share of a word that is in no list. */
  readonly rareWord: number;
  readonly thresholds: Thresholds;
}

/**
 * Certain means that a machine may act on it: one wrong in ten thousand. Below probable a person must look.
 * @source own rule, verify
 */
export const usualThresholds: Thresholds = { certain: 0.9999, probable: 0.9, possible: 0.01 };

/**
 * Pairs of one home for each person: households of 3.4 make 1.2.
 * @source Population census 2024, households of 3.4 people on average (from general knowledge, verify)
 */
export const usualKin = 1.2;

/** Where learning begins; only their rough order matters, all are learnt from the data. */
export const firstGuess: Readonly<Record<'same' | 'relative', Chances>> = {
  same: {
    family: [0.9, 0.05, 0.01, 0.02, 0.02],
    middle: [0.8, 0.05, 0.02, 0.02, 0.06, 0.05],
    given: [0.87, 0.05, 0.02, 0.03, 0.03],
    order: [0.97, 0.03],
    birth: [0.82, 0.03, 0.02, 0.05, 0.01, 0.03, 0.01, 0.02, 0.01],
    sex: [0.98, 0.02],
    address: [0.5, 0.2, 0.15, 0.15],
    phone: [0.6, 0.05, 0.35],
    personalNumber: [0.93, 0.05, 0.02],
    otherNumber: [0.85, 0.05, 0.1],
  },
  relative: {
    family: [0.6, 0.02, 0.01, 0.01, 0.36],
    middle: [0.35, 0.02, 0.02, 0.02, 0.08, 0.51],
    given: [0.01, 0.005, 0.005, 0.03, 0.95],
    order: [0.8, 0.2],
    birth: [0.012, 0.001, 0.001, 0.003, 0.001, 0.01, 0.02, 0.02, 0.932],
    sex: [0.45, 0.55],
    address: [0.9, 0.05, 0.03, 0.02],
    phone: [0.4, 0.01, 0.59],
    personalNumber: [0.002, 0.003, 0.995],
    otherNumber: [0.002, 0.003, 0.995],
  },
};

/** True where a text read back is a model of this programme's fields and levels. */
export function isModel(value: unknown): value is MatchModel {
  const model = value as Partial<MatchModel> | null;
  if (typeof model !== 'object' || model === null || typeof model.version !== 'string') return false;
  return ([model.same, model.relative, model.stranger] as const).every(
    (chances) =>
      chances !== undefined &&
      fields.every(
        (field) =>
          chances[field]?.length === fieldLevels[field].length && chances[field].every((one) => one > 0),
      ),
  );
}
