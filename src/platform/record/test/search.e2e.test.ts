import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, findings, idsOf } from './examples.ts';
import { refusedCases, searchCases, searched, sortCases } from './search-cases.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  let time = Date.parse('2026-11-22T08:00:00Z');
  record = await startRecord(() => new Date((time += 1000)));
  for (const resource of searched) {
    const answer = await record.call('PUT', `/${resource.resourceType}/${String(resource['id'])}`, resource);
    expect(answer.status, answer.text).toBe(201);
  }
});
afterAll(() => record.stop());

const search = (query: string): ReturnType<TestRecord['call']> =>
  record.call('GET', `/${query.replaceAll(' ', '%20').replaceAll('|', '%7C')}`);

describe('searching finds what the standard says', () => {
  it.each(searchCases)('%s: %s', async (_section, query, ids) => {
    const answer = await search(query);
    expect(answer.status, answer.text + String(answer.headers['x-cause'])).toBe(200);
    expect(idsOf(answer.json).sort()).toEqual([...ids].sort());
  });

  it.each(sortCases)('sorted: %s', async (query, ids) => {
    const answer = await search(query);
    expect(answer.status, answer.text + String(answer.headers['x-cause'])).toBe(200);
    expect(idsOf(answer.json)).toEqual(ids);
  });

  it.each(sortCases)('page by page in the same order: %s', async (query, ids) => {
    const seen: string[] = [];
    let url: string | undefined = `${query}&_count=1`;
    while (url !== undefined) {
      const page: ReturnType<typeof bundleOf> = bundleOf((await search(url)).json);
      seen.push(...idsOf(page));
      url = page.link?.find(({ relation }) => relation === 'next')?.url.replace('http://sen.test/fhir/', '');
    }
    expect(seen).toEqual(ids);
  });

  it.each(refusedCases)('%s is refused by name', async (query, name) => {
    const answer = await search(query);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(findings(answer.json))).toContain(name);
  });

  it('what is not known may be left out when the caller says so', async () => {
    const answer = await record.call('GET', '/Patient?khong-co=1&_id=an', undefined, {
      prefer: 'handling=lenient',
    });
    expect(idsOf(answer.json)).toEqual(['an']);
  });

  it('a search by POST is the same as by address', async () => {
    const answer = await record.call('POST', '/Patient/_search', 'name=nguyen%20an', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status, answer.text).toBe(200);
    expect(idsOf(answer.json)).toEqual(['an']);
  });

  it('counts when asked, with and without entries', async () => {
    expect(
      bundleOf((await search('Patient?gender=female,male&_total=accurate&_count=1')).json),
    ).toMatchObject({ total: 2 });
    const only = bundleOf((await search('Observation?value-quantity=gt70&_summary=count')).json);
    expect(only.total).toBe(2);
    expect(only.entry).toBeUndefined();
  });

  it('what the metadata claims can be searched: every parameter of every type', async () => {
    const { json } = await record.call('GET', '/metadata');
    const { rest } = json as {
      rest: { resource: { type: string; searchParam: { name: string; type: string }[] }[] }[];
    };
    const sample: Record<string, string> = {
      date: '2026',
      number: '1',
      quantity: '1',
      token: 'a',
      string: 'a',
      uri: 'urn:a',
      reference: 'Patient/an',
    };
    let asked = 0;
    for (const { type, searchParam } of rest[0]!.resource) {
      // One statement per type and kind would say the same a hundred times over; each type answers all of its parameters at once.
      const query = searchParam
        .filter((one) => sample[one.type] !== undefined && one.name !== '_id')
        .map(
          (one) =>
            `${one.name}=${encodeURIComponent(one.type === 'reference' ? 'urn:uuid:00000000-0000-0000-0000-000000000000' : sample[one.type]!)}`,
        );
      asked += query.length;
      const answer = await record.call('GET', `/${type}?${query.join('&')}`);
      expect(answer.status, `${type} ${answer.text.slice(0, 400)} ${String(answer.headers['x-cause'])}`).toBe(
        200,
      );
    }
    expect(asked).toBeGreaterThan(1000);
  });
});
