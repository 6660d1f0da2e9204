import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bundle, Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { PersonLine } from '../api.ts';
import { histogram, sweepStep } from '../people/sweep.ts';
import { dung, home, post, register } from './a-desk.ts';

let sen: TestPlatform;
let lan: CallAs;
let minh: CallAs;
let hoa: CallAs;
let national: CallAs;

beforeAll(async () => {
  sen = await startPlatform();
  await sen.people();
  [lan, minh, hoa, national] = await Promise.all([
    sen.as('bs.lan'),
    sen.as('bs.minh'),
    sen.as('hoa'),
    sen.asSystem(),
  ]);
  await register(lan, dung);
});
afterAll(() => sen?.stop());

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

describe('many at once', () => {
  const crowd = Array.from({ length: 120 }, (_, at) => ({
    name: `${['Nguyễn Văn', 'Trần Thị', 'Lê Đức', 'Phạm Ngọc'][at % 4]} ${['An', 'Bình', 'Cường', 'Dung', 'Giang'][at % 5]}`,
    birthDate: `${1940 + (at % 60)}-0${1 + (at % 9)}-1${at % 7}`,
    phone: `09080${String(at * 739).padStart(5, '0')}`,
    address: home,
  }));

  test('a crowd in one moment, some of them twice: nobody is lost, nobody is made twice, each is audited as who registered her', async () => {
    const asked = crowd.flatMap((person, at) => (at % 6 === 0 ? [person, person] : [person]));
    const answers = await Promise.all(asked.map((person, at) => register(at % 2 === 0 ? lan : minh, person)));
    expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 200));
    const made = answers.filter(({ json }) => json.outcome !== 'found');
    expect(made).toHaveLength(crowd.length);
    expect(new Set(answers.map(({ json }) => json.person.id)).size).toBe(crowd.length);
    const ids = made.map(({ json }) => json.person.id);
    const indexed = await sen.database.query<{ keys: string; rows: string; checked: boolean }>(
      `select array_length(p.keys, 1)::text as keys, (select count(*)::text from registry.match_key m where m.no = p.no) as rows,
         p.checked_at is not null as checked from registry.person p where p.person_id = any ($1)`,
      [ids],
    );
    expect(indexed.rows).toHaveLength(crowd.length);
    for (const { keys, rows, checked } of indexed.rows) {
      expect(rows).toBe(keys);
      expect(checked).toBe(true);
    }
    const { lan: doctor, minh: other } = await sen.people();
    const lines = await sen.database.query<{ actor_id: string; requests: number; count: number }>(
      `select actor_id, count(distinct request_id)::int as requests, count(*)::int as count from audit.event
       where action = 'create' and resource_type = 'Patient' and resource_id = any ($1) group by actor_id`,
      [ids],
    );
    expect(new Set(lines.rows.map(({ actor_id: actor }) => actor))).toEqual(
      new Set([doctor.accountId, other.accountId]),
    );
    for (const { requests, count } of lines.rows) expect(requests).toBe(count);
    const codes = new Set(made.map(({ json }) => json.temporaryCode));
    expect(codes.size).toBe(crowd.length);
  });

  test('one who is refused harms none of those who came with her, and is told why', async () => {
    const rest = crowd.slice(0, 10).map((person, at) => ({
      ...person,
      name: `Vương Quốc Thắng ${'ABCDEĐGHIK'[at]}`,
      phone: `091700000${at}`,
    }));
    const thief = { ...dung, name: 'Mạc Thị Hồng Gấm', birthDate: '2001-12-24', gender: 'female' };
    const faulty = { ...dung, numbers: [], name: 'Lý Tự Trọng', birthDate: '1914-19-45' };
    const answers = await Promise.all([...rest, thief, faulty].map((person) => register(lan, person)));
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(rest.map(() => 200));
    expect(answers[10]?.status).toBe(409);
    expect(answers[11]?.status).toBeGreaterThanOrEqual(400);
  });

  test('a sweep in many small steps, as after many kills, compares and finds what one in a single step does', async () => {
    const ctx = sen.contextOf('registry');
    const sweepBy = async (keys?: number) => {
      const id = randomUUID();
      // Without its job, which would walk on with it meanwhile.
      await sen.database.query(
        `insert into registry.sweep (id, state, model, people, histogram, started_at) values ($1, 'running', '', 1, $2, now())`,
        [id, Array.from({ length: histogram.bars }, () => 0)],
      );
      let steps = 1;
      while (await sweepStep(ctx, id, keys)) steps += 1;
      const { rows } = await sen.database.query<Record<string, unknown>>(
        'select compared::int as compared, certain, probable, possible, progress, histogram from registry.sweep where id = $1',
        [id],
      );
      return { steps, found: rows[0] };
    };
    const whole = await sweepBy();
    const small = await sweepBy(50);
    expect(whole.steps).toBe(1);
    expect(small.steps).toBeGreaterThan(20);
    expect(Number(whole.found?.['compared'])).toBeGreaterThan(100);
    expect(small.found).toEqual(whole.found);
  });

  test('a form that is sent again with its key is one registration and one answer', async () => {
    const person = { name: 'Cao Bá Quát', birthDate: '1958-02-17', gender: 'male', without: 'not-issued' };
    const send = () =>
      lan('/api/registry/people', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'a-form' },
        body: JSON.stringify({ person }),
      }).then((answer) => answer.json() as Promise<{ person: PersonLine; temporaryCode: string }>);
    const [one, two] = await Promise.all([send(), send()]);
    expect(one.temporaryCode).toBe(two.temporaryCode);
    expect(one.person.id).toBe(two.person.id);
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

  test('is asked for many in a batch, each with an answer of her own; what changes something is not run so', async () => {
    const entry = (url: string, resource: object) => ({ request: { method: 'POST', url }, resource });
    const about = (one: object) => ({
      resourceType: 'Parameters',
      parameter: [{ name: 'resource', resource: one }],
    });
    const batch = (call: CallAs, type = 'batch') =>
      post<Bundle>(call, '/fhir', {
        resourceType: 'Bundle',
        type,
        entry: [
          entry('Patient/$match', about(patient)),
          entry('Patient/$match', { resourceType: 'Parameters' }),
          entry('Patient/$no-such', about(patient)),
          entry('Patient/$match?x=1', about({ ...patient, identifier: [], name: [{ text: 'Không Ai Cả' }] })),
        ],
      });
    const { status, json } = await batch(national);
    expect(status).toBe(200);
    const [first, ...others] = json.entry ?? [];
    expect(first?.response?.status).toBe('200 OK');
    expect((first?.resource as Bundle | undefined)?.entry?.[0]?.search?.extension?.[0]?.valueCode).toBe(
      'certain',
    );
    expect(others.map(({ response }) => response?.status?.slice(0, 3))).toEqual(['400', '400', '200']);
    const refused = (await batch(hoa)).json.entry ?? [];
    expect(refused.map(({ response }) => response?.status?.slice(0, 3))).toEqual([
      '403',
      '403',
      '400',
      '403',
    ]);
    expect((await batch(national, 'transaction')).status).toBe(400);
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
    expect((await find(lan, 'tran van')).json.people.map(({ name }) => name)).toContain('Trần Văn Dũng');
  });

  test('by a name whose parts are typed in another order, or with the keyboard off', async () => {
    expect((await find(lan, 'Dũng Trần')).json.people.map(({ name }) => name)).toContain('Trần Văn Dũng');
    expect((await find(lan, 'Traanf Vawn Dux')).json.people.map(({ name }) => name)).toContain(
      'Trần Văn Dũng',
    );
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
