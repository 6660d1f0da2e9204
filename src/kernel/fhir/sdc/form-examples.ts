import type { Extension, Patient, Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { sdcUrls } from './sdc-extensions.ts';

/** An initial expression in FHIRPath. */
export function initially(expression: string): Extension {
  return { url: sdcUrls.initialExpression, valueExpression: { language: 'text/fhirpath', expression } };
}

const definition = (path: string): string => `http://hl7.org/fhir/StructureDefinition/Patient#${path}`;
const asks = (
  linkId: string,
  type: QuestionnaireItem['type'],
  expression: string,
  path: string,
  more: Partial<QuestionnaireItem> = {},
): QuestionnaireItem => ({
  linkId,
  type,
  definition: definition(path),
  extension: [initially(expression)],
  ...more,
});

/** A form of a person's own facts: filled in from her Patient, read out into it again. */
export const personForm: Questionnaire = {
  resourceType: 'Questionnaire',
  status: 'active',
  url: 'urn:sen:test:person-form',
  extension: [
    {
      url: sdcUrls.extractionContext,
      valueExpression: { language: 'text/fhirpath', expression: '%patient' },
    },
  ],
  item: [
    {
      linkId: 'name',
      type: 'group',
      repeats: true,
      definition: definition('Patient.name'),
      extension: [
        {
          url: sdcUrls.populationContext,
          valueExpression: { name: 'one', language: 'text/fhirpath', expression: '%patient.name' },
        },
      ],
      item: [
        asks('name.text', 'string', '%one.text', 'Patient.name.text'),
        asks('name.family', 'string', '%one.family', 'Patient.name.family'),
        asks('name.given', 'string', '%one.given', 'Patient.name.given', { repeats: true }),
      ],
    },
    asks('gender', 'choice', '%patient.gender', 'Patient.gender'),
    asks('birthDate', 'date', '%patient.birthDate', 'Patient.birthDate'),
    asks('deceased', 'boolean', '%patient.deceased', 'Patient.deceased[x]'),
    asks('order', 'integer', '%patient.multipleBirth', 'Patient.multipleBirth[x]'),
    asks('city', 'string', '%patient.address.first().city', 'Patient.address.city'),
    asks('marital', 'choice', '%patient.maritalStatus', 'Patient.maritalStatus'),
  ],
};

/** Someone of whom the form knows everything. */
export const wholePerson: Patient = {
  resourceType: 'Patient',
  id: 'an',
  meta: { versionId: '3' },
  name: [{ text: 'Nguyễn Văn An', family: 'Nguyễn', given: ['Văn', 'An'] }, { text: 'Bé Tí' }],
  gender: 'male',
  birthDate: '1990-02-28',
  deceasedBoolean: false,
  multipleBirthInteger: 2,
  address: [{ city: 'Huế' }],
  maritalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'M' }],
  },
};
