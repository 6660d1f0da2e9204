import type { Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anActor } from '../../testing/an-actor.ts';
import { createSamePersons } from '../same-person/same-persons.ts';
import { bundleOf, encounter, idsOf, observation, patient } from './examples.ts';
import { nationalId, startRecord, type TestRecord } from './start-record.ts';

/** One woman with two records: 'cu' of a hospital, 'moi' of her station. 'khac' is somebody else. */
let record: TestRecord;
const own = [
  'Observation/mach-cu',
  'Observation/mach-moi',
  'Encounter/kham-cu',
  'Encounter/kham-moi',
] as const;

const get = (url: string, actor = 'sen'): ReturnType<TestRecord['call']> =>
  record.call('GET', url, undefined, { 'x-actor': actor });
const found = async (url: string, actor = 'sen'): Promise<string[]> => {
  const answer = await get(url, actor);
  expect(answer.status, `${url} ${answer.text}`).toBe(200);
  return idsOf(answer.json).toSorted();
};
const put = async (
  resource: { resourceType: string; id: string } & Record<string, unknown>,
  actor = 'sen',
) => {
  const answer = await record.call('PUT', `/${resource.resourceType}/${resource.id}`, resource, {
    'x-actor': actor,
  });
  expect([200, 201], answer.text).toContain(answer.status);
  return answer;
};

const persons = {
  cu: {
    managingOrganization: { reference: 'Organization/vien' },
    identifier: [{ system: nationalId, value: '1' }],
  },
  moi: { managingOrganization: { reference: 'Organization/tram' }, birthDate: '1990-01-01' },
  khac: { managingOrganization: { reference: 'Organization/khac' } },
  ba: { managingOrganization: { reference: 'Organization/khac' } },
} as const;
type Person = keyof typeof persons;

const stand = (id: Person, more: object = {}) => put({ ...patient({ ...persons[id], ...more }), id });
const replaced = (by: Person): object => ({
  active: false,
  link: [{ type: 'replaced-by', other: { reference: `Patient/${by}` } }],
});

beforeAll(async () => {
  record = await startRecord();
  for (const id of ['tram', 'vien', 'khac']) await put({ resourceType: 'Organization', id, name: id });
  for (const id of Object.keys(persons) as Person[]) await stand(id);
  for (const [id, home] of [
    ['cu', 'vien'],
    ['moi', 'tram'],
    ['khac', 'khac'],
  ] as const) {
    await put({
      ...encounter(id, { serviceProvider: { reference: `Organization/${home}` } }),
      id: `kham-${id}`,
    });
    await put({
      ...observation(id, { encounter: { reference: `Encounter/kham-${id}` } }),
      id: `mach-${id}`,
    });
  }
  await put({
    resourceType: 'Appointment',
    id: 'hen',
    status: 'booked',
    start: '2026-06-01T08:00:00+07:00',
    end: '2026-06-01T08:30:00+07:00',
    participant: ['cu', 'moi', 'khac'].map((id) => ({
      status: 'accepted',
      actor: { reference: `Patient/${id}` },
    })),
  });
  await put({
    resourceType: 'Condition',
    id: 'hiv',
    subject: { reference: 'Patient/cu' },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'B24' }] },
  });
  for (const home of ['tram', 'vien', 'khac'])
    record.actAs(
      `bs-${home}`,
      anActor({
        kind: 'person',
        accountId: `bs-${home}`,
        roles: ['station-doctor'],
        facilityId: home,
        purpose: 'care',
        permissions: new Set(['record.read', 'record.write']),
      }),
    );
  for (const id of ['cu', 'moi', 'khac'])
    record.actAs(
      `ct-${id}`,
      anActor({ kind: 'person', accountId: `ct-${id}`, roles: ['citizen'], patientId: id, purpose: 'own' }),
    );
  record.actAs(
    'may-vien',
    anActor({
      kind: 'system',
      accountId: 'may-vien',
      scopes: ['system/*.cruds'],
      facilityId: 'vien',
      purpose: 'exchange',
    }),
  );
});
beforeEach(async () => {
  for (const id of Object.keys(persons) as Person[]) await stand(id);
  await record.call('DELETE', '/Consent/dong');
  await record.call('DELETE', '/RelatedPerson/con');
});
afterAll(() => record.stop());

const bothPulses = ['mach-cu', 'mach-moi'];

describe('before anybody joins them', () => {
  it('each record stands alone', async () => {
    expect(await found('/Observation?patient=moi')).toEqual(['mach-moi']);
    expect(await found('/Observation?patient=moi', 'bs-tram')).toEqual(['mach-moi']);
    expect((await get('/Observation/mach-cu', 'bs-tram')).status).toBe(403);
    const { rows } = await record.database.query('select 1 from record.same_person');
    expect(rows).toHaveLength(0);
  });
});

describe('two records of one person', () => {
  beforeEach(() => stand('cu', replaced('moi')));

  it.each(['cu', 'moi'])('are found whole by the id of either: %s', async (id) => {
    expect(await found(`/Observation?patient=${id}`)).toEqual(bothPulses);
    expect(await found(`/Observation?subject=Patient/${id}`)).toEqual(bothPulses);
    expect(await found(`/Observation?patient=${id}&_sort=-date`)).toEqual(bothPulses);
    expect(await found(`/Observation?patient=${id}&code=8867-4&_count=1`)).toHaveLength(1);
    expect(await found(`/Patient/${id}/Observation`)).toEqual(bothPulses);
    expect(await found(`/Patient/${id}/Appointment`)).toEqual(['hen']);
    expect(await found(`/Appointment?patient=${id}`)).toEqual(['hen']);
    expect(await found(`/Observation?encounter.patient=${id}`)).toEqual(bothPulses);
    expect(bundleOf((await get(`/Observation?patient=${id}&_summary=count`)).json).total).toBe(2);
    expect(await found(`/Observation/$lastn?patient=${id}&max=5`)).toEqual(bothPulses);
    expect(await found(`/Observation?patient=${id},khac`)).toEqual(['mach-cu', 'mach-khac', 'mach-moi']);
  });

  it('pages of a search for one of them hold each line once', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/Encounter?patient=cu&_count=1&_sort=date';
    for (let pages = 0; url !== undefined && pages < 9; pages += 1) {
      const { json } = await get(url);
      seen.push(...idsOf(json));
      url = bundleOf(json)
        .link?.find(({ relation }) => relation === 'next')
        ?.url.split('/fhir')[1];
    }
    expect(seen.toSorted()).toEqual(['kham-cu', 'kham-moi']);
  });

  it('are met by a chain through what either of them says', async () => {
    expect(await found(`/Observation?patient.identifier=${nationalId}|1`)).toEqual(bothPulses);
    expect(await found('/Observation?patient.birthdate=1990-01-01')).toEqual(bothPulses);
    expect(await found('/Observation?_id=mach-cu&patient.birthdate=1990-01-01')).toEqual(['mach-cu']);
    expect(await found('/Patient?_has:Encounter:patient:service-provider=vien')).toEqual(['cu', 'moi']);
    expect(await found('/Patient?_id=moi&_has:Encounter:patient:service-provider=vien')).toEqual(['moi']);
    expect(await found('/Patient?_id=moi&_revinclude=Observation:patient')).toEqual([...bothPulses, 'moi']);
  });

  it.each(['cu', 'moi'])('come whole with $everything and $summary: %s', async (id) => {
    const all = await found(`/Patient/${id}/$everything`);
    expect(all).toEqual(['cu', 'hen', 'hiv', 'kham-cu', 'kham-moi', 'mach-cu', 'mach-moi', 'moi']);
    const first = (await get(`/Patient/${id}/$everything`)).json;
    expect(idsOf(first)[0]).toBe(id);
    const seen: string[] = [];
    let url: string | undefined = `/Patient/${id}/$everything?_count=2`;
    for (let pages = 0; url !== undefined && pages < 9; pages += 1) {
      const { json } = await get(url);
      seen.push(...idsOf(json));
      url = bundleOf(json)
        .link?.find(({ relation }) => relation === 'next')
        ?.url.split('/fhir')[1];
    }
    expect(seen.toSorted()).toEqual(all);
    const summary = bundleOf((await get(`/Patient/${id}/$summary`)).json);
    const patients = (summary.entry ?? []).filter(({ resource }) => resource?.resourceType === 'Patient');
    expect(patients).toHaveLength(1);
  });

  it('have one state that a write to either changes', async () => {
    const before = await record.store.versionOf('moi');
    await put({
      ...observation('cu', { status: 'amended', encounter: { reference: 'Encounter/kham-cu' } }),
      id: 'mach-cu',
    });
    expect(await record.store.versionOf('moi')).not.toBe(before);
    await put({ ...observation('cu', { encounter: { reference: 'Encounter/kham-cu' } }), id: 'mach-cu' });
  });

  it('every reference still leads somewhere, and the former record says where it went', async () => {
    for (const name of own) expect((await get(`/${name}`)).status, name).toBe(200);
    const { link, active } = (await get('/Patient/cu')).json as { link: unknown; active: boolean };
    expect(active).toBe(false);
    expect(link).toEqual([{ type: 'replaced-by', other: { reference: 'Patient/moi' } }]);
  });

  it.each(['bs-tram', 'bs-vien', 'ct-cu', 'ct-moi'])(
    'are open to whoever had one of them open: %s',
    async (actor) => {
      expect(await found('/Observation?patient=cu', actor)).toEqual(bothPulses);
      expect(await found('/Observation?patient=moi', actor)).toEqual(bothPulses);
      expect(await found('/Observation', actor)).toEqual(bothPulses);
      for (const name of own) expect((await get(`/${name}`, actor)).status, name).toBe(200);
      expect(await found('/Observation/_history', actor)).toEqual(expect.arrayContaining(bothPulses));
      expect((await get('/Patient/cu/$everything', actor)).status).toBe(200);
    },
  );

  it.each(['bs-khac', 'ct-khac'])('and to nobody else: %s', async (actor) => {
    expect(await found('/Observation', actor)).toEqual(['mach-khac']);
    expect(await found('/Observation?patient=cu', actor)).toEqual([]);
    for (const name of own) expect((await get(`/${name}`, actor)).status, name).toBe(403);
    expect((await get('/Patient/moi/$everything', actor)).status).toBe(403);
  });

  it('a sensitive line of one stays closed to who sees the other', async () => {
    for (const actor of ['bs-tram', 'bs-vien']) {
      expect(await found('/Condition?patient=moi', actor)).toEqual([]);
      expect((await get('/Condition/hiv', actor)).status).toBe(403);
    }
    expect(await found('/Condition?patient=moi', 'ct-moi')).toEqual(['hiv']);
  });

  it.each(['cu', 'moi'])(
    'what she closed in one is closed in both, whenever she closed it: %s',
    async (closed) => {
      const close = () =>
        put({
          resourceType: 'Consent',
          id: 'dong',
          status: 'active',
          scope: {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
            ],
          },
          category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
          patient: { reference: `Patient/${closed}` },
          dateTime: '2026-01-01',
          policyRule: { text: 'own' },
          provision: {
            type: 'deny',
            actor: [{ role: { text: 'x' }, reference: { reference: 'Organization/tram' } }],
          },
        });
      await close();
      expect(await found('/Observation', 'bs-tram')).toEqual([]);
      expect(await found('/Observation', 'bs-vien')).toEqual(bothPulses);
      await stand('cu');
      expect(await found('/Observation', 'bs-tram')).toEqual(closed === 'moi' ? [] : ['mach-moi']);
      await stand('cu', replaced('moi'));
      expect(await found('/Observation', 'bs-tram')).toEqual([]);
      await record.call('DELETE', '/Consent/dong');
      expect(await found('/Observation', 'bs-tram')).toEqual(bothPulses);
    },
  );

  it('a visit written after it opens both; when it is taken back it opens neither', async () => {
    const visit = (status: string) =>
      put({
        ...encounter('cu', {
          status,
          period: { start: new Date().toISOString() },
          serviceProvider: { reference: 'Organization/khac' },
        }),
        id: 'kham-sau',
      });
    await visit('in-progress');
    expect(await found('/Observation?patient=moi', 'bs-khac')).toEqual(bothPulses);
    await visit('cancelled');
    expect(await found('/Observation?patient=moi', 'bs-khac')).toEqual([]);
    await record.call('DELETE', '/Encounter/kham-sau');
  });

  it('parted again, each stands alone as before', async () => {
    await stand('cu');
    expect(await found('/Observation?patient=moi')).toEqual(['mach-moi']);
    expect(await found('/Observation', 'bs-tram')).toEqual(['mach-moi']);
    expect(await found('/Observation', 'ct-cu')).toEqual(['mach-cu']);
    expect(await found('/Patient/moi/$everything')).toEqual(['hen', 'kham-moi', 'mach-moi', 'moi']);
    const { rows } = await record.database.query(
      `select 1 from record.same_person union all select 1 from record.care_relation where via is not null
       union all select 1 from record.closing where via is not null`,
    );
    expect(rows).toHaveLength(0);
  });

  it('another server knows it within a second', async () => {
    const { rows } = await record.database.query<{ id: string }>(
      `select id from record.resource where type = 'Patient' and fhir_id = 'moi'`,
    );
    const other = createSamePersons({ database: record.database });
    await stand('cu');
    expect(await other.of(record.database, rows[0]!.id)).toBeUndefined();
    await stand('cu', replaced('moi'));
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await other.of(record.database, rows[0]!.id))?.names).toEqual(['moi', 'cu']);
    expect((await other.of(record.database, 'cu'))?.survivor).toBe(rows[0]!.id);
    await stand('cu');
    expect(await other.of(record.database, 'moi')).toBeUndefined();
  });

  it('a tie written by another server in the moment after they were joined opens both at once', async () => {
    await stand('cu');
    const beside = record.beside();
    // It has just looked who is joined, and looks again only in a second.
    await beside.search('Observation', 'patient=moi');
    await stand('cu', replaced('moi'));
    const visit = encounter('cu', {
      period: { start: new Date().toISOString() },
      serviceProvider: { reference: 'Organization/khac' },
    });
    await beside.update({ ...visit, id: 'kham-ngay' } as unknown as Resource);
    expect(await found('/Observation?patient=moi', 'bs-khac')).toEqual(bothPulses);
    await record.call('DELETE', '/Encounter/kham-ngay');
    await stand('cu');
  });
});

describe('chains and circles', () => {
  it('are followed whole, in whatever order they were made', async () => {
    await stand('moi', replaced('ba'));
    await stand('cu', replaced('moi'));
    for (const id of ['cu', 'moi', 'ba'])
      expect(await found(`/Observation?patient=${id}`)).toEqual(bothPulses);
    const { rows } = await record.database.query<{ survivor: string; members: string[] }>(
      'select distinct survivor, members from record.same_person',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.members).toHaveLength(3);
    expect(rows[0]!.members[0]).toBe(rows[0]!.survivor);
  });

  it('a circle is refused, also where both halves come at one time', async () => {
    await stand('cu', replaced('moi'));
    const turn = await record.call('PUT', '/Patient/moi', {
      ...patient({ ...persons.moi, ...replaced('cu') }),
      id: 'moi',
    });
    expect(turn.status, turn.text).toBe(409);
    expect(turn.text).toContain('record.person-circle');
    await stand('cu');
    const [one, other] = await Promise.all([
      record.call('PUT', '/Patient/cu', { ...patient({ ...persons.cu, ...replaced('moi') }), id: 'cu' }),
      record.call('PUT', '/Patient/moi', { ...patient({ ...persons.moi, ...replaced('cu') }), id: 'moi' }),
    ]);
    expect([one!.status, other!.status].toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('A into B while B goes into C: all are one person, and C lives on', async () => {
    for (let round = 0; round < 8; round += 1) {
      for (const id of ['cu', 'moi', 'ba'] as const) await stand(id);
      await Promise.all([stand('cu', replaced('moi')), stand('moi', replaced('ba'))]);
      const { rows } = await record.database.query<{ survivor: string; n: number }>(
        'select survivor, count(*)::int as n from record.same_person group by survivor',
      );
      expect(rows.map(({ n }) => n)).toEqual([3]);
      expect(await found('/Observation?patient=ba')).toEqual(bothPulses);
    }
  });

  it('who is deleted leaves the others as they were', async () => {
    await put({ ...patient(), id: 'tam' });
    await put({
      ...patient({ link: [{ type: 'replaced-by', other: { reference: 'Patient/moi' } }] }),
      id: 'tam',
    });
    await stand('cu', replaced('moi'));
    await record.call('DELETE', '/Patient/tam');
    expect(await found('/Observation?patient=cu')).toEqual(bothPulses);
    const { rows } = await record.database.query('select 1 from record.same_person');
    expect(rows).toHaveLength(2);
  });
});

describe('what was deleted with one person', () => {
  it('comes again with another under its id, counting on, and its past stays where it was', async () => {
    const finding = (of: Person) => put({ ...observation(of), id: 'lac' });
    await finding('cu');
    for (const whose of ['khac', 'moi'] as const) {
      await record.call('DELETE', '/Observation/lac');
      await finding(whose);
    }
    const { meta, subject } = (await get('/Observation/lac')).json as Record<
      string,
      { versionId: string; reference: string }
    >;
    expect(meta!.versionId).toBe('5');
    expect(subject!.reference).toBe('Patient/moi');
    expect(await found('/Observation', 'bs-tram')).toContain('lac');
    expect(await found('/Observation', 'bs-vien')).not.toContain('lac');
    expect((await get('/Observation/lac/_history/1', 'bs-tram')).status).toBe(403);
    expect((await get('/Observation/lac/_history/1', 'bs-vien')).status).toBe(200);
    expect((await get('/Observation/lac/_history/3', 'bs-khac')).status).toBe(200);
    await record.call('DELETE', '/Observation/lac');
  });
});

describe('reindexing', () => {
  it('finds links that were written before they were followed, and ties that a server missed', async () => {
    await stand('cu', replaced('moi'));
    await record.database.query('delete from record.same_person');
    await record.database.query('delete from record.care_relation where via is not null');
    expect(await found('/Observation', 'bs-tram')).toEqual(['mach-moi']);
    await record.engine.reindex({ afresh: true });
    expect(await found('/Observation', 'bs-tram')).toEqual(bothPulses);
    await record.database.query('delete from record.care_relation where via is not null');
    await record.engine.reindex({ afresh: true });
    expect(await found('/Observation', 'bs-tram')).toEqual(bothPulses);
    expect(await found('/Observation?patient=moi')).toEqual(bothPulses);
  });
});

describe('who says that records are of one person', () => {
  it.each(['bs-tram', 'ct-moi', 'may-vien'])(
    'not %s: it would open the record of somebody else to her',
    async (actor) => {
      for (const link of ['replaced-by', 'replaces']) {
        const id = actor === 'may-vien' ? 'cu' : 'moi';
        const answer = await record.call(
          'PUT',
          `/Patient/${id}`,
          {
            ...patient({ ...persons[id], link: [{ type: link, other: { reference: 'Patient/khac' } }] }),
            id,
          },
          { 'x-actor': actor },
        );
        expect(answer.status, answer.text).toBe(403);
      }
      expect((await get('/Observation/mach-khac', actor)).status).toBe(403);
    },
  );

  it('and the system of a facility does not part them by sending its old copy', async () => {
    await stand('cu', replaced('moi'));
    const answer = await record.call(
      'PUT',
      '/Patient/cu',
      { ...patient(persons.cu), id: 'cu' },
      { 'x-actor': 'may-vien' },
    );
    expect(answer.status, answer.text).toBe(403);
    expect(answer.text).toContain('record.person-link');
  });
});
