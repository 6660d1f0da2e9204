import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, idsOf, patient, transaction } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;

/** A doctor of the station. */
const lan = anActor({
  kind: 'person',
  accountId: 'lan',
  roles: ['station-doctor'],
  facilityId: 'tram',
  permissions: new Set(['record.read', 'record.write', 'people.search']),
  purpose: 'care',
});

/** 130 people called Chung, of whom 70 belong to the station, and five called Hiếm, of whom two do. */
const people = [
  ...Array.from({ length: 130 }, (_, at) => ({ id: `chung-${at}`, name: 'Trần Văn Chung', ours: at < 70 })),
  ...Array.from({ length: 5 }, (_, at) => ({ id: `hiem-${at}`, name: 'Lê Thị Hiếm', ours: at % 2 === 1 })),
];

beforeAll(async () => {
  record = await startRecord();
  const entry = people.map(({ id, name, ours }) => ({
    request: { method: 'PUT', url: `Patient/${id}` },
    resource: {
      ...patient({
        name: [{ text: name }],
        identifier: [{ system: 'urn:so', value: id }],
        managingOrganization: { reference: `Organization/${ours ? 'tram' : 'vien'}` },
      }),
      id,
    },
  }));
  for (const id of ['tram', 'vien'])
    await record.call('PUT', `/Organization/${id}`, { resourceType: 'Organization', id, name: id });
  const answer = await record.call('POST', '/', transaction(...entry));
  expect(answer.status, answer.text).toBe(200);
  record.actAs('lan', lan);
});
afterAll(() => record.stop());

const find = async (query: string): Promise<ReturnType<typeof bundleOf>> =>
  bundleOf((await record.call('GET', `/Patient?${query}`, undefined, { 'x-actor': 'lan' })).json);

/** Ids of all pages of a search. */
async function walk(query: string): Promise<string[]> {
  const ids: string[] = [];
  let page = await find(query);
  for (;;) {
    ids.push(...idsOf(page));
    const next = page.link?.find(({ relation }) => relation === 'next')?.url;
    if (next === undefined) return ids;
    page = await find(next.slice(next.indexOf('?') + 1));
  }
}

const ours = (name: string): string[] =>
  people
    .filter((one) => one.ours && one.name === name)
    .map(({ id }) => id)
    .toSorted();

it.each(['Trần Văn Chung', 'Lê Thị Hiếm'])(
  'of all called %s those who are open are found, counted and paged through, and nobody else',
  async (name) => {
    const query = `name=${encodeURIComponent(name)}`;
    // Twice: what was found to be common is asked for otherwise the second time.
    for (let round = 0; round < 2; round += 1) {
      expect((await walk(`${query}&_count=7`)).toSorted()).toEqual(ours(name));
      expect((await walk(`${query}&_count=1&_sort=-name,birthdate`)).toSorted()).toEqual(ours(name));
      expect((await find(`${query}&_summary=count`)).total).toBe(ours(name).length);
      expect(await find(`${query}&_count=1&_total=accurate`)).toMatchObject({ total: ours(name).length });
    }
  },
);

it('who meets nothing of the question is not found, and a question that nobody meets has no answer', async () => {
  expect(idsOf(await find('name=Hi%E1%BA%BFm&gender=unknown'))).toEqual([]);
  expect(await find('name=kh%C3%B4ng-c%C3%B3-ai&_total=accurate')).toMatchObject({ total: 0 });
});

describe('a name typed so far', () => {
  const nobody = anActor({ ...lan, accountId: 'xa', facilityId: 'xa' });
  const named = async (typed: string, most = 10, who = lan, ...others: string[]): Promise<string[]> => {
    const found = await record.engine.for(who).named('Patient', [typed, ...others], most);
    return found.map(({ text }) => (JSON.parse(text) as { name: { text: string }[] }).name[0]!.text);
  };

  it('finds who is called so from the beginning, whatever marks were typed, as many as fit', async () => {
    expect(await named('tran van')).toEqual(Array.from({ length: 10 }, () => 'Trần Văn Chung'));
    expect(await named('Trần V', 100)).toHaveLength(70);
    expect(await named('LÊ  thị hi')).toEqual(['Lê Thị Hiếm', 'Lê Thị Hiếm']);
  });

  it('finds by the given name first, where that is an order it may have, and by words in any order', async () => {
    expect(await named('Hiếm Thị Lê', 10, lan, 'Lê Thị Hiếm')).toEqual(['Lê Thị Hiếm', 'Lê Thị Hiếm']);
    expect(await named('không ai', 10, lan, 'Lê Thị Hiế')).toEqual([]);
    for (const typed of ['hiem', 'hiếm lê', 'hiếm th l', 'hie', 'hieems thi', 'văn hiếm', 'Hiếm Lê T'])
      expect(await named(typed), typed).toHaveLength(typed === 'văn hiếm' ? 0 : 2);
    expect(await named('chung', 100)).toHaveLength(70);
    expect(await named('Chung Văn', 10)).toHaveLength(10);
  });

  it('finds nobody by signs, by what nobody is called, or out of reach', async () => {
    for (const typed of ['%', "'", ':*', 'tran van chung x', 'khong co ai', 'hi&em'])
      expect(await named(typed), typed).toEqual([]);
    for (const typed of ['tran', 'chung', 'hiem le']) expect(await named(typed, 10, nobody)).toEqual([]);
    await expect(
      record.engine
        .for(anActor({ kind: 'anonymous', accountId: 'anonymous' }))
        .named('Patient', ['tran'], 10),
    ).rejects.toMatchObject({ code: 'access.login-required' });
  });
});

describe('new people of several actors at once', () => {
  const doctor = (facilityId: string) =>
    anActor({ ...lan, accountId: `bs-${facilityId}`, facilityId, requestId: `asked by ${facilityId}` });
  const newcomer = (facility: string): Patient => ({
    resourceType: 'Patient',
    name: [{ text: 'Đỗ Mới' }],
    managingOrganization: { reference: `Organization/${facility}` },
  });
  const news = (...made: (readonly [by: string, at: string])[]) =>
    record.store.createTogether(made.map(([by, at]) => ({ actor: doctor(by), resource: newcomer(at) })));

  it('are each in the reach of who made them, and audited as hers and of her own request', async () => {
    const [one, two] = await news(['tram', 'tram'], ['vien', 'vien']);
    expect((await record.engine.for(doctor('tram')).read('Patient', one!.id)).id).toBe(one!.id);
    await expect(record.engine.for(doctor('tram')).read('Patient', two!.id)).rejects.toThrow();
    const { rows } = await record.database.query(
      `select actor_id, request_id, resource_id from audit.event where action = 'create' and resource_id = any ($1) order by actor_id`,
      [[one!.id, two!.id]],
    );
    expect(rows).toEqual([
      { actor_id: 'bs-tram', request_id: 'asked by tram', resource_id: one!.id },
      { actor_id: 'bs-vien', request_id: 'asked by vien', resource_id: two!.id },
    ]);
  });

  it('are none where one of the actors may not: nobody writes with the rights of another', async () => {
    const count = async () =>
      (await record.database.query<{ count: number }>('select count(*)::int as count from record.resource'))
        .rows[0]!.count;
    const before = await count();
    await expect(news(['tram', 'tram'], ['tram', 'vien'])).rejects.toMatchObject({ code: 'access.denied' });
    await expect(news(['vien', 'tram'])).rejects.toMatchObject({ code: 'access.denied' });
    expect(await count()).toBe(before);
  });
});
