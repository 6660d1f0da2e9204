import { afterAll, beforeAll, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, idsOf, patient, transaction } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;

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
  const permissions = new Set(['record.read', 'record.write', 'people.search'] as const);
  record.actAs(
    'lan',
    anActor({
      kind: 'person',
      accountId: 'lan',
      roles: ['station-doctor'],
      facilityId: 'tram',
      permissions,
      purpose: 'care',
    }),
  );
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
