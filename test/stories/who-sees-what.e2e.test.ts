import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printEnvelope, type PrintVisit } from '#modules/doors/insurance/print-envelope.ts';
import { aDrug, aVisit } from '#modules/doors/insurance/test/sample-visit.ts';
import { receive } from '#modules/doors/source-log.ts';
import { takeSource } from '#modules/doors/take-source.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';

/**
 * Who sees what, through real HTTP: chị Hoa, whom only the station treats, and anh An, whom only the hospital treats. Each of their
 * lines carries a mark; a mark in an answer that is not for the caller is a leak, wherever in the answer it stands.
 */
const marks = { hoa: 'DAUHOAXYZ', an: 'DAUANXYZ' } as const;
type Person = keyof typeof marks;
type ActorName =
  'nobody' | 'hoa' | 'lan' | 'minh' | 'quantri' | 'hospital system' | 'national system' | 'app of hoa';

/** Whose record each actor may see. Nothing else is ever allowed. */
const sees: Record<ActorName, readonly Person[]> = {
  nobody: [],
  hoa: ['hoa'],
  lan: ['hoa'],
  minh: ['an'],
  quantri: [],
  'hospital system': ['an'],
  'national system': ['hoa', 'an'],
  'app of hoa': ['hoa'],
};
const actorNames = Object.keys(sees) as ActorName[];
/** Sen's own pages, which an app of somebody else does not reach. */
const notForApps = (name: ActorName, path: string): boolean =>
  name === 'app of hoa' && path.startsWith('/api/');

let sen: TestPlatform;
const calls = {} as Record<ActorName, CallAs>;
const ids = {} as Record<Person, Record<string, string>>;
/** What the tests themselves write comes later and is not counted. */
let seededAt: string;
let people: Awaited<ReturnType<TestPlatform['people']>>;

beforeAll(async () => {
  sen = await startPlatform();
  people = await sen.people();
  const { record } = sen.context();
  const create = async (resource: unknown): Promise<string> => (await record.create(resource as Resource)).id;
  const hospital = JSON.parse((await record.read('Organization', people.hospital)).text) as Resource;
  await record.update({
    ...hospital,
    identifier: [{ system: identifierSystem.facility, value: '01999' }],
  } as Resource);
  const an = await create({
    resourceType: 'Patient',
    active: true,
    name: [{ text: 'Phạm Văn An', family: 'Phạm' }],
    identifier: [{ system: 'urn:test:so', value: 'so-an' }],
    address: [{ text: marks.an }],
    managingOrganization: { reference: `Organization/${people.hospital}` },
  });
  const hoa = JSON.parse((await record.read('Patient', people.hoa.patientId)).text) as Resource;
  await record.update({
    ...hoa,
    identifier: [{ system: 'urn:test:so', value: 'so-hoa' }],
    address: [{ text: marks.hoa }],
  } as Resource);
  for (const [who, id, facility, doctor] of [
    ['hoa', people.hoa.patientId, people.station, people.lan.practitionerId],
    ['an', an, people.hospital, people.minh.practitionerId],
  ] as const) {
    const subject = { reference: `Patient/${id}` };
    const mark = marks[who];
    const visit = await create({
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject,
      serviceProvider: { reference: `Organization/${facility}` },
      participant: [{ individual: { reference: `Practitioner/${doctor}` } }],
      reasonCode: [{ text: mark }],
      period: { start: '2026-03-01T08:00:00+07:00' },
    });
    const result = await create({
      resourceType: 'Observation',
      status: 'final',
      code: { text: mark },
      subject,
      encounter: { reference: `Encounter/${visit}` },
      performer: [{ reference: `Organization/${facility}` }],
      valueString: mark,
    });
    const paper = await create({
      resourceType: 'DocumentReference',
      status: 'current',
      subject,
      description: mark,
      content: [
        {
          attachment: {
            contentType: 'text/plain',
            title: mark,
            data: Buffer.from(mark).toString('base64'),
          },
        },
      ],
    });
    const illness = await create({ resourceType: 'Condition', subject, code: { text: mark } });
    const origin = await create({
      resourceType: 'Provenance',
      target: [{ reference: `Observation/${result}` }],
      recorded: '2026-03-01T09:00:00Z',
      agent: [{ who: { reference: `Organization/${facility}` } }],
      entity: [{ role: 'source', what: { display: mark } }],
    });
    ids[who] = { id, visit, result, paper, illness, origin };
  }
  seededAt = new Date().toISOString();
  calls.nobody = (path, init) => fetch(sen.url + path, init);
  calls.hoa = await sen.as('hoa');
  calls.lan = await sen.as('bs.lan');
  calls.minh = await sen.as('bs.minh');
  calls.quantri = await sen.as('quantri');
  calls['national system'] = await sen.asSystem();
  calls['hospital system'] = await boundSystem(people.hospital);
  calls['app of hoa'] = await appOf(people.hoa.accountId);
});
afterAll(() => sen.stop());

function withToken(token: string): CallAs {
  return (path, init = {}) =>
    fetch(sen.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
}

/** A system that speaks for one facility. */
async function boundSystem(facilityId: string): Promise<CallAs> {
  const scope = 'system/*.cruds';
  const made = await sen.platform.identity.createClient({ name: 'HIS', scope, facilityId });
  return withToken(await requestToken(sen.url, made.clientId, made.clientSecret ?? '', scope));
}

/** An app with all patient scopes: the token of the person, given to another client. */
async function appOf(accountId: string): Promise<CallAs> {
  const { clientId } = await sen.platform.identity.createClient({
    name: 'Sổ tay',
    scope: 'openid patient/*.cruds',
    redirectUris: ['http://localhost:1/back'],
    isPublic: true,
  });
  const token = await sen.platform.identity.issueToken(accountId);
  await sen.database.query(
    `update identity.oidc_payload set client_id = $1, payload = payload || '{"scope":"openid patient/*.cruds"}'::jsonb
     where account_id = $2 and kind = 'AccessToken' and client_id = 'sen-web' and id = (select id from identity.oidc_payload
       where account_id = $2 and kind = 'AccessToken' and client_id = 'sen-web' order by expires_at desc, id limit 1)`,
    [clientId, accountId],
  );
  return withToken(token);
}

const json = { 'content-type': 'application/json' };
const fhirJson = { 'content-type': 'application/fhir+json' };
const post = (body: unknown, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const envelope = (visits: readonly PrintVisit[], facility = '01999'): string =>
  [...printEnvelope({ facility, madeOn: '20260310' }, visits)].join('');

type Route = readonly [what: string, path: (person: Record<string, string>) => string, init?: RequestInit];

/** What shows one person's record: 200 for whom it is, else 401 or 403. */
const routesAboutOne: readonly Route[] = [
  ['the person', ({ id }) => `/fhir/Patient/${id}`],
  ['a result', ({ result }) => `/fhir/Observation/${result}`],
  ['a paper', ({ paper }) => `/fhir/DocumentReference/${paper}`],
  ['an illness', ({ illness }) => `/fhir/Condition/${illness}`],
  ['where a line came from', ({ origin }) => `/fhir/Provenance/${origin}`],
  ['a former version', ({ result }) => `/fhir/Observation/${result}/_history/1`],
  ['the versions', ({ result }) => `/fhir/Observation/${result}/_history`],
  ['everything', ({ id }) => `/fhir/Patient/${id}/$everything`],
  ['everything of one kind', ({ id }) => `/fhir/Patient/${id}/$everything?_type=Observation`],
  ['the summary document', ({ id }) => `/fhir/Patient/${id}/$summary`],
  ['the banner', ({ id }) => `/api/personal-record/${id}/banner`],
  ['the page’s summary', ({ id }) => `/api/personal-record/${id}/summary`],
  ['the trends', ({ id }) => `/api/personal-record/${id}/trends`],
  ['a line', ({ id, result }) => `/api/personal-record/${id}/entry/Observation/${result}`],
  ['a file', ({ id, paper }) => `/api/personal-record/${id}/file/DocumentReference/${paper}/0`],
  ['the timeline', ({ id }) => `/api/personal-record/${id}/timeline`, post({})],
  ['the whole numbers', ({ id }) => `/api/personal-record/${id}/numbers`],
  ['the paper to print', ({ id }) => `/api/personal-record/${id}/summary.pdf`],
];

/** What answers to all: never with a mark that is not for the caller, and with a count that does not know of it either. */
const routesAboutAll: readonly Route[] = [
  ['a list', () => '/fhir/Observation'],
  ['a search by its words', ({ mark }) => `/fhir/Observation?code:text=${mark}`],
  ['a search by person', ({ id }) => `/fhir/Observation?patient=${id}`],
  ['a search by number', () => '/fhir/Patient?identifier=urn:test:so|so-an,urn:test:so|so-hoa'],
  ['a search by id', ({ id }) => `/fhir/Patient?_id=${id}`],
  ['a search by post', ({ id }) => `/fhir/Condition/_search?patient=${id}`, post('')],
  ['a chain', () => '/fhir/Observation?patient.identifier=so-an,so-hoa'],
  ['a chain through the visit', () => '/fhir/Observation?encounter.class=AMB'],
  ['an include', ({ result }) => `/fhir/Observation?_id=${result}&_include=Observation:subject`],
  ['what points to a facility', () => '/fhir/Organization?_revinclude=Patient:organization'],
  ['what points to a doctor', () => '/fhir/Practitioner?_revinclude=Encounter:practitioner'],
  [
    'includes of includes',
    () => '/fhir/Organization?_revinclude=Encounter:service-provider&_include:iterate=Encounter:subject',
  ],
  ['the history of a kind', () => '/fhir/Observation/_history'],
  ['the history of people', () => '/fhir/Patient/_history?_since=2026-01-01'],
  ['all origins', () => '/fhir/Provenance?_include=Provenance:target'],
];

function refusal(name: ActorName): number {
  return name === 'nobody' ? 401 : 403;
}

async function expectNoLeak(name: ActorName, answer: Response, what: string): Promise<string> {
  const text = await answer.text();
  for (const person of Object.keys(marks) as Person[]) {
    if (!sees[name].includes(person)) expect(text, `${name}: ${what}`).not.toContain(marks[person]);
  }
  expect(answer.headers.get('cache-control'), `${name}: ${what}`).toBe('no-store');
  return text;
}

describe.each(actorNames)('%s', (name) => {
  it('sees one person’s record where there is a reason, and else is told nothing', async () => {
    for (const person of Object.keys(marks) as Person[]) {
      for (const [what, path, init] of routesAboutOne) {
        const address = path(ids[person]);
        const answer = await calls[name](address, init);
        const isOpen = sees[name].includes(person) && !notForApps(name, address);
        expect(answer.status, `${name}: ${what} of ${person}`).toBe(isOpen ? 200 : refusal(name));
        await expectNoLeak(name, answer, `${what} of ${person}`);
      }
    }
  }, 120_000);

  it('finds, counts and includes nobody else', async () => {
    for (const person of Object.keys(marks) as Person[]) {
      const other = { ...ids[person], mark: marks[person].toLowerCase() };
      for (const [what, path, init] of routesAboutAll) {
        const answer = await calls[name](path(other), init);
        if (name === 'nobody') expect(answer.status, what).toBe(401);
        await expectNoLeak(name, answer, what);
      }
      const counts = ['Observation', 'Condition', 'Encounter', 'Patient', 'Provenance', 'DocumentReference'];
      for (const type of counts) {
        const answer = await calls[name](`/fhir/${type}?_summary=count&_lastUpdated=lt${seededAt}`);
        const { total } = (await answer.json()) as { total?: number };
        if (sees[name].length === 0) expect(answer.status, type).toBe(refusal(name));
        else expect(total, `${name}: count of ${type}`).toBe(sees[name].length);
      }
    }
  }, 120_000);

  it('learns nothing by _has, by a bundle or by a condition', async () => {
    for (const person of Object.keys(marks) as Person[]) {
      const { id = '', result = '', visit = '' } = ids[person];
      const has = await calls[name](`/fhir/Organization?_has:Encounter:service-provider:_id=${visit}`);
      if (name === 'nobody') expect(has.status).toBe(401);
      else {
        const found = ((await has.json()) as { entry?: unknown[] }).entry ?? [];
        expect(found.length, `${name}: _has of ${person}`).toBe(sees[name].includes(person) ? 1 : 0);
      }
      const asked = [
        `Observation/${result}`,
        `Patient/${id}/$everything`,
        `Observation?patient=${id}`,
        `Patient/${id}/_history`,
      ];
      for (const type of ['batch', 'transaction']) {
        const entry = asked.map((url) => ({ request: { method: 'GET', url } }));
        const answer = await calls[name]('/fhir', post({ resourceType: 'Bundle', type, entry }, fhirJson));
        await expectNoLeak(name, answer, `${type} about ${person}`);
      }
    }
  });

  it('keeps out of the doors unless it is hers to mend or its to send', async () => {
    const mending = [
      '/api/doors/sources',
      '/api/doors/quarantine',
      `/api/doors/sources/${crypto.randomUUID()}`,
      `/api/doors/quarantine/${crypto.randomUUID()}`,
    ];
    for (const path of mending) {
      const { status } = await calls[name](path);
      expect(status, path).toBe(name !== 'quantri' ? refusal(name) : path.includes('-') ? 404 : 200);
    }
    for (const act of ['mend', 'dismiss']) {
      const path = `/api/doors/quarantine/${crypto.randomUUID()}/${act}`;
      const { status } = await calls[name](path, post({ value: 'x' }));
      expect(status, act).toBe(name === 'quantri' ? 404 : refusal(name));
    }
    const isSystem = name.endsWith(' system');
    const sent = await calls[name]('/exchange/insurance', post('<x/>', { 'content-type': 'text/xml' }));
    expect(sent.status).toBe(isSystem ? 422 : refusal(name));
    const found = await calls[name]('/api/personal-record/people', post({ q: 'Phạm Văn An' }));
    expect(found.status).toBe(name === 'lan' || name === 'minh' ? 200 : refusal(name));
    await expectNoLeak(name, found, 'people');
  });

  it('writes only where there is a reason', async () => {
    for (const person of Object.keys(marks) as Person[]) {
      const { id = '', result = '', illness = '' } = ids[person];
      const subject = { reference: `Patient/${id}` };
      const mine = name === 'hoa' || name === 'app of hoa';
      const note = {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'ghi thêm' },
        subject,
        ...(mine && { performer: [subject] }),
      };
      const allowed = sees[name].includes(person);
      const written = await calls[name]('/fhir/Observation', post(note, fhirJson));
      expect(written.status, `${name} about ${person}`).toBe(allowed ? 201 : refusal(name));
      if (allowed) {
        const { id: made } = (await written.json()) as { id: string };
        await sen.context().record.delete('Observation', made);
        continue;
      }
      for (const [path, method, body] of [
        [`/fhir/Observation/${result}`, 'PUT', { ...note, id: result }],
        [`/fhir/Condition/${illness}`, 'DELETE', undefined],
        [`/fhir/Observation?patient=${id}`, 'DELETE', undefined],
        [`/fhir/Patient/${id}`, 'PUT', { resourceType: 'Patient', id, name: [{ text: 'Khác' }] }],
      ] as const) {
        const answer = await calls[name](path, {
          method,
          headers: fhirJson,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        // A system may delete what it finds: nothing is found here.
        const isNothing = name === 'hospital system' && path.includes('?');
        expect(answer.status, `${name}: ${method} ${path}`).toBe(isNothing ? 204 : refusal(name));
      }
      const stored = await sen.context().record.read('Observation', result);
      expect(stored.versionId).toBe('1');
    }
  });
});

describe('nobody writes what is not true', () => {
  const subject = (person: Person) => ({ reference: `Patient/${ids[person]['id']}` });
  const reading = (more: object) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'huyết áp' },
    subject: subject('hoa'),
    ...more,
  });
  const status = async (name: ActorName, type: string, body: object): Promise<number> =>
    (await calls[name](`/fhir/${type}`, post(body, fhirJson))).status;

  it('a citizen signs her own readings only as herself', async () => {
    const hospital = { reference: `Organization/${people.hospital}` };
    for (const performer of [undefined, [hospital], [{ display: 'Bệnh viện' }], [subject('hoa'), hospital]]) {
      expect(await status('hoa', 'Observation', reading({ performer })), JSON.stringify(performer)).toBe(403);
    }
    expect(await status('hoa', 'Observation', reading({ performer: [subject('hoa')] }))).toBe(201);
  });

  it('a second name in a line does not carry it into a stranger’s record', async () => {
    expect(await status('lan', 'Observation', reading({ performer: [subject('an')] }))).toBe(403);
    const both = [subject('hoa'), subject('an')];
    expect(await status('hoa', 'Observation', reading({ performer: both }))).toBe(403);
    const page = await (await calls.minh(`/fhir/Patient/${ids.an['id']}/$everything`)).text();
    expect(page).not.toContain('huyết áp');
  });

  it('people do not write where a line came from, and a system only of its own facility', async () => {
    const origin = (person: Person, facility: string) => ({
      resourceType: 'Provenance',
      target: [subject(person)],
      recorded: '2026-01-01T00:00:00Z',
      agent: [{ who: { reference: `Organization/${facility}` } }],
    });
    expect(await status('hoa', 'Provenance', origin('hoa', people.station))).toBe(403);
    expect(await status('lan', 'Provenance', origin('hoa', people.station))).toBe(403);
    expect(await status('hospital system', 'Provenance', origin('an', people.station))).toBe(403);
    expect(await status('hospital system', 'Provenance', origin('an', people.hospital))).toBe(201);
  });

  it('a facility does not open a record to another one', async () => {
    const visit = (person: Person, facility: string) => ({
      resourceType: 'Encounter',
      status: 'finished',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      subject: subject(person),
      serviceProvider: { reference: `Organization/${facility}` },
    });
    expect(await status('lan', 'Encounter', visit('hoa', people.hospital))).toBe(403);
    expect(await status('hospital system', 'Encounter', visit('an', people.station))).toBe(403);
    expect((await calls.minh(`/fhir/Patient/${ids.hoa['id']}`)).status).toBe(403);
    expect((await calls.lan(`/fhir/Patient/${ids.an['id']}`)).status).toBe(403);
  });

  it('a system of a hospital registers somebody new for itself, with an id of its own, and for nobody else', async () => {
    const newcomer = (facility: string) => ({
      resourceType: 'Patient',
      id: `nguoi-moi-${facility === people.hospital ? 1 : 2}`,
      name: [{ text: 'Người Mới' }],
      managingOrganization: { reference: `Organization/${facility}` },
    });
    const put = async (body: { id: string }): Promise<Response> =>
      calls['hospital system'](`/fhir/Patient/${body.id}`, { ...post(body, fhirJson), method: 'PUT' });
    expect((await put(newcomer(people.hospital))).status).toBe(201);
    const refused = await put(newcomer(people.station));
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('managingOrganization');
  });

  it('a system of a hospital does not send claims of another', async () => {
    const who = { HO_TEN: 'Trần Văn Khác', SO_CCCD: '001190777777', MA_THE_BHYT: 'DN4010100777777' };
    const visit = aVisit({ key: 'K-1', summary: { ...who, MA_CSKCB: '79001' } });
    const body = envelope([visit], '79001');
    const answer = await calls['hospital system'](
      '/exchange/insurance',
      post(body, { 'content-type': 'application/xml' }),
    );
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ trangThai: 'refused', soMoi: 0 });
    expect((await sen.context().record.search('Patient', 'name=khac')).matches).toEqual([]);
  });
});

describe('an administrator who mends never sees what is clinical', () => {
  const secrets = {
    HO_TEN: 'Lê Bí Mật',
    CHAN_DOAN_RV: 'Chẩn đoán bí mật',
    DIA_CHI: 'Địa chỉ bí mật',
  };
  const hidden = ['bí mật', 'Bí Mật', '001190888888', 'DN4010100888888', 'Tỉnh, huyết áp'];

  async function expectMasked(path: string, init?: RequestInit): Promise<string> {
    const text = await (await calls.quantri(path, init)).text();
    for (const secret of hidden) expect(text, path).not.toContain(secret);
    return text;
  }

  it('of a claim: only the wrong value, in the list, in the detail and after mending', async () => {
    const who = { ...secrets, SO_CCCD: '001190888888', MA_THE_BHYT: 'DN4010100888888' };
    const drugs = [aDrug({ MA_LK: 'M-1', STT: '1', NGAY_YL: '202602300960', CACH_DUNG: 'dùng bí mật' })];
    const visits = [
      aVisit({ key: 'M-1', summary: who, drugs }),
      aVisit({ key: 'M-2', summary: { ...who, NGAY_VAO: 'hôm qua' } }),
    ];
    const answer = await calls['hospital system'](
      '/exchange/insurance',
      post(envelope(visits), { 'content-type': 'application/xml' }),
    );
    const { maGiaoDich } = (await answer.json()) as { maGiaoDich: string };
    await expectMasked(`/api/doors/sources/${maGiaoDich}`);
    const list = JSON.parse(await expectMasked(`/api/doors/quarantine?source=${maGiaoDich}`)) as {
      items: { id: string; field: string }[];
    };
    expect(list.items.map(({ field }) => field).toSorted()).toEqual(['NGAY_VAO', 'NGAY_YL']);
    for (const { id } of list.items) {
      await expectMasked(`/api/doors/quarantine/${id}`);
      await expectMasked(`/api/doors/quarantine/${id}/mend`, post({ value: 'vẫn sai' }));
      await expectMasked(`/api/doors/quarantine/${id}`);
    }
  });

  it('of a FHIR file and of an HL7 message: only the wrong value', async () => {
    const patient = {
      resourceType: 'Patient',
      id: 'giau',
      name: [{ text: 'Lê Bí Mật' }],
      birthDate: '2026-02-30',
      address: [{ text: 'Địa chỉ bí mật' }],
    };
    const odd = { resourceType: 'Patient', id: 'la', thuocTinhLa: { text: 'điều bí mật' } };
    const message = [
      'MSH|^~\\&|HIS|01999|SEN|SEN|202603100900||ORU^R01|M-3|P|2.5|||||VNM|UNICODE UTF-8',
      'PID|1||BN-9^^^01999^MR||Lê^Bí Mật||20260230|F|||Địa chỉ bí mật||||||||001190888888',
      'OBR|1||1|GLU^Glucose bí mật|||202603100900|||||||||||||||||Q',
      'OBX|1|NM|GLU^Glucose bí mật||5.6|mmol/L|điều bí mật|N|||Q',
    ].join('\r');
    for (const [door, text] of [
      ['fhir', `${JSON.stringify(patient)}\n${JSON.stringify(odd)}\n`],
      ['hl7v2', `${message}\r`],
    ] as const) {
      const ctx = sen.contextOf('doors');
      const bytes = (async function* () {
        yield Buffer.from(text);
      })();
      const { source } = await receive(ctx, bytes, { door, sender: 'test', fileName: 'tep.txt' });
      await takeSource(ctx, source.id);
      await expectMasked(`/api/doors/sources/${source.id}`);
      const list = JSON.parse(await expectMasked(`/api/doors/quarantine?source=${source.id}`)) as {
        items: { id: string }[];
      };
      expect(list.items.length, door).toBeGreaterThan(0);
      for (const { id } of list.items) await expectMasked(`/api/doors/quarantine/${id}`);
    }
  });
});

describe('the way there', () => {
  it('a token in an address is no token', async () => {
    const path = `/fhir/Patient/${people.hoa.patientId}?access_token=${await sen.platform.identity.issueToken(people.hoa.accountId)}`;
    expect((await calls.nobody(path)).status).toBe(401);
  });

  it('a paper to print carries no name in its own name', async () => {
    const answer = await calls.hoa(`/api/personal-record/${people.hoa.patientId}/summary.pdf`);
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="sen-summary.pdf"');
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('a stranger’s large body is answered before it is read', async () => {
    const answer = await calls
      .nobody('/fhir', post(`{"resourceType":"Bundle"${' '.repeat(20_000_000)}`, fhirJson))
      .catch(() => undefined);
    expect(answer?.status ?? 401).toBe(401);
  });

  it.each([
    ['Patient/_history', ['abc', 1]],
    ['Patient/_history', ['2026-01-01T00:00:00Z', 99_999_999_999]],
    ['Observation?_sort=date', ['abc']],
    ['Patient?_sort=_lastUpdated', ['\0']],
  ])('a forged page mark of %s is refused, not an error of ours', async (path, keys) => {
    const mark = Buffer.from(JSON.stringify(['00000000-0000-0000-0000-000000000000', ...keys])).toString(
      'base64url',
    );
    const address = `/fhir/${path}${path.includes('?') ? '&' : '?'}_cursor=${mark}`;
    expect((await calls.lan(address)).status).toBe(400);
  });

  it.each([
    ['/fhir/Patient/%00', 404],
    ['/fhir/Patient?_id=%00', 200],
    ['/fhir/Patient?_lastUpdated=0001-01-01', 200],
    ['/fhir/Patient?_lastUpdated=gt9999-12-31', 200],
    ['/fhir/__proto__', 404],
    ['/fhir/Patient?constructor=1', 400],
    ["/fhir/Patient?name=a'%20%26%20b:*%20|%20\\", 200],
    ["/fhir/Patient?identifier=a|';drop%20table%20record.resource--", 200],
    ['/api/personal-record/%00/nothing', 404],
  ])('%s is answered with %i', async (path, status) => {
    expect((await calls.lan(path)).status).toBe(status);
  });
});

describe('the place somebody works for', () => {
  const made = async (resource: object): Promise<string> =>
    (await sen.context().record.create(resource as Resource)).id;
  const at = async (role: string, facilityId: string): Promise<CallAs> => {
    const username = `noi.${facilityId.slice(-8)}`;
    await sen.platform.identity.createPerson({ username, display: role, roles: [{ role, facilityId }] });
    return sen.as(username);
  };
  const hasRead = async (call: CallAs, type: string, id: string): Promise<boolean> =>
    (await call(`/fhir/${type}/${id}`)).status === 200;

  it('may be a department: its people see whom it treats, and those of the next department do not', async () => {
    const partOf = { reference: `Organization/${people.hospital}` };
    const department = (name: string) => made({ resourceType: 'Organization', active: true, name, partOf });
    const [heart, skin] = [await department('Khoa Tim mạch'), await department('Khoa Da liễu')];
    const person = await made({ resourceType: 'Patient', active: true, name: [{ text: 'Vũ Thị Khoa' }] });
    const visit = await made({
      resourceType: 'Encounter',
      status: 'in-progress',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject: { reference: `Patient/${person}` },
      serviceProvider: { reference: `Organization/${heart}` },
    });
    const [own, next] = [await at('nurse', heart), await at('nurse', skin)];
    expect([await hasRead(own, 'Patient', person), await hasRead(own, 'Encounter', visit)]).toEqual([
      true,
      true,
    ]);
    expect([await hasRead(next, 'Patient', person), await hasRead(next, 'Encounter', visit)]).toEqual([
      false,
      false,
    ]);
  });

  it('may be a district of old, by the code it had, and further communes: reported diseases of those who live there, and of nobody else', async () => {
    const centre = await made({
      resourceType: 'Organization',
      active: true,
      name: 'Trung tâm y tế khu vực',
      extension: ['260', '09325'].map((valueCode) => ({ url: 'urn:sen:area-of-duty', valueCode })),
    });
    const illnessOf = async (commune: string): Promise<string> => {
      const ward = { url: 'ward', valueCodeableConcept: { coding: [{ code: commune }] } };
      const url = 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address';
      const address = [{ extension: [{ url, extension: [ward] }] }];
      const person = await made({ resourceType: 'Patient', active: true, address });
      return made({
        resourceType: 'Condition',
        subject: { reference: `Patient/${person}` },
        code: { coding: [{ system: codeSystem.icd10, code: 'A97.1' }] },
      });
    };
    const officer = await at('public-health-officer', centre);
    const seen = [];
    // Tiên Du, which ended as a district in 2025, was of the first; the last lay in another.
    for (const commune of ['09319', '09325', '09247'])
      seen.push(await hasRead(officer, 'Condition', await illnessOf(commune)));
    expect(seen).toEqual([true, true, false]);
  });
});
