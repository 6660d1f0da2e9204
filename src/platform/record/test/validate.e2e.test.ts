import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { observation, patient } from './examples.ts';
import { nationalId, startRecord, type Answered, type TestRecord } from './start-record.ts';

let record: TestRecord;
beforeAll(async () => {
  record = await startRecord();
});
afterAll(() => record.stop());

const core = 'http://fhir.ehealth.gov.vn/core/StructureDefinition/';
const withNumber = (value: string): object => patient({ identifier: [{ system: nationalId, value }] });

interface Issue {
  readonly severity: string;
  readonly code: string;
  readonly details: { readonly text: string; readonly _text: { readonly extension: unknown } };
  readonly expression?: readonly string[];
}
const issuesOf = (answer: Answered): readonly Issue[] => {
  expect(answer.status, answer.text).toBe(200);
  return (answer.json as { issue: Issue[] }).issue;
};
const short = (answer: Answered): string[] =>
  issuesOf(answer).map((one) => `${one.severity} ${one.code} ${one.expression?.[0] ?? ''}`.trim());
const wellDone = ['information informational'];

async function made(resource: object): Promise<string> {
  const { resourceType } = resource as { resourceType: string };
  const answer = await record.call('POST', `/${resourceType}`, resource);
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as { id: string }).id;
}
async function count(type: string): Promise<number> {
  const { rows } = await record.database.query<{ count: string }>(
    'select count(*) as count from record.resource where type = $1',
    [type],
  );
  return Number(rows[0]!.count);
}

describe('a validation before a create', () => {
  it('finds nothing in what can be taken, and keeps nothing of it', async () => {
    const before = await count('Patient');
    expect(short(await record.call('POST', '/Patient/$validate?mode=create', withNumber('1')))).toEqual(
      wellDone,
    );
    expect(await count('Patient')).toBe(before);
  });

  it('finds that a number belongs to somebody else', async () => {
    await made(withNumber('079201000001'));
    expect(
      short(await record.call('POST', '/Patient/$validate?mode=create', withNumber('079201000001'))),
    ).toEqual(['error duplicate']);
    expect(short(await record.call('POST', '/Patient/$validate', withNumber('079201000001')))).toEqual(
      wellDone,
    );
  });

  it('finds that what it points to is not there', async () => {
    const [issue] = issuesOf(
      await record.call('POST', '/Observation/$validate?mode=create', observation('khong-co')),
    );
    expect(issue).toMatchObject({ severity: 'error', code: 'not-found' });
  });

  it('tells the content first: what is wrong in itself is not tried', async () => {
    const wrong = { ...observation('khong-co'), status: 'xong' };
    expect(short(await record.call('POST', '/Observation/$validate?mode=create', wrong))).toEqual([
      'error code-invalid Observation.status',
      'information not-supported Observation',
    ]);
  });
});

describe('a validation before an update', () => {
  it('finds an older version, and a move to another person', async () => {
    const [an, binh] = [await made(patient()), await made(patient())];
    const id = await made(observation(an));
    const update = (body: object, headers = {}): Promise<Answered> =>
      record.call('POST', `/Observation/${id}/$validate?mode=update`, body, headers);
    expect(short(await update({ ...observation(an), id }))).toEqual(wellDone);
    expect(short(await update({ ...observation(an), id }, { 'if-match': 'W/"7"' }))).toEqual([
      'error conflict',
    ]);
    expect(short(await update({ ...observation(binh), id }))).toEqual(['error business-rule']);
    const now = await record.call('GET', `/Observation/${id}`);
    expect(now.json).toMatchObject({ meta: { versionId: '1' }, subject: { reference: `Patient/${an}` } });
  });
});

describe('a validation before a delete', () => {
  it('ignores the content and leaves the resource', async () => {
    const id = await made(patient());
    const asked = { resourceType: 'Parameters', parameter: [{ name: 'mode', valueCode: 'delete' }] };
    expect(short(await record.call('POST', `/Patient/${id}/$validate`, asked))).toEqual(wellDone);
    expect((await record.call('GET', `/Patient/${id}`)).status).toBe(200);
  });
});

describe('a validation of what is stored', () => {
  it('holds it against a profile that it does not claim', async () => {
    const id = await made(patient({ birthDate: '1990-05-20' }));
    expect(short(await record.call('GET', `/Patient/${id}/$validate`))).toEqual(wellDone);
    const url = `/Patient/${id}/$validate?mode=profile&profile=${core}vn-core-patient`;
    const issues = issuesOf(await record.call('GET', url));
    expect(issues.map((one) => one.expression?.[0])).toEqual(['Patient.gender']);
    expect(issues[0]!.details.text).toContain('Patient-uv-ips');
    expect(JSON.stringify(issues[0]!.details._text.extension)).toContain('needs at least 1');
  });

  it('is refused to who may not see it, and the refusal is in the audit', async () => {
    const id = await made(patient());
    record.actAs('nobody', anActor({ kind: 'anonymous' }));
    record.actAs('other', anActor({ kind: 'person', roles: ['citizen'], patientId: 'x1' }));
    for (const actor of ['nobody', 'other']) {
      const answer = await record.call('GET', `/Patient/${id}/$validate`, undefined, { 'x-actor': actor });
      expect(answer.status).toBeGreaterThanOrEqual(401);
      expect(answer.text).not.toContain('Nguyễn');
    }
    const { rows } = await record.database.query<{ outcome: string }>(
      `select outcome from audit.event where action = 'refused'`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe('a profile that is asked for', () => {
  it('is checked with its value sets, in both languages', async () => {
    const body = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'profile', valueUri: `${core}extension-race` },
        { name: 'profile', valueCanonical: `${core}vn-core-patient` },
        {
          name: 'resource',
          resource: {
            ...patient({ gender: 'male', birthDate: '1960' }),
            extension: [
              {
                url: `${core}extension-race`,
                valueCodeableConcept: { coding: [{ system: 'urn:local', code: 'K' }] },
              },
            ],
          },
        },
      ],
    };
    const issues = issuesOf(await record.call('POST', '/Patient/$validate', body));
    expect(issues.map((one) => `${one.severity} ${one.expression?.[0]}`)).toEqual([
      'error Patient.meta',
      'warning Patient.extension[0].valueCodeableConcept',
    ]);
    expect(issues[1]!.details.text).toContain('vn-core-race');
  });

  it('is an error where it is not known here', async () => {
    const url = '/Patient/$validate?profile=http://example.org/mine';
    const [issue] = issuesOf(await record.call('POST', url, patient()));
    expect(issue).toMatchObject({
      severity: 'error',
      code: 'not-supported',
      expression: ['Patient.meta.profile'],
    });
  });
});

describe('a validation that cannot be understood', () => {
  it.each([
    ['POST', '/Patient/$validate?mode=guess', patient(), 'mode'],
    ['POST', '/Patient/$validate?mode=delete', patient(), 'mode'],
    ['POST', '/Patient/$validate?mode=update', patient(), 'mode'],
    ['POST', '/Patient/$validate?mode=profile', patient(), 'mode'],
    ['POST', '/Patient/$validate', { resourceType: 'Parameters', parameter: [] }, 'resource'],
    [
      'POST',
      '/Patient/$validate',
      { resourceType: 'Parameters', parameter: [{ name: 'mode', valueInteger: 3 }] },
      'mode',
    ],
  ])('%s %s is told which part is wrong', async (method, url, body, at) => {
    const answer = await record.call(method, url, body);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.json).toMatchObject({ issue: [{ severity: 'error', expression: [at] }] });
  });

  it('is no resource at all', async () => {
    for (const body of ['', '[]', '3', '{"resourceType":"Parameters","parameter":3}', 'x'])
      expect((await record.call('POST', '/Patient/$validate', body)).status).toBe(400);
    expect((await record.call('POST', '/Khong/$validate', patient())).status).toBe(404);
  });

  it('is of another type than its address, which is a finding', async () => {
    expect(short(await record.call('POST', '/Observation/$validate', patient()))).toEqual([
      'error structure resourceType',
    ]);
    expect(short(await record.call('POST', '/Patient/$validate', '{"resourceType":"Khong"}'))).toContain(
      'error structure resourceType',
    );
  });
});
