import type { Bilingual } from './schema.ts';

/** FHIR issue types (http://hl7.org/fhir/issue-type) that Sen's errors use. */
export type IssueType =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'security'
  | 'login'
  | 'forbidden'
  | 'suppressed'
  | 'processing'
  | 'not-supported'
  | 'duplicate'
  | 'multiple-matches'
  | 'not-found'
  | 'deleted'
  | 'too-long'
  | 'too-costly'
  | 'code-invalid'
  | 'business-rule'
  | 'conflict'
  | 'incomplete'
  | 'transient'
  | 'throttled'
  | 'timeout'
  | 'exception'
  | 'informational';

/** What every error code says about itself. */
export interface ErrorKind {
  /** HTTP status. */
  readonly status: number;
  /** FHIR issue type for the OperationOutcome. */
  readonly issue: IssueType;
  /** The sentence for people; never holds a person's data. */
  readonly text: Bilingual;
  /** True where an operator should be woken. */
  readonly alert?: boolean;
}

/** One finding inside an error: where (FHIRPath or field) and what to correct, in both languages. */
export interface ErrorIssue {
  readonly path?: string;
  readonly issue?: IssueType;
  readonly severity?: 'error' | 'warning' | 'information';
  readonly text: Bilingual;
}
