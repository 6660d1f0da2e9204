import { randomUUID } from 'node:crypto';
import type { QuestionnaireResponse } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { extract } from '#kernel/fhir/sdc/extract.ts';
import type { Context } from '#platform/context.ts';
import type { Operation } from '#platform/module/define-module.ts';
import { answerWith, askedForm, wrong, type AskedForm } from './asked.ts';
import { findForm, launchContexts, readReferenced, sourceFor } from './form-reading.ts';

const readable = new Set(['completed', 'amended']);

/** QuestionnaireResponse/$extract; the Bundle is answered, never sent. @source HL7 Structured Data Capture 3.0.0, QuestionnaireResponse-extract */
export const extractOperation: Operation<AskedForm, unknown> = {
  code: 'extract',
  title: { vi: 'Đọc một phiếu đã điền thành các bản ghi', en: 'Read a filled-in form out into resources' },
  level: 'type',
  onInstances: true,
  resourceTypes: ['QuestionnaireResponse'],
  base: 'http://hl7.org/fhir/uv/sdc/OperationDefinition/QuestionnaireResponse-extract',
  parameters: [
    { name: 'questionnaire-response', use: 'in', min: 0, max: '1', type: 'QuestionnaireResponse' },
    { name: 'questionnaire', use: 'in', min: 0, max: '1', type: 'Questionnaire' },
    { name: 'return', use: 'out', min: 1, max: '1', type: 'Bundle' },
    { name: 'issues', use: 'out', min: 0, max: '1', type: 'OperationOutcome' },
  ],
  affectsState: false,
  allow: 'questionnaires.fill',
  input: askedForm,
  async handle(ctx, asked) {
    const response = await responseAsked(ctx, asked);
    if (!readable.has(response.status)) throw new AppError('request.invalid', { issues: [unfinished] });
    const inline = asked.form('questionnaire');
    if (inline === undefined && response.questionnaire === undefined) throw wrong('questionnaire');
    const questionnaire = inline ?? (await findForm(ctx, response.questionnaire!));
    const { subject } = response;
    const { bundle, issues } = await extract(questionnaire, response, {
      source: sourceFor(ctx),
      context: await launchContexts(ctx, asked, subject?.reference === undefined ? undefined : subject),
      newUrn: () => `urn:uuid:${randomUUID()}`,
    });
    return answerWith('return', bundle, issues);
  },
};

async function responseAsked(ctx: Context, asked: AskedForm): Promise<QuestionnaireResponse> {
  if (asked.id !== undefined)
    return (await readReferenced(ctx, {
      reference: `QuestionnaireResponse/${asked.id}`,
    })) as QuestionnaireResponse;
  const given = asked.resource<QuestionnaireResponse>('questionnaire-response', 'QuestionnaireResponse');
  if (given === undefined) throw wrong('questionnaire-response');
  return given;
}

const unfinished = {
  path: 'status',
  text: {
    vi: 'Chỉ đọc phiếu đã hoàn thành hoặc đã sửa (completed, amended).',
    en: 'Only a form that is completed or amended is read out.',
  },
} as const;
