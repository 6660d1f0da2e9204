import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, findings, idsOf } from './examples.ts';
import { searched } from './search-cases.ts';
import { startRecord, type TestRecord } from './start-record.ts';
import { wideCases, widely, wideSorts } from './wide-search-cases.ts';

let record: TestRecord;
beforeAll(async () => {
  let time = Date.parse('2026-11-22T08:00:00Z');
  record = await startRecord(() => new Date((time += 1000)));
  for (const resource of [...searched, ...widely]) {
    const answer = await record.call('PUT', `/${resource.resourceType}/${String(resource['id'])}`, resource);
    expect(answer.status, answer.text).toBe(201);
  }
});
afterAll(() => record.stop());

const search = (query: string): ReturnType<TestRecord['call']> =>
  record.call('GET', `/${query.replaceAll(' ', '%20').replaceAll('|', '%7C').replaceAll('"', '%22')}`);

describe('searching beyond one value of one type', () => {
  it.each(wideCases)('%s: %s', async (_section, query, ids) => {
    const answer = await search(query);
    expect(answer.status, answer.text + String(answer.headers['x-cause'])).toBe(200);
    expect(idsOf(answer.json).sort()).toEqual([...ids].sort());
  });

  it.each(wideCases)('counted, %s: %s', async (_section, query, ids) => {
    if (query.includes('include')) return;
    const answer = await search(`${query}${query.includes('?') ? '&' : '?'}_summary=count`);
    expect(bundleOf(answer.json).total, answer.text).toBe(ids.length);
  });

  it.each(wideSorts)('sorted: %s', async (query, ids) => {
    const answer = await search(query);
    expect(answer.status, answer.text + String(answer.headers['x-cause'])).toBe(200);
    expect(idsOf(answer.json)).toEqual(ids);
  });

  it.each(wideSorts)('page by page in the same order: %s', async (query, ids) => {
    for (const count of [1, 2, 3]) {
      const seen: string[] = [];
      let url: string | undefined = `${query}&_count=${count}`;
      while (url !== undefined) {
        const answer = await search(url);
        expect(answer.status, answer.text).toBe(200);
        const page: ReturnType<typeof bundleOf> = bundleOf(answer.json);
        seen.push(...idsOf(page));
        url = page.link
          ?.find(({ relation }) => relation === 'next')
          ?.url.replace(/^http:\/\/sen.test\/fhir\/?/, '');
      }
      expect(seen, `pages of ${count}`).toEqual(ids);
    }
  });

  it('the same by POST on every level', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const all = await record.call('POST', '/_search', '_type=Location&name=khoa', form);
    expect(idsOf(all.json)).toEqual(['khoa']);
    const inside = await record.call(
      'POST',
      '/Patient/duc/Observation/_search',
      'code=2345-7&_summary=count',
      form,
    );
    expect(bundleOf(inside.json).total).toBe(4);
    const type = await record.call('POST', '/Location/_search?name=khoa', '_count=5', form);
    expect(idsOf(type.json)).toEqual(['khoa']);
  });

  it('a batch may search a compartment and several types', async () => {
    const entry = ['Patient/duc/Procedure', '?_type=Location&name=khoa'].map((url) => ({
      request: { method: 'GET', url },
    }));
    const { json } = await record.call('POST', '/', { resourceType: 'Bundle', type: 'batch', entry });
    const found = bundleOf(json).entry?.map(({ resource }) => idsOf(resource));
    expect(found).toEqual([['thu-thuat'], ['khoa']]);
  });

  it('what was passed over is told, and is not in the link to itself', async () => {
    const answer = await record.call('GET', '/Patient?khong-co=1&_id=an', undefined, {
      prefer: 'handling=lenient',
    });
    expect(answer.text).toContain('"mode":"outcome"');
    expect(bundleOf(answer.json).link?.[0]?.url).toBe('http://sen.test/fhir/Patient?_id=an');
    expect((await search('?_type=Patient,Location&birthdate=1990')).status).toBe(400);
  });

  it('a summary shows the elements that the standard marks', async () => {
    const { json } = await search('Procedure?_id=thu-thuat&_summary=true');
    const [entry] = bundleOf(json).entry ?? [];
    expect(Object.keys(entry?.resource as object).toSorted()).toEqual([
      'code',
      'id',
      'location',
      'meta',
      'resourceType',
      'status',
      'subject',
    ]);
    expect(bundleOf((await search('Procedure?_count=0')).json).total).toBe(1);
  });
});

describe('a search that would cost too much is refused and told how to narrow', () => {
  it.each([
    ['more links than five', 'Location?partof.partof.partof.partof.partof.partof.partof.name=a', 400],
    ['circles of includes', 'Location?_id=khoa&_include:iterate=*&_revinclude:iterate=*', 200],
    ['a name of a thousand words', `Patient?name=${'a '.repeat(1000)}`, 200],
  ])('%s', async (_what, query, status) => {
    const answer = await search(query);
    expect(answer.status, answer.text.slice(0, 300)).toBe(status);
    if (status === 400) expect(findings(answer.json).length).toBeGreaterThan(0);
  });

  it('tens of thousands of values', async () => {
    const values = Array.from({ length: 1500 }, (_, at) => `c${at}`).join(',');
    const answer = await record.call(
      'POST',
      '/Observation/_search',
      Array(30).fill(`code=${values}`).join('&'),
      { 'content-type': 'application/x-www-form-urlencoded' },
    );
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('too-costly');
    expect(answer.text).toContain('Hãy chia');
  });

  it('a thousand alternatives are still answered', async () => {
    const words = Array.from({ length: 1000 }, (_, at) => `w${at}`).join(',');
    expect((await search(`Observation?_content=${words}`)).status).toBe(200);
    expect(idsOf((await search(`Observation?code=${words},2339-0`)).json)).toEqual(['duong']);
  });

  it('types come one after another where no order is asked', async () => {
    const seen: string[] = [];
    let url: string | undefined = '?_type=Location,Procedure&_count=3';
    while (url !== undefined) {
      const page: ReturnType<typeof bundleOf> = bundleOf((await search(url)).json);
      seen.push(...idsOf(page));
      url = page.link
        ?.find(({ relation }) => relation === 'next')
        ?.url.replace(/^http:\/\/sen.test\/fhir\/?/, '');
    }
    expect(seen.slice(0, 4).toSorted()).toEqual(['khoa', 'phong', 'tinh', 'xa']);
    expect(seen.slice(4)).toEqual(['thu-thuat']);
  });
});
