import type { Patient } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { PairView } from '../api.ts';
import {
  closeDesk,
  openDesk,
  sen,
  binh,
  thu,
  hoa,
  lan,
  record,
  somebody,
  pulse,
  call,
  code,
  pairOf,
  seen,
  why,
  join,
  tell,
  isOf,
  allPairs,
} from './a-desk.ts';

beforeAll(openDesk, 120_000);
afterAll(closeDesk);

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
    const number = '001071000001';
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
