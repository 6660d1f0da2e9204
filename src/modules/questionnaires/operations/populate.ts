import type { Questionnaire } from '@medplum/fhirtypes';
import { populate } from '#kernel/fhir/sdc/populate.ts';
import type { Context } from '#platform/context.ts';
import type { Operation } from '#platform/module/define-module.ts';
import { answerWith, askedForm, wrong, type AskedForm } from './asked.ts';
import { findForm, launchContexts, readReferenced, sourceFor } from './form-reading.ts';

/** Questionnaire/$populate. @source HL7 Structured Data Capture 3.0.0, Questionnaire-populate */
export const populateOperation: Operation<AskedForm, unknown> = {
  code: 'populate',
  title: { vi: 'Điền sẵn một phiếu từ hồ sơ', en: 'Fill a form in from the record' },
  level: 'type',
  onInstances: true,
  resourceTypes: ['Questionnaire'],
  base: 'http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-populate',
  parameters: [
    { name: 'questionnaire', use: 'in', min: 0, max: '1', type: 'Questionnaire' },
    { name: 'canonical', use: 'in', min: 0, max: '1', type: 'uri' },
    { name: 'subject', use: 'in', min: 1, max: '1', type: 'Reference' },
    { name: 'context', use: 'in', min: 0, max: '*', type: 'BackboneElement' },
    { name: 'response', use: 'out', min: 1, max: '1', type: 'QuestionnaireResponse' },
    { name: 'issues', use: 'out', min: 0, max: '1', type: 'OperationOutcome' },
  ],
  affectsState: false,
  allow: 'questionnaires.fill',
  input: askedForm,
  async handle(ctx, asked) {
    const questionnaire = await formAsked(ctx, asked);
    const subject = asked.reference('subject');
    if (subject === undefined) throw wrong('subject');
    const { response, issues } = await populate(questionnaire, {
      source: sourceFor(ctx),
      context: await launchContexts(ctx, asked, subject),
      subject: { reference: subject.reference! },
      authored: ctx.now().toISOString(),
    });
    return answerWith('response', response, issues);
  },
};

async function formAsked(ctx: Context, asked: AskedForm): Promise<Questionnaire> {
  if (asked.id !== undefined)
    return (await readReferenced(ctx, { reference: `Questionnaire/${asked.id}` })) as Questionnaire;
  const inline = asked.resource<Questionnaire>('questionnaire', 'Questionnaire');
  if (inline !== undefined) return inline;
  const canonical = asked.text('canonical') ?? asked.text('url');
  if (canonical === undefined) throw wrong('questionnaire');
  return findForm(ctx, canonical);
}
