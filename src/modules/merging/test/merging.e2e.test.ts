import type { EventType } from '#kernel/contract.ts';
import type { Bundle, Patient, Provenance, Resource } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  hospitalNumberSystem,
  identifierSystem,
  visitKeySystem,
} from '#kernel/vietnam/identifier-systems.ts';
import { aliasBucket } from '#platform/record/place.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { candidatesFound } from '../../registry/api.ts';
import type { MergeView, PairLine, PairView } from '../api.ts';
import { canonical } from '../domain/patient-fields.ts';

let sen: TestPlatform;
let binh: CallAs;
let thu: CallAs;
let hoa: CallAs;
let lan: CallAs;
let station: string;
let hospital: string;
const clean = (text: string): unknown => {
  const { meta: _meta, ...rest } = JSON.parse(text) as Patient;
  return rest;
};

beforeAll(async () => {
  sen = await startPlatform();
  const people = await sen.people();
  station = people.station;
  hospital = people.hospital;
  for (const [username, display] of [
    ['cb.binh', 'Phạm Thị Bình'],
    ['cb.thu', 'Lê Thị Thu'],
  ] as const)
    await sen.platform.identity.createPerson({
      username,
      display,
      roles: [{ role: 'registry-officer', facilityId: people.station }],
    });
  binh = await sen.as('cb.binh');
  thu = await sen.as('cb.thu');
  hoa = await sen.as('hoa');
  lan = await sen.as('bs.lan');
}, 120_000);
afterAll(() => sen.stop());

const record = () => sen.context().record;
const make = async (resource: Resource): Promise<string> => (await record().create(resource)).id;
let nth = 0;
/** Somebody of whom nothing but what is told differs from the next one. */
async function somebody(more: Partial<Patient> = {}): Promise<string> {
  return make({
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: 'Đặng Thị Cúc' }],
    gender: 'female',
    birthDate: '1971-05-20',
    ...more,
  });
}
const visit = (patientId: string, facility: string, more: object = {}): Promise<string> =>
  make({
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference: `Patient/${patientId}` },
    serviceProvider: { reference: `Organization/${facility}` },
    period: { start: '2026-05-01T08:00:00+07:00', end: '2026-05-01T09:00:00+07:00' },
    ...more,
  });
const pulse = (patientId: string, more: object = {}): Promise<string> =>
  make({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: '2026-05-01T08:30:00+07:00',
    ...more,
  });

async function call(by: CallAs, method: string, path: string, body?: object) {
  const answer = await by(`/api/merging${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: JSON.parse(text) as never };
}
const code = (json: unknown): string => (json as { code?: string }).code ?? JSON.stringify(json);

async function pairOf(one: string, other: string): Promise<PairView> {
  const added = await call(binh, 'POST', '/pairs', { one, other });
  expect(added.status, added.text).toBe(200);
  const { id } = added.json as { id: string };
  const read = await call(binh, 'GET', `/pairs/${id}`);
  expect(read.status, read.text).toBe(200);
  return read.json;
}
const seen = (pair: PairView): Record<string, number> =>
  Object.fromEntries(pair.sides.map(({ person, version }) => [person.id, version]));
const why = 'Đã gọi điện và đối chiếu căn cước';

/** Joins two people with as many officers as it takes. */
async function join(one: string, other: string, survivorId: string, choices: object = {}): Promise<string> {
  const pair = await pairOf(one, other);
  const decided = await call(binh, 'POST', `/pairs/${pair.id}/decision`, {
    decision: 'same',
    words: why,
    survivorId,
    choices,
    versions: seen(pair),
  });
  expect(decided.status, decided.text).toBe(200);
  const { state, mergeId } = decided.json as { state: string; mergeId?: string };
  if (state === 'joined') return mergeId!;
  const agreed = await call(thu, 'POST', `/pairs/${pair.id}/agreement`, { agrees: true, words: why });
  expect(agreed.status, agreed.text).toBe(200);
  return (agreed.json as { mergeId: string }).mergeId;
}
const part = (mergeId: string, more: object = {}) =>
  call(binh, 'POST', `/merges/${mergeId}/part`, { words: 'Hai chị em sinh đôi, nhập nhầm', ...more });
const foundOf = async (query: string): Promise<string[]> => {
  const [type, rest] = query.split('?');
  return (await record().search(type!, rest!)).matches.map(({ id }) => id).toSorted();
};

/** The registry tells of two people. */
const tell = (found: Payload): Promise<void> =>
  sen.contextOf('merging').transaction((inside) => inside.emit(candidatesFound, found));
type Payload = typeof candidatesFound extends EventType<infer P> ? P : never;

/** True for the pair of these two; the registry looks for others by itself. */
const isOf = ({ people }: PairLine, ids: readonly string[]): boolean =>
  people.every(({ id }) => ids.includes(id));

/** All pages of the queue, in its order. */
async function allPairs(state: string): Promise<PairLine[]> {
  const pairs: PairLine[] = [];
  let cursor = '';
  do {
    const page = (await call(binh, 'GET', `/pairs?state=${state}${cursor}`)).json as {
      pairs: PairLine[];
      next?: string;
    };
    pairs.push(...page.pairs);
    cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
  } while (cursor !== '');
  return pairs;
}

describe('the queue', () => {
  it('holds what the registry finds, once, the most dangerous first', async () => {
    const calm = [await somebody(), await somebody()] as const;
    const twins = [
      await somebody(),
      await somebody({ name: [{ use: 'official', text: 'Đặng Thị Mai' }] }),
    ] as const;
    for (const [personId, otherId] of [calm, twins, [calm[1], calm[0]]] as const)
      await tell({
        personId,
        otherId,
        score: 0.93,
        grade: 'probable',
        explanation: {
          against: 'stranger',
          prior: -20,
          fields: [{ field: 'birth', level: 'same', weight: 9 }],
          model: 'm',
        },
      });
    await sen.settle();
    const failed = await sen.database.query('select * from events.failed');
    expect(failed.rows).toEqual([]);
    const pairs = await allPairs('waiting');
    const mine = pairs.filter((pair) => isOf(pair, calm) || isOf(pair, twins));
    expect(mine.map(({ people }) => people.map(({ id }) => id).toSorted())).toEqual([
      [...twins].toSorted(),
      [...calm].toSorted(),
    ]);
    expect(mine[0]!.needsSecond).toBe(true);
    expect(mine[1]!.needsSecond).toBe(false);
    const twin = (await call(binh, 'GET', `/pairs/${mine[0]!.id}`)).json as PairView;
    expect(twin.dangers).toContain('like-twins');
    expect(twin.differs).toEqual(['name']);
    expect(twin.explanation).toEqual([{ field: 'birth', level: 'same', weight: 9 }]);
  });

  it('never offers again what somebody said is two persons', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const pair = await pairOf(one, other);
    const said = await call(binh, 'POST', `/pairs/${pair.id}/decision`, {
      decision: 'distinct',
      words: 'Hai người khác nhau',
    });
    expect(said.json).toEqual({ state: 'distinct' });
    await tell({
      personId: other,
      otherId: one,
      score: 0.99,
      grade: 'certain',
      explanation: { against: 'kin', prior: -20, fields: [], model: 'm' },
    });
    await sen.settle();
    const pairs = await allPairs('waiting');
    expect(pairs.some((pair) => isOf(pair, [one, other]))).toBe(false);
    const again = (await call(binh, 'GET', `/pairs/${pair.id}`)).json as PairView;
    expect(again.decided).toMatchObject({ by: 'Phạm Thị Bình', words: 'Hai người khác nhau' });
    expect(again.dangers).toContain('distinct-before');
  });

  it('passes on what nobody is sure of', async () => {
    const pair = await pairOf(await somebody(), await somebody());
    await call(binh, 'POST', `/pairs/${pair.id}/decision`, {
      decision: 'unsure',
      words: 'Cần hỏi trạm y tế',
    });
    const pairs = await allPairs('unsure');
    expect(pairs.map(({ id }) => id)).toContain(pair.id);
  });

  it('finds people by number, and says when it is one person or nobody', async () => {
    const number = `0010710${String((nth += 1)).padStart(5, '0')}`;
    const one = await somebody({ identifier: [{ system: identifierSystem.personalNumber, value: number }] });
    expect(code((await call(binh, 'POST', '/pairs', { one: number, other: one })).json)).toBe(
      'merging.same-already',
    );
    expect(code((await call(binh, 'POST', '/pairs', { one: number, other: '999999999999' })).json)).toBe(
      'merging.nobody',
    );
    const pair = await pairOf(number, await somebody());
    expect(pair.sides.some(({ person }) => person.number === number)).toBe(true);
  });
});

describe('two records joined', () => {
  let old: string;
  let young: string;
  let number: string;
  beforeEach(async () => {
    nth += 1;
    number = `0020710${String(nth).padStart(5, '0')}`;
    old = await somebody({
      identifier: [
        { system: hospitalNumberSystem('24001'), value: `BN${nth}` },
        { system: identifierSystem.personalNumber, value: number },
      ],
      telecom: [{ system: 'phone', value: '0900000001' }],
      maritalStatus: { text: 'Đã kết hôn' },
    });
    young = await somebody({ address: [{ use: 'home', text: 'Thôn Đông' }] });
  });

  it('are one person with the values that were chosen, and every reference leads on', async () => {
    const [kept, came] = [await visit(old, hospital), await pulse(young)];
    const mergeId = await join(old, young, young, { maritalStatus: 'other' });
    const survivor = JSON.parse((await record().read('Patient', young)).text) as Patient;
    expect(survivor.maritalStatus?.text).toBe('Đã kết hôn');
    expect(survivor.telecom?.[0]?.value).toBe('0900000001');
    expect(survivor.address?.[0]?.text).toBe('Thôn Đông');
    expect(survivor.identifier?.map(({ value, use }) => [value, use ?? ''])).toEqual([
      [`BN${nth}`, ''],
      [number, ''],
    ]);
    expect(survivor.link).toEqual([{ type: 'replaces', other: { reference: `Patient/${old}` } }]);
    const former = JSON.parse((await record().read('Patient', old)).text) as Patient;
    expect(former).toMatchObject({
      active: false,
      link: [{ type: 'replaced-by', other: { reference: `Patient/${young}` } }],
    });
    for (const id of [old, young]) {
      expect(await foundOf(`Encounter?patient=${id}`)).toEqual([kept]);
      expect(await foundOf(`Observation?patient=${id}`)).toEqual([came]);
    }
    expect(await foundOf(`Patient?identifier=${identifierSystem.personalNumber}|${number}`)).toEqual(
      [old, young].toSorted(),
    );
    const history = await record().history('Patient', young);
    expect(history.matches).toHaveLength(2);
    const made = (await record().search('Provenance', `target=Patient/${young}`)).matches.map(
      ({ text }) => JSON.parse(text) as Provenance,
    );
    expect(made).toHaveLength(1);
    expect(made[0]!.reason?.[0]?.text).toBe(why);
    expect(made[0]!.agent[0]!.who.display).toBe('Phạm Thị Bình');
    expect(made[0]!.entity?.map(({ what }) => what.reference)).toEqual([
      `Patient/${young}/_history/1`,
      `Patient/${old}/_history/1`,
    ]);
    const view = (await call(binh, 'GET', `/merges/${mergeId}`)).json as MergeView;
    expect(view.changed).toEqual([]);
    expect(view.after).toEqual([]);
  });

  it('and parted again are to the letter what they were, also months later', async () => {
    const before = {
      old: clean((await record().read('Patient', old)).text),
      young: clean((await record().read('Patient', young)).text),
    };
    await visit(old, hospital);
    const mergeId = await join(old, young, young, { telecom: 'both', name: 'both' });
    expect((await record().search('Encounter', `patient=${young}`)).matches).toHaveLength(1);
    await sen.database.query(`update merging.merge set at = at - interval '200 days' where id = $1`, [
      mergeId,
    ]);
    const parted = await part(mergeId);
    expect(parted.status, parted.text).toBe(200);
    expect(canonical(clean((await record().read('Patient', old)).text))).toBe(canonical(before.old));
    expect(canonical(clean((await record().read('Patient', young)).text))).toBe(canonical(before.young));
    expect((await record().search('Encounter', `patient=${young}`)).matches).toHaveLength(0);
    expect((await record().search('Encounter', `patient=${old}`)).matches).toHaveLength(1);
    // The number is hers alone again.
    await expect(
      record().create({
        resourceType: 'Patient',
        active: true,
        identifier: [{ system: identifierSystem.personalNumber, value: number }],
      }),
    ).rejects.toMatchObject({ code: 'record.duplicate-identifier' });
    expect(code((await part(mergeId)).json)).toBe('merging.not-waiting');
    const pair = await pairOf(old, young);
    expect(pair.state).toBe('waiting');
    expect(pair.dangers).not.toContain('distinct-before');
  });

  it('what came in between goes where it came from; what nobody can tell waits for a person', async () => {
    await visit(old, hospital, { identifier: [{ system: visitKeySystem('24001'), value: 'a' }] });
    await visit(young, station);
    const mergeId = await join(old, young, young);
    const ofOld = await visit(young, hospital, {
      identifier: [{ system: visitKeySystem('24001'), value: 'b' }],
    });
    const withIt = await pulse(young, { encounter: { reference: `Encounter/${ofOld}` } });
    const provenance = await make({
      resourceType: 'Provenance',
      target: [{ reference: `Observation/${withIt}` }],
      recorded: '2026-05-01T08:00:00Z',
      agent: [{ who: { display: 'Máy đo' } }],
    });
    const ofYoung = await visit(young, station);
    const unclear = await pulse(young);
    const byNumber = await pulse(young, {
      subject: {
        reference: `Patient/${young}`,
        identifier: { system: hospitalNumberSystem('24001'), value: `BN${nth}` },
      },
    });
    const view = (await call(binh, 'GET', `/merges/${mergeId}`)).json as MergeView;
    const sides = Object.fromEntries(
      view.after.map(({ reference, side }) => [reference.split('/')[1], side]),
    );
    expect(sides).toEqual({
      [ofOld]: 'other',
      [withIt]: 'other',
      [ofYoung]: 'survivor',
      [unclear]: 'unclear',
      [byNumber]: 'other',
    });
    const parted = await part(mergeId);
    expect(parted.json).toEqual({ moved: 3, waiting: 1 });
    expect(await foundOf(`Observation?patient=${old}`)).toEqual([withIt, byNumber].toSorted());
    expect(await foundOf(`Observation?patient=${young}`)).toEqual([unclear]);
    expect(await foundOf(`Encounter?patient=${young}`)).toHaveLength(2);
    const moved = await record().read('Observation', withIt);
    expect(Number(moved.versionId)).toBeGreaterThan(1);
    expect(await foundOf(`Observation?encounter=${ofOld}`)).toEqual([withIt]);
    expect(
      (await record().search('Provenance', `target=Observation/${withIt}`)).matches.map(({ id }) => id),
    ).toContain(provenance);
    const after = (await call(binh, 'GET', `/merges/${mergeId}`)).json as MergeView;
    const [waiting] = after.lines.filter(({ state }) => state === 'waiting');
    expect(waiting!.reference).toBe(`Observation/${unclear}`);
    const settled = await call(binh, 'POST', `/lines/${waiting!.id}`, { to: 'other' });
    expect(settled.json).toEqual({ state: 'moved' });
    expect(await foundOf(`Observation?patient=${old}`)).toContain(unclear);
    expect(code((await call(binh, 'POST', `/lines/${waiting!.id}`, { to: 'other' })).json)).toBe(
      'merging.not-waiting',
    );
  });

  it('what people changed in between is offered, and goes where they say', async () => {
    const mergeId = await join(old, young, young);
    const survivor = JSON.parse((await record().read('Patient', young)).text) as Patient;
    await record().update({
      ...survivor,
      telecom: [{ system: 'phone', value: '0911111111' }],
      birthDate: '1971-05-21',
    });
    const view = (await call(binh, 'GET', `/merges/${mergeId}`)).json as MergeView;
    expect(view.changed.map(({ field, on }) => `${on}.${field}`)).toEqual([
      'survivor.birthDate',
      'survivor.telecom',
    ]);
    const open = await part(mergeId);
    expect(code(open.json)).toBe('merging.decide-fields');
    expect(open.text).toContain('survivor.birthDate');
    const parted = await part(mergeId, {
      fields: [
        { field: 'birthDate', on: 'survivor', fate: 'keep' },
        { field: 'telecom', on: 'survivor', fate: 'give' },
      ],
    });
    expect(parted.status, parted.text).toBe(200);
    const [one, other] = [old, young].map(
      async (id) => JSON.parse((await record().read('Patient', id)).text) as Patient,
    );
    expect(await other).toMatchObject({ birthDate: '1971-05-21' });
    expect((await other)!.telecom).toBeUndefined();
    expect(await one).toMatchObject({ birthDate: '1971-05-20', telecom: [{ value: '0911111111' }] });
  });

  it('a third record that was joined later stays when the first joining is undone', async () => {
    const third = await somebody();
    const firstMerge = await join(old, young, young);
    await join(young, third, third);
    const line = await pulse(old);
    expect(await foundOf(`Observation?patient=${third}`)).toEqual([line]);
    const parted = await part(firstMerge);
    expect(parted.status, parted.text).toBe(200);
    expect(await foundOf(`Observation?patient=${third}`)).toEqual([]);
    expect(await foundOf(`Observation?patient=${old}`)).toEqual([line]);
    const middle = JSON.parse((await record().read('Patient', young)).text) as Patient;
    expect(middle.link).toEqual([{ type: 'replaced-by', other: { reference: `Patient/${third}` } }]);
    const end = JSON.parse((await record().read('Patient', third)).text) as Patient;
    expect(end.identifier).toBeUndefined();
    const back = JSON.parse((await record().read('Patient', old)).text) as Patient;
    expect(back.identifier?.some(({ value }) => value === number)).toBe(true);
  });
});

describe('joinings that cross', () => {
  it('A into B while B goes into C, at one time: all three are one, and each joining stands once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const [a, b, c] = [await somebody(), await somebody(), await somebody()] as const;
      const line = await pulse(a);
      const pairs = [await pairOf(a, b), await pairOf(b, c)] as const;
      const decide = (pair: PairView, survivorId: string, by: CallAs) =>
        call(by, 'POST', `/pairs/${pair.id}/decision`, {
          decision: 'same',
          words: why,
          survivorId,
          versions: seen(pair),
        });
      const answers = await Promise.all([decide(pairs[0], b, binh), decide(pairs[1], c, thu)]);
      for (const answer of answers)
        if (answer.status !== 200) {
          // Who came second is told that the record changed under her eyes, and decides again on what is there now.
          expect(code(answer.json)).toMatch(
            /^(merging\.changed|record\.version-conflict|merging\.not-waiting)$/u,
          );
        }
      if (answers[0]!.status !== 200) await join(a, c, c);
      if (answers[1]!.status !== 200) await join(b, c, c);
      expect(await foundOf(`Observation?patient=${c}`)).toEqual([line]);
      const { rows } = await sen.database.query<{ n: number }>(
        `select count(*)::int as n from record.same_person where $1 = any (names)`,
        [a],
      );
      expect(rows[0]!.n).toBe(3);
    }
  });

  it('the same pair decided twice at one time is joined once', async () => {
    const pair = await pairOf(await somebody(), await somebody());
    const decide = (by: CallAs) =>
      call(by, 'POST', `/pairs/${pair.id}/decision`, {
        decision: 'same',
        words: why,
        survivorId: pair.sides[0]!.person.id,
        versions: seen(pair),
      });
    const answers = await Promise.all([decide(binh), decide(thu), decide(binh)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('back again into whom it was joined is told to be one person already', async () => {
    const [a, b] = [await somebody(), await somebody()];
    await join(a, b, b);
    expect(code((await call(binh, 'POST', '/pairs', { one: b, other: a })).json)).toBe(
      'merging.same-already',
    );
  });
});

describe('a second pair of eyes', () => {
  it('is asked where a wrong joining would be likely or bad; the proposer cannot agree', async () => {
    const twins = [
      await somebody(),
      await somebody({ name: [{ use: 'official', text: 'Đặng Thị Mai' }] }),
    ] as const;
    const pair = await pairOf(...twins);
    expect(pair.needsSecond).toBe(true);
    const decision = { decision: 'same', words: why, survivorId: twins[0], versions: seen(pair) };
    const proposed = await call(binh, 'POST', `/pairs/${pair.id}/decision`, decision);
    expect(proposed.json).toEqual({ state: 'proposed' });
    expect((await record().read('Patient', twins[1])).versionId).toBe('1');
    const own = await call(binh, 'POST', `/pairs/${pair.id}/agreement`, { agrees: true, words: why });
    expect(code(own.json)).toBe('merging.second-person');
    const shown = (await call(thu, 'GET', `/pairs/${pair.id}`)).json as PairView;
    expect(shown.proposal).toMatchObject({ by: 'Phạm Thị Bình', isMine: false, survivorId: twins[0] });
    const refused = await call(thu, 'POST', `/pairs/${pair.id}/agreement`, {
      agrees: false,
      words: 'Hai chị em sinh đôi',
    });
    expect(refused.json).toEqual({ state: 'unsure' });
    expect((await record().read('Patient', twins[1])).versionId).toBe('1');
  });

  it('what changed after it was looked at is looked at again', async () => {
    const [a, b] = [await somebody(), await somebody()];
    const pair = await pairOf(a, b);
    const patient = JSON.parse((await record().read('Patient', a)).text) as Patient;
    await record().update({ ...patient, birthDate: '1971-05-22' });
    const answer = await call(binh, 'POST', `/pairs/${pair.id}/decision`, {
      decision: 'same',
      words: why,
      survivorId: a,
      versions: seen(pair),
    });
    expect(code(answer.json)).toBe('merging.changed');
  });
});

describe('a record in which two people are written', () => {
  it('is divided line by line, to somebody new or somebody known; what is signed stays and gets a successor', async () => {
    const mixed = await somebody();
    const [hers, his, visitOfHis] = [await pulse(mixed), await pulse(mixed), await visit(mixed, hospital)];
    const shown = await call(binh, 'POST', '/overlay', { person: mixed });
    expect((shown.json as { lines: { reference: string }[] }).lines).toHaveLength(3);
    expect(shown.text).not.toContain('8867-4');
    const split = await call(binh, 'POST', '/splits', {
      personId: mixed,
      newPerson: { name: 'Đặng Văn Hai', gender: 'male' },
      references: [`Observation/${his}`, `Encounter/${visitOfHis}`],
      words: 'Hai người dùng chung một thẻ',
    });
    expect(split.status, split.text).toBe(200);
    const { toId, moved } = split.json as { toId: string; moved: number };
    expect(moved).toBe(2);
    expect(await foundOf(`Observation?patient=${mixed}`)).toEqual([hers]);
    expect(await foundOf(`Observation?patient=${toId}`)).toEqual([his]);
    expect(await foundOf(`Encounter?patient=${toId}`)).toEqual([visitOfHis]);
    const said = await foundOf(`Provenance?target=Observation/${his}`);
    expect(said).toHaveLength(1);
    const foreign = await call(binh, 'POST', '/splits', {
      personId: mixed,
      toId,
      references: [`Observation/${his}`],
      words: why,
    });
    expect(code(foreign.json)).toBe('merging.not-hers');
    await sen.database.query(
      `insert into signatures.signed (bucket, type, fhir_id, version, part, provenance_id, serial, signed_at)
       values ($1, 'Observation', $2, 1, 'target', 'p', 's', now())`,
      [aliasBucket('Observation', hers), hers],
    );
    const signed = await call(binh, 'POST', '/splits', {
      personId: mixed,
      toId,
      references: [`Observation/${hers}`],
      words: why,
    });
    expect(signed.json).toMatchObject({ moved: 0, superseded: 1 });
    expect((await record().read('Observation', hers)).versionId).toBe('1');
    expect(await foundOf(`Observation?patient=${toId}`)).toHaveLength(2);
  });
});

describe('the citizen', () => {
  it('sees by whom and when her records were joined, sees the whole, objects, and is answered', async () => {
    const { hoa: own } = await sen.people();
    const double = await somebody({
      name: [{ use: 'official', text: 'Nguyễn Thị Hoa' }],
      birthDate: '1988-03-12',
    });
    const line = await pulse(double);
    const mergeId = await join(own.patientId, double, own.patientId);
    const bundle = (await (await hoa(`/fhir/Observation?patient=${own.patientId}`)).json()) as Bundle;
    expect(bundle.entry?.map(({ resource }) => resource?.id)).toContain(line);
    const { events } = (await call(hoa, 'GET', '/own')).json as {
      events: { id: string; kind: string; by: string; mayObject: boolean }[];
    };
    expect(events).toMatchObject([
      { id: mergeId, kind: 'joined', by: 'Phạm Thị Bình', mayObject: true, words: why },
    ]);
    expect(
      (
        await call(hoa, 'POST', `/own/${mergeId}/objection`, {
          kind: 'joined',
          words: 'Đó không phải hồ sơ của tôi',
        })
      ).status,
    ).toBe(200);
    const again = await call(hoa, 'POST', `/own/${mergeId}/objection`, {
      kind: 'joined',
      words: 'Đó không phải hồ sơ của tôi',
    });
    expect(again.status).toBe(409);
    const list = (await call(thu, 'GET', '/merges?open=true')).json as {
      merges: { id: string; objections: number }[];
    };
    expect(list.merges).toMatchObject([{ id: mergeId, objections: 1 }]);
    const view = (await call(thu, 'GET', `/merges/${mergeId}`)).json as MergeView;
    expect(view.objectionsMade[0]).toMatchObject({ words: 'Đó không phải hồ sơ của tôi' });
    await call(thu, 'POST', `/objections/${view.objectionsMade[0]!.id}/answer`, {
      words: 'Cảm ơn chị, chúng tôi đã tách lại',
    });
    expect((await part(mergeId)).status).toBe(200);
    const told = (await call(hoa, 'GET', '/own')).json as {
      events: { kind: string; objection?: { answer?: string } }[];
    };
    expect(told.events.map(({ kind }) => kind)).toEqual(['parted', 'joined']);
    expect(told.events[1]!.objection?.answer).toContain('tách lại');
    const left = (await (await hoa(`/fhir/Observation?patient=${own.patientId}`)).json()) as Bundle;
    expect(left.entry?.map(({ resource }) => resource?.id) ?? []).not.toContain(line);
  });

  it('finds the officer who looked at her in the list of who has seen her record', async () => {
    const { hoa: own } = await sen.people();
    await pairOf(own.patientId, await somebody());
    const answer = await hoa('/api/access-log/mine');
    const { looks } = (await answer.json()) as { looks: { who: string; isSystem: boolean }[] };
    expect(looks.filter(({ who }) => who === 'Phạm Thị Bình')).not.toEqual([]);
  });
});

describe('who tries', () => {
  it('a doctor, a citizen and an administrator reach nothing of the desk', async () => {
    const pair = await pairOf(await somebody(), await somebody());
    const admin = await sen.as('quantri');
    for (const by of [lan, hoa, admin]) {
      expect((await call(by, 'GET', '/pairs')).status).toBe(403);
      expect((await call(by, 'GET', `/pairs/${pair.id}`)).status).toBe(403);
      expect(
        (await call(by, 'POST', `/pairs/${pair.id}/decision`, { decision: 'distinct', words: why })).status,
      ).toBe(403);
      expect((await call(by, 'GET', '/merges')).status).toBe(403);
      expect((await call(by, 'POST', '/overlay', { person: 'x' })).status).toBe(403);
    }
  });

  it('an officer reads no record by other ways, and nothing of what was found', async () => {
    const one = await somebody();
    await pulse(one);
    expect((await binh(`/fhir/Patient/${one}`)).status).toBe(403);
    expect((await binh(`/fhir/Observation?patient=${one}`)).status).toBe(403);
    const pair = await call(binh, 'GET', `/pairs/${(await pairOf(one, await somebody())).id}`);
    expect(pair.text).not.toContain('8867-4');
  });

  it('an officer decides nothing about her own record, nor from a screen that was left open', async () => {
    const self = await somebody();
    await sen.platform.identity.createPerson({
      username: 'cb.tu',
      display: 'Tự',
      roles: [{ role: 'registry-officer' }, { role: 'citizen' }],
      patientId: self,
    });
    const tu = await sen.as('cb.tu');
    expect(code((await call(tu, 'POST', '/pairs', { one: self, other: await somebody() })).json)).toBe(
      'merging.own-record',
    );
    const pair = await pairOf(self, await somebody());
    const decided = await call(tu, 'POST', `/pairs/${pair.id}/decision`, {
      decision: 'distinct',
      words: why,
    });
    expect(code(decided.json)).toBe('merging.own-record');
  });

  it('another citizen neither sees nor objects to what is not hers', async () => {
    const [a, b] = [await somebody(), await somebody()];
    const foreign = await join(a, b, b);
    const { events } = (await call(hoa, 'GET', '/own')).json as { events: { id: string }[] };
    expect(events.map(({ id }) => id)).not.toContain(foreign);
    expect(
      (await call(hoa, 'POST', `/own/${foreign}/objection`, { kind: 'joined', words: 'Không phải tôi đâu' }))
        .status,
    ).toBe(404);
  });

  it('words of people stand clear in no table of the desk', async () => {
    const secret = 'Bà Cúc ở Thôn Đông gọi điện lúc chín giờ';
    const pair = await pairOf(await somebody(), await somebody());
    await call(binh, 'POST', `/pairs/${pair.id}/decision`, { decision: 'distinct', words: secret });
    const { rows } = await sen.database.query<{ text: string }>(
      `select to_jsonb(p)::text as text from merging.pair p union all select to_jsonb(m)::text from merging.merge m
       union all select to_jsonb(o)::text from merging.objection o union all select to_jsonb(s)::text from merging.split s`,
    );
    const all = rows.map(({ text }) => text).join();
    for (const word of [secret, 'Đặng', '0900000001', why]) expect(all).not.toContain(word);
  });
});
