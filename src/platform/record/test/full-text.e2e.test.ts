import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, findings, idsOf, observation, patient } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
const narrative = (words: string): object => ({
  text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>` },
});
const put = async (resource: object): Promise<void> => {
  const { resourceType, id } = resource as { resourceType: string; id: string };
  const answer = await record.call('PUT', `/${resourceType}/${id}`, resource);
  expect(answer.status, answer.text).toBe(201);
};
const many = 20_010;

beforeAll(async () => {
  record = await startRecord();
  await put({ ...patient(), id: 'an' });
  await put({ ...observation('an', { note: [{ text: 'Nhịn đói' }] }), id: 'thuong' });
  await put({
    ...observation('an'),
    id: 'ngan',
    ...narrative('Kết quả <b>bình thường</b>, phổi &lt; 3 mm'),
  });
  const long = Array.from({ length: 6000 }, (_, at) => `từ${at}`).join(' ');
  await put({ ...observation('an'), id: 'dai', ...narrative(`${long} cuối cùng bình thản`) });
  // As many others as one search looks at, and some more: rows of the same text.
  await record.database.query(
    `insert into record.resource (bucket, version, pack, part, updated, id, patient, type, fhir_id, label, tokens, dates, words)
      select r.bucket, 1, r.pack, r.part, r.updated, (substr(r.id::text, 1, 3) || substr(gen_random_uuid()::text, 4))::uuid, r.patient,
        r.type, null, r.label, r.tokens, r.dates, r.words
      from record.resource r, generate_series(1, ${many}) where r.fhir_id = 'thuong'`,
  );
  await record.database.query('analyze record.resource');
}, 120_000);
afterAll(() => record.stop());

const search = (query: string): ReturnType<TestRecord['call']> =>
  record.call('GET', `/${query.replaceAll(' ', '%20').replaceAll('"', '%22')}`);

describe('words of narratives, among tens of thousands of others', () => {
  it.each([
    ['ket qua', ['ngan']],
    ['BÌNH THƯỜNG', ['ngan']],
    ['binh thuo', ['ngan']],
    ['binh', ['dai', 'ngan']],
    ['"bình thường"', ['ngan']],
    ['"thường bình"', []],
    ['"ket qua" phoi', ['ngan']],
    ['tu5999', ['dai']],
    ['"cuoi cung binh than"', ['dai']],
    ['phoi,than', ['dai', 'ngan']],
    ['nhin', []],
  ])('%s', async (words, ids) => {
    const found = await search(`Observation?_text=${words}`);
    expect(found.status, found.text).toBe(200);
    expect(idsOf(found.json).toSorted()).toEqual(ids);
    expect(bundleOf(found.json).link?.some(({ relation }) => relation === 'next')).toBe(false);
    const counted = await search(`Observation?_text=${words}&_summary=count`);
    expect(bundleOf(counted.json).total, counted.text).toBe(ids.length);
  });

  it('a changed narrative is found by its new words alone', async () => {
    await put({ ...observation('an'), id: 'doi', ...narrative('cũ kỹ') });
    const now = { ...observation('an'), id: 'doi', ...narrative('mới mẻ') };
    expect((await record.call('PUT', '/Observation/doi', now)).status).toBe(200);
    expect(idsOf((await search('Observation?_text=ky')).json)).toEqual([]);
    expect(idsOf((await search('Observation?_text=moi me')).json)).toEqual(['doi']);
  });
});

describe('words of whole resources have no index', () => {
  it('alone over more than a search may read they are refused with a word on how to narrow', async () => {
    for (const query of ['_content=mmhg', '_content=mmhg&_summary=count', '_content=mmhg&_sort=date']) {
      const answer = await search(`Observation?${query}`);
      expect(answer.status, query).toBe(400);
      const [told] = findings(answer.json);
      expect(told?.code).toBe('too-costly');
      expect(told?.text).toContain('người bệnh');
      expect(told?.text).toContain('_text');
    }
  });

  it('beside an indexed condition, or among few, they are answered', async () => {
    expect(idsOf((await search('Observation?_content=cuoi cung&_text=than')).json)).toEqual(['dai']);
    expect(idsOf((await search('Observation?_id=ngan,thuong&_content=phoi')).json)).toEqual(['ngan']);
    expect((await search('Observation?patient=an&_content=phoi')).status).toBe(200);
    expect(idsOf((await search('Patient?_content=nguyen')).json)).toEqual(['an']);
  });
});

it('a text of a hundred thousand different words is stored and found, and stops nobody', async () => {
  const words = Array.from({ length: 100_000 }, (_, at) => `mot${at.toString(36)}`).join(' ');
  await put({ resourceType: 'ValueSet', id: 'to', status: 'draft', name: 'To', description: words });
  expect(idsOf((await search('ValueSet?name=to&status=draft')).json)).toContain('to');
  expect(idsOf((await search('ValueSet?description=mot255r')).json)).toEqual(['to']);
});

it('a resource with more words than the index can hold is refused with what to do', async () => {
  const words = (mark: string): string =>
    Array.from({ length: 90_000 }, (_, at) => `${mark}${at.toString(36)}`).join(' ');
  const answer = await record.call('POST', '/ValueSet', {
    resourceType: 'ValueSet',
    status: 'draft',
    title: words('tieude'),
    description: words('mota'),
  });
  expect(answer.status, answer.text.slice(0, 500)).toBe(422);
  expect(findings(answer.json)[0]?.text).toContain('quá nhiều từ');
});
