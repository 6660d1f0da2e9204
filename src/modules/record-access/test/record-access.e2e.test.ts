import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestPeople } from '#platform/testing/people.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { OpeningView, OwnAccess, RuleView } from '../api.ts';
import { maiNumber, makeAccessPeople, type AccessPeople } from './people-of-access.ts';

let sen: TestPlatform;
let people: TestPeople;
let access: AccessPeople;
let nowMs: number | undefined;
let hoa: CallAs;
let lan: CallAs;
let minh: CallAs;
let supervisor: CallAs;
let otherSupervisor: CallAs;
let admin: CallAs;
let pharmacist: CallAs;

beforeAll(async () => {
  sen = await startPlatform({ now: () => new Date(nowMs ?? Date.now()) });
  people = await sen.people();
  access = await makeAccessPeople(sen);
  const names = ['hoa', 'bs.lan', 'bs.minh', 'giamsat.bv', 'giamsat', 'quantri', 'ds.tu'];
  const calls: CallAs[] = [];
  for (const name of names) calls.push(await sen.as(name));
  [hoa, lan, minh, supervisor, otherSupervisor, admin, pharmacist] = calls as [
    CallAs,
    CallAs,
    CallAs,
    CallAs,
    CallAs,
    CallAs,
    CallAs,
  ];
}, 240_000);
beforeEach(async () => {
  // Each test begins without openings of the others, in whatever order they come.
  await sen.database.query(`delete from record.care_relation where kind in ('break-glass', 'stated-reason')`);
  await sen.database.query('delete from access.opening');
});
afterAll(() => sen.stop());

interface Answer<T> {
  readonly status: number;
  readonly body: T;
}
async function ask<T = { code?: string }>(call: CallAs, path: string, body?: object): Promise<Answer<T>> {
  const init = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
  const answer = await call(`/api/record-access${path}`, body === undefined ? {} : init);
  return { status: answer.status, body: (await answer.json()) as T };
}
const openingsPath = (): string => `/${people.hoa.patientId}/openings`;
const sees = async (call: CallAs): Promise<boolean> =>
  (await call(`/fhir/Patient/${people.hoa.patientId}`)).status === 200;
const summarySeen = async (call: CallAs): Promise<number> =>
  (await call(`/api/personal-record/${people.hoa.patientId}/summary`)).status;
const linesSeen = async (call: CallAs): Promise<string[]> => {
  const answer = await call(`/api/personal-record/${people.hoa.patientId}/timeline`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  const { entries } = (await answer.json()) as { entries?: { title: string }[] };
  return (entries ?? []).map(({ title }) => title);
};
const own = async (): Promise<OwnAccess> => (await ask<OwnAccess>(hoa, '/mine')).body;
const emergency = { kind: 'break-glass', reason: 'life-in-danger' };
async function breakGlass(): Promise<OpeningView> {
  const { status, body } = await ask<{ opening: OpeningView }>(minh, openingsPath(), emergency);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.opening;
}

describe('breaking the glass', () => {
  it('opens the record at once, is seen by the person and her supervisor, and shuts when it is closed', async () => {
    expect(await sees(minh)).toBe(false);
    const opening = await breakGlass();
    expect(opening).toMatchObject({ who: 'BS Lê Văn Minh', isOpen: true, kind: 'break-glass' });
    expect(await sees(minh)).toBe(true);
    expect(await linesSeen(minh)).toContain('Giai đoạn trầm cảm');
    const [told] = (await own()).openings;
    expect(told).toMatchObject({ id: opening.id, facility: 'Bệnh viện Đa khoa Sen', isOpen: true });
    expect(told!.note).toBeUndefined();
    const { openings } = (await ask<{ openings: OpeningView[] }>(supervisor, '/reviews')).body;
    expect(openings[0]).toMatchObject({ id: opening.id, person: 'Nguyễn Thị Hoa' });
    const held = await ask<{ openings: OpeningView[] }>(minh, openingsPath());
    expect(held.body.openings.map(({ id }) => id)).toEqual([opening.id]);
    expect((await ask(minh, `/openings/${opening.id}/close`, {})).status).toBe(200);
    expect(await sees(minh)).toBe(false);
    expect([403, 404]).toContain(await summarySeen(minh));
    expect(await linesSeen(minh)).toEqual([]);
  });

  it('ends by itself after four hours', async () => {
    await breakGlass();
    nowMs = Date.now() + 4 * 3_600_000 + 60_000;
    try {
      const held = await ask<{ openings: OpeningView[] }>(minh, openingsPath());
      expect(held.body.openings).toEqual([]);
      expect(await sees(minh)).toBe(false);
    } finally {
      nowMs = undefined;
    }
  });

  it('is not done from a screen that somebody left open', async () => {
    nowMs = Date.now() + 6 * 60_000;
    try {
      const stale = await ask(minh, openingsPath(), emergency);
      expect([stale.status, stale.body.code]).toEqual([403, 'access.step-up-required']);
      const byNumber = await ask(minh, '/emergency', { number: maiNumber, reason: 'life-in-danger' });
      expect([byNumber.status, byNumber.body.code]).toEqual([403, 'access.step-up-required']);
    } finally {
      nowMs = undefined;
    }
    expect(await sees(minh)).toBe(false);
  });

  it('is closed to administrators, supervisors, citizens, pharmacists and strangers', async () => {
    for (const call of [admin, supervisor, hoa, pharmacist])
      expect((await ask(call, openingsPath(), emergency)).status).toBe(403);
    for (const call of [admin, supervisor, hoa, pharmacist]) {
      const answer = await ask(call, '/emergency', { number: maiNumber, reason: 'life-in-danger' });
      expect(answer.status).toBe(403);
    }
    const stranger = await fetch(`${sen.url}/api/record-access${openingsPath()}`);
    expect(stranger.status).toBe(401);
    const choices = await ask<{ choices: { kind: string }[] }>(pharmacist, '/choices');
    expect(choices.body.choices.map(({ kind }) => kind)).toEqual(['sensitive']);
  });

  it('takes only listed reasons, and another one only written out', async () => {
    for (const body of [
      { ...emergency, reason: 'curious' },
      { ...emergency, reason: 'other' },
      { ...emergency, reason: 'other', note: 'ngắn' },
      { ...emergency, kind: 'everything' },
    ])
      expect((await ask(minh, openingsPath(), body)).status).toBe(400);
  });
});

describe('whoever has to know', () => {
  type Told = { notices: { id: string; kind: string }[] };
  const idsOf = async (call: CallAs, of: 'own' | 'duty'): Promise<string[]> =>
    (await ask<Told>(call, `/notices/${of}`)).body.notices.map(({ id }) => id);

  it('is told at once, on every page of hers, until she has looked; nobody else is told', async () => {
    const { id } = await breakGlass();
    await sen.settle();
    expect(await idsOf(hoa, 'own')).toContain(id);
    expect(await idsOf(supervisor, 'duty')).toContain(id);
    expect(await idsOf(otherSupervisor, 'duty')).not.toContain(id);
    for (const [call, of] of [
      [minh, 'own'],
      [minh, 'duty'],
      [hoa, 'duty'],
      [supervisor, 'own'],
      [admin, 'duty'],
    ] as const)
      expect((await ask(call, `/notices/${of}`)).status).toBe(403);
    // Somebody else who says that she has looked takes nothing from whom it is for.
    await ask(otherSupervisor, '/notices/duty/seen', { ids: [id] });
    expect(await idsOf(supervisor, 'duty')).toContain(id);
    const left = await ask<Told>(hoa, '/notices/own/seen', { ids: [id] });
    expect(left.body.notices.map((one) => one.id)).not.toContain(id);
    expect(await idsOf(hoa, 'own')).not.toContain(id);
    expect(await idsOf(supervisor, 'duty')).toContain(id);
  });

  it('is told once, also where the event comes twice', async () => {
    const { id } = await breakGlass();
    await sen.settle();
    await sen.database.query(`delete from events.handled where handler = 'record-access.tell-of-opening'`);
    await sen.database.query(`update events.cursor set tx = '0', id = 0
      where handler = 'record-access.tell-of-opening'`);
    await sen.settle();
    expect((await idsOf(supervisor, 'duty')).filter((one) => one === id)).toHaveLength(1);
  });
});

describe('somebody who is out of reach', () => {
  it('is found only by opening, and the answer for nobody looks the same whatever was asked', async () => {
    const body = { number: maiNumber, reason: 'cannot-answer' };
    // Neither a wrong reason nor a role that may not tells whether she is here.
    const wrong = await ask(minh, '/emergency', { ...body, reason: 'curious' });
    const none = await ask(minh, '/emergency', { ...body, number: '001188999999', reason: 'curious' });
    expect([wrong.status, none.status]).toEqual([400, 400]);
    expect((await minh(`/fhir/Patient/${access.maiId}`)).status).toBe(403);
    const nobody = await ask(minh, '/emergency', { ...body, number: '001188999999' });
    expect(nobody.body).toEqual({ outcome: 'nobody' });
    const { rows } = await sen.database.query<{ n: number }>(
      `select count(*)::int as n from audit.event where actor_id = $1 and action = 'search' and query like '%identifier%'`,
      [people.minh.accountId],
    );
    expect(rows[0]!.n).toBeGreaterThan(0);
    const found = await ask(minh, '/emergency', body);
    expect(found.body).toEqual({ outcome: 'opened', patientId: access.maiId });
    expect((await minh(`/fhir/Patient/${access.maiId}`)).status).toBe(200);
  });

  it('is found by her whole name with her day of birth, never by a part of it', async () => {
    const reason = 'mass-casualty';
    const outcome = async (body: object): Promise<unknown> =>
      ((await ask(minh, '/emergency', { reason, ...body })).body as { outcome?: string }).outcome;
    expect(await outcome({ name: 'lê thị', birthDate: '1975-05-01' })).toBe('nobody');
    expect(await outcome({ name: 'Lê Thị Mai', birthDate: '1975-05-02' })).toBe('nobody');
    expect(await outcome({ name: 'le thi mai', birthDate: '1975-05-01' })).toBe('opened');
    expect((await ask(minh, '/emergency', { reason, name: 'Lê Thị Mai' })).status).toBe(400);
    expect((await ask(minh, '/emergency', { reason })).status).toBe(400);
  });
});

describe('a reason for sensitive lines', () => {
  it('shows them to who looks after the person, and to nobody else', async () => {
    const sensitive = { kind: 'sensitive', reason: 'treats-this' };
    expect(await linesSeen(lan)).not.toContain('Giai đoạn trầm cảm');
    expect((await ask(minh, openingsPath(), sensitive)).status).toBe(403);
    const made = await ask<{ opening: OpeningView }>(lan, openingsPath(), sensitive);
    expect(made.status).toBe(200);
    expect(await linesSeen(lan)).toContain('Giai đoạn trầm cảm');
    await ask(lan, `/openings/${made.body.opening.id}/close`, {});
    expect(await linesSeen(lan)).not.toContain('Giai đoạn trầm cảm');
    expect(await linesSeen(lan)).toContain('Tăng huyết áp vô căn');
  });
});

describe('the supervisor', () => {
  it('says of each opening whether it was right, once, with words, and only at her facility', async () => {
    await breakGlass();
    const { id } = await breakGlass();
    const review = { outcome: 'unjustified', note: 'Không có ca cấp cứu nào lúc đó.' };
    for (const call of [otherSupervisor, admin, hoa, minh])
      expect([403, 404]).toContain((await ask(call, `/openings/${id}/review`, review)).status);
    expect((await ask(supervisor, `/openings/${id}/review`, { ...review, note: '' })).status).toBe(400);
    const done = await ask<{ opening: OpeningView }>(supervisor, `/openings/${id}/review`, review);
    expect(done.body.opening).toMatchObject({ outcome: 'unjustified', isOpen: false });
    expect((await ask(supervisor, `/openings/${id}/review`, review)).status).toBe(412);
    const { counts } = (
      await ask<{ counts: { who: string; openings: number; unjustified: number }[] }>(supervisor, '/reviews')
    ).body;
    expect(counts[0]).toMatchObject({ who: 'BS Lê Văn Minh', openings: 2, unjustified: 1 });
    const other = await ask<{ openings: OpeningView[] }>(otherSupervisor, '/reviews');
    expect(other.body.openings).toEqual([]);
    for (const call of [admin, hoa, minh]) expect((await ask(call, '/reviews')).status).toBe(403);
    // Nobody else ends it either.
    const again = await breakGlass();
    for (const call of [lan, hoa, otherSupervisor])
      expect([403, 404]).toContain((await ask(call, `/openings/${again.id}/close`, {})).status);
    await ask(minh, `/openings/${again.id}/close`, {});
  });
});

describe('her own record', () => {
  const change = async (body: object): Promise<Answer<{ rule: RuleView; code?: string }>> =>
    ask(hoa, '/consents', body);
  const withdraw = (id: string): Promise<Answer<{ rule: RuleView }>> =>
    ask(hoa, `/consents/${id}/withdraw`, {});

  it('says who sees it by law, and is closed to the station and opened again at once, each change a version', async () => {
    expect((await own()).facilities).toEqual([
      { id: people.station, name: 'Trạm Y tế phường Sen', because: 'charge' },
    ]);
    expect(await summarySeen(lan)).toBe(200);
    const closed = await change({ act: 'close', facilityId: people.station });
    expect(closed.status, JSON.stringify(closed.body)).toBe(200);
    expect(await sees(lan)).toBe(false);
    expect(await summarySeen(lan)).not.toBe(200);
    const { rule } = closed.body;
    expect(rule).toMatchObject({ act: 'close', state: 'holds', hasMore: false });
    expect((await withdraw(rule.id)).body.rule.state).toBe('withdrawn');
    expect(await sees(lan)).toBe(true);
    const { versions } = (await ask<{ versions: RuleView[] }>(hoa, `/consents/${rule.id}/versions`)).body;
    expect(versions.map(({ state }) => state)).toEqual(['withdrawn', 'holds']);
  });

  it('is opened to a hospital for a time, and not where she has closed it to everybody', async () => {
    const until = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    const opened = await change({ act: 'open', facilityId: people.hospital, until });
    expect(opened.status, JSON.stringify(opened.body)).toBe(200);
    expect(await sees(minh)).toBe(true);
    expect(await linesSeen(minh)).not.toContain('Giai đoạn trầm cảm');
    nowMs = Date.now() + 5 * 86_400_000;
    try {
      expect((await own()).rules.find(({ id }) => id === opened.body.rule.id)?.state).toBe('ended');
    } finally {
      nowMs = undefined;
    }
    await withdraw(opened.body.rule.id);
    expect(await sees(minh)).toBe(false);
    const all = await change({ act: 'close', sparedId: people.station });
    expect(all.status, JSON.stringify(all.body)).toBe(200);
    expect(await sees(lan)).toBe(true);
    const refused = await change({ act: 'open', facilityId: people.hospital, until });
    expect([refused.status, refused.body.code]).toEqual([409, 'record-access.closed']);
    await withdraw(all.body.rule.id);
  });

  it('opens a kind of data to her station by name, and closes one so that a stated reason does not open it', async () => {
    const opened = await change({ act: 'open', facilityId: people.station, kind: 'mental' });
    expect(opened.status, JSON.stringify(opened.body)).toBe(200);
    expect(await linesSeen(lan)).toContain('Giai đoạn trầm cảm');
    await withdraw(opened.body.rule.id);
    expect(await linesSeen(lan)).not.toContain('Giai đoạn trầm cảm');
    const closed = await change({ act: 'close', kind: 'mental' });
    expect(closed.status, JSON.stringify(closed.body)).toBe(200);
    const body = { kind: 'sensitive', reason: 'treats-this' };
    const stated = await ask<{ opening: OpeningView }>(lan, openingsPath(), body);
    expect(await linesSeen(lan)).not.toContain('Giai đoạn trầm cảm');
    await ask(lan, `/openings/${stated.body.opening.id}/close`, {});
    const opening = await breakGlass();
    expect(await linesSeen(minh)).toContain('Giai đoạn trầm cảm');
    await ask(minh, `/openings/${opening.id}/close`, {});
    await withdraw(closed.body.rule.id);
  });

  it('is nobody else’s to open, close or list, and refuses what makes no sense', async () => {
    const closed = await change({ act: 'close', kind: 'hiv' });
    const { id } = closed.body.rule;
    for (const call of [lan, minh, admin, supervisor]) {
      expect((await ask(call, '/mine')).status).toBe(403);
      expect((await ask(call, '/consents', { act: 'close' })).status).toBe(403);
      expect((await ask(call, `/consents/${id}/withdraw`, {})).status).toBe(403);
      expect((await ask(call, `/consents/${id}/versions`)).status).toBe(403);
    }
    await withdraw(id);
    for (const body of [
      { act: 'open' },
      { act: 'close', until: '2020-01-01' },
      { act: 'close', facilityId: people.station, sparedId: people.hospital },
      { act: 'close', kind: 'teeth' },
    ])
      expect((await change(body)).status).toBe(400);
    const found = await ask<{ facilities: { name: string }[] }>(hoa, '/facilities?q=Bệnh viện');
    expect(found.body.facilities.map(({ name }) => name)).toContain('Bệnh viện Đa khoa Sen');
  });
});
