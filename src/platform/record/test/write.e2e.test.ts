import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, createdId, findings, idsOf, observation, patient, post, transaction } from './examples.ts';
import { nationalId, startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

let number = 0;
const fresh = (prefix: string): string => `${prefix}-${Date.now()}-${(number += 1)}`;

async function createPatient(more: object = {}): Promise<string> {
  const answer = await record.call('POST', '/Patient', patient(more));
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as { id: string }).id;
}

describe('one record', () => {
  it('a new record gets an id, a version, a time and an address', async () => {
    const made = await record.call('POST', '/Patient', patient());
    expect(made.status).toBe(201);
    const { id, meta } = made.json as { id: string; meta: { versionId: string } };
    expect(meta.versionId).toBe('1');
    expect(made.headers['etag']).toBe('W/"1"');
    expect(made.headers['location']).toBe(`http://sen.test/fhir/Patient/${id}/_history/1`);
    const read = await record.call('GET', `/Patient/${id}`);
    expect(read.status).toBe(200);
    expect(read.text).toBe(made.text);
    expect(read.headers['last-modified']).toBeTruthy();
  });

  it('a changed record keeps its old version, and the history shows both, newest first', async () => {
    const id = await createPatient();
    const changed = await record.call('PUT', `/Patient/${id}`, { ...patient({ gender: 'female' }), id });
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).toBe('W/"2"');
    const first = await record.call('GET', `/Patient/${id}/_history/1`);
    expect((first.json as { gender?: string }).gender).toBeUndefined();
    const history = bundleOf((await record.call('GET', `/Patient/${id}/_history`)).json);
    expect(
      history.entry?.map(
        ({ resource }) => (resource?.['meta'] as { versionId: string } | undefined)?.versionId,
      ),
    ).toEqual(['2', '1']);
  });

  it('writing the same content again makes no new version, whatever the order of its members', async () => {
    const id = await createPatient({ gender: 'male', birthDate: '1990-02-03' });
    const again = await record.call('PUT', `/Patient/${id}`, {
      birthDate: '1990-02-03',
      gender: 'male',
      id,
      ...patient(),
    });
    expect(again.status).toBe(200);
    expect(again.headers['etag']).toBe('W/"1"');
  });

  it('a deleted record answers 410, its old version can be read, and it can come back', async () => {
    const id = await createPatient();
    expect((await record.call('DELETE', `/Patient/${id}`)).status).toBe(204);
    expect((await record.call('GET', `/Patient/${id}`)).status).toBe(410);
    expect((await record.call('GET', `/Patient/${id}/_history/1`)).status).toBe(200);
    expect((await record.call('GET', `/Patient/${id}/_history/2`)).status).toBe(410);
    expect(idsOf((await record.call('GET', `/Patient?_id=${id}`)).json)).toEqual([]);
    const back = await record.call('PUT', `/Patient/${id}`, { ...patient(), id });
    expect(back.headers['etag']).toBe('W/"3"');
  });

  it('what was never there is not found', async () => {
    expect((await record.call('GET', '/Patient/khong-co')).status).toBe(404);
    expect((await record.call('GET', '/Khongco/1')).status).toBe(404);
  });

  it('digits of a number come back as they were sent', async () => {
    const id = await createPatient();
    const text = JSON.stringify(observation(id, { valueQuantity: { value: 100, unit: 'mg' } })).replace(
      '100,',
      '1.00,',
    );
    const made = await record.call('POST', '/Observation', text);
    expect(made.status, made.text).toBe(201);
    expect(made.text).toContain('"value":1.00,');
    const { id: observed } = made.json as { id: string };
    const found = await record.call('GET', `/Observation?_id=${observed}&_elements=value`);
    expect(found.text).toContain('"value":1.00,');
    expect(found.text).not.toContain('effectiveDateTime');
    const other = await record.call('PUT', `/Observation/${observed}`, made.text.replace('1.00', '1.0'));
    expect(other.headers['etag']).toBe('W/"2"');
  });

  it('somebody who changes an old version is told so', async () => {
    const id = await createPatient();
    const headers = { 'if-match': 'W/"1"' };
    expect(
      (await record.call('PUT', `/Patient/${id}`, { ...patient({ gender: 'male' }), id }, headers)).status,
    ).toBe(200);
    expect(
      (await record.call('PUT', `/Patient/${id}`, { ...patient({ gender: 'other' }), id }, headers)).status,
    ).toBe(412);
  });

  it('a caller who has the version already gets 304', async () => {
    const id = await createPatient();
    expect((await record.call('GET', `/Patient/${id}`, undefined, { 'if-none-match': 'W/"1"' })).status).toBe(
      304,
    );
  });

  it('what is neither JSON nor XML is not given', async () => {
    expect((await record.call('GET', '/Patient?_format=ttl')).status).toBe(406);
    expect((await record.call('GET', '/Patient', undefined, { accept: 'text/turtle' })).status).toBe(406);
  });

  it('an element that FHIR does not know is refused with its place, in Vietnamese', async () => {
    const refused = await record.call('POST', '/Patient', patient({ mauSac: 'xanh' }));
    expect(refused.status).toBe(422);
    const [finding] = findings(refused.json);
    expect(finding?.at).toBe('Patient.mauSac');
    expect(finding?.text).toMatch(/[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]/);
  });
});

describe('ids that other systems choose', () => {
  it('keep their name and are found by it', async () => {
    const id = fresh('bv-103');
    const made = await record.call('PUT', `/Patient/${id}`, { ...patient(), id });
    expect(made.status, made.text).toBe(201);
    const observed = await record.call('POST', '/Observation', observation(id));
    expect(observed.status, observed.text).toBe(201);
    expect((await record.call('GET', `/Patient/${id}`)).status).toBe(200);
    expect(idsOf((await record.call('GET', `/Observation?patient=${id}`)).json)).toHaveLength(1);
    expect(idsOf((await record.call('GET', `/Patient/${id}/$everything`)).json)).toHaveLength(2);
    const again = await record.call('PUT', `/Patient/${id}`, { ...patient({ gender: 'male' }), id });
    expect(again.status).toBe(200);
  });

  it('may be the same for two types', async () => {
    const id = fresh('x');
    await record.call('PUT', `/Patient/${id}`, { ...patient(), id });
    const made = await record.call('PUT', `/Organization/${id}`, {
      resourceType: 'Organization',
      id,
      name: 'Trạm y tế',
    });
    expect(made.status).toBe(201);
    expect((await record.call('GET', `/Patient/${id}`)).json).toMatchObject({ resourceType: 'Patient' });
    expect((await record.call('GET', `/Organization/${id}`)).json).toMatchObject({
      resourceType: 'Organization',
    });
  });

  it('of the same shape as our own but of another bucket still lie with their person', async () => {
    const person = await createPatient();
    const id = `${person.startsWith('fff') ? '000' : 'fff'}${person.slice(3)}`;
    const made = await record.call('PUT', `/Observation/${id}`, { ...observation(person), id });
    expect(made.status, made.text).toBe(201);
    expect(idsOf((await record.call('GET', `/Observation?patient=${person}`)).json)).toEqual([id]);
    expect((await record.call('GET', `/Observation/${id}`)).status).toBe(200);
  });

  it('written twice at the same moment make one record', async () => {
    const id = fresh('dua');
    const both = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        record.call('PUT', `/Patient/${id}`, { ...patient({ multipleBirthInteger: n }), id }),
      ),
    );
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 200, 200, 201]);
    const history = bundleOf((await record.call('GET', `/Patient/${id}/_history`)).json);
    expect(history.entry).toHaveLength(4);
  });
});

describe('persons and references', () => {
  it('a record never moves to another person', async () => {
    const [a, b] = [await createPatient(), await createPatient()];
    const made = (await record.call('POST', '/Observation', observation(a))).json as { id: string };
    const moved = await record.call('PUT', `/Observation/${made.id}`, { ...observation(b), id: made.id });
    expect(moved.status).toBe(422);
    expect(moved.text).toContain('record.patient-fixed');
  });

  it('a reference to nobody is refused, with its place', async () => {
    const refused = await record.call('POST', '/Observation', observation('khong-co'));
    expect(refused.status).toBe(422);
    expect(findings(refused.json)[0]?.at).toBe('Observation.subject');
  });

  it('an active national number belongs to one person, an old one may stand twice', async () => {
    const value = fresh('n');
    const identifier = [{ system: nationalId, value }];
    await createPatient({ identifier });
    const second = await record.call('POST', '/Patient', patient({ identifier }));
    expect(second.status).toBe(409);
    await createPatient({ identifier: [{ system: nationalId, value, use: 'old' }] });
    await createPatient({ identifier: [{ system: 'urn:other', value }] });
    await createPatient({ identifier: [{ system: 'urn:other', value }] });
  });

  it('a number that its owner gave up is free for another', async () => {
    const value = fresh('n');
    const identifier = [{ system: nationalId, value }];
    const id = await createPatient({ identifier });
    expect((await record.call('PUT', `/Patient/${id}`, { ...patient(), id })).status).toBe(200);
    await createPatient({ identifier });
  });
});

describe('conditional writes', () => {
  it('many at once with the same identifier make one person', async () => {
    const value = fresh('c');
    const body = patient({ identifier: [{ system: 'urn:clinic', value }] });
    const headers = { 'if-none-exist': `identifier=urn:clinic|${value}` };
    const all = await Promise.all(
      Array.from({ length: 8 }, () => record.call('POST', '/Patient', body, headers)),
    );
    expect(all.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      200, 200, 200, 200, 200, 200, 200, 201,
    ]);
    expect(new Set(all.map(({ json }) => (json as { id: string }).id)).size).toBe(1);
  });

  it('an update by condition makes the record or changes the one that is there', async () => {
    const value = fresh('c');
    const body = { resourceType: 'Organization', identifier: [{ system: 'urn:code', value }], name: 'Trạm' };
    const url = `/Organization?identifier=urn:code|${value}`;
    expect((await record.call('PUT', url, body)).status).toBe(201);
    const second = await record.call('PUT', url, { ...body, name: 'Trạm Y tế' });
    expect(second.status).toBe(200);
    expect(second.headers['etag']).toBe('W/"2"');
    expect((await record.call('DELETE', url)).status).toBe(204);
    expect(idsOf((await record.call('GET', url)).json)).toEqual([]);
  });

  it('a condition that several records meet is refused', async () => {
    const value = fresh('c');
    const identifier = [{ system: 'urn:twice', value }];
    await createPatient({ identifier });
    await createPatient({ identifier });
    const refused = await record.call(
      'PUT',
      `/Patient?identifier=urn:twice|${value}`,
      patient({ identifier }),
    );
    expect(refused.status).toBe(412);
  });
});

describe('transactions', () => {
  it('entries point to each other by their full addresses', async () => {
    const answer = await record.call(
      'POST',
      '/',
      transaction(
        post(observation('x', { subject: { reference: 'urn:uuid:p' } })),
        post(patient(), 'urn:uuid:p'),
      ),
    );
    expect(answer.status, answer.text).toBe(200);
    const [observed, person] = [createdId(answer.json, 0), createdId(answer.json, 1)];
    expect((await record.call('GET', `/Observation/${observed}`)).json).toMatchObject({
      subject: { reference: `Patient/${person}` },
    });
    expect(observed.slice(0, 3)).toBe(person.slice(0, 3));
  });

  it('a wrong last entry keeps nothing, and the answer names it', async () => {
    const value = fresh('t');
    const refused = await record.call(
      'POST',
      '/',
      transaction(
        post(patient({ identifier: [{ system: 'urn:t', value }] }), 'urn:uuid:p'),
        post(observation('x', { subject: { reference: 'urn:uuid:p' }, status: 'sai' })),
      ),
    );
    expect(refused.status).toBe(422);
    expect(findings(refused.json)[0]?.at).toBe('Bundle.entry[1].resource.status');
    expect(idsOf((await record.call('GET', `/Patient?identifier=urn:t|${value}`)).json)).toEqual([]);
  });

  it('an unknown full address is refused', async () => {
    const refused = await record.call(
      'POST',
      '/',
      transaction(post(observation('x', { subject: { reference: 'urn:uuid:nobody' } }))),
    );
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('record.reference-not-found');
  });

  it('two entries with the same condition make one record', async () => {
    const value = fresh('t');
    const organization = {
      resourceType: 'Organization',
      identifier: [{ system: 'urn:o', value }],
      name: 'Bệnh viện',
    };
    const more = { ifNoneExist: `identifier=urn:o|${value}` };
    const answer = await record.call(
      'POST',
      '/',
      transaction(post(organization, 'urn:uuid:a', more), post(organization, 'urn:uuid:b', more)),
    );
    expect(answer.status, answer.text).toBe(200);
    expect(createdId(answer.json, 0)).toBe(createdId(answer.json, 1));
  });

  it('a reference by identifier finds its record', async () => {
    const value = fresh('t');
    const organization = {
      resourceType: 'Organization',
      identifier: [{ system: 'urn:o', value }],
      name: 'Bệnh viện',
    };
    const made = (await record.call('POST', '/Organization', organization)).json as { id: string };
    const answer = await record.call(
      'POST',
      '/',
      transaction(
        post(patient({ managingOrganization: { reference: `Organization?identifier=urn:o|${value}` } })),
      ),
    );
    expect(answer.status, answer.text).toBe(200);
    const read = await record.call('GET', `/Patient/${createdId(answer.json, 0)}`);
    expect(read.json).toMatchObject({ managingOrganization: { reference: `Organization/${made.id}` } });
  });

  it('reads come after writes, and a batch goes on after an entry that is wrong', async () => {
    const id = fresh('b');
    const put = { resource: { ...patient(), id }, request: { method: 'PUT', url: `Patient/${id}` } };
    const read = { request: { method: 'GET', url: `Patient/${id}` } };
    const both = await record.call('POST', '/', transaction(read, put));
    expect(both.status, both.text).toBe(200);
    expect(bundleOf(both.json).entry?.[0]?.resource?.id).toBe(id);
    const batch = await record.call('POST', '/', {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [post({ resourceType: 'Patient', sai: 1 } as never), post(patient())],
    });
    expect(bundleOf(batch.json).entry?.map(({ response }) => response?.status)).toEqual([
      '422',
      '201 Created',
    ]);
  });

  it('what points to a person who was there already lies with her', async () => {
    const value = fresh('t');
    const identifier = [{ system: 'urn:p', value }];
    const id = await createPatient({ identifier });
    const more = { ifNoneExist: `identifier=urn:p|${value}` };
    const answer = await record.call(
      'POST',
      '/',
      transaction(
        post(patient({ identifier }), 'urn:uuid:p', more),
        post(observation('x', { subject: { reference: 'urn:uuid:p' } }), 'urn:uuid:o'),
      ),
    );
    expect(answer.status, answer.text).toBe(200);
    expect(createdId(answer.json, 0)).toBe(id);
    const all = await record.call('GET', `/Patient/${id}/$everything`);
    expect(idsOf(all.json).sort()).toEqual([id, createdId(answer.json, 1)].sort());
    expect(createdId(answer.json, 1).slice(0, 3)).toBe(id.slice(0, 3));
  });

  it('a note about the source lies with the person of its targets', async () => {
    const provenance = {
      resourceType: 'Provenance',
      target: [{ reference: 'urn:uuid:o' }],
      recorded: '2026-05-01T08:30:00Z',
      agent: [{ who: { display: 'Trạm Y tế' } }],
    };
    const answer = await record.call(
      'POST',
      '/',
      transaction(
        post(patient(), 'urn:uuid:p'),
        post(observation('x', { subject: { reference: 'urn:uuid:p' } }), 'urn:uuid:o'),
        post(provenance),
      ),
    );
    expect(answer.status, answer.text).toBe(200);
    const all = await record.call('GET', `/Patient/${createdId(answer.json, 0)}/$everything`);
    expect(
      bundleOf(all.json)
        .entry?.map(({ resource }) => resource?.resourceType)
        .sort(),
    ).toEqual(['Observation', 'Patient', 'Provenance']);
  });

  it('a very large one is taken or refused in clear words', async () => {
    const id = await createPatient();
    const note = {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml">${'chữ '.repeat(6000)}</div>`,
    };
    const entries = Array.from({ length: 1500 }, () => post(observation(id, { text: note })));
    const answer = await record.call('POST', '/', transaction(...entries));
    expect(answer.status, answer.text.slice(0, 300)).toBe(200);
    expect(bundleOf(answer.json).entry).toHaveLength(1500);
    const page = bundleOf((await record.call('GET', `/Patient/${id}/$everything`)).json);
    expect(page.entry).toHaveLength(1001);
    const next = page.link
      ?.find(({ relation }) => relation === 'next')
      ?.url.replace('http://sen.test/fhir', '');
    const rest = bundleOf((await record.call('GET', next!)).json);
    expect(rest.entry).toHaveLength(500);
    expect(rest.link?.some(({ relation }) => relation === 'next')).toBe(false);
  }, 120_000);
});
