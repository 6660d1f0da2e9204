import type { SeriesCode } from './schedule.ts';

/** A vaccine that somebody was given, as far as the record says. */
export interface GivenDose {
  /** Id of the Immunization. */
  readonly id: string;
  /** Day in Việt Nam. */
  readonly on: string;
  /** Code of the kernel's list of doses, where the record names it. */
  readonly doseCode?: string;
  readonly cvx?: string;
  readonly name: string;
}

/** What of a person bears on her vaccinations. */
export type Circumstance =
  /** Anaphylaxis or the like after a vaccine of this series. */
  | { readonly kind: 'severe-reaction'; readonly series: SeriesCode }
  | { readonly kind: 'immunodeficiency' }
  | { readonly kind: 'pregnant'; readonly until?: string }
  | { readonly kind: 'immunoglobulin'; readonly on: string }
  /** High-dose corticosteroids for 14 days or longer. */
  | { readonly kind: 'steroids'; readonly until?: string }
  /** Birth weight under 2,000 g; `until`: the day on which she weighed enough. */
  | { readonly kind: 'low-birth-weight'; readonly until?: string }
  | { readonly kind: 'mother-hbsag' }
  /** Lives where a vaccine of selected areas is offered. */
  | { readonly kind: 'area'; readonly series: SeriesCode };

/** What the forecast is told. */
export interface PersonFacts {
  /** Day of birth, whole. */
  readonly birth: string;
  readonly sex: 'male' | 'female' | 'unknown';
  readonly given: readonly GivenDose[];
  readonly circumstances: readonly Circumstance[];
}

/** Why something is as it is; the page has a sentence for each code. Days are 'YYYY-MM-DD', counts are days. */
export interface Reason {
  readonly code: ReasonCode;
  readonly day?: string;
  readonly days?: number;
  readonly least?: number;
}

export type ReasonCode =
  | 'before-birth'
  | 'in-future'
  | 'unknown-vaccine'
  | 'too-young'
  | 'too-soon'
  | 'too-old'
  | 'live-too-close'
  | 'extra'
  | 'counts'
  | 'by-age'
  | 'after-previous'
  | 'from-least-age'
  | 'live-spacing'
  | 'since-law'
  | 'waits-for-previous'
  | 'severe-reaction'
  | 'immunodeficiency'
  | 'pregnant'
  | 'immunoglobulin'
  | 'steroids'
  | 'low-birth-weight'
  | 'hbsag-exception'
  | 'max-age-passed';
