import type { Bilingual } from '#kernel/schema.ts';
import type { ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import type { Test } from './test-rule.ts';
import type { ViewName } from './views.ts';

/** One fact of an entry, taken out of the rows of a view. */
export interface FactRule {
  readonly code: string;
  readonly title: Bilingual;
  readonly unit?: string;
  readonly view: ViewName;
  readonly column: string;
  /** 'latest': of the last row that has it; 'count': how many days have one; 'max': the greatest. The day of a latest one is `<code>On`. */
  readonly take: 'latest' | 'count' | 'max';
  /** True where a row of it is a visit of this programme. */
  readonly isVisit?: boolean;
  /** False where it stands in no column of the register. */
  readonly isShown?: boolean;
}

/** How soon somebody is seen again. */
export interface VisitRule {
  /** Absent: for everybody whom no rule above has taken. */
  readonly when?: Test;
  readonly everyDays: number;
  readonly why: Bilingual;
}

/** A figure: of how many, how many have it. */
export interface IndicatorRule {
  readonly code: string;
  readonly title: Bilingual;
  /** Absent: of all who are in the programme now. */
  readonly of?: Test;
  readonly have: Test;
  /** Which way is better. */
  readonly better: 'more' | 'less';
}

/** A programme as data: whom it is for, what is known of them, when they are seen, what is counted. */
export interface ProgrammeRules {
  readonly code: ProgrammeCode;
  readonly about: Bilingual;
  readonly who?: { readonly sex?: 'female'; readonly leastYears?: number; readonly mostYears?: number };
  /** ICD-10 categories for which somebody belongs into it: for finding those who are not in it yet. */
  readonly diagnoses: readonly string[];
  readonly facts: readonly FactRule[];
  readonly visits: readonly VisitRule[];
  /** Days after the due day from which somebody counts as having dropped out. */
  readonly graceDays: number;
  /** True where the day on which the drugs are used up makes her due as well. */
  readonly refills?: boolean;
  readonly indicators: readonly IndicatorRule[];
  /** Security labels that its register entries carry, so that only who may see such lines sees who is in it. */
  readonly label?: 'HIV' | 'PSY' | 'SEX';
  /** The official text behind it; empty where there is none that we know. */
  readonly source: string;
  /** What of the rules is our own or from general knowledge, and has to be verified. */
  readonly verify: Bilingual;
}
