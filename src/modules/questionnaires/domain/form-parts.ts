import type { Extension } from '@medplum/fhirtypes';
import { formUrls } from '#kernel/fhir/questionnaire/form-urls.ts';

/** Own code system of questions that no list of codes names; own code system of their answers. */
export const itemSystem = 'urn:sen:form-item';
export const answerSystem = 'urn:sen:form-answer';

/** FHIRPath for the answer of an item. */
export const answerOf = (linkId: string): string =>
  `%resource.descendants().where(linkId='${linkId}').answer.value`;

/** Marks the forms that the house keeps, and their addresses. */
export const formSystem = 'urn:sen:form';
export const formUrl = (slug: string): string => `urn:sen:questionnaire:${slug}`;

/** A text in both languages under a name: the English one as a translation. */
export function texts<Name extends string>(name: Name, vi: string, en: string): Record<Name, string> {
  const translation = {
    extension: [
      {
        url: formUrls.translation,
        extension: [
          { url: 'lang', valueCode: 'en' },
          { url: 'content', valueString: en },
        ],
      },
    ],
  };
  return { [name]: vi, [`_${name}`]: translation } as Record<Name, string>;
}

/** An expression as an extension. */
export const path = (url: string, expression: string): Extension => ({
  url,
  valueExpression: { language: 'text/fhirpath', expression },
});
