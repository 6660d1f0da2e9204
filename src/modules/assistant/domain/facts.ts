import type { Bilingual } from '#kernel/schema.ts';

/** A line of the record, or of a register, that made an alert, as it is shown beside it. */
export interface Ground {
  /** 'Observation/…' where it is a line of the record; whoever may not see that line is not shown it here. */
  readonly ref?: string;
  /** A second line that the reader must be able to see as well. */
  readonly also?: string;
  readonly words: Bilingual;
  /** ISO instant or day. */
  readonly at: string;
}

/** What each fact brings along for the page; `key` names it among the facts of the person. */
interface Told {
  readonly key: string;
  readonly ground: Ground;
}

/** A reading at home. */
export interface ReadingFact extends Told {
  readonly kind: 'pressure' | 'sugar' | 'oxygen' | 'temperature';
  readonly value?: number;
  readonly systolic?: number;
  readonly diastolic?: number;
  readonly atMs: number;
}

/** A laboratory result that the laboratory itself marked as out of range. */
export interface ResultFact extends Told {
  readonly critical: boolean;
  /** A visit or a result of the kind came after it. */
  readonly followed: boolean;
  readonly atMs: number;
}

/** Two of her medicines that should not meet, or a medicine and an allergy. */
export interface ClashFact extends Told {
  readonly kind: 'allergy' | 'together';
  /** When the later of the two was written. */
  readonly atMs: number;
}

/** Something that is late by a plan or a register. */
export interface LateFact extends Told {
  readonly what: 'vaccination' | 'check' | 'refill';
  readonly days: number;
}

/** How an alert of a rule stands for the person. */
export interface Before {
  readonly open?: { readonly stage: string; readonly sinceMs: number };
  /** The last answer of anybody, or the end by itself. */
  readonly answeredMs?: number;
  /** The last answer to the gravest step: what was measured until then is settled. */
  readonly settledMs?: number;
}

/** All that the rules are asked about for one person. */
export interface Facts {
  readonly nowMs: number;
  /** YYYY-MM-DD, where the whole day is known. */
  readonly birthDate?: string;
  readonly readings: readonly ReadingFact[];
  readonly results: readonly ResultFact[];
  readonly clashes: readonly ClashFact[];
  readonly late: readonly LateFact[];
}
