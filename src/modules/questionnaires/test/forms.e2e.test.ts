import type { Bundle, Observation, Questionnaire, QuestionnaireResponse } from '@medplum/fhirtypes';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { personForm } from '#kernel/fhir/sdc/form-examples.ts';
import { sdcUrls } from '#kernel/fhir/sdc/sdc-extensions.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { FormLine } from '../api.ts';
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

/** A call of the module's own endpoints. */
const api = (call: CallAs, method: string, path: string, body?: object): Promise<Response> =>
  call(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const ownForm = (title: string, ...asked: string[]): Questionnaire => ({
  resourceType: 'Questionnaire',
  status: 'draft',
  title,
  subjectType: ['Patient'],
  item: [
    {
      linkId: 'phan-1',
      type: 'group',
      text: 'Phần 1',
      item: asked.map((linkId) => ({ linkId, type: 'string', text: `Câu ${linkId}` })),
    },
  ],
});

it('the forms that Sen brings are there for whoever fills in forms, and a doctor begins with what the record knows', async () => {
  const minh = await sen.as('bs.minh');
  const { forms } = (await (await api(minh, 'GET', '/api/forms')).json()) as { forms: FormLine[] };
  // Another test of this file changes one of them.
  expect(forms.filter(({ slug }) => !slug.startsWith('own-')).length).toBe(42);
  const canonical = { name: 'canonical', valueUri: 'urn:sen:questionnaire:hypertension|1' };
  const hoa = await sen.as('hoa');
  const response = await parameters<QuestionnaireResponse>(
    await ask(hoa, 'Questionnaire/$populate', canonical, await subjectOf()),
    'response',
  );
  expect(response.questionnaire).toBe('urn:sen:questionnaire:hypertension|1');
});

it('a form is drafted, published as a version, changed and published again; each version stays readable', async () => {
  const keeper = await sen.as('quantri');
  const minh = await sen.as('bs.minh');
  const slug = 'own-e2e';
  const draft = (title: string, ...asked: string[]): Promise<Response> =>
    api(keeper, 'POST', `/api/forms/${slug}/draft`, { questionnaire: ownForm(title, ...asked) });
  expect(await (await draft('Phiếu thử', 'a')).json()).toEqual({ version: '1' });
  // A draft is not for those who fill in forms.
  expect((await api(minh, 'GET', `/api/forms/${slug}`)).status).toBe(404);
  expect((await api(minh, 'GET', `/api/forms/${slug}?version=1`)).status).toBe(404);
  expect(await (await api(keeper, 'POST', `/api/forms/${slug}/publish`, {})).json()).toEqual({
    version: '1',
  });
  expect(await (await draft('Phiếu thử', 'a', 'b')).json()).toEqual({ version: '2' });
  const read = async (path: string): Promise<Questionnaire> =>
    ((await (await api(minh, 'GET', path)).json()) as { questionnaire: Questionnaire }).questionnaire;
  expect((await read(`/api/forms/${slug}`)).version).toBe('1');
  expect((await api(keeper, 'POST', `/api/forms/${slug}/publish`, {})).status).toBe(200);
  expect((await read(`/api/forms/${slug}`)).item?.[0]?.item?.length).toBe(2);
  expect((await read(`/api/forms/${slug}?version=1`)).item?.[0]?.item?.length).toBe(1);
  expect((await api(keeper, 'POST', `/api/forms/${slug}/retire`, { retired: true })).status).toBe(200);
  expect((await api(minh, 'GET', `/api/forms/${slug}`)).status).toBe(404);
  expect((await read(`/api/forms/${slug}?version=2`)).version).toBe('2');
  expect((await api(keeper, 'POST', `/api/forms/${slug}/retire`, { retired: false })).status).toBe(200);
});

it('a form of Sen that was changed here begins its second version, and the first stays what it was', async () => {
  const keeper = await sen.as('quantri');
  const opened = (await (await api(keeper, 'GET', '/api/forms/malaria/draft')).json()) as {
    questionnaire: Questionnaire;
  };
  const questionnaire = { ...opened.questionnaire, title: 'Sốt rét, bản của tỉnh' };
  expect(await (await api(keeper, 'POST', '/api/forms/malaria/draft', { questionnaire })).json()).toEqual({
    version: '2',
  });
  expect((await api(keeper, 'POST', '/api/forms/malaria/publish', {})).status).toBe(200);
  const titleOf = async (path: string): Promise<string | undefined> =>
    ((await (await api(keeper, 'GET', path)).json()) as { questionnaire: Questionnaire }).questionnaire.title;
  expect(await titleOf('/api/forms/malaria')).toBe('Sốt rét, bản của tỉnh');
  expect(await titleOf('/api/forms/malaria?version=1')).toBe('Sốt rét');
});

it('a form with a fault is kept as a draft and never published, and the answer says where the fault is', async () => {
  const keeper = await sen.as('quantri');
  const sound = ownForm('Phiếu hỏng', 'a');
  const broken = { ...sound, item: [{ linkId: 'c', type: 'choice' as const, text: 'Chọn' }] };
  expect((await api(keeper, 'POST', '/api/forms/own-broken/draft', { questionnaire: broken })).status).toBe(
    200,
  );
  const refused = await api(keeper, 'POST', '/api/forms/own-broken/publish', {});
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('chưa có câu trả lời để chọn');
});

it('nobody but who keeps the forms changes, publishes or retires one', async () => {
  const body = { questionnaire: ownForm('Của kẻ khác', 'a') };
  for (const name of ['hoa', 'bs.minh'] as const) {
    const call = await sen.as(name);
    const tries: readonly (readonly [string, string, object?])[] = [
      ['POST', '/api/forms/hypertension/draft', body],
      ['GET', '/api/forms/hypertension/draft'],
      ['POST', '/api/forms/hypertension/publish', {}],
      ['POST', '/api/forms/hypertension/retire', { retired: true }],
    ];
    for (const [method, path, sent] of tries)
      expect((await api(call, method, path, sent)).status, path).toBe(403);
    const direct = await call('/fhir/Questionnaire', {
      method: 'POST',
      headers: json,
      body: JSON.stringify(body.questionnaire),
    });
    expect(direct.status).toBe(403);
  }
  const keeper = await sen.as('quantri');
  for (const slug of ['..%2f..', 'A', 'a'.repeat(70)])
    expect((await api(keeper, 'POST', `/api/forms/${slug}/draft`, body)).status, slug).toBe(400);
  const other = {
    questionnaire: {
      ...body.questionnaire,
      url: 'urn:sen:questionnaire:hypertension',
      id: 'form-hypertension-v1',
    },
  };
  expect((await api(keeper, 'POST', '/api/forms/own-other/draft', other)).status).toBe(200);
  const { questionnaire } = (await (await api(keeper, 'GET', '/api/forms/hypertension')).json()) as {
    questionnaire: Questionnaire;
  };
  expect(questionnaire.title).toBe('Theo dõi tăng huyết áp');
});
