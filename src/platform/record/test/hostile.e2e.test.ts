import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, observation, patient, post } from './examples.ts';
import { startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

const bundle = (type: string, entry: readonly unknown[]): string =>
  JSON.stringify({ resourceType: 'Bundle', type, entry });
const alive = async (): Promise<void> => expect((await record.call('GET', '/metadata')).status).toBe(200);

describe('what is sent to break the server is refused in clear words, or done', () => {
  it('10,000 entries of a transaction are all in', async () => {
    const person = '00000000-0000-4000-8000-000000000001';
    const entries = [
      post(patient(), `urn:uuid:${person}`),
      ...Array.from({ length: 9999 }, (_, at) =>
        post(observation('x', { subject: { reference: `urn:uuid:${person}` }, valueInteger: at })),
      ),
    ];
    const answer = await record.call('POST', '/', bundle('transaction', entries));
    expect(answer.status, answer.text.slice(0, 500)).toBe(200);
    expect(bundleOf(answer.json).entry).toHaveLength(10_000);
  }, 120_000);

  it('10,000 wrong entries of a batch are each told so', async () => {
    const entries = Array.from({ length: 10_000 }, () => ({ request: { method: 'GET', url: 'Khongco/1' } }));
    const answer = await record.call('POST', '/', bundle('batch', entries));
    expect(bundleOf(answer.json).entry).toHaveLength(10_000);
    expect(answer.text).toContain('"status":"404"');
  }, 120_000);

  it('more entries than can be done at once are too many', async () => {
    const entries = Array.from({ length: 20_001 }, () => ({ request: { method: 'GET', url: 'Patient/1' } }));
    expect((await record.call('POST', '/', bundle('transaction', entries))).status).toBe(413);
  });

  it('content nested beyond measure is refused, in JSON, XML and patches', async () => {
    const deep = '{"extension":['.repeat(100_000);
    const json = `{"resourceType":"Patient","extension":[${deep}`;
    expect((await record.call('POST', '/Patient', json)).status).toBe(400);
    const closed = `{"resourceType":"Patient","extension":[${'{"url":"u","extension":['.repeat(3000)}${']}'.repeat(3000)}]}`;
    expect((await record.call('POST', '/Patient', closed)).status).toBeGreaterThanOrEqual(400);
    const xml = `<Patient xmlns="http://hl7.org/fhir">${'<extension url="u">'.repeat(100_000)}`;
    const headers = { 'content-type': 'application/fhir+xml' };
    expect((await record.call('POST', '/Patient', xml, headers)).status).toBe(400);
    const { id } = (await record.call('POST', '/Patient', patient())).json as { id: string };
    const patch = `[{"op":"add","path":"/x","value":${'['.repeat(100_000)}`;
    const answer = await record.call('PATCH', `/Patient/${id}`, patch, {
      'content-type': 'application/json-patch+json',
    });
    expect(answer.status).toBe(400);
    await alive();
  });

  it('an XML bomb is refused before it grows', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
    ).join('');
    const xml = `<!DOCTYPE x [<!ENTITY l0 "ha">${levels}]><Patient xmlns="http://hl7.org/fhir"><language value="&l12;"/></Patient>`;
    const started = process.cpuUsage();
    const answer = await record.call('POST', '/Patient', xml, { 'content-type': 'application/fhir+xml' });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('DOCTYPE');
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });

  it('numbers beyond all measure are refused or kept to the last digit', async () => {
    const { id } = (await record.call('POST', '/Patient', patient())).json as { id: string };
    const put = async (value: string): Promise<Awaited<ReturnType<TestRecord['call']>>> =>
      record.call(
        'POST',
        '/Observation',
        JSON.stringify(observation(id, { valueQuantity: { value: 1 } })).replace(
          '"value":1}',
          `"value":${value}}`,
        ),
      );
    const exact = await put('12345678901234567.890');
    expect([exact.status, exact.text.includes('12345678901234567.890')]).toEqual([201, true]);
    for (const value of ['1e999999', '9'.repeat(100_000), '-1e-999999', '01', '.5', '0x10', 'NaN']) {
      const answer = await put(value);
      expect(answer.status, value.slice(0, 20)).not.toBe(500);
      if (answer.status === 201) expect(answer.text).toContain(value);
    }
    await alive();
  });

  it('a body of 50 MB is read and told what is wrong with it', async () => {
    const long = JSON.stringify(patient({ name: [{ text: 'A'.repeat(49_000_000) }] }));
    expect((await record.call('POST', '/Patient', long)).status).toBe(422);
    const blanks = await record.call('POST', '/Patient', ' '.repeat(49_000_000));
    expect(blanks.status).toBe(400);
    await alive();
  }, 180_000);

  it('XML of more than 10 MB is refused before it is read', async () => {
    const xml = `<Patient xmlns="http://hl7.org/fhir">${'<name><text value="a"/></name>'.repeat(1_600_000)}</Patient>`;
    const answer = await record.call('POST', '/Patient', xml, { 'content-type': 'application/fhir+xml' });
    expect(answer.status).toBe(413);
    await alive();
  });

  it('a body that is larger than what is taken is refused', async () => {
    const answer = await record.call('POST', '/Patient', `{"a":"${'A'.repeat(61_000_000)}"}`);
    expect(answer.status).toBe(413);
  });
});
