import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { registryPeople, type Candidate, type PersonLine, type PersonView } from '../api.ts';
import { checkSome } from '../jobs/check-new.ts';
import { sweepStep } from '../people/sweep.ts';
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

  test('nobody changes a person beyond her reach', async () => {
    for (const [path, body] of [
      ['correct', { name: 'Khác', reason: 'x' }],
      ['move', { address: home, from: '2026-11-01' }],
      ['number', { kind: 'passport', value: 'C1234567' }],
      ['death', { on: '2026-11-20', reason: 'x' }],
    ] as const)
      expect((await post(minh, `/api/registry/people/${dungId}/${path}`, body)).status, path).toBe(403);
    expect((await minh(`/api/registry/people/${dungId}`)).status).toBe(403);
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
