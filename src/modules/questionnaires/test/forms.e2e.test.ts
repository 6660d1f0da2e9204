import type { Bundle, Observation, QuestionnaireResponse } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { personForm } from '#kernel/fhir/sdc/form-examples.ts';
import { sdcUrls } from '#kernel/fhir/sdc/sdc-extensions.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { questionnaires } from '../module.ts';

let sen: TestPlatform;
let system: CallAs;
const json = { 'content-type': 'application/fhir+json' };
const url = 'urn:sen:test:weight-form';

beforeAll(async () => {
  sen = await startPlatform({ modules: [questionnaires] });
  system = await sen.asSystem();
  const { hoa } = await sen.people();
  await put({ ...personForm, id: 'person-form' });
  await put({
    resourceType: 'Questionnaire',
    id: 'weight-form',
    url,
    status: 'active',
    extension: [
      { url: sdcUrls.observationExtract, valueBoolean: true },
      {
        url: sdcUrls.variable,
        valueExpression: {
          name: 'found',
          language: 'application/x-fhir-query',
          expression: 'Observation?code=29463-7&_sort=-date',
        },
      },
    ],
    item: [
      {
        linkId: 'w',
        type: 'quantity',
        repeats: true,
        code: [{ system: 'http://loinc.org', code: '29463-7' }],
        extension: [
          {
            url: sdcUrls.initialExpression,
            valueExpression: { language: 'text/fhirpath', expression: '%found.entry.resource.value' },
          },
        ],
      },
    ],
  });
  await put({ resourceType: 'Patient', id: 'q-stranger', name: [{ text: 'Người lạ' }] });
  await put(weight('q-hoa', hoa.patientId, 48));
  await put(weight('q-other', 'q-stranger', 99));
});
afterAll(() => sen.stop());

const weight = (
  id: string,
  of: string,
  value: number,
): { resourceType: string; id: string; [more: string]: unknown } => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  subject: { reference: `Patient/${of}` },
  valueQuantity: { value, unit: 'kg' },
});

async function put<R extends { resourceType: string; id?: string | undefined }>(resource: R): Promise<void> {
  const path = `/fhir/${resource.resourceType}/${resource.id}`;
  const answer = await system(path, { method: 'PUT', headers: json, body: JSON.stringify(resource) });
  expect(answer.status, await answer.text()).toBeLessThan(300);
}

async function parameters<T>(answer: Response, name: string): Promise<T> {
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  const { parameter } = JSON.parse(text) as { parameter: { name: string; resource: unknown }[] };
  return parameter.find((one) => one.name === name)?.resource as T;
}
const ask = (call: CallAs, path: string, ...parameter: object[]): Promise<Response> =>
  call(`/fhir/${path}`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ resourceType: 'Parameters', parameter }),
  });
const subjectOf = async (): Promise<object> => ({
  name: 'subject',
  valueReference: { reference: `Patient/${(await sen.people()).hoa.patientId}` },
});
const answersOf = (response: QuestionnaireResponse): unknown[] =>
  (response.item ?? []).flatMap(({ answer }) =>
    (answer ?? []).map(({ valueQuantity }) => valueQuantity?.value),
  );

it('a form brings what the record knows, and only what the one who fills it in may see', async () => {
  const hoa = await sen.as('hoa');
  const canonical = { name: 'canonical', valueUri: url };
  const own = await parameters<QuestionnaireResponse>(
    await ask(hoa, 'Questionnaire/$populate', canonical, await subjectOf()),
    'response',
  );
  // The order of the tests is drawn: another one may have written one more of her own.
  expect(answersOf(own)).toContain(48);
  expect(answersOf(own)).not.toContain(99);
  const all = await parameters<QuestionnaireResponse>(
    await ask(system, 'Questionnaire/weight-form/$populate', await subjectOf()),
    'response',
  );
  expect(answersOf(all)).toEqual(expect.arrayContaining([48, 99]));
  const inline = await parameters<QuestionnaireResponse>(
    await ask(
      hoa,
      'Questionnaire/$populate',
      { name: 'questionnaire', resource: personForm },
      await subjectOf(),
    ),
    'response',
  );
  expect(JSON.stringify(inline)).toContain('Nguyễn Thị Hoa');
});

it('nobody fills in a form about a person she does not reach, or without having signed in', async () => {
  const hoa = await sen.as('hoa');
  const other = { name: 'subject', valueReference: { reference: 'Patient/q-stranger' } };
  const refused = await ask(hoa, 'Questionnaire/person-form/$populate', other);
  expect([403, 404]).toContain(refused.status);
  expect(await refused.text()).not.toContain('Người lạ');
  expect(
    (await ask(await sen.as('bs.minh'), 'Questionnaire/person-form/$populate', await subjectOf())).status,
  ).toBe(403);
  expect(
    (await ask(await sen.as('quantri'), 'Questionnaire/person-form/$populate', await subjectOf())).status,
  ).toBe(403);
  const path = `${sen.url}/fhir/Questionnaire/person-form/$populate`;
  expect((await fetch(path)).status).toBe(401);
  expect((await ask(hoa, 'Questionnaire/person-form/$populate')).status).toBe(400);
  expect((await ask(hoa, 'Questionnaire/khong-co/$populate', await subjectOf())).status).toBe(404);
});

it('a filled-in form becomes a transaction that is written only when somebody sends it', async () => {
  const { hoa } = await sen.people();
  const response: QuestionnaireResponse = {
    resourceType: 'QuestionnaireResponse',
    id: 'q-filled',
    questionnaire: url,
    status: 'completed',
    subject: { reference: `Patient/${hoa.patientId}` },
    authored: '2026-02-03T08:00:00+07:00',
    item: [{ linkId: 'w', answer: [{ valueQuantity: { value: 50.5, unit: 'kg' } }] }],
  };
  await put(response);
  const count = async (): Promise<number> =>
    (await sen.context().record.search('Observation', 'code=29463-7')).matches.length;
  const before = await count();
  const bundle = await parameters<Bundle>(
    await system('/fhir/QuestionnaireResponse/q-filled/$extract'),
    'return',
  );
  expect(await count()).toBe(before);
  const observation = bundle.entry?.[0]?.resource as Observation | undefined;
  expect(observation?.valueQuantity?.value).toBe(50.5);
  const sent = await system('/fhir/', { method: 'POST', headers: json, body: JSON.stringify(bundle) });
  expect(sent.status, await sent.text()).toBe(200);
  expect(await count()).toBe(before + 1);
  const draft = { name: 'questionnaire-response', resource: { ...response, status: 'in-progress' } };
  expect((await ask(system, 'QuestionnaireResponse/$extract', draft)).status).toBe(400);
  const minh = await sen.as('bs.minh');
  expect((await minh('/fhir/QuestionnaireResponse/q-filled/$extract')).status).toBe(403);
});
