import type { Observation, Questionnaire, QuestionnaireResponse, Resource } from '@medplum/fhirtypes';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { extract } from './extract.ts';
import { initially, personForm, wholePerson } from './form-examples.ts';
import type { FormSource } from './form-run.ts';
import { populate } from './populate.ts';
import { sdcUrls } from './sdc-extensions.ts';

const authored = '2026-01-01T08:00:00+07:00';
const context = { patient: wholePerson };

function sourceOf(found: readonly Resource[] = []): FormSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    search: async (type, query) => (asked.push(`${type}?${query}`), found),
    read: async (type, id) => (asked.push(`${type}/${id}`), found[0]),
  };
}
const form = (item: Questionnaire['item'], extension: Questionnaire['extension'] = []): Questionnaire => ({
  resourceType: 'Questionnaire',
  status: 'active',
  extension,
  item: item ?? [],
});
const fill = (questionnaire: Questionnaire, source: FormSource = sourceOf()) =>
  populate(questionnaire, { source, context, authored });
const read = (
  questionnaire: Questionnaire,
  response: Partial<QuestionnaireResponse>,
  source: FormSource = sourceOf(),
) =>
  extract(
    questionnaire,
    { resourceType: 'QuestionnaireResponse', status: 'completed', ...response },
    { source, context, newUrn: () => 'urn:uuid:new' },
  );
const query = (name: string, expression: string) => ({
  url: sdcUrls.variable,
  valueExpression: { name, language: 'application/x-fhir-query' as const, expression },
});

describe('filling a form in', () => {
  it('takes answers from the person, a group for each of several, and leaves empty what is not known', async () => {
    const { response, issues } = await fill(personForm);
    expect(issues).toEqual([]);
    expect(response.item?.map(({ linkId }) => linkId)).toEqual([
      'name',
      'name',
      'gender',
      'birthDate',
      'deceased',
      'order',
      'city',
      'marital',
    ]);
    expect(response.item?.[0]?.item?.[2]?.answer).toEqual([{ valueString: 'Văn' }, { valueString: 'An' }]);
    expect(response.item?.[2]?.answer).toEqual([{ valueCoding: { code: 'male' } }]);
  });

  it('asks the store with what is known, once for the same question, never for more than a page', async () => {
    const weight: Observation = {
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Cân nặng' },
      valueQuantity: { value: 61.5, unit: 'kg' },
    };
    const source = sourceOf([weight]);
    const { response } = await fill(
      form(
        [
          { linkId: 'w', type: 'quantity', extension: [initially('%last.entry.first().resource.value')] },
          { linkId: 'n', type: 'decimal', extension: [initially('%same.entry.resource.value.value')] },
        ],
        [
          query('last', 'Observation?patient={{%patient.id}}&code=a%7Cb&_count=5000'),
          query('same', 'Observation?patient={{%patient.id}}&code=a%7Cb&_count=5000'),
        ],
      ),
      source,
    );
    expect(source.asked).toEqual(['Observation?patient=an&code=a%7Cb&_count=200']);
    expect(response.item?.map(({ answer }) => answer?.[0])).toEqual([
      { valueQuantity: { value: 61.5, unit: 'kg' } },
      { valueDecimal: 61.5 },
    ]);
  });

  it('never asks with an empty condition, for another server, or with what a value smuggles in', async () => {
    const source = sourceOf();
    const smuggling = { patient: { ...wholePerson, language: 'x&_include=*' } };
    const { issues } = await populate(
      form(
        [],
        [
          query('a', 'Observation?patient={{%patient.nothing}}'),
          query('b', 'https://elsewhere.example/Observation?patient=1'),
          query('c', 'Observation?category={{%patient.language}}'),
        ],
      ),
      { source, context: smuggling, authored },
    );
    expect(source.asked).toEqual(['Observation?category=x%26_include%3D*&_count=200']);
    expect(issues).toHaveLength(1);
  });

  it('keeps to the kind of the question: what does not fit stays empty and is noted, the form’s own beginning stands in', async () => {
    const { response, issues } = await fill(
      form([
        { linkId: 'a', type: 'integer', extension: [initially('%patient.name.first().text')] },
        { linkId: 'b', type: 'date', extension: [initially("'2026-02-03T10:00:00Z'")] },
        {
          linkId: 'c',
          type: 'choice',
          answerOption: [{ valueCoding: { code: 'x' }, initialSelected: true }],
        },
        {
          linkId: 'd',
          type: 'string',
          initial: [{ valueString: 'sẵn' }],
          extension: [initially('%patient.nothing')],
        },
        {
          linkId: 'e',
          type: 'choice',
          answerOption: [{ valueCoding: { system: 's', code: 'male' } }],
          extension: [initially('%patient.gender')],
        },
        { linkId: 'f', type: 'string', extension: [initially('this is (not')] },
      ]),
    );
    expect(Object.fromEntries((response.item ?? []).map(({ linkId, answer }) => [linkId, answer]))).toEqual({
      b: [{ valueDate: '2026-02-03' }],
      c: [{ valueCoding: { code: 'x' } }],
      d: [{ valueString: 'sẵn' }],
      e: [{ valueCoding: { system: 's', code: 'male' } }],
    });
    expect(issues.map(({ path }) => path)).toEqual(['a', 'f']);
  });

  it('is stopped where a form would cost too much', async () => {
    const many = Array.from({ length: 40 }, (_, at) => query(`v${at}`, `Observation?code=${at}`));
    await expect(fill(form([], many))).rejects.toThrow(AppError);
    const slow = '(1|2|3|4|5|6|7|8|9).repeat($this | $this + 1 | $this * 3)';
    await expect(
      fill(form([{ linkId: 'a', type: 'integer', extension: [initially(slow)] }])),
    ).rejects.toMatchObject({
      code: 'fhirpath.too-costly',
    });
    const bomb = initially("('a' & 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa!').matches('(a+)+$')");
    const { issues, response } = await fill(form([{ linkId: 'a', type: 'boolean', extension: [bomb] }]));
    expect([issues.length, response.item]).toEqual([1, undefined]);
  });
});

describe('reading a form out', () => {
  const extracted = { url: sdcUrls.observationExtract, valueBoolean: true };
  const pulse = [{ system: 'http://loinc.org', code: '8867-4' }];

  it('makes an observation of each answer that is marked, with unit and category', async () => {
    const category = { coding: [{ code: 'vital-signs' }] };
    const unit = { system: 'http://unitsofmeasure.org', code: '/min', display: 'lần/phút' };
    const { bundle } = await read(
      form(
        [
          {
            linkId: 'p',
            type: 'integer',
            code: pulse,
            extension: [{ url: sdcUrls.unit, valueCoding: unit }],
          },
          { linkId: 'q', type: 'choice', code: [{ code: 'q' }] },
          {
            linkId: 'not',
            type: 'string',
            code: [{ code: 'n' }],
            extension: [{ ...extracted, valueBoolean: false }],
          },
          { linkId: 'no-code', type: 'string' },
        ],
        [extracted, { url: sdcUrls.observationCategory, valueCodeableConcept: category }],
      ),
      {
        id: 'r1',
        subject: { reference: 'Patient/an' },
        authored,
        item: [
          { linkId: 'p', answer: [{ valueInteger: 72 }] },
          { linkId: 'q', answer: [{ valueCoding: { code: 'y' } }] },
          { linkId: 'not', answer: [{ valueString: 'x' }] },
          { linkId: 'no-code', answer: [{ valueString: 'x' }] },
        ],
      },
    );
    expect(bundle.type).toBe('transaction');
    expect(bundle.entry?.map(({ request }) => request)).toEqual([
      { method: 'POST', url: 'Observation' },
      { method: 'POST', url: 'Observation' },
    ]);
    expect(bundle.entry?.[0]?.resource).toEqual({
      resourceType: 'Observation',
      derivedFrom: [{ reference: 'QuestionnaireResponse/r1' }],
      status: 'final',
      category: [category],
      code: { coding: pulse },
      subject: { reference: 'Patient/an' },
      effectiveDateTime: authored,
      valueQuantity: { value: 72, unit: 'lần/phút', system: 'http://unitsofmeasure.org', code: '/min' },
    });
  });

  it('changes the person that its context finds, only where the form says so, from the version it read', async () => {
    const { bundle, issues } = await read(personForm, {
      item: [
        { linkId: 'city', answer: [{ valueString: 'Đà Nẵng' }] },
        { linkId: 'order', answer: [{ valueInteger: 3 }] },
      ],
    });
    expect(issues).toEqual([]);
    expect(bundle.entry).toEqual([
      {
        resource: { ...wholePerson, address: [{ city: 'Đà Nẵng' }], multipleBirthInteger: 3 },
        request: { method: 'PUT', url: 'Patient/an', ifMatch: 'W/"3"' },
      },
    ]);
    expect(wholePerson.address).toEqual([{ city: 'Huế' }]);
  });

  it('makes what its query does not find, and nothing where it finds several or an element is not in R4', async () => {
    const context = (expression: string) => ({
      url: sdcUrls.extractionContext,
      valueExpression: { language: 'application/x-fhir-query' as const, expression },
    });
    const definition = 'http://hl7.org/fhir/StructureDefinition/Patient#Patient.birthDate';
    const asked = form(
      [
        { linkId: 'd', type: 'date', definition },
        { linkId: 'z', type: 'string', definition: definition.replace('birthDate', 'girlfriend') },
      ],
      [context('Patient?identifier=1')],
    );
    const item = [
      { linkId: 'd', answer: [{ valueDate: '2001-01-01' }] },
      { linkId: 'z', answer: [{ valueString: 'x' }] },
    ];
    const fresh = await read(asked, { item });
    expect(fresh.bundle.entry).toEqual([
      {
        fullUrl: 'urn:uuid:new',
        resource: { resourceType: 'Patient', birthDate: '2001-01-01' },
        request: { method: 'POST', url: 'Patient' },
      },
    ]);
    expect(fresh.issues.map(({ path }) => path)).toEqual(['z']);
    const both = await read(asked, { item }, sourceOf([wholePerson, { ...wholePerson, id: 'binh' }]));
    expect(both.bundle.entry).toEqual([]);
    expect(both.issues).toHaveLength(1);
  });
});
