import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Statement } from '../../sql/database.ts';
import { bundleOf, idsOf, patient, post, transaction } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
  const people = [
    { name: [{ text: 'Nguyễn Văn An' }], birthDate: '1960-01-01' },
    { name: [{ text: 'Nguyễn Văn Anh' }], birthDate: '1960-12-31' },
    { name: [{ text: 'An Văn Nguyễn' }], birthDate: '1960' },
    { name: [{ text: 'Nguyễn Văn An' }], birthDate: '1959-12-31' },
    { name: [{ text: 'Nguyễn Văn An' }], birthDate: '1961-01-01' },
    { name: [{ text: 'Nguyễn Thị An' }], birthDate: '1960-06-15' },
    { name: [{ text: 'Nguyễn Văn An' }] },
  ];
  const answer = await record.call(
    'POST',
    '/',
    transaction(
      ...people.map((more, at) =>
        post(patient({ ...more, telecom: [{ system: 'phone', value: String(at) }] })),
      ),
    ),
  );
  expect(answer.status).toBe(200);
});
afterAll(() => record.stop());

/** Numbers of the people that a search finds, and the statement that found them. */
async function search(query: string): Promise<{ found: string[]; text: string }> {
  const { database } = record;
  const sent: string[] = [];
  const asked = database.query.bind(database);
  database.query = ((statement: string | Statement, values?: readonly unknown[]) => {
    sent.push(typeof statement === 'string' ? statement : statement.text);
    return asked(statement, values);
  }) as Database['query'];
  const answer = await record.call('GET', `/Patient?${query}`);
  database.query = asked;
  expect(answer.status, answer.text.slice(0, 300)).toBe(200);
  const people = (bundleOf(answer.json).entry ?? []).map(({ resource }) => resource!);
  expect(people).toHaveLength(idsOf(answer.json).length);
  return {
    found: people.map(({ telecom }) => (telecom as { value: string }[])[0]!.value).toSorted(),
    text: sent.find((one) => one.includes('r.words')) ?? '',
  };
}

const onTheWay = /\(r\.words @@ \$\d+::tsquery\) is true/;

describe('people found by name and birth', () => {
  it.each([
    ['birthdate=1960', ['0', '1', '2']],
    ['birthdate=1960-12-31', ['1']],
    ['birthdate=1960-06,1961-01', ['4']],
    ['birthdate=ge1960-12-31&birthdate=lt1961-02', ['1', '4']],
  ])('%s: those who bear the name, in any order, and were born then', async (birth, expected) => {
    const { found } = await search(`name=nguyen%20van%20an&${birth}`);
    expect(found).toEqual(expected);
  });

  it('a year or two: the commonest name is not counted up first', async () => {
    expect((await search('name=nguyen%20van%20an&birthdate=1960')).text).toMatch(onTheWay);
    expect((await search('family=nguyen&birthdate=1960-05,1961')).text).toMatch(onTheWay);
  });

  it('a birth that leaves nearly everybody: the name leads', async () => {
    for (const birth of [
      '',
      '&birthdate=ge1900',
      '&birthdate=ne1960',
      '&birthdate=gt1950&birthdate=lt1990',
    ]) {
      const { found, text } = await search(`name=nguyen%20van%20an${birth}`);
      expect(found.length).toBeGreaterThan(1);
      expect(text).not.toMatch(onTheWay);
      expect(text).toMatch(/r\.words @@ \$\d+::tsquery/);
    }
  });
});
