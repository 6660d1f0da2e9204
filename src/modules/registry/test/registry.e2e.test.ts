import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Candidate, CandidateLine, PersonLine, PersonView } from '../api.ts';
import { registryPeople } from '../api.ts';
import { checkSome } from '../jobs/check-new.ts';
import { beginSweep } from '../routes/models.ts';
import { sweepStep } from '../people/sweep.ts';

let sen: TestPlatform;
let lan: CallAs;
let minh: CallAs;
let hoa: CallAs;
let national: CallAs;
/** Anh Dũng, registered at the station. */
let dungId: string;

beforeAll(async () => {
  sen = await startPlatform();
  await sen.people();
  [lan, minh, hoa, national] = await Promise.all([
    sen.as('bs.lan'),
    sen.as('bs.minh'),
    sen.as('hoa'),
    sen.asSystem(),
  ]);
  dungId = (await register(lan, dung)).json.person.id;
});
afterAll(() => sen?.stop());

async function post<T>(call: CallAs, path: string, body: unknown): Promise<{ status: number; json: T }> {
  const answer = await call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, json: (await answer.json()) as T };
}

interface Registered {
  readonly outcome: string;
  readonly person: PersonLine;
  readonly temporaryCode?: string;
  readonly candidates: readonly CandidateLine[];
}

const register = (call: CallAs, person: object, distinctFrom: readonly string[] = []) =>
  post<Registered>(call, '/api/registry/people', { person, distinctFrom });

const home = { line: 'Số 12, đường Lê Lợi', commune: '00070' };
const dung = {
  name: 'Trần Văn Dũng',
  birthDate: '1979-08-21',
  gender: 'male',
  phone: '0912 345 678',
  address: home,
  numbers: [{ kind: 'personal', value: '001079123456' }],
};

async function patientOf(id: string): Promise<Patient> {
  return JSON.parse((await sen.context().record.read('Patient', id)).text) as Patient;
}

describe('registering', () => {
  test('somebody new is made once, and found by her number and agreeing name the second time', async () => {
    const other = {
      ...dung,
      name: 'Tạ Quang Bửu',
      birthDate: '1969-08-21',
      numbers: [{ kind: 'personal', value: '001069123457' }],
    };
    const first = await register(lan, other);
    expect(first.status, JSON.stringify(first.json)).toBe(200);
    expect(first.json.outcome).toBe('made');
    const again = await register(minh, {
      ...other,
      name: 'TA QUANG BUU',
      address: undefined,
      phone: undefined,
    });
    expect(again.json.outcome).toBe('found');
    expect(again.json.person.id).toBe(first.json.person.id);
    expect(again.json.candidates[0]?.explanation.rule).toBe('same-number');
  });

  test('a number that belongs to somebody else is refused, with nothing written', async () => {
    const other = { ...dung, name: 'Lê Thị Thu Hà', birthDate: '1994-02-03', gender: 'female' };
    const answer = await register(minh, other);
    expect(answer.status).toBe(409);
    expect(JSON.stringify(answer.json)).toContain('registry.number-of-another');
    const people = await sen.context().record.search('Patient', 'name=Thu%20Hà&birthdate=1994-02-03');
    expect(people.matches).toHaveLength(0);
  });

  test('somebody without a number gets a temporary code that no personal number can look like', async () => {
    const { json } = await register(lan, {
      name: 'Hoàng Thị Mỹ Linh',
      birthDate: '2026-11-20',
      gender: 'female',
      without: 'newborn',
    });
    expect(json.temporaryCode).toMatch(/^VD-[0-9A-Z]{5}-\d{8}-\d{4}$/);
    expect(json.person.temporary).toBe(true);
  });

  test('somebody unconscious of whom nothing is known gets a code too; nothing at all is refused', async () => {
    expect((await register(lan, { without: 'unknown', gender: 'male' })).json.outcome).toBe('made');
    expect((await register(lan, { gender: 'male' })).status).toBe(422);
  });

  test('two hospitals that send the same new person in the same second make one person', async () => {
    const newcomer = {
      name: 'Phan Thị Cẩm Tú',
      birthDate: '1990-04-17',
      gender: 'female',
      phone: '0987654321',
      address: home,
    };
    const [one, other] = await Promise.all([register(lan, newcomer), register(minh, newcomer)]);
    expect(new Set([one.json.outcome, other.json.outcome])).toEqual(new Set(['made', 'found']));
    expect(one.json.person.id).toBe(other.json.person.id);
  });

  test('a hundred at once with one number make one person', async () => {
    const newcomer = {
      ...dung,
      name: 'Đinh Công Tráng',
      numbers: [{ kind: 'personal', value: '001079654321' }],
    };
    const answers = await Promise.all(Array.from({ length: 100 }, () => register(lan, newcomer)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    expect(new Set(answers.map(({ json }) => json.person.id)).size).toBe(1);
    expect(answers.filter(({ json }) => json.outcome === 'made')).toHaveLength(1);
  });

  test('twins of one birthday, one home and one phone stay two people', async () => {
    const twin = { birthDate: '2019-05-06', gender: 'female', phone: '0905123123', address: home };
    const first = await register(lan, { ...twin, name: 'Ngô Ngọc Bảo Lan' });
    const second = await register(lan, { ...twin, name: 'Ngô Ngọc Bảo Huệ' });
    expect(second.json.outcome).toMatch(/^made/);
    expect(second.json.person.id).not.toBe(first.json.person.id);
    for (const { grade } of second.json.candidates) expect(grade).not.toBe('certain');
  });

  test('a likeness is told to those who merge, in field names and levels, without a value', async () => {
    const told: string[] = [];
    const person = {
      ...dung,
      numbers: [],
      name: 'Vũ Đình Khôi',
      birthDate: '1966-10-09',
      phone: '0933111222',
    };
    await register(lan, person);
    const like = await register(minh, {
      ...person,
      name: 'Vu Dinh Khoi',
      birthDate: '1966-09-10',
      address: undefined,
    });
    expect(like.json.outcome).toBe('made-with-candidates');
    const rows = await sen.database.query<{ payload: unknown }>(
      `select payload from events.outbox where name = 'registry.candidates-found'`,
    );
    for (const { payload } of rows.rows) told.push(JSON.stringify(payload));
    expect(told.some((text) => text.includes(like.json.person.id))).toBe(true);
    for (const text of told) expect(text).not.toMatch(/Kh[oô]i|1966-|0933111222|001079123456/i);
  });
});

describe('$match', () => {
  const ask = (call: CallAs, resource: object, more: object[] = []) =>
    post<Bundle>(call, '/fhir/Patient/$match', {
      resourceType: 'Parameters',
      parameter: [{ name: 'resource', resource }, ...more],
    });
  const patient = {
    resourceType: 'Patient',
    name: [{ text: 'Trần Văn Dũng' }],
    birthDate: '1979-08-21',
    gender: 'male',
    identifier: [{ system: identifierSystem.personalNumber, value: '001079123456' }],
  };

  test('answers a searchset with score and grade of each', async () => {
    const { status, json } = await ask(national, patient);
    expect(status, JSON.stringify(json)).toBe(200);
    expect(json.type).toBe('searchset');
    const [entry] = json.entry ?? [];
    expect(entry?.search?.score).toBeGreaterThan(0.99);
    expect(entry?.search?.extension?.[0]).toEqual({
      url: 'http://hl7.org/fhir/StructureDefinition/match-grade',
      valueCode: 'certain',
    });
    expect((entry?.resource as Patient | undefined)?.birthDate).toBe('1979-08-21');
  });

  test('shows a doctor of another place that there is somebody, not who', async () => {
    const { json } = await ask(minh, patient);
    expect(json.entry?.[0]?.resource).toBeUndefined();
    expect(json.entry?.[0]?.search?.extension?.[0]?.valueCode).toBe('certain');
  });

  test('gives only the certain one where only that is asked for, and no more than asked', async () => {
    const only = await ask(national, { ...patient, identifier: [] }, [
      { name: 'onlyCertainMatches', valueBoolean: true },
    ]);
    for (const { search } of only.json.entry ?? []) expect(search?.extension?.[0]?.valueCode).toBe('certain');
    const one = await ask(national, patient, [{ name: 'count', valueInteger: 1 }]);
    expect(one.json.entry?.length).toBe(1);
  });

  test('is refused to citizens, to strangers and without a Patient', async () => {
    expect((await ask(hoa, patient)).status).toBe(403);
    const open = await fetch(`${sen.url}/fhir/Patient/$match`, { method: 'POST', body: '{}' });
    expect(open.status).toBe(401);
    expect((await post(national, '/fhir/Patient/$match', { resourceType: 'Parameters' })).status).toBe(400);
    expect((await ask(await sen.asSystem('system/Observation.rs'), patient)).status).not.toBe(500);
  });
});

describe('finding', () => {
  const find = (call: CallAs, text: string) =>
    post<{ people: PersonLine[]; understood: string; stated?: { name?: string } }>(
      call,
      '/api/registry/find',
      {
        text,
      },
    );

  test('by a name typed so far, within reach only', async () => {
    expect((await find(lan, 'Trần Văn Dũ')).json.people[0]?.name).toBe('Trần Văn Dũng');
    expect((await find(minh, 'Trần Văn Dũ')).json.people).toEqual([]);
  });

  test('by a whole number from anywhere, masked where the finder does not reach her', async () => {
    const own = await find(lan, '001 079 123456');
    expect(own.json.people[0]).toMatchObject({ name: 'Trần Văn Dũng', inReach: true });
    const other = await find(minh, '001079123456');
    expect(other.json.people[0]).toMatchObject({ name: 'T. V. Dũng', birthDate: '1979', inReach: false });
    expect(JSON.stringify(other.json)).not.toContain('Lê Lợi');
  });

  test('by the QR of the citizen card, whose words need not be typed again', async () => {
    const card = '001079123456|012345678|Trần Văn Dũng|21081979|Nam|Số 12, đường Lê Lợi|01012022';
    const { json } = await find(lan, card);
    expect(json.understood).toBe('card');
    expect(json.people).toHaveLength(1);
    expect(json.stated?.name).toBe('Trần Văn Dũng');
  });

  test('not by citizens, and not with an address that holds the name', async () => {
    expect((await find(hoa, 'Trần')).status).toBe(403);
    expect((await lan('/api/registry/find?text=Dung')).status).toBe(404);
  });
});

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
    expect(view.index.people).toBeGreaterThan(5);
    const birth = view.shown.weights.filter(({ field }) => field === 'birth');
    expect(birth.find(({ level }) => level === 'same')!.stranger).toBeGreaterThan(
      birth.find(({ level }) => level === 'different')!.stranger,
    );
    expect((await lan('/api/registry/model')).status).toBe(403);
  });
});
