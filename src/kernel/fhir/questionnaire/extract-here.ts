import type { Bundle, Questionnaire, QuestionnaireResponse } from '@medplum/fhirtypes';
import type { ErrorIssue } from '../../errors.ts';
import { extractWith } from '../sdc/extract-with.ts';
import type { FormRun, FormVariables } from '../sdc/form-run.ts';
import { extensionsOf, sdcUrls } from '../sdc/sdc-extensions.ts';
import { pathEngine, type PathEngine } from './path-engine.ts';

/**
 * Reads a filled-in form out on the device, without a server: as $extract does, by the small engine. Expressions that ask the store are
 * noted and give nothing. It brings the shapes of R4 (31 kB gzip) with it: import it lazily.
 */
export function extractHere(
  questionnaire: Questionnaire,
  response: QuestionnaireResponse,
  newUrn: () => string,
  context: FormVariables = {},
  engine: PathEngine = pathEngine(),
): Promise<{ readonly bundle: Bundle; readonly issues: readonly ErrorIssue[] }> {
  return extractWith(questionnaire, response, { run: runHere(response, engine), context, newUrn });
}

function runHere(response: QuestionnaireResponse, engine: PathEngine): FormRun {
  const issues: ErrorIssue[] = [];
  const note: FormRun['note'] = (linkId, text) =>
    void issues.push({ path: linkId, severity: 'warning', text });
  const evaluate: FormRun['evaluate'] = async (linkId, { language, expression }, focus, variables) => {
    if (expression === undefined || expression === '') return [];
    try {
      if (language !== 'text/fhirpath') throw new RangeError();
      const now = response.authored ?? '';
      return [
        ...engine.evaluate(expression, focus, { variables: { resource: response, ...variables }, now }),
      ];
    } catch {
      note(linkId, notHere);
      return [];
    }
  };
  return {
    issues,
    note,
    evaluate,
    async extend(linkId, one, focus, variables) {
      let known = variables;
      for (const { valueExpression } of extensionsOf(one, sdcUrls.variable)) {
        if (valueExpression?.name === undefined) continue;
        const values = await evaluate(linkId, valueExpression, focus, known);
        known = { ...known, [valueExpression.name]: values.length === 1 ? values[0] : values };
      }
      return known;
    },
    // The device's own form and answer: nobody else waits for it.
    spendItem: () => undefined,
  };
}

const notHere = {
  vi: 'Biểu thức này chỉ máy chủ tính được.',
  en: 'Only the server can work this expression out.',
};
