import type { Bundle, BundleEntry, Questionnaire, QuestionnaireResponse, Resource } from '@medplum/fhirtypes';
import type { ErrorIssue } from '../../errors.ts';
import { extractByDefinitions } from './extract-definitions.ts';
import { extractObservations } from './extract-observations.ts';
import { fillFromResponse } from './fill-from-response.ts';
import type { FormRun, FormVariables } from './form-run.ts';

/** What a form is read out with. */
export interface ExtractInput {
  readonly run: FormRun;
  readonly context: FormVariables;
  /** A new 'urn:uuid:…' each time. */
  readonly newUrn: () => string;
}

/**
 * What a filled-in form says as a transaction Bundle that nobody has sent yet: Observations of items marked for it, and resources by the
 * definitions of items. What is changed names the version it was made from. The run decides with which engine expressions are worked out.
 * @throws AppError fhirpath.too-costly where a form asks too much
 */
export async function extractWith(
  questionnaire: Questionnaire,
  response: QuestionnaireResponse,
  { run, context, newUrn }: ExtractInput,
): Promise<{ readonly bundle: Bundle; readonly issues: readonly ErrorIssue[] }> {
  const variables = await run.extend('', questionnaire, response, { questionnaire, ...context });
  const resources: Resource[] = [
    ...(await extractByDefinitions(questionnaire, response, run, variables)).map((resource) =>
      fillFromResponse(resource, response),
    ),
    ...extractObservations(questionnaire, response, run),
  ];
  const entry = resources.map((resource) => entryOf(resource, newUrn));
  return { bundle: { resourceType: 'Bundle', type: 'transaction', entry }, issues: run.issues };
}

function entryOf(resource: Resource, newUrn: () => string): BundleEntry {
  const { resourceType, id, meta } = resource;
  if (id === undefined)
    return { fullUrl: newUrn(), resource, request: { method: 'POST', url: resourceType } };
  const ifMatch = meta?.versionId === undefined ? {} : { ifMatch: `W/"${meta.versionId}"` };
  return {
    resource,
    request: { method: 'PUT', url: `${resourceType}/${id}`, ...ifMatch },
  };
}
