import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent, Bundle, Task } from '@medplum/fhirtypes';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { TestPeople } from '#platform/testing/people.ts';
import { findUnusualJob } from '../jobs/find-unusual.job.ts';
import type { ComplaintView, LookView, ReviewView, SuspectView } from '../api.ts';
import { makeWatchers } from './people-of-the-log.ts';

let sen: TestPlatform;
let people: TestPeople;
let hoa: CallAs;
let lan: CallAs;
let minh: CallAs;
let supervisor: CallAs;
let department: CallAs;
let admin: CallAs;

beforeAll(async () => {
  sen = await startPlatform();
  people = await sen.people();
  await makeWatchers(sen);
  [hoa, lan, minh, supervisor, department, admin] = (await Promise.all(
    ['hoa', 'bs.lan', 'bs.minh', 'giamsat', 'sytinh', 'quantri'].map((name) => sen.as(name)),
  )) as [CallAs, CallAs, CallAs, CallAs, CallAs, CallAs];
  const patient = `/fhir/Patient/${people.hoa.patientId}`;
  expect((await lan(patient)).status).toBe(200);
  expect((await lan(`/fhir/Observation?patient=${people.hoa.patientId}`)).status).toBe(200);
  expect((await minh(patient)).status).toBe(403);
}, 180_000);
afterAll(() => sen.stop());

const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;
const post = (call: CallAs, path: string, body: object): Promise<Response> =>
  call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const mine = async (): Promise<{ looks: LookView[]; complaints: ComplaintView[] }> =>
  json(await hoa('/api/access-log/mine'));
const reviews = async (call = supervisor, state = 'open'): Promise<ReviewView[]> =>
  (await json<{ reviews: ReviewView[] }>(await call(`/api/access-log/reviews?state=${state}`))).reviews;

describe('who has seen my record', () => {
  it('tells chị Hoa that bác sĩ Lan looked, in whose name and why, and that bác sĩ Minh was refused', async () => {
    const { looks } = await mine();
    expect(looks.find(({ who }) => who === 'BS Trần Thị Lan')).toMatchObject({
      facility: 'Trạm Y tế phường Sen',
      roles: ['station-doctor'],
      purpose: 'care',
      isRefused: false,
      kinds: expect.arrayContaining(['person']) as string[],
    });
    expect(looks.find(({ who }) => who === 'BS Lê Văn Minh')).toMatchObject({ isRefused: true });
  });

  it('tells her own AuditEvents in the form of BALP, and nobody else’s', async () => {
    const page = await json<Bundle>(await hoa('/fhir/AuditEvent?_count=3'));
    expect(page.entry?.length).toBeGreaterThan(0);
    for (const { resource } of page.entry ?? []) {
      expect(validateStructure(resource)).toEqual([]);
      const told = (resource as AuditEvent).entity?.find(({ type }) => type?.code === '1')?.what?.reference;
      expect(told).toBe(`Patient/${people.hoa.patientId}`);
    }
    const [first] = page.entry ?? [];
    expect((await hoa(`/fhir/AuditEvent/${first?.resource?.id}`)).status).toBe(200);
    const next = page.link?.find(({ relation }) => relation === 'next')?.url;
    expect(next).toBeDefined();
    const second = await json<Bundle>(await hoa(next!.slice(sen.url.length)));
    expect(second.entry?.map(({ resource }) => resource?.id)).not.toContain(first?.resource?.id);
    const refused = await json<Bundle>(await hoa('/fhir/AuditEvent?outcome=4'));
    expect(refused.entry?.[0]?.resource).toMatchObject({ outcome: '4' });
    expect((await hoa('/fhir/AuditEvent?agent-name=Lan')).status).toBe(400);
  });

  it('is closed to whoever asks for another person’s lines, to doctors and to administrators', async () => {
    expect((await hoa(`/fhir/AuditEvent?patient=${people.lan.practitionerId}`)).status).toBe(403);
    for (const call of [lan, minh, admin]) {
      expect((await call('/fhir/AuditEvent')).status).toBe(403);
      expect((await call(`/fhir/AuditEvent?patient=${people.hoa.patientId}`)).status).toBe(403);
      expect((await call('/api/access-log/mine')).status).toBe(403);
      expect((await call('/api/access-log/reviews')).status).toBe(403);
    }
    expect((await fetch(`${sen.url}/fhir/AuditEvent`)).status).toBe(401);
  });

  it('shows a supervisor what was done in her facility’s name, and no other facility', async () => {
    const page = await json<Bundle>(await supervisor(`/fhir/AuditEvent?agent=${people.lan.accountId}`));
    expect(page.entry?.length).toBeGreaterThan(0);
    const other = await json<Bundle>(await supervisor(`/fhir/AuditEvent?agent=${people.minh.accountId}`));
    expect(other.entry).toBeUndefined();
    expect((await supervisor(`/fhir/AuditEvent?agent=Organization/${people.hospital}`)).status).toBe(403);
  });

  it('has a line for each person whom a list has shown', async () => {
    const neighbour = await sen.context().record.create({
      resourceType: 'Patient',
      name: [{ use: 'official', text: 'Lê Thị Mai', family: 'Lê', given: ['Thị', 'Mai'] }],
      managingOrganization: { reference: `Organization/${people.station}` },
    });
    await lan(`/fhir/Patient?organization=Organization/${people.station}`);
    const { rows } = await sen.database.query<{ patient_id: string; query: string; count: number }>(
      `select patient_id, query, count from audit.event
       where actor_id = $1 and action = 'search' and resource_type = 'Patient' and query = 'organization'`,
      [people.lan.accountId],
    );
    expect(rows.map((row) => row.patient_id).sort()).toEqual([neighbour.id, people.hoa.patientId].sort());
    expect(rows.map(({ count }) => count)).toEqual([1, 1]);
  });

  it('stands in the CapabilityStatement', async () => {
    const text = await (await fetch(`${sen.url}/fhir/metadata`)).text();
    expect(text).toContain('IHE.BasicAudit.PatientRead');
  });
});

describe('I find this wrong', () => {
  it('goes to the facility’s supervisor with the clock of the law, and its answer comes back', async () => {
    const look = (await mine()).looks.find(({ who }) => who === 'BS Trần Thị Lan')!;
    const words = 'Tôi không khám ở trạm hôm đó, sao lại có người xem?';
    const made = await post(hoa, '/api/access-log/complaints', { lineId: look.lineId, words });
    const { complaint } = await json<{ complaint: ComplaintView }>(made);
    expect(complaint).toMatchObject({ state: 'open', about: 'BS Trần Thị Lan' });
    expect(complaint.acknowledgeBy < complaint.doneBy).toBe(true);
    const again = await post(hoa, '/api/access-log/complaints', { lineId: look.lineId, words });
    expect((await json<{ complaint: ComplaintView }>(again)).complaint.id).toBe(complaint.id);

    const [review] = await reviews();
    expect(review).toMatchObject({ id: complaint.id, kind: 'complaint', words, person: 'Nguyễn Thị Hoa' });
    const { rows } = await sen.database.query<{ words: string }>('select words from access_log.review');
    expect(rows.map((row) => row.words).join()).not.toContain('trạm');

    const record = sen.context().record;
    const [task] = (await record.search('Task', 'status=requested')).matches;
    expect((JSON.parse(task!.text) as Task).owner?.reference).toBe(`Organization/${people.station}`);
    expect(task!.text).not.toContain('Hoa');

    expect((await post(supervisor, `/api/access-log/reviews/${review!.id}/acknowledge`, {})).status).toBe(
      200,
    );
    const decision = { outcome: 'explained', reason: 'Bác sĩ chuẩn bị buổi khám định kỳ.' };
    for (const call of [hoa, minh, lan, department])
      expect((await post(call, `/api/access-log/reviews/${review!.id}/decide`, decision)).status).toBe(403);
    expect((await post(supervisor, `/api/access-log/reviews/${review!.id}/decide`, decision)).status).toBe(
      200,
    );
    expect((await post(supervisor, `/api/access-log/reviews/${review!.id}/decide`, decision)).status).toBe(
      409,
    );
    expect((await mine()).complaints[0]).toMatchObject({ state: 'explained', reason: decision.reason });
    const ended = await record.read('Task', task!.id);
    expect((JSON.parse(ended.text) as Task).status).toBe('completed');
  });

  it('cannot be said of somebody else’s line', async () => {
    const { rows } = await sen.database.query<{ id: string }>(
      'select id from audit.event where patient_id is distinct from $1 limit 1',
      [people.hoa.patientId],
    );
    const answer = await post(hoa, '/api/access-log/complaints', {
      lineId: rows[0]!.id,
      words: 'không phải của tôi',
    });
    expect(answer.status).toBe(404);
  });
});

describe('unusual looks', () => {
  it('are raised by rules over new lines, once, decided by another person, and the rule’s luck is counted', async () => {
    const { record } = sen.context();
    const lanAsPatient = await record.create({
      resourceType: 'Patient',
      name: [{ use: 'official', text: 'Trần Văn Tú', family: 'Trần', given: ['Văn', 'Tú'] }],
      meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'CEL' }] },
    });
    const actor = anActor({
      kind: 'person',
      accountId: people.lan.accountId,
      roles: ['station-doctor'],
      facilityId: people.station,
      purpose: 'care',
    });
    const look = {
      actor,
      action: 'read',
      resourceType: 'Patient',
      patientId: lanAsPatient.id,
      outcome: 'ok',
    } as const;
    await sen.platform.audit.append(look);
    const run = (): Promise<void> => findUnusualJob.run(sen.contextOf('access-log'), {});
    await run();
    await sen.platform.audit.append(look);
    await run();
    const found = (await reviews()).filter(({ kind }) => kind === 'unusual');
    expect(found).toMatchObject([{ who: 'BS Trần Thị Lan', person: 'Trần Văn Tú' }]);
    expect(found[0]!.rules).toEqual(expect.arrayContaining(['well-known', 'no-visit']));
    expect((await reviews()).some(({ person }) => person === 'Nguyễn Thị Hoa')).toBe(false);
    await post(supervisor, `/api/access-log/reviews/${found[0]!.id}/decide`, {
      outcome: 'confirmed',
      reason: 'Không có lý do chuyên môn.',
    });
    const { precision } = await json<{ precision: { rule: string; confirmed: number }[] }>(
      await supervisor('/api/access-log/reviews?state=decided'),
    );
    expect(precision.find(({ rule }) => rule === 'well-known')).toMatchObject({ decided: 1, confirmed: 1 });
  });
});

describe('who could have leaked this', () => {
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const question = (): object => ({
    people: [people.hoa.patientId, 'không có ai'],
    from: today,
    to: today,
    kinds: ['person'],
    reason: 'Ảnh hồ sơ xuất hiện trên mạng.',
  });

  it('lists everybody who saw it, ranked, for the Department alone; the search and its copy are lines themselves', async () => {
    const answer = await json<{ suspects: SuspectView[]; people: number; unknown: number }>(
      await post(department, '/api/access-log/leak', question()),
    );
    expect(answer).toMatchObject({ people: 1, unknown: 1 });
    expect(answer.suspects.map(({ who }) => who)).toContain('BS Trần Thị Lan');
    expect(answer.suspects.map(({ who }) => who)).not.toContain('BS Lê Văn Minh');
    const { table: csv } = await json<{ table: string }>(
      await post(department, '/api/access-log/leak/table', question()),
    );
    const account = await sen.platform.identity.findAccountByName('sytinh');
    for (const line of csv.trim().split('\r\n').slice(1)) expect(line).toContain(account!.id);
    const { rows } = await sen.database.query<{ n: number }>(
      `select count(*)::int as n from audit.event where actor_id = $1 and resource_type = 'AuditEvent' and patient_id = $2`,
      [account!.id, people.hoa.patientId],
    );
    expect(rows[0]!.n).toBe(2);
    for (const call of [hoa, lan, supervisor, admin])
      expect((await post(call, '/api/access-log/leak', question())).status).toBe(403);
  });
});
