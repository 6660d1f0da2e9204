import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleOf, findings, observation, patient } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

it('a summary is a document that begins with its composition and names the person', async () => {
  const made = (await record.call('POST', '/Patient', patient({ birthDate: '1990-05-20' }))).json as {
    id: string;
  };
  await record.call('POST', '/Observation', observation(made.id));
  const answer = await record.call('GET', `/Patient/${made.id}/$summary`);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json).toMatchObject({ resourceType: 'Bundle', type: 'document' });
  const types = bundleOf(answer.json).entry?.map(({ resource }) => resource?.resourceType);
  expect(types?.[0]).toBe('Composition');
  expect(types).toContain('Patient');
  expect((await record.call('GET', '/Patient/khong-co/$summary')).status).toBe(404);
});

it('a record can be checked without being kept', async () => {
  const wrong = await record.call('POST', '/Patient/$validate', {
    resourceType: 'Patient',
    birthDate: '2026-02-31',
  });
  expect(wrong.status).toBe(200);
  expect(findings(wrong.json)[0]?.at).toBe('Patient.birthDate');
  const right = await record.call('POST', '/Patient/$validate', patient());
  expect(findings(right.json)[0]?.code).toBe('informational');
  expect((await record.call('GET', '/Patient')).text).not.toContain('2026-02-31');
});

it('a page for people is laid out over lines and keeps its digits', async () => {
  const { id } = (await record.call('POST', '/Patient', patient())).json as { id: string };
  const text = JSON.stringify(observation(id, { valueQuantity: { value: 7, unit: 'mg' } })).replace(
    '"value":7,',
    '"value":7.00,',
  );
  const made = (await record.call('POST', '/Observation', text)).json as { id: string };
  const pretty = await record.call('GET', `/Observation/${made.id}?_pretty=true`);
  expect(pretty.text).toContain('\n');
  expect(pretty.text).toContain('"value": 7.00');
  expect(pretty.json).toEqual((await record.call('GET', `/Observation/${made.id}`)).json);
});

it('a subset says that it is one', async () => {
  const { id } = (await record.call('POST', '/Patient', patient({ gender: 'female' }))).json as {
    id: string;
  };
  const cut = await record.call('GET', `/Patient?_id=${id}&_elements=name`);
  const [entry] = bundleOf(cut.json).entry ?? [];
  expect(entry?.resource).toMatchObject({ id, meta: { tag: [{ code: 'SUBSETTED' }] } });
  expect(entry?.resource?.['gender']).toBeUndefined();
});

it('what a writer wants back is what comes back', async () => {
  const minimal = await record.call('POST', '/Patient', patient(), { prefer: 'return=minimal' });
  expect(minimal.text).toBe('');
  const outcome = await record.call('POST', '/Patient', patient(), { prefer: 'return=OperationOutcome' });
  expect(outcome.json).toMatchObject({ resourceType: 'OperationOutcome' });
});

it('other content is refused by its type', async () => {
  const answer = await record.call('POST', '/Patient', '<> a fhir:Patient .', {
    'content-type': 'text/turtle',
  });
  expect(answer.status).toBe(415);
});
