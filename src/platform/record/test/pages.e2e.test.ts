import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, createdId, idsOf, observation, patient, post, transaction } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

describe('pages stay whole while others write', () => {
  it('nothing is shown twice and nothing that was there is left out', async () => {
    const tag = [{ system: 'urn:page', code: 'p' }];
    const made = await record.call(
      'POST',
      '/',
      transaction(...Array.from({ length: 30 }, () => post(patient({ meta: { tag } })))),
    );
    const ids = Array.from({ length: 30 }, (_, at) => createdId(made.json, at));
    for (const sort of ['_lastUpdated', '-birthdate', 'name', '_id', 'gender']) {
      const seen: string[] = [];
      let url: string | undefined = `Patient?_tag=urn:page%7Cp&_sort=${sort}&_count=7`;
      while (url !== undefined) {
        const page: ReturnType<typeof bundleOf> = bundleOf((await record.call('GET', `/${url}`)).json);
        seen.push(...idsOf(page));
        await record.call(
          'POST',
          '/',
          transaction(post(patient({ name: [{ text: 'Khác' }] })), post(observation(ids[0]!))),
        );
        url = page.link
          ?.find(({ relation }) => relation === 'next')
          ?.url.replace('http://sen.test/fhir/', '');
      }
      expect(seen.toSorted(), sort).toEqual(ids.toSorted());
    }
  });

  it('a cursor of another search is refused', async () => {
    expect((await record.call('GET', '/Patient?_sort=name&_cursor=YWJj')).status).toBe(400);
  });
});
