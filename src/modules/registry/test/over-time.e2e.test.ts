import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { DemoStage } from '#platform/module/define-module.ts';
import { signInDemo } from '#platform/module/tell-demo.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { registryPeople, type Candidate, type PersonLine } from '../api.ts';
import { chapter } from '../demo.ts';
import { checkSome } from '../jobs/check-new.ts';
import type { PersonView } from '../domain/person-contract.ts';
import { sweepStep } from '../people/sweep.ts';
import { reseal } from '../reseal.ts';
import { beginSweep } from '../routes/models.ts';
import { dung, home, post, register } from './a-desk.ts';

let sen: TestPlatform;
let lan: CallAs;
let minh: CallAs;
/** Anh Dũng, registered at the station. */
let dungId: string;

beforeAll(async () => {
  sen = await startPlatform();
  await sen.people();
  [lan, minh] = await Promise.all([sen.as('bs.lan'), sen.as('bs.minh')]);
  dungId = (await register(lan, dung)).json.person.id;
});
afterAll(() => sen?.stop());

async function patientOf(id: string): Promise<Patient> {
  return JSON.parse((await sen.context().record.read('Patient', id)).text) as Patient;
}

describe('a person over time', () => {
  test('a number that comes later makes the code old and keeps it', async () => {
    const made = await register(lan, {
      name: 'Bùi Gia Hân',
      birthDate: '2026-10-01',
      gender: 'female',
      without: 'not-issued',
    });
    const { id } = made.json.person;
    const linked = await post(lan, `/api/registry/people/${id}/number`, {
      kind: 'personal',
      value: '001326777888',
    });
    expect(linked.status, JSON.stringify(linked.json)).toBe(200);
    const { identifier } = await patientOf(id);
    expect(identifier?.find(({ system }) => system === identifierSystem.temporary)).toMatchObject({
      use: 'old',
      period: { end: expect.any(String) as string },
    });
    expect(
      (await post<{ people: PersonLine[] }>(lan, '/api/registry/find', { text: made.json.temporaryCode }))
        .json.people[0]?.id,
    ).toBe(id);
    const taken = await post(lan, `/api/registry/people/${id}/number`, {
      kind: 'personal',
      value: '001079123456',
    });
    expect(taken.status).toBe(409);
  });

  test('a move ends the former home; a correction keeps the former name; death is written with its day', async () => {
    const { id } = (
      await register(lan, {
        ...dung,
        name: 'Cao Bá Quát',
        numbers: [],
        phone: '0944000111',
        birthDate: '1950-02-14',
      })
    ).json.person;
    await post(lan, `/api/registry/people/${id}/move`, {
      address: { line: 'Thôn Đông', commune: '00004' },
      from: '2026-11-01',
    });
    await post(lan, `/api/registry/people/${id}/correct`, { name: 'Cao Bá Quý', reason: 'Giấy khai sinh' });
    const dead = await post(lan, `/api/registry/people/${id}/death`, {
      on: '2026-11-20',
      reason: 'Giấy báo tử số 12',
    });
    expect(dead.status, JSON.stringify(dead.json)).toBe(200);
    const patient = await patientOf(id);
    expect(patient.address?.map(({ use, period }) => [use, period?.start ?? period?.end])).toEqual([
      ['home', '2026-11-01'],
      ['old', '2026-11-01'],
    ]);
    expect(patient.name?.map(({ text, use }) => [text, use])).toEqual([
      ['Cao Bá Quý', 'official'],
      ['Cao Bá Quát', 'old'],
    ]);
    expect(patient.deceasedDateTime).toBe('2026-11-20');
    // Found by either name from then on.
    const match = await sen
      .contextOf('registry')
      .use(registryPeople)
      .match({
        resourceType: 'Patient',
        name: [{ text: 'Cao Bá Quát' }],
        birthDate: '1950-02-14',
        telecom: [{ system: 'phone', value: '0944000111' }],
      });
    expect(match.some((one: Candidate) => one.personId === id)).toBe(true);
  });

  test('a mother and her child, and a home, are seen from both; a man or a child is nobody’s mother', async () => {
    const mother = (
      await register(lan, {
        name: 'Đỗ Thị Kim Ngân',
        birthDate: '1996-01-30',
        gender: 'female',
        without: 'not-issued',
      })
    ).json.person.id;
    const child = (
      await register(lan, { name: 'Lý Gia Bảo', birthDate: '2026-09-09', gender: 'male', without: 'newborn' })
    ).json.person.id;
    expect((await post(lan, `/api/registry/people/${child}/mother`, { motherId: mother })).status).toBe(200);
    expect((await post(lan, `/api/registry/people/${mother}/mother`, { motherId: child })).status).toBe(422);
    expect(
      (await post(lan, `/api/registry/people/${child}/household`, { withPersonId: mother })).status,
    ).toBe(200);
    const view = (await (await lan(`/api/registry/people/${mother}`)).json()) as PersonView;
    expect(view.children.map(({ id }) => id)).toEqual([child]);
    expect(view.household?.members.map(({ id }) => id)).toEqual([child]);
    expect(
      (await post(lan, `/api/registry/people/${child}/household/leave`, { on: '2026-11-22' })).status,
    ).toBe(200);
    const after = (await (await lan(`/api/registry/people/${mother}`)).json()) as PersonView;
    expect(after.household?.members ?? []).toEqual([]);
  });

  const look = async (id: string, call = lan): Promise<PersonView> =>
    (await (await call(`/api/registry/people/${id}`)).json()) as PersonView;
  const make = async (more: object): Promise<string> =>
    (await register(lan, { gender: 'female', without: 'not-issued', ...more })).json.person.id;
  const sendPaper = (call: CallAs, id: string, bytes: Buffer) =>
    call(`/api/registry/people/${id}/papers`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes as unknown as string,
    });
  const png = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    Buffer.alloc(500),
  ]);

  test('a correction is kept with its reason, its paper and what was said before; a paper of somebody else is none', async () => {
    const id = await make({ name: 'Tô Thị Hường', birthDate: '1981-02-03' });
    const other = await make({ name: 'Giáp Thị Nhàn', birthDate: '1959-07-30' });
    const sent = await sendPaper(lan, id, png);
    expect(sent.status, await sent.clone().text()).toBe(201);
    const { paperId } = (await sent.json()) as { paperId: string };
    const body = { birthDate: '1981-03-02', reason: 'Giấy khai sinh số 7', paperId };
    expect((await post(lan, `/api/registry/people/${other}/correct`, body)).status).toBe(422);
    expect((await post(lan, `/api/registry/people/${id}/correct`, body)).status).toBe(200);
    const view = await look(id);
    expect(view.formerly).toMatchObject([{ field: 'birthDate', value: '1981-02-03' }]);
    expect(view.changes).toMatchObject([
      { what: 'birthDate', reason: 'Giấy khai sinh số 7', hasPaper: true },
    ]);
    expect((await look(other)).changes).toEqual([]);
    expect((await look(other)).person.birthDate).toBe('1959-07-30');
    const exe = await sendPaper(lan, id, Buffer.from('MZ not a paper'));
    expect(exe.status).toBe(415);
  });

  test('twins come from their mother’s pregnancy: each with her code, tied to the mother, in her home, and only once', async () => {
    const mother = await make({ name: 'Chu Thị Thắm', birthDate: '1994-04-04', address: home });
    const path = `/api/registry/people/${mother}/pregnancies`;
    const file = { dueDate: '2026-12-15', fetuses: 2 };
    const opened = await post<{ pregnancyId: string }>(lan, path, file);
    expect(opened.status, JSON.stringify(opened.json)).toBe(200);
    const { pregnancyId } = opened.json;
    expect((await post<{ pregnancyId: string }>(lan, path, { dueDate: '2026-12-10' })).json.pregnancyId).toBe(
      pregnancyId,
    );
    expect((await look(mother)).pregnancies).toMatchObject([
      { state: 'running', dueDate: '2026-12-10', fetuses: 2, children: [] },
    ]);
    const birth = { on: '2026-11-20', children: [{ gender: 'female' }, { gender: 'female' }] };
    const early = await post(lan, `${path}/${pregnancyId}/birth`, { ...birth, on: '2026-02-01' });
    expect(early.status).toBe(422);
    const [born, again] = await Promise.all([
      post<{ children: { person: PersonLine; temporaryCode: string }[] }>(
        lan,
        `${path}/${pregnancyId}/birth`,
        birth,
      ),
      post(lan, `${path}/${pregnancyId}/birth`, birth),
    ]);
    const statuses = [born.status, again.status].toSorted((a, b) => a - b);
    expect(statuses, JSON.stringify([born.json, again.json])).toEqual([200, 409]);
    const view = await look(mother);
    expect(view.pregnancies).toMatchObject([{ state: 'born' }]);
    const twins = view.pregnancies![0]!.children.map(({ id }) => id);
    expect(twins).toHaveLength(2);
    expect(view.household?.members.map(({ id, role }) => [id, role])).toEqual(
      twins.map((id) => [id, 'child']),
    );
    // Changed later, they are compared with everybody, and nobody is asked whether they are each other.
    for (const [at, id] of twins.entries())
      await post(lan, `/api/registry/people/${id}/correct`, {
        name: `Chu Bảo ${at === 0 ? 'Hân' : 'Hà'}`,
        reason: 'Giấy khai sinh',
      });
    while ((await checkSome(sen.contextOf('registry'))) > 0);
    const told = await sen.database.query<{ payload: unknown }>(
      `select payload from events.outbox where name = 'registry.candidates-found'`,
    );
    for (const { payload } of told.rows)
      expect(twins.every((id) => JSON.stringify(payload).includes(id))).toBe(false);
    const first = await look(twins[0]!);
    expect(first.mother?.id).toBe(mother);
    expect(first.addresses).toHaveLength(1);
    expect(await Promise.all(twins.map(async (id) => (await patientOf(id)).multipleBirthInteger))).toEqual([
      1, 2,
    ]);
    expect((await post(lan, `${path}/${pregnancyId}/end`, { on: '2026-11-21' })).status).toBe(409);
    expect((await post(lan, `/api/registry/people/${dungId}/pregnancies`, file)).status).toBe(422);
  });

  test('who speaks for somebody is named with a paper and its days, and the dead are left to those who are named', async () => {
    const child = await make({ name: 'Mạc Gia Bình', birthDate: '2018-01-01' });
    const aunt = await make({ name: 'Mạc Thị Liên', birthDate: '1980-01-01' });
    const path = `/api/registry/people/${child}/ties`;
    const named = { kind: 'guardian', otherId: aunt, reason: 'Quyết định số 5/UBND' };
    expect((await post(lan, path, named)).status).toBe(422);
    const { paperId } = (await (await sendPaper(lan, child, png)).json()) as { paperId: string };
    const reversed = { ...named, paperId, from: '2026-11-02', to: '2026-11-01' };
    expect((await post(lan, path, reversed)).status).toBe(422);
    const tie = await post<{ tieId: string }>(lan, path, { ...named, paperId, from: '2026-11-01' });
    expect(tie.status, JSON.stringify(tie.json)).toBe(200);
    const twice = await post<{ tieId: string }>(lan, path, { ...named, paperId, from: '2026-11-01' });
    expect(twice.json.tieId).toBe(tie.json.tieId);
    expect((await look(child)).ties).toMatchObject([
      { kind: 'guardian', start: '2026-11-01', isActive: true, person: { id: aunt } },
    ]);
    const dead = await post<{ relatives: { person: PersonLine }[] }>(
      lan,
      `/api/registry/people/${child}/death`,
      { on: '2026-11-20', reason: 'Giấy báo tử' },
    );
    expect(dead.json.relatives.map(({ person }) => person.id)).toEqual([aunt]);
    const end = { on: '2026-11-21', reason: 'Hết giám hộ' };
    expect((await post(lan, `/api/registry/people/${aunt}/ties/${tie.json.tieId}/end`, end)).status).toBe(
      404,
    );
    expect((await post(lan, `${path}/${tie.json.tieId}/end`, end)).status).toBe(200);
    expect((await look(child)).ties).toMatchObject([{ isActive: false, end: '2026-11-21' }]);
    const ahead = { on: '2126-01-01', reason: 'x' };
    expect((await post(lan, `/api/registry/people/${aunt}/death`, ahead)).status).toBe(422);
  });

  test('a home has one head, and who moves out leaves it on that day', async () => {
    const [one, two] = [
      await make({ name: 'Ông Thị Mười', birthDate: '1970-01-01', address: home }),
      await make({ name: 'Ông Thị Chín', birthDate: '1972-01-01', address: home }),
    ];
    const path = `/api/registry/people/${two}`;
    expect((await post(lan, `${path}/household/role`, { role: 'head' })).status).toBe(409);
    await post(lan, `${path}/household`, { withPersonId: one, role: 'sibling', from: '2026-10-01' });
    expect((await look(two)).household).toMatchObject({
      role: 'sibling',
      members: [{ id: one, role: 'head', start: '2026-10-01' }],
    });
    await post(lan, `${path}/household/role`, { role: 'head' });
    expect((await look(two)).household).toMatchObject({ role: 'head', members: [{ role: 'other' }] });
    const moved = await post(lan, `${path}/move`, {
      address: { commune: '00004' },
      from: '2026-11-10',
      household: 'is-left',
    });
    expect(moved.status, JSON.stringify(moved.json)).toBe(200);
    expect((await look(two)).household).toBeUndefined();
    expect((await look(one)).household?.former).toMatchObject([{ id: two, end: '2026-11-10' }]);
    expect((await look(two)).addresses.map(({ period }) => period?.start ?? period?.end)).toEqual([
      '2026-11-10',
      '2026-11-10',
    ]);
  });

  test('the story tells of twins with a number that came later and of a move, and told again it tells nothing twice', async () => {
    const stage: DemoStage = {
      url: sen.url,
      settings: {},
      makeAccount: () => Promise.resolve(),
      signIn: (username) => signInDemo(sen.platform.identity, username),
      makeSystem: () => Promise.resolve({ token: '' }),
    };
    const tell = () => chapter.tell(sen.contextOf('registry'), () => undefined, stage);
    await tell();
    await tell();
    const found = await post<{ people: PersonLine[] }>(lan, '/api/registry/find', { text: '027195704567' });
    const view = await look(found.json.people[0]!.id);
    expect(view.addresses).toHaveLength(2);
    expect(view.pregnancies).toHaveLength(1);
    expect(view.household?.members).toHaveLength(3);
    const [an, binh] = view.pregnancies![0]!.children;
    expect([an?.temporary, binh?.temporary]).toEqual([false, true]);
    expect((await look(an!.id)).numbers.map(({ use }) => use)).toEqual(['official', 'old']);
    expect((await look(an!.id)).addresses).toHaveLength(2);
  });

  test('nobody changes a person beyond her reach', async () => {
    const anotherId = dungId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const [path, body] of [
      ['correct', { name: 'Khác', reason: 'x' }],
      ['move', { address: home, from: '2026-11-01' }],
      ['number', { kind: 'passport', value: 'C1234567' }],
      ['death', { on: '2026-11-20', reason: 'x' }],
      ['ties', { kind: 'relative', otherId: anotherId, reason: 'x' }],
      ['household/role', { role: 'head' }],
      ['household/leave', { on: '2026-11-20' }],
      ['pregnancies', {}],
      [`pregnancies/${dungId}/birth`, { on: '2026-11-20', children: [{ gender: 'female' }] }],
      [`pregnancies/${dungId}/end`, { on: '2026-11-20' }],
      [`ties/${dungId}/end`, { on: '2026-11-20', reason: 'x' }],
    ] as const)
      expect((await post(minh, `/api/registry/people/${dungId}/${path}`, body)).status, path).toBe(403);
    expect((await minh(`/api/registry/people/${dungId}`)).status).toBe(403);
    expect((await sendPaper(minh, dungId, png)).status).toBe(403);
  });
});

describe('the index', () => {
  test('hears what comes by another door at once, and forgets whom the store forgets', async () => {
    const { record } = sen.context();
    const draft: Patient = {
      resourceType: 'Patient',
      name: [{ text: "H'Hen Niê Kdăm" }],
      birthDate: '1991-07-03',
      telecom: [{ system: 'phone', value: '0966777888' }],
    };
    const { id } = await record.create(draft);
    const people = sen.contextOf('registry').use(registryPeople);
    expect((await people.match(draft))[0]?.personId).toBe(id);
    await record.delete('Patient', id);
    expect(await people.match(draft)).toEqual([]);
    const left = await sen.database.query(
      'select 1 from registry.match_key m where not exists (select 1 from registry.person p where p.no = m.no)',
    );
    expect(left.rows).toHaveLength(0);
  });

  test('is brought to the keys of today by the command for keys: who lacks, whose tokens are foreign, whose features lie open', async () => {
    const ctx = sen.contextOf('registry');
    expect(await reseal(ctx)).toBe(0);
    const ids = (
      await sen.database.query<{ person_id: string }>(
        'select person_id from registry.person order by no limit 3',
      )
    ).rows.map(({ person_id: id }) => id);
    await sen.database.query(
      'delete from registry.match_key where no in (select no from registry.person where person_id = any ($1))',
      [ids],
    );
    await sen.database.query('delete from registry.person where person_id = $1', [ids[0]]);
    await sen.database.query(`update registry.person set keys = '{1,2}' where person_id = $1`, [ids[1]]);
    await sen.database.query(
      `update registry.person set features = 'open', keys = '{}' where person_id = $1`,
      [ids[2]],
    );
    expect(await reseal(ctx)).toBe(3);
    expect(await reseal(ctx)).toBe(0);
    const people = ctx.use(registryPeople);
    for (const id of ids) {
      const { id: _self, ...asStranger } = await patientOf(id);
      expect((await people.match(asStranger)).map(({ personId }) => personId)).toContain(id);
    }
  });

  test('holds no name, day or number that can be read', async () => {
    const rows = await sen.database.query<{ line: string }>('select p::text as line from registry.person p');
    for (const { line } of rows.rows) expect(line).not.toMatch(/trần|dũng|1979-08-21|001079123456/i);
  });

  test('those who come by other doors are compared some seconds later, and a sweep finds the same pair without telling it twice', async () => {
    const { record } = sen.context();
    const person: Patient = {
      resourceType: 'Patient',
      name: [{ text: 'Mai Thị Quỳnh Hoa' }],
      birthDate: '1983-03-19',
      gender: 'female',
      telecom: [{ system: 'phone', value: '0977555333' }],
    };
    const one = await record.create(person);
    const two = await record.create({ ...person, name: [{ text: 'Mai Thi Quynh Hoa' }] });
    const ctx = sen.contextOf('registry');
    while ((await checkSome(ctx)) > 0);
    const told = async (): Promise<number> =>
      (
        await sen.database.query(
          `select 1 from registry.told_pair where person_id = any ($1) and other_id = any ($1)`,
          [[one.id, two.id]],
        )
      ).rows.length;
    expect(await told()).toBe(1);
    const before = (
      await sen.database.query('select 1 from events.outbox where name = $1', ['registry.candidates-found'])
    ).rows.length;
    const id = await beginSweep(ctx);
    while (await sweepStep(ctx, id));
    const [sweep] = (
      await sen.database.query<{ state: string; certain: number; probable: number; compared: string }>(
        'select * from registry.sweep where id = $1',
        [id],
      )
    ).rows;
    expect(sweep?.state).toBe('done');
    expect(Number(sweep?.compared)).toBeGreaterThan(0);
    expect(sweep!.certain + sweep!.probable).toBeGreaterThan(0);
    expect(await told()).toBe(1);
    expect(
      (await sen.database.query('select 1 from events.outbox where name = $1', ['registry.candidates-found']))
        .rows.length - before,
    ).toBeLessThan(20);
  });

  test('the model is shown to who answers for it and to nobody else', async () => {
    const admin = await sen.as('quantri');
    const view = (await (await admin('/api/registry/model')).json()) as {
      shown: { weights: { level: string; field: string; stranger: number }[] };
      index: { people: number };
    };
    expect(view.index.people).toBeGreaterThan(0);
    const birth = view.shown.weights.filter(({ field }) => field === 'birth');
    expect(birth.find(({ level }) => level === 'same')!.stranger).toBeGreaterThan(
      birth.find(({ level }) => level === 'different')!.stranger,
    );
    expect((await lan('/api/registry/model')).status).toBe(403);
  });
});
