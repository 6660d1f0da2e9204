import type { Bundle, Questionnaire, QuestionnaireResponse } from '@medplum/fhirtypes';
import type { ErrorIssue } from '../../errors.ts';
import { extractWith } from './extract-with.ts';
import { startFormRun, type FormSource, type FormVariables } from './form-run.ts';

/** What reads a form out. */
export interface ExtractInput {
  readonly source: FormSource;
  readonly context: FormVariables;
  /** A new 'urn:uuid:…' each time. */
  readonly newUrn: () => string;
}

/** Reads a filled-in form out with the full FHIRPath engine and a source that queries are asked of; see extractWith. */
export function extract(
  questionnaire: Questionnaire,
  response: QuestionnaireResponse,
  { source, context, newUrn }: ExtractInput,
): Promise<{ readonly bundle: Bundle; readonly issues: readonly ErrorIssue[] }> {
  return extractWith(questionnaire, response, { run: startFormRun(source), context, newUrn });
}
