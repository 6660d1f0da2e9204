import type { Patient, Provenance } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  hospitalNumberSystem,
  identifierSystem,
  visitKeySystem,
} from '#kernel/vietnam/identifier-systems.ts';
import type { CallAs } from '#platform/testing/start-platform.ts';
import type { MergeView, PairView } from '../api.ts';
import { canonical } from '../domain/patient-fields.ts';
import {
  closeDesk,
  openDesk,
  sen,
  binh,
  thu,
  station,
  hospital,
  clean,
  record,
  make,
  somebody,
  visit,
  pulse,
  call,
  code,
  pairOf,
  seen,
  why,
  join,
  part,
  foundOf,
} from './a-desk.ts';

beforeAll(openDesk, 120_000);
afterAll(closeDesk);

/** Numbers differ from test to test. */
let nth = 0;

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
