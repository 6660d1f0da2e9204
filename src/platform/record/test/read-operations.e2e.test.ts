import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import {
  bundleOf,
  createdId,
  encounter,
  idsOf,
  observation,
  patient,
  post,
  transaction,
} from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
  await record.call('PUT', '/Patient/ops-mine', { ...patient(), id: 'ops-mine' });
  record.actAs('mine', anActor({ kind: 'person', roles: ['citizen'], patientId: 'ops-mine' }));
});
afterAll(() => record.stop());

async function made(resource: object): Promise<string> {
  const { resourceType } = resource as { resourceType: string };
  const answer = await record.call('POST', `/${resourceType}`, resource);
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as { id: string }).id;
}

/** All ids over all pages, and how many pages there were. */
async function pages(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ ids: string[]; count: number }> {
  const ids: string[] = [];
  let count = 0;
  for (let next: string | undefined = path; next !== undefined && count < 30; count += 1) {
    const answer = await record.call('GET', next, undefined, headers);
    expect(answer.status, answer.text).toBe(200);
    ids.push(...idsOf(answer.json));
    next = bundleOf(answer.json)
      .link?.find(({ relation }) => relation === 'next')
      ?.url.slice('http://sen.test/fhir'.length);
  }
  return { ids, count };
}

describe('everything about a person', () => {
  it('within a time of care leaves out what was at other times, and keeps what has no time', async () => {
    const id = await made(patient({ birthDate: '1950-01-01' }));
    const on = (effectiveDateTime: string): Promise<string> => made(observation(id, { effectiveDateTime }));
    const [before, within, late] = [
      await on('2019-12-31'),
      await on('2020-06-01T08:00:00+07:00'),
      await on('2021-03-01'),
    ];
    const timeless = await made({
      resourceType: 'AllergyIntolerance',
      verificationStatus: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
            code: 'entered-in-error',
          },
        ],
      },
      patient: { reference: `Patient/${id}` },
    });
    const all = async (query: string): Promise<string[]> =>
      (await pages(`/Patient/${id}/$everything${query}`)).ids;
    expect(await all('')).toEqual([id, before, within, late, timeless]);
    expect(await all('?start=2020-01-01&end=2020-12-31')).toEqual([id, within, timeless]);
    expect(await all('?start=2020-01-01')).toEqual([id, within, late, timeless]);
    expect(await all('?end=2020-01')).toEqual([id, before, timeless]);
    expect(await all('?start=2020-01-01&end=2020-12-31&_count=1')).toEqual([id, within, timeless]);
    expect(await all('?_type=AllergyIntolerance,Patient')).toEqual([id, timeless]);
    expect(await all('?_type=AllergyIntolerance&_type=Patient')).toEqual([id, timeless]);
    expect((await record.call('GET', `/Patient/${id}/$everything?start=hom-qua`)).status).toBe(400);
    expect((await record.call('GET', `/Patient/${id}/$everything?mau=xanh`)).status).toBe(400);
  });

  it('may be asked by POST', async () => {
    const id = await made(patient());
    await made(observation(id));
    const parameters = { resourceType: 'Parameters', parameter: [{ name: '_type', valueCode: 'Patient' }] };
    const answer = await record.call('POST', `/Patient/${id}/$everything`, parameters);
    expect(idsOf(answer.json), answer.text).toEqual([id]);
    const wrong = await record.call('POST', `/Patient/${id}/$everything`, patient());
    expect(wrong.status).toBe(400);
  });

  it('loses nothing that several persons share, however small the pages', async () => {
    const [a, b] = [await made(patient()), await made(patient())];
    const shared: string[] = [];
    for (let at = 0; at < 7; at += 1) {
      await made(observation(a));
      shared.push(
        await made({
          resourceType: 'Appointment',
          status: 'proposed',
          participant: [a, b].map((one) => ({ actor: { reference: `Patient/${one}` }, status: 'accepted' })),
        }),
      );
    }
    for (const count of [1, 2, 3, 50]) {
      const { ids } = await pages(`/Patient/${b}/$everything?_count=${count}`);
      expect(ids.toSorted(), String(count)).toEqual([b, ...shared].toSorted());
      const ofA = (await pages(`/Patient/${a}/$everything?_count=${count}&_type=Appointment`)).ids;
      expect(ofA.toSorted(), String(count)).toEqual(shared.toSorted());
    }
  });
});

describe('everything about a visit', () => {
  it('is the visit, what it points to, and what was done in it; nothing of other visits', async () => {
    const id = await made(patient());
    const [visit, other] = [await made(encounter(id)), await made(encounter(id))];
    const at = (one: string): Promise<string> =>
      made(observation(id, { encounter: { reference: `Encounter/${one}` } }));
    const [mine, _others] = [await at(visit), await at(other)];
    const { ids } = await pages(`/Encounter/${visit}/$everything`);
    expect(ids.toSorted()).toEqual([visit, id, mine].toSorted());
    expect((await pages(`/Encounter/${visit}/$everything?_count=1`)).ids.toSorted()).toEqual(ids.toSorted());
    expect((await pages(`/Encounter/${visit}/$everything?_type=Observation`)).ids).toEqual([mine]);
    const stranger = await record.call('GET', `/Encounter/${visit}/$everything`, undefined, {
      'x-actor': 'mine',
    });
    expect(stranger.status).toBe(403);
    expect((await record.call('GET', '/Encounter/khong-co/$everything')).status).toBe(404);
  });
});

describe('everything about a group', () => {
  it('is each member in turn, in pages; who left is passed over', async () => {
    const bundle = transaction(
      ...Array.from({ length: 4 }, (_, at) => [
        post(patient(), `urn:uuid:00000000-0000-4000-8000-00000000000${at}`),
        post(
          observation('x', { subject: { reference: `urn:uuid:00000000-0000-4000-8000-00000000000${at}` } }),
        ),
      ]).flat(),
    );
    const { json } = await record.call('POST', '/', bundle);
    const people = [0, 2, 4, 6].map((at) => createdId(json, at));
    const done = [1, 3, 5].map((at) => createdId(json, at));
    const group = await made({
      resourceType: 'Group',
      type: 'person',
      actual: true,
      member: people.map((one, at) => ({ entity: { reference: `Patient/${one}` }, inactive: at === 3 })),
    });
    const wanted = [group, ...people.slice(0, 3), ...done].toSorted();
    for (const count of [1, 2, 3, 100]) {
      const { ids } = await pages(`/Group/${group}/$everything?_count=${count}`);
      expect(ids.toSorted(), String(count)).toEqual(wanted);
    }
  });

  it('holds nobody whom the caller may not see', async () => {
    const other = await made(patient());
    await made(observation(other));
    const group = await made({
      resourceType: 'Group',
      type: 'person',
      actual: true,
      member: [other, 'ops-mine'].map((one) => ({ entity: { reference: `Patient/${one}` } })),
    });
    const answer = await record.call('GET', `/Group/${group}/$everything`, undefined, { 'x-actor': 'mine' });
    if (answer.status === 200) {
      const bundles = bundleOf(answer.json).entry ?? [];
      expect(bundles.some(({ resource }) => resource?.id === other)).toBe(false);
      expect(bundles.some(({ resource }) => resource?.resourceType === 'Observation')).toBe(false);
    } else expect(answer.status).toBe(403);
  });
});

describe('the last results', () => {
  it('are the newest of each code, as many as asked', async () => {
    const id = await made(patient());
    const of = (code: string, day: string, more: object[] = []): Promise<string> =>
      made(
        observation(id, {
          effectiveDateTime: `2026-01-${day}`,
          code: { coding: [{ system: 'urn:c', code }, ...more] },
        }),
      );
    const [a1, a2, a3] = [await of('a', '01'), await of('a', '02'), await of('a', '03')];
    const b = await of('b', '01');
    const alike = await of('x', '04', [{ system: 'urn:c', code: 'b' }]);
    const texts = await made(observation(id, { code: { text: 'Đau' }, effectiveDateTime: '2026-01-09' }));
    const last = async (query: string): Promise<string[]> =>
      idsOf((await record.call('GET', `/Observation/$lastn?patient=${id}${query}`)).json).toSorted();
    expect(await last('')).toEqual([a3, alike, texts].toSorted());
    expect(await last('&max=2')).toEqual([a2, a3, alike, b, texts].toSorted());
    expect(await last('&max=9&code=urn:c|a')).toEqual([a1, a2, a3].toSorted());
    const first = bundleOf(
      (await record.call('GET', `/Observation/$lastn?patient=${id}&max=3&code=urn:c|a`)).json,
    );
    expect(first.entry?.map(({ resource }) => resource?.id)).toEqual([a3, a2, a1]);
    expect((await record.call('GET', '/Observation/$lastn')).status).toBe(400);
    expect((await record.call('GET', `/Observation/$lastn?patient=${id}&max=0`)).status).toBe(400);
    const stranger = await record.call('GET', `/Observation/$lastn?patient=${id}`, undefined, {
      'x-actor': 'mine',
    });
    expect(idsOf(stranger.json)).toEqual([]);
  });
});

describe('labels of a record', () => {
  const meta = (valueMeta: object): object => ({
    resourceType: 'Parameters',
    parameter: [{ name: 'meta', valueMeta }],
  });
  const tag = { system: 'urn:tags', code: 'a' };

  it('are read, added once and taken out; the rest of the record stays', async () => {
    const id = await made(patient({ meta: { profile: ['http://example.org/p'] } }));
    const add = await record.call(
      'POST',
      `/Patient/${id}/$meta-add`,
      meta({ tag: [tag], profile: ['http://example.org/p'] }),
    );
    expect(add.status, add.text).toBe(200);
    expect(add.json).toMatchObject({
      parameter: [
        { name: 'return', valueMeta: { versionId: '2', tag: [tag], profile: ['http://example.org/p'] } },
      ],
    });
    const again = await record.call(
      'POST',
      `/Patient/${id}/$meta-add`,
      meta({ tag: [{ ...tag, display: 'A' }] }),
    );
    expect(again.json).toMatchObject({ parameter: [{ valueMeta: { versionId: '2', tag: [tag] } }] });
    expect(idsOf((await record.call('GET', '/Patient?_tag=urn:tags|a')).json)).toEqual([id]);
    const gone = await record.call('POST', `/Patient/${id}/$meta-delete`, meta({ tag: [tag] }));
    expect(gone.text).not.toContain('urn:tags');
    expect(gone.text).toContain('http://example.org/p');
    const read = await record.call('GET', `/Patient/${id}/$meta`);
    expect(read.json).toMatchObject({
      resourceType: 'Parameters',
      parameter: [{ valueMeta: { versionId: '3' } }],
    });
    expect((await record.call('GET', `/Patient/${id}`)).json).toMatchObject(patient());
  });

  it('are nobody else’s to read or to change', async () => {
    const id = await made(patient());
    const headers = { 'x-actor': 'mine' };
    expect((await record.call('GET', `/Patient/${id}/$meta`, undefined, headers)).status).toBe(403);
    expect(
      (await record.call('POST', `/Patient/${id}/$meta-add`, meta({ tag: [tag] }), headers)).status,
    ).toBe(403);
    expect((await record.call('POST', `/Patient/${id}/$meta-add`, patient())).status).toBe(400);
    expect((await record.call('POST', '/Patient/khong-co/$meta-add', meta({ tag: [tag] }))).status).toBe(404);
  });
});
