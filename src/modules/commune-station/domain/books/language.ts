import type { Bilingual } from '#kernel/schema.ts';
import type { TableName } from './tables.ts';

/**
 * A question about one line that is true or false. What is unknown makes a question false, so that its `not` is true: both ways of working
 * it out (plain functions and SQL) hold to that.
 */
export type Test =
  | { readonly is: readonly [column: string, value: string | number | boolean] }
  | { readonly in: readonly [column: string, values: readonly string[]] }
  /** A number within these limits, both belonging to it; undefined leaves a side open. */
  | { readonly between: readonly [column: string, low: number | undefined, high: number | undefined] }
  /** A code, or any of a list of codes, in ranges of ICD-10: 'I10-I15', 'A97', 'U07.1'. */
  | { readonly codes: readonly [column: string, ranges: readonly string[]] }
  /** A list that holds each of these. */
  | { readonly holds: readonly [column: string, values: readonly string[]] }
  | { readonly known: string }
  /** A day of the period. */
  | { readonly within: string }
  /** A day not later than the end of the period. */
  | { readonly until: string }
  /** Names the station whose books these are. */
  | { readonly ours: string }
  | { readonly all: readonly Test[] }
  | { readonly any: readonly Test[] }
  | { readonly not: Test };

/** What a line takes from another table, whose column `on` equals the line's `by`. */
export interface Taken {
  readonly as: string;
  readonly from: TableName;
  readonly by: string;
  readonly on: string;
  /** 'list' joins as '|a|b|'; 'count' counts rows. First and last in the order of the table. */
  readonly how: 'first' | 'last' | 'list' | 'count';
  readonly take: string;
  readonly where?: Test;
}

/** What is worked out of the line itself: completed years, months or days from one day to another. */
export interface Age {
  readonly as: string;
  readonly unit: 'years' | 'months' | 'days';
  readonly born: string;
  /** A column with a day; 'end' is the last day of the period. */
  readonly at: string;
}

/** How sure it is that a form or column is the official one. */
export type Certainty = 'official' | 'official-content' | 'verify';

/** A column on screen and paper. 'who.*' are read from the person when the line is shown. */
export interface RegisterColumn {
  readonly title: Bilingual;
  readonly show:
    | {
        readonly who:
          'name' | 'sex' | 'born' | 'number' | 'card' | 'address' | 'ethnic' | 'occupation' | 'phone';
      }
    | { readonly worker: string }
    | { readonly line: string; readonly as?: 'day' | 'list' | 'yes' | 'number' | 'sex' }
    | { readonly nothing: true };
  /** No column of the official form: on paper it stands as a heading over the lines that share it. */
  readonly heading?: true;
}

/** A book of a station as a view over the record. */
export interface Register {
  readonly code: string;
  readonly title: Bilingual;
  readonly certainty: Certainty;
  readonly from: TableName;
  /** The day that puts a line into a period; undefined where a line stands in each period (people, enrolments). */
  readonly on?: string;
  readonly taken: readonly Taken[];
  readonly ages?: readonly Age[];
  readonly where?: Test;
  readonly columns: readonly RegisterColumn[];
  /** True for lists that reports need and no station keeps as a book. */
  readonly inner?: true;
}

/** A column of a report: narrows what a row counts. */
export interface ReportColumn {
  readonly key: string;
  readonly title: Bilingual;
  readonly where?: Test;
  /** Only rows of these registers have the cell. */
  readonly only?: readonly string[];
}

/** A row of a report. */
export interface ReportRow {
  readonly key: string;
  readonly title: Bilingual;
  readonly depth?: 0 | 1 | 2;
  /** The register whose lines are counted. */
  readonly of: string;
  readonly where?: Test;
  /** Counts each value of a column once, or adds a column up. */
  readonly distinct?: string;
  readonly sum?: string;
  /** Row whose figure this one is a share of, in per cent. */
  readonly per?: string;
}

/** One of the statistic forms of a station. */
export interface Report {
  /** 'Biểu 14/BCT' is '14'. */
  readonly code: string;
  readonly title: Bilingual;
  readonly certainty: Certainty;
  readonly every: 'month' | 'year';
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
}

/** The name of a figure: report, row and column. */
export function figureId(report: string, row: string, column: string): string {
  return `${report}/${row}/${column}`;
}
