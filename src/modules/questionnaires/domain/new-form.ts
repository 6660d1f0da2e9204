import type { Questionnaire } from '@medplum/fhirtypes';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';
import { texts } from './form-parts.ts';

/** A form that somebody begins: one section, no question yet. */
export function newForm(url: string): Questionnaire {
  return {
    resourceType: 'Questionnaire',
    url,
    status: 'draft',
    subjectType: ['Patient'],
    extension: [{ url: formUrls.state, valueCode: 'own-form' }],
    item: [{ linkId: 'phan-1', type: 'group', ...texts('text', 'Phần 1', 'Section 1'), item: [] }],
  };
}
