/**
 * What two records of people are compared by, and how far each can agree, the best agreement first. The order of fields and levels is
 * part of every learnt model: append, never reorder.
 */
export const fieldLevels = {
  /** First word of a name (the family), or two of them. */
  family: ['same', 'unmarked', 'other-marks', 'near', 'different'],
  /** Words between. 'part': one record lacks some of them. */
  middle: ['same', 'unmarked', 'other-marks', 'near', 'part', 'different'],
  /** Last word: how somebody is called. */
  given: ['same', 'unmarked', 'other-marks', 'near', 'different'],
  /** Of names made of the same words: whether they stand in one order. Parts that were swapped are one slip, not three. */
  order: ['kept', 'moved'],
  /**
   * 'swapped': day and month; 'lunar': one is the other's day in the lunar calendar; 'one-off': one of day, month and year differs by one
   * digit or by one; 'same-month' and 'same-year': one record knows no more; 'near-year': years side by side, one of them alone.
   */
  birth: [
    'same',
    'swapped',
    'lunar',
    'one-off',
    'same-month',
    'same-year',
    'near-year',
    'year-of-both',
    'different',
  ],
  sex: ['same', 'different'],
  /** 'home': house or village and commune; communes are compared across the merger of July 2025. */
  address: ['home', 'commune', 'province', 'different'],
  phone: ['same', 'near', 'different'],
  personalNumber: ['same', 'near', 'different'],
  /** Social-insurance number, old identity card, passport: the best of them. */
  otherNumber: ['same', 'near', 'different'],
} as const;

export type Field = keyof typeof fieldLevels;

/** How far a field agrees; 'missing' where one of the two does not say it. */
export type Level<F extends Field = Field> = (typeof fieldLevels)[F][number] | 'missing';

/** Fields in the order of models and explanations. */
export const fields = Object.keys(fieldLevels) as readonly Field[];

/** How sure it is that two records are of one person. @source FHIR R4 ValueSet match-grade */
export const grades = ['certain', 'probable', 'possible', 'certainly-not'] as const;
export type Grade = (typeof grades)[number];

/** One line of an explanation: never a value, only how far it agrees and what that weighs. */
export interface FieldReason {
  readonly field: Field;
  readonly level: Level;
  /** Bits: +1 doubles the odds that it is one person, -1 halves them. */
  readonly weight: number;
}
