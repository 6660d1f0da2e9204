import type { ConformanceCase } from './case.ts';

export const about = 'Structured Data Capture: forms filled in from the record and read out into resources.';

const sdc = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-';
const initially = (expression: string): object => ({
  url: `${sdc}initialExpression`,
  valueExpression: { language: 'text/fhirpath', expression },
});
const person = {
  resourceType: 'Patient',
  id: 'sdc-an',
  name: [{ text: 'Lý Thị Phiếu' }],
  birthDate: '1980-05-06',
};
const form = {
  resourceType: 'Questionnaire',
  id: 'sdc-form',
  url: 'urn:sdc-cases:form',
  status: 'active',
  extension: [{ url: `${sdc}observationExtract`, valueBoolean: true }],
  item: [
    { linkId: 'name', type: 'string', extension: [initially('%patient.name.text')] },
    { linkId: 'born', type: 'date', extension: [initially('%patient.birthDate')] },
    { linkId: 'pulse', type: 'integer', code: [{ system: 'http://loinc.org', code: '8867-4' }] },
  ],
};
const subject = { name: 'subject', valueReference: { reference: 'Patient/sdc-an' } };

export const cases: readonly ConformanceCase[] = [
  {
    section: 'SDC 3.0: Questionnaire/$populate',
    requires:
      'a form is filled in by its initial expressions over the launch context, in progress and about the subject',
    given: [person, form],
    steps: [
      {
        send: 'POST /Questionnaire/sdc-form/$populate',
        body: { resourceType: 'Parameters', parameter: [subject] },
        status: 200,
        has: {
          'parameter.name': 'response',
          'parameter.resource.status': 'in-progress',
          'parameter.resource.questionnaire': 'urn:sdc-cases:form',
          'parameter.resource.subject.reference': 'Patient/sdc-an',
          'parameter.resource.item.answer.valueString': 'Lý Thị Phiếu',
          'parameter.resource.item.answer.valueDate': '1980-05-06',
        },
        lists: { 'parameter.resource.item.linkId': ['name', 'born'] },
      },
      {
        send: 'POST /Questionnaire/$populate',
        body: {
          resourceType: 'Parameters',
          parameter: [subject, { name: 'canonical', valueUri: 'urn:sdc-cases:form' }],
        },
        status: 200,
        has: { 'parameter.resource.item.answer.valueDate': '1980-05-06' },
      },
      { send: 'GET /Questionnaire/sdc-form/$populate', status: 400 },
      { send: 'GET /Questionnaire/sdc-form/$populate?subject=Patient/sdc-an', as: 'bs.minh', status: 403 },
    ],
  },
  {
    section: 'SDC 3.0: QuestionnaireResponse/$extract',
    requires:
      'a completed form becomes a transaction Bundle by its marks; one that is not completed is refused',
    given: [
      { ...person, id: 'sdc-binh' },
      { ...form, id: 'sdc-form-two', url: 'urn:sdc-cases:form-two' },
    ],
    steps: [
      {
        send: 'POST /QuestionnaireResponse/$extract',
        body: {
          resourceType: 'QuestionnaireResponse',
          questionnaire: 'urn:sdc-cases:form-two',
          status: 'completed',
          subject: { reference: 'Patient/sdc-binh' },
          item: [{ linkId: 'pulse', answer: [{ valueInteger: 70 }] }],
        },
        status: 200,
        has: {
          'parameter.resource.type': 'transaction',
          'parameter.resource.entry.request.url': 'Observation',
          'parameter.resource.entry.resource.valueInteger': 70,
          'parameter.resource.entry.resource.code.coding.code': '8867-4',
        },
      },
      { send: 'GET /Observation?patient=sdc-binh', status: 200, lacks: { 'entry.resource.id': undefined } },
      {
        send: 'POST /QuestionnaireResponse/$extract',
        body: {
          resourceType: 'QuestionnaireResponse',
          questionnaire: 'urn:sdc-cases:form-two',
          status: 'in-progress',
        },
        status: 400,
      },
    ],
  },
];
