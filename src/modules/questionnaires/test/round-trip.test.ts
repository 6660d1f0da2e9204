import type { QuestionnaireResponse, QuestionnaireResponseItem, Resource } from '@medplum/fhirtypes';
import { describe, expect, it, test } from 'vitest';
import { extractHere } from '#kernel/fhir/questionnaire/extract-here.ts';
import type { Form, FormItem } from '#kernel/fhir/questionnaire/form.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { isReadOut, refill } from '#kernel/fhir/questionnaire/refill.ts';
import { extract } from '#kernel/fhir/sdc/extract.ts';
import { markOf, type Marked } from '#kernel/fhir/sdc/extract-observations.ts';
import { extensionsOf, sdcUrls } from '#kernel/fhir/sdc/sdc-extensions.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { templates } from '../templates/templates.ts';
import { someResponse } from './some-response.ts';

const unmarked: Marked = { extract: false, categories: [] };

/** Of a response only what becomes resources, without the words of the questions. */
function readable(
  form: Form,
  items: readonly QuestionnaireResponseItem[] | undefined,
  above: Marked,
  inContext: boolean,
): unknown[] {
  return (items ?? []).flatMap(({ linkId, answer, item: below }): unknown[] => {
    const item = form.byLinkId.get(linkId)!;
    const mark = markOf(item.source, above);
    const inside = (list: typeof below): unknown[] =>
      readable(form, list, mark, inContext || isContext(item));
    if (item.type === 'group') {
      const found = inside(below);
      return found.length === 0 ? [] : [{ linkId, item: found }];
    }
    if (!isReadOut(item, above, inContext)) return [];
    return [{ linkId, answer: (answer ?? []).map(({ item: _below, ...value }) => value) }];
  });
}
const isContext = ({ source }: FormItem): boolean =>
  extensionsOf(source, sdcUrls.extractionContext).length > 0;

async function resourcesOf(form: Form, response: QuestionnaireResponse): Promise<Resource[]> {
  const { bundle, issues } = await extractHere(form.questionnaire, response, () => 'urn:uuid:1');
  expect(issues).toEqual([]);
  return (bundle.entry ?? []).flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
}

describe('what is read out of a form fills the form in again without loss', () => {
  test.each(templates.map((one) => [one.title!, one] as const))('%s', async (_title, questionnaire) => {
    const form = readForm(questionnaire);
    for (let seed = 0; seed < 12; seed++) {
      const response = { ...someResponse(form, seed), subject: { reference: 'Patient/an' } };
      const resources = await resourcesOf(form, response);
      for (const resource of resources) expect(validateStructure(resource)).toEqual([]);
      const again = refill(form, resources);
      expect(readable(form, again.item, unmarked, false)).toEqual(
        readable(form, response.item, unmarked, false),
      );
    }
  });
});

it('the device and the server read the same out of a form', async () => {
  const nothing = { search: async () => [], read: async () => undefined };
  for (const [seed, questionnaire] of templates.entries()) {
    const response: QuestionnaireResponse = {
      ...someResponse(readForm(questionnaire), seed),
      subject: { reference: 'Patient/an' },
      authored: '2026-11-23T08:00:00+07:00',
    };
    const newUrn = (): string => 'urn:uuid:1';
    const here = await extractHere(questionnaire, response, newUrn);
    const there = await extract(questionnaire, response, { source: nothing, context: {}, newUrn });
    expect(here).toEqual(there);
  }
});

it('a diagnosis, an allergy and a procedure say whom they are about and in which visit', async () => {
  const form = readForm(templates.find(({ url }) => url === 'urn:sen:questionnaire:minor-surgery')!);
  const about = { subject: { reference: 'Patient/an' }, encounter: { reference: 'Encounter/e1' } };
  const resources = await resourcesOf(form, {
    ...someResponse(form, 3, 1),
    ...about,
    authored: '2026-11-23T08:00:00+07:00',
  });
  const found = (type: string): Resource | undefined =>
    resources.find(({ resourceType }) => resourceType === type);
  expect(found('Condition')).toMatchObject({
    ...about,
    clinicalStatus: { coding: [{ code: 'active' }] },
    recordedDate: '2026-11-23T08:00:00+07:00',
  });
  expect(found('AllergyIntolerance')).toMatchObject({ patient: about.subject, encounter: about.encounter });
  expect(found('Procedure')).toMatchObject({ ...about, status: 'completed' });
  for (const type of ['Condition', 'AllergyIntolerance', 'Procedure', 'Observation'])
    expect(validateStructure(found(type)!)).toEqual([]);
});
