import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { bundleOf, encounter, observation, patient, post, transaction } from './examples.ts';
import { nationalId, startRecord, type TestRecord } from './start-record.ts';

let record: TestRecord;
const as = (name: string): Record<string, string> => ({ 'x-actor': name });

beforeAll(async () => {
  record = await startRecord();
  const put = async (resource: { resourceType: string } & Record<string, unknown>): Promise<void> => {
    const answer = await record.call('PUT', `/${resource.resourceType}/${String(resource['id'])}`, resource);
    expect(answer.status, answer.text).toBe(201);
  };
  await put({ resourceType: 'Organization', id: 'tram', name: 'Trạm' });
  await put({ resourceType: 'Organization', id: 'vien', name: 'Viện' });
  for (const [id, home, number] of [
    ['hoa', 'tram', '001190000001'],
    ['mai', 'vien', '001190000002'],
  ] as const) {
    await put({
      ...patient({
        managingOrganization: { reference: `Organization/${home}` },
        identifier: [{ system: nationalId, value: number }],
        name: [{ text: '=HYPERLINK("http://x","y")', family: `${'a'.repeat(24)}!` }],
      }),
      id,
    });
    await put({ ...encounter(id), id: `kham-${id}` });
    await put({ ...observation(id), id: `mach-${id}` });
  }
  const system = (accountId: string, scopes: readonly string[], facilityId?: string): void =>
    record.actAs(
      accountId,
      anActor({
        kind: 'system',
        accountId,
        scopes,
        purpose: 'exchange',
        ...(facilityId !== undefined && { facilityId }),
      }),
    );
  system('tram-he-thong', ['system/*.cruds'], 'tram');
  system('chi-ghi', ['system/Observation.cru']);
  system('chi-doc-nguoi', ['system/Patient.rs']);
  record.actAs(
    'hoa',
    anActor({ kind: 'person', accountId: 'hoa', roles: ['citizen'], patientId: 'hoa', purpose: 'own' }),
  );
});
afterAll(() => record.stop());

const fhirPathPatch = (path: string): unknown => ({
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: 'delete' },
        { name: 'path', valueString: path },
      ],
    },
  ],
});

describe('expressions in the server’s own thread', () => {
  it.each(['matches', '`matches`', 'matches/* */', '`m\\u0061tches`', 'matchesFull', '`replaceMatches`'])(
    'a regular expression that never ends is refused in a patch, written as %s',
    async (name) => {
      const argument = name.includes('replace') ? "('^(a+)+$', 'b')" : "('^(a+)+$')";
      const started = performance.now();
      const answer = await record.call(
        'PATCH',
        '/Patient/hoa',
        fhirPathPatch(`Patient.name.where(family.${name}${argument})`),
      );
      expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );

  it.each(['matches', '`matches`', '`m\\u0061tches`'])(
    'a regular expression that never ends is refused in $graphql, written as %s',
    async (name) => {
      const expression = `family.${name}('^(a+)+$')`;
      const query = `{ Patient(id: "hoa") { name(fhirpath: ${JSON.stringify(expression)}) { family } } }`;
      const started = performance.now();
      const answer = await record.call('POST', '/$graphql', { query });
      expect([400, 422], answer.text).toContain(answer.status);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );

  it('many costly places of one patch are cut off together', async () => {
    const one = (fhirPathPatch('Patient.name.where(1 = 2)') as { parameter: unknown[] }).parameter[0];
    const costly = `Patient.descendants().where(%resource.descendants().where(%resource.descendants().where($this = 'x').exists()).exists())`;
    const heavy = (fhirPathPatch(costly) as { parameter: unknown[] }).parameter[0];
    const started = performance.now();
    const answer = await record.call('PATCH', '/Patient/hoa', {
      resourceType: 'Parameters',
      parameter: [one, ...Array.from({ length: 200 }, () => heavy)],
    });
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});

describe('what a narrow right does not open', () => {
  it('a system that may not search people cannot ask who they are by a reference', async () => {
    const asked = observation('x', {
      subject: { reference: `Patient?identifier=${nationalId}|001190000002` },
    });
    const known = await record.call('POST', '/', transaction(post(asked)), as('chi-ghi'));
    const unknown = await record.call(
      'POST',
      '/',
      transaction(post(observation('x', { subject: { reference: 'Patient?identifier=urn:khong|1' } }))),
      as('chi-ghi'),
    );
    expect(known.status).toBe(403);
    expect(unknown.status).toBe(403);
  });

  it('a facility cannot find a stranger by a reference', async () => {
    const asked = (value: string): unknown =>
      transaction(
        post(observation('x', { subject: { reference: `Patient?identifier=${nationalId}|${value}` } })),
      );
    const known = await record.call('POST', '/', asked('001190000002'), as('tram-he-thong'));
    const unknown = await record.call('POST', '/', asked('999'), as('tram-he-thong'));
    expect(known.status).toBe(unknown.status);
    expect(known.text.replace(/\d{12}/g, '')).toBe(unknown.text.replace(/\b999\b/g, ''));
    const own = await record.call('POST', '/', asked('001190000001'), as('tram-he-thong'));
    expect(own.status, own.text).toBe(200);
    expect(bundleOf(own.json).entry).toHaveLength(1);
  });

  it('whoever tries numbers of people by writing leaves a line in the audit', async () => {
    const guess = patient({
      managingOrganization: { reference: 'Organization/tram' },
      identifier: [{ system: nationalId, value: '001190000002' }],
    });
    const before = await refusals('tram-he-thong');
    expect((await record.call('POST', '/Patient', guess, as('tram-he-thong'))).status).toBe(409);
    const tried = await record.call('POST', '/Patient/$validate?mode=create', guess, as('tram-he-thong'));
    expect(tried.status).toBe(200);
    expect(await refusals('tram-he-thong')).toBe(before + 2);
  });
});

async function refusals(account: string): Promise<number> {
  const { rows } = await record.database.query<{ count: number }>(
    "select count(*)::int as count from audit.event where actor_id = $1 and outcome = 'refused'",
    [account],
  );
  return rows[0]!.count;
}

describe('what is gone', () => {
  it('does not come back in the history of a namesake', async () => {
    const secret = { text: 'chuyện riêng của Mai' };
    const made = await record.call('POST', '/Observation', observation('mai', { code: secret }));
    const { id } = made.json as { id: string };
    expect((await record.call('DELETE', `/Observation/${id}`)).status).toBe(204);
    const there = as('tram-he-thong');
    const again = await record.call('PUT', `/Observation/${id}`, { ...observation('hoa'), id }, there);
    const history = await record.call('GET', `/Observation/${id}/_history`, undefined, there);
    expect(history.text).not.toContain('chuyện riêng');
    for (const version of [1, 2])
      expect(
        (await record.call('GET', `/Observation/${id}/_history/${version}`, undefined, there)).text,
      ).not.toContain('chuyện riêng');
    expect(again.status).toBeLessThan(500);
  });
});

describe('what stands for everybody', () => {
  const icd = 'http://hl7.org/fhir/sid/icd-10';

  it('a facility does not say for everybody what a code means', async () => {
    const list = {
      resourceType: 'CodeSystem',
      url: icd,
      status: 'active',
      content: 'complete',
      concept: [{ code: 'I10', display: 'Khỏe mạnh' }],
    };
    expect((await record.call('POST', '/CodeSystem', list, as('tram-he-thong'))).status).toBe(403);
    expect(
      (await record.call('PUT', '/CodeSystem/cua-tram', { ...list, id: 'cua-tram' }, as('tram-he-thong')))
        .status,
    ).toBe(403);
    const viaBundle = await record.call('POST', '/', transaction(post(list)), as('tram-he-thong'));
    expect(viaBundle.status).toBe(403);
  });

  it('a facility changes no directory line of another facility, and takes none away', async () => {
    const other = { resourceType: 'Organization', id: 'vien', name: 'Đã đóng cửa', active: false };
    expect((await record.call('PUT', '/Organization/vien', other, as('tram-he-thong'))).status).toBe(403);
    expect((await record.call('DELETE', '/Organization/vien', undefined, as('tram-he-thong'))).status).toBe(
      403,
    );
    const own = { resourceType: 'Organization', id: 'tram', name: 'Trạm y tế' };
    expect((await record.call('PUT', '/Organization/tram', own, as('tram-he-thong'))).status).toBe(200);
  });

  it('a facility does not rewrite the views of others', async () => {
    const view = {
      resourceType: 'ViewDefinition',
      id: 'bao-cao',
      url: 'http://x/bao-cao',
      status: 'active',
      resource: 'Patient',
      select: [{ column: [{ name: 'id', path: 'id' }] }],
    };
    expect((await record.call('PUT', '/ViewDefinition/bao-cao', view)).status).toBe(201);
    const changed = { ...view, select: [{ column: [{ name: 'id', path: 'gender' }] }] };
    expect((await record.call('PUT', '/ViewDefinition/bao-cao', changed, as('tram-he-thong'))).status).toBe(
      403,
    );
    expect(
      (await record.call('DELETE', '/ViewDefinition/bao-cao', undefined, as('tram-he-thong'))).status,
    ).toBe(403);
    const { id: _id, ...shadow } = changed;
    expect((await record.call('POST', '/ViewDefinition', shadow, as('tram-he-thong'))).status).toBe(403);
  });
});

describe('cursors that somebody wrote herself', () => {
  const cursor = (...keys: unknown[]): string =>
    Buffer.from(JSON.stringify(['00000000-0000-8000-8000-000000000000', ...keys])).toString('base64url');

  it.each([
    `Observation?_sort=date&_cursor=${cursor('x')}`,
    `Observation?_sort=date&_cursor=${cursor(1e300)}`,
    `Patient?_sort=birthdate,name&_cursor=${cursor('x', 1)}`,
    `Patient?_sort=name&_cursor=${cursor('a\0b')}`,
    `Patient?_sort=_lastUpdated&_cursor=${cursor('2020-01-01T00:00:00 (x)')}`,
    `Patient?_sort=_lastUpdated&_cursor=${cursor('2020-01-01T24:00:00.000Z')}`,
    `?_type=Patient,Observation&_sort=_lastUpdated&_cursor=${cursor('x')}`,
    `?_type=Patient,Observation&_sort=_lastUpdated&_cursor=${cursor(7)}`,
    `?_type=Patient,Observation&_sort=-_lastUpdated&_cursor=${cursor(null)}`,
    `?_type=Patient,Observation&_cursor=${cursor('\0')}`,
    `?_type=Patient,Observation&_cursor=${cursor(3)}`,
    `_history?_cursor=${cursor('2020', 1)}`,
    `_history?_cursor=${cursor('2020-01-01T00:00:00Z', 1.5)}`,
    `Patient/_history?_cursor=${cursor('9999-99-99T00', 1)}`,
    `Patient/hoa/_history?_cursor=${cursor(-5)}`,
    `Patient/hoa/$everything?_cursor=${cursor()}`,
    `Patient/hoa/$everything?_cursor=x`,
    `CodeSystem?_cursor=house-999999`,
    `CodeSystem?_cursor=house--1`,
    `Patient?_cursor=${Buffer.from('null').toString('base64url')}`,
    `Patient?_cursor=${Buffer.from('["x"]').toString('base64url')}`,
  ])('%s breaks nothing', async (address) => {
    const answer = await record.call('GET', `/${address}`, undefined, as('tram-he-thong'));
    expect(answer.status, `${answer.text} ${String(answer.headers['x-cause'])}`).toBeLessThan(500);
    expect(answer.text).not.toContain('Patient/mai');
  });
});

describe('cells that a spreadsheet would run', () => {
  it('come as plain text; numbers stay as they are', async () => {
    const select = [
      {
        column: [
          { name: 'name', path: 'name.first().text' },
          { name: 'minus', path: "'-12.5'" },
          { name: 'phone', path: "'+84 912'" },
          { name: 'dde', path: "'-2+cmd|x'" },
        ],
      },
    ];
    const answer = await record.call('POST', '/$viewdefinition-run?_format=csv', {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'viewResource',
          resource: { resourceType: 'ViewDefinition', status: 'active', resource: 'Patient', select },
        },
        { name: '_limit', valueInteger: 1 },
      ],
    });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.text.split('\r\n')[1]).toBe(`"'=HYPERLINK(""http://x"",""y"")",-12.5,+84 912,'-2+cmd|x`);
  });
});
