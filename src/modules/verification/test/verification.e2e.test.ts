import type { Coverage, Patient, Provenance, VerificationResult } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { CallAs } from '#platform/testing/start-platform.ts';
import type { Standing, TaskView, listTasks } from '../api.ts';
import { forgetErased } from '../forget-erased.ts';
import { noteDue } from '../results/due.ts';
import { startVerifying } from '../runs/keep-verifying.ts';
import { ask, openRegistry, type TestRegistry } from './a-registry.ts';

let house: TestRegistry;
let lan: CallAs;
let officer: CallAs;
beforeAll(async () => {
  house = await openRegistry();
  lan = await house.sen.as('bs.lan');
  officer = await house.officer();
}, 120_000);
afterAll(() => house.stop());
beforeEach(() => house.population.setFault('none'));

const read = async (id: string): Promise<Patient> =>
  JSON.parse((await house.sen.context().record.read('Patient', id)).text) as Patient;
const standing = async (id: string, call: CallAs = lan): Promise<Standing> => {
  const { body } = await ask<{ standings: Standing[] }>(call, `/api/verification/people/${id}`);
  return body.standings.find(({ register }) => register === 'population')!;
};
const taskOf = async (id: string, call: CallAs = lan): Promise<TaskView> => {
  const { taskId } = await standing(id);
  return (await ask<TaskView>(call, `/api/verification/tasks/${taskId}`)).body;
};
const verify = (id: string) =>
  ask<{ standing: Standing }>(lan, `/api/verification/people/${id}/verify`, { register: 'population' });

describe('somebody who was registered', () => {
  it('is asked about by herself, and that both sides agree stands in the record with its date', async () => {
    const id = await house.enrol(1);
    await house.settle();
    expect(await standing(id)).toMatchObject({ outcome: 'match', fields: [] });
    const { record } = house.sen.context();
    const page = await record.search('VerificationResult', `target=Patient/${id}`);
    const [result] = page.matches.map(({ text }) => JSON.parse(text) as VerificationResult);
    expect(result).toMatchObject({ status: 'validated', primarySource: [{ validationStatus: {} }] });
    expect(JSON.stringify(result)).not.toContain(house.population.citizen(1).number);
    expect(JSON.stringify(result)).not.toContain(house.population.citizen(1).name);
  });

  it('is asked about again when her facts change, and once only in the record', async () => {
    const id = await house.enrol(2, { name: [{ text: 'Người Khác Hẳn' }] });
    await house.settle();
    expect((await standing(id)).outcome).toBe('mismatch');
    const patient = await read(id);
    await house.sen
      .context()
      .record.update({ ...patient, name: [{ text: house.population.citizen(2).name }] });
    await house.settle();
    expect(await standing(id)).toMatchObject({ outcome: 'match' });
    expect((await standing(id)).taskId).toBeUndefined();
    const { record } = house.sen.context();
    expect((await record.search('VerificationResult', `target=Patient/${id}&_total=accurate`)).total).toBe(1);
  });

  it.each([
    [
      'a number that nobody holds',
      { identifier: [{ system: identifierSystem.personalNumber, value: '001099000001' }] },
      'not-found',
    ],
    ['another birth day', { birthDate: '1901-01-01' }, 'mismatch'],
  ])('with %s is found to be %s', async (_what, part, outcome) => {
    const id = await house.enrol(3, part);
    await house.settle();
    expect((await standing(id)).outcome).toBe(outcome);
    await house.sen.context().record.delete('Patient', id);
  });
});

describe('a register that fails', () => {
  it.each(['down', 'busy', 'broken', 'garbage', 'truncated', 'another-request', 'endless'] as const)(
    'by being %s blames nobody: what was known stays, and she is asked about again later',
    async (fault) => {
      const id = await house.enrol(4);
      await house.settle();
      house.population.setFault(fault);
      const { status, body } = await verify(id);
      expect(status).toBe(200);
      expect(body.standing).toMatchObject({ outcome: 'unreachable' });
      expect(await standing(id)).toMatchObject({ outcome: 'match', unreachedAt: expect.any(String) });
      expect((await standing(id)).taskId).toBeUndefined();
      await house.sen.context().record.delete('Patient', id);
      await lines(id);
    },
  );

  it('for a whole day is left in peace and loses nobody: what was known stays, and then each who waited is asked about once', async () => {
    const hour = 3_600_000;
    let ahead = 0;
    // A house of its own, whose clock is put on hour by hour.
    const away = await openRegistry({ now: () => new Date(Date.now() + ahead) });
    const context = () => away.sen.contextOf('verification');
    const due = async (ids?: readonly string[]) =>
      context().sql.query<{ patient_id: string; tries: number }>(
        `select patient_id, tries from verification.due where register = 'population' and ($1::text[] is null or patient_id = any ($1))`,
        [ids ?? null],
      );
    const second = startVerifying({ context }, 20);
    try {
      const known = await away.enrol(40);
      await expect.poll(async () => (await due()).length, { timeout: 60_000 }).toBe(0);
      away.population.setFault('down');
      await noteDue(context().sql, 'population', [known], 'told', context().now());
      const before = away.population.counts();
      const newcomers: string[] = [];
      for (let nth = 1; nth <= 24; nth += 1) {
        newcomers.push(await away.enrol(50 + nth));
        // Only now, or both servers would have looked before she came, and be resting.
        ahead += hour;
        await expect
          .poll(async () => (await due(newcomers.slice(-1)))[0]?.tries, { timeout: 60_000 })
          .toBeGreaterThan(0);
      }
      const during = away.population.counts();
      // Two servers, each a few questions an hour whoever waits; not one person went with them.
      expect(during.questions - before.questions).toBeLessThanOrEqual(24 * 2 * 3 + 10);
      expect(during.people).toBe(before.people);
      const waiting = (await due()).map((row) => row.patient_id);
      expect(waiting.toSorted()).toEqual([known, ...newcomers].toSorted());
      away.population.setFault('none');
      // Longer than any rest of a line, far shorter than the six hours that somebody may be put off.
      ahead += hour / 6;
      await expect.poll(async () => (await due()).length, { timeout: 60_000 }).toBe(0);
      const after = away.population.counts();
      expect(after.people - during.people).toBe(waiting.length);
      expect(after.questions - during.questions).toBeLessThanOrEqual(6);
      const rows = await context().sql.query<{ outcome: string }>(
        `select outcome from verification.result where register = 'population' and patient_id = any ($1)`,
        [waiting],
      );
      expect(rows.map(({ outcome }) => outcome)).toEqual(waiting.map(() => 'match'));
    } finally {
      await second.stop();
      await away.stop();
    }
  }, 180_000);

  it('by answering about another person is refused and reported, and nothing of the other person is kept', async () => {
    const id = await house.enrol(5);
    house.population.setFault('another-person');
    const { body } = await verify(id);
    expect(body.standing.outcome).toBe('unreachable');
    expect((await standing(id)).outcome).toBeUndefined();
    const admin = await house.sen.as('quantri');
    const runs = await ask<{ lines: { register: string; reports: number }[] }>(
      admin,
      '/api/verification/runs',
    );
    expect(runs.body.lines.find(({ register }) => register === 'population')?.reports).toBeGreaterThan(0);
    house.population.setFault('none');
    expect((await verify(id)).body.standing.outcome).toBe('match');
    expect((await standing(id)).unreachedAt).toBeUndefined();
  });
});

/** The breaker of the line closes again by a call that works. */
async function lines(id: string): Promise<void> {
  house.population.setFault('none');
  const other = await house.enrol(Number.parseInt(id.slice(-4), 16));
  for (let nth = 0; nth < 40; nth += 1) {
    if ((await verify(other)).body.standing.outcome !== 'unreachable') return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the line did not come back');
}

describe('news that a register pushes', () => {
  it('of a death become a task for people, never a death in the record', async () => {
    const id = await house.enrol(20, { deceasedBoolean: false });
    house.population.change(house.population.citizen(20).number, { state: 'living' });
    await house.settle();
    expect((await standing(id)).outcome).toBe('match');
    house.population.change(house.population.citizen(20).number, { state: 'dead', diedOn: '2026-11-01' });
    expect(await house.population.push({ kind: 'died', number: house.population.citizen(20).number })).toBe(
      202,
    );
    await house.settle();
    expect(await standing(id)).toMatchObject({ outcome: 'dead' });
    expect(await taskOf(id)).toMatchObject({
      kind: 'dead',
      state: 'open',
      risk: 'high',
      theirs: { diedOn: '2026-11-01' },
    });
    expect((await read(id)).deceasedDateTime).toBeUndefined();
  });

  it('of a number given anew are written by rule, with where it came from; the former stays as old', async () => {
    const { number } = house.population.citizen(21);
    const id = await house.enrol(21);
    await house.settle();
    const now = `${number.slice(0, 6)}999999`;
    house.population.change(number, { numberNow: now });
    house.population.change(now, { ...house.population.citizen(21), formerNumbers: [number] });
    expect(await house.population.push({ kind: 'number-changed', number })).toBe(202);
    await house.settle();
    expect((await read(id)).identifier).toMatchObject([
      { value: number, use: 'old', period: { end: expect.any(String) } },
      { value: now, use: 'official' },
    ]);
    const page = await house.sen.context().record.search('Provenance', `target=Patient/${id}`);
    const origins = page.matches.map(({ text }) => JSON.parse(text) as Provenance);
    expect(origins).toMatchObject([{ activity: { text: 'verification: number (certain)' } }]);
  });

  it('of a number that somebody else holds here are left to people', async () => {
    const { number } = house.population.citizen(22);
    const other = house.population.citizen(23).number;
    const id = await house.enrol(22);
    await house.enrol(23);
    house.population.change(number, { numberNow: other });
    await house.population.push({ kind: 'number-changed', number });
    await house.settle();
    expect(await taskOf(id)).toMatchObject({ kind: 'renumbered', state: 'open' });
    expect((await read(id)).identifier).toHaveLength(1);
  });

  it('of a move become a proposal that the second person accepts; the former address stays as old', async () => {
    const { number } = house.population.citizen(24);
    const id = await house.enrol(24, {
      address: [{ use: 'home', text: 'Thôn Đông', extension: [ward('00004')] }],
    });
    house.population.change(number, {
      address: { line: 'Thôn Nội', communeCode: '09319', commune: 'Xã Tiên Du' },
    });
    await house.population.push({ kind: 'moved', number });
    await house.settle();
    const task = await taskOf(id);
    expect(task).toMatchObject({
      kind: 'moved',
      state: 'proposed',
      proposal: { isMachine: true, take: ['address'] },
    });
    const decided = await ask(officer, `/api/verification/tasks/${task.id}/decision`, {
      version: task.version,
      decision: 'accept',
    });
    expect(decided).toMatchObject({ status: 200, body: { state: 'closed', ending: 'taken' } });
    expect((await read(id)).address).toMatchObject([
      { use: 'home', text: 'Thôn Nội, Xã Tiên Du' },
      { use: 'old', text: 'Thôn Đông' },
    ]);
    await house.settle();
    expect((await standing(id)).outcome).toBe('match');
  });

  it('without the right signature, with an old one, or with another body are not taken', async () => {
    const path = '/api/doors/registers/population/updates';
    const body = JSON.stringify({
      id: 'x',
      at: new Date().toISOString(),
      kind: 'died',
      number: '001088000001',
    });
    const send = (headers: Record<string, string>) =>
      fetch(house.sen.url + path, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect((await send({})).status).toBe(401);
    expect((await send({ 'signature-input': 'sen1=()', signature: 'sen1=:AA==:' })).status).toBe(401);
    expect(
      (
        await fetch(`${house.sen.url}/api/doors/registers/nobody/updates`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(404);
    const { pushUpdate } = await import('#modules/doors/registers/simulator/push-update.ts');
    const target = { url: house.sen.url + path, secret: house.population.line.secret };
    const late = new Date(Date.now() - 600_000);
    expect(await pushUpdate(target, JSON.parse(body) as object, late)).toBe(401);
    expect(
      await pushUpdate({ ...target, secret: house.insurance.line.secret }, JSON.parse(body) as object),
    ).toBe(401);
    expect(await pushUpdate(target, { hello: 'there' })).toBe(400);
    expect(await pushUpdate(target, JSON.parse(body) as object)).toBe(202);
    expect(await pushUpdate(target, JSON.parse(body) as object)).toBe(200);
  });
});

describe('a repair', () => {
  it('is proposed at the station with the paper, accepted by another, and written with both names', async () => {
    const id = await house.enrol(30, { name: [{ text: 'Nguyễn Văn Nhầm' }], birthDate: '1901-01-01' });
    await house.settle();
    const task = await taskOf(id);
    expect(task).toMatchObject({
      kind: 'mismatch',
      risk: 'high',
      mayPropose: true,
      mayDecide: false,
      ours: { name: 'Nguyễn Văn Nhầm' },
      theirs: { name: house.population.citizen(30).name },
      takeable: expect.arrayContaining(['name', 'birthDate']),
    });
    const png = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      Buffer.alloc(100),
    ]);
    const attach = (type: string, body: Uint8Array) =>
      lan(`/api/verification/tasks/${task.id}/paper`, {
        method: 'PUT',
        headers: { 'content-type': type },
        body: Buffer.from(body),
      });
    expect((await attach('image/png', Buffer.from('<script>'))).status).toBe(415);
    expect((await attach('text/html', png)).status).toBe(415);
    expect((await attach('image/png', png)).status).toBe(200);
    const proposal = {
      take: ['name', 'birthDate'],
      reason: 'typed-wrongly',
      ground: 'in-person',
      note: 'Xem căn cước',
    };
    const at = `/api/verification/tasks/${task.id}`;
    expect((await ask(lan, `${at}/proposal`, { ...proposal, version: task.version })).status).toBe(409);
    const proposed = await ask<TaskView>(lan, `${at}/proposal`, { ...proposal, version: task.version + 1 });
    expect(proposed).toMatchObject({ status: 200, body: { state: 'proposed', mayDecide: false } });
    const seen = await ask<TaskView>(officer, at);
    expect(seen.body).toMatchObject({ mayDecide: true, paper: { type: 'image/png' } });
    expect((await officer(`${at}/paper`)).status).toBe(200);
    expect(
      (await ask(lan, `${at}/decision`, { version: seen.body.version, decision: 'accept' })).status,
    ).toBe(403);
    expect(
      (await ask(officer, `${at}/decision`, { version: seen.body.version, decision: 'return' })).status,
    ).toBe(400);
    const accepted = await ask(officer, `${at}/decision`, { version: seen.body.version, decision: 'accept' });
    expect(accepted.body).toMatchObject({ ending: 'taken' });
    expect(
      (await ask(officer, `${at}/decision`, { version: seen.body.version, decision: 'accept' })).status,
    ).toBe(409);
    const { name, birthDate } = house.population.citizen(30);
    expect(await read(id)).toMatchObject({
      name: [{ text: name }, { use: 'old', text: 'Nguyễn Văn Nhầm' }],
      birthDate,
    });
    const page = await house.sen.context().record.search('Provenance', `target=Patient/${id}`);
    const origin = JSON.parse(page.matches[0]!.text) as Provenance;
    expect(origin.agent.map(({ who }) => who.display)).toEqual(['BS Trần Thị Lan', 'Cán bộ định danh']);
    await house.settle();
    expect((await standing(id)).outcome).toBe('match');
  });

  it('goes back with words, and what the register corrects itself is closed without a visit', async () => {
    const id = await house.enrol(31, { birthDate: '1901-01-01' });
    await house.settle();
    const task = await taskOf(id);
    const at = `/api/verification/tasks/${task.id}`;
    const proposed = await ask<TaskView>(lan, `${at}/proposal`, {
      version: task.version,
      take: [],
      reason: 'theirs-wrong',
      ground: 'by-phone',
    });
    const back = await ask(officer, `${at}/decision`, {
      version: proposed.body.version,
      decision: 'return',
      words: 'Cần ảnh giấy khai sinh',
    });
    expect(back.body).toEqual({ state: 'open' });
    expect(await taskOf(id)).toMatchObject({ state: 'open', answer: 'Cần ảnh giấy khai sinh' });
    house.population.change(house.population.citizen(31).number, { birthDate: '1901-01-01' });
    const before = await queue(lan);
    await verify(id);
    expect((await standing(id)).taskId).toBeUndefined();
    const after = await queue(lan);
    expect(after.counts.closedWithoutVisit).toBe(before.counts.closedWithoutVisit + 1);
  });

  it('of a name that lost its marks needs the second person only', async () => {
    const { name } = house.population.citizen(32);
    const bare = name
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll('Đ', 'D')
      .replaceAll('đ', 'd')
      .toUpperCase();
    const id = await house.enrol(32, { name: [{ text: bare }] });
    await house.settle();
    expect(await taskOf(id)).toMatchObject({
      state: 'proposed',
      risk: 'low',
      proposal: { isMachine: true, reason: 'marks-lost' },
    });
  });

  it('is seen by nobody else: another facility, a citizen, somebody without rights', async () => {
    const id = await house.enrol(33, { birthDate: '1901-01-01' });
    await house.settle();
    const task = await taskOf(id);
    const at = `/api/verification/tasks/${task.id}`;
    const minh = await house.sen.as('bs.minh');
    expect((await ask(minh, at)).status).toBe(404);
    expect(
      (await ask(minh, `${at}/proposal`, { version: 1, take: [], reason: 'moved', ground: 'online' })).status,
    ).toBe(404);
    expect((await ask(minh, `/api/verification/people/${id}`)).status).toBe(403);
    expect((await queue(minh)).tasks).toEqual([]);
    const hoa = await house.sen.as('hoa');
    expect((await ask(hoa, at)).status).toBe(403);
    const quantri = await house.sen.as('quantri');
    expect((await ask(quantri, at)).status).toBe(403);
    // Before anybody has proposed, the registry has no business with a station's person.
    expect((await ask(officer, at)).status).toBe(404);
    expect((await ask(lan, `/api/verification/tasks/${crypto.randomUUID()}`)).status).toBe(404);
    const wide = await ask(lan, `${at}/proposal`, {
      version: task.version,
      take: ['card'],
      reason: 'moved',
      ground: 'online',
    });
    expect(wide.status).toBe(400);
  });

  it('that two decide on at once is decided once', async () => {
    const id = await house.enrol(34, { birthDate: '1901-01-01' });
    await house.settle();
    const task = await taskOf(id);
    const at = `/api/verification/tasks/${task.id}`;
    const proposal = {
      version: task.version,
      take: ['birthDate'],
      reason: 'typed-wrongly',
      ground: 'paper-on-file',
    };
    const { body } = await ask<TaskView>(lan, `${at}/proposal`, proposal);
    const both = await Promise.all(
      [1, 2, 3].map(() => ask(officer, `${at}/decision`, { version: body.version, decision: 'accept' })),
    );
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409', '409']);
    const page = await house.sen.context().record.search('Provenance', `target=Patient/${id}`);
    expect(page.matches).toHaveLength(1);
  });

  it('shows who looked to the person: the registry reads in its own name', async () => {
    const id = await house.enrol(35, { birthDate: '1901-01-01' });
    await house.settle();
    const task = await taskOf(id);
    const at = `/api/verification/tasks/${task.id}`;
    await ask(lan, `${at}/proposal`, {
      version: task.version,
      take: [],
      reason: 'theirs-wrong',
      ground: 'by-phone',
    });
    await ask(officer, at);
    const { trail } = house.sen.context();
    const lines = await trail.search({ patientId: id, limit: 50 } as Parameters<typeof trail.search>[0]);
    const account = await house.sen.platform.identity.findAccountByName('canbo');
    expect(
      lines.map(
        (line) =>
          (line as unknown as { actor_id?: string; actorId?: string }).actor_id ??
          (line as unknown as { actorId?: string }).actorId,
      ),
    ).toContain(account?.id);
  });
});

async function queue(call: CallAs) {
  return (await ask<ReturnType<typeof listTasks.output.parse>>(call, '/api/verification/tasks?count=100'))
    .body;
}

describe('somebody who is erased by law', () => {
  it('is forgotten here too: how she stood, what was to be repaired, and the paper', async () => {
    const id = await house.enrol(70, { birthDate: '1901-01-01' });
    await house.settle();
    expect((await standing(id)).taskId).toBeDefined();
    await house.sen.contextOf('verification').transaction(async (tx) => {
      expect(await forgetErased(tx, { references: [], patientIds: [id], sources: [] })).toEqual({
        verifications: 1,
        repairTasks: 1,
      });
    });
    expect(await standing(id)).toEqual({ register: 'population', fields: [] });
    const { record } = house.sen.context();
    expect((await record.search('VerificationResult', `target=Patient/${id}`)).matches).toEqual([]);
  });
});

describe('a person about herself', () => {
  it('asks that her details be put right; the station proposes, the registry accepts, within the clock', async () => {
    const hoa = await house.sen.as('hoa');
    const { hoa: person } = await house.sen.people();
    const empty = await ask(hoa, '/api/verification/own/corrections', { note: 'sai' });
    expect(empty.status).toBe(400);
    const asked = await ask<{ id: string; dueOn: string }>(hoa, '/api/verification/own/corrections', {
      birthDate: '1988-03-21',
      note: 'Ngày sinh ghi nhầm',
    });
    expect(asked.status).toBe(200);
    expect((await ask(hoa, '/api/verification/own/corrections', { birthDate: '1988-03-22' })).status).toBe(
      409,
    );
    const png = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      Buffer.alloc(10),
    ]);
    const paper = await hoa(`/api/verification/tasks/${asked.body.id}/paper`, {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: png,
    });
    expect(paper.status).toBe(200);
    const own = await ask<{ requests: object[] }>(hoa, '/api/verification/own');
    expect(own.body.requests.slice(0, 1)).toMatchObject([
      { state: 'open', wished: ['birthDate'], daysLeft: 10, hasPaper: true },
    ]);
    const task = (await ask<TaskView>(lan, `/api/verification/tasks/${asked.body.id}`)).body;
    expect(task).toMatchObject({ kind: 'own', theirs: { birthDate: '1988-03-21' }, takeable: ['birthDate'] });
    const proposed = await ask<TaskView>(lan, `/api/verification/tasks/${task.id}/proposal`, {
      version: task.version,
      take: ['birthDate'],
      reason: 'person-asked',
      ground: 'paper-on-file',
    });
    await ask(officer, `/api/verification/tasks/${task.id}/decision`, {
      version: proposed.body.version,
      decision: 'accept',
    });
    expect((await read(person.patientId)).birthDate).toBe('1988-03-21');
    const after = await ask<{ requests: object[] }>(hoa, '/api/verification/own');
    expect(after.body.requests.slice(0, 1)).toMatchObject([{ state: 'closed', ending: 'taken' }]);
  });

  it('takes her request back, and no other person’s', async () => {
    const hoa = await house.sen.as('hoa');
    const asked = await ask<{ id: string }>(hoa, '/api/verification/own/corrections', {
      name: 'Nguyễn Thị Hoà',
    });
    await house.sen.platform.identity.createPerson({
      username: 'khac',
      display: 'Khác',
      roles: [{ role: 'citizen' }],
      patientId: await house.enrol(50),
    });
    const other = await house.sen.as('khac');
    expect((await ask(other, `/api/verification/own/corrections/${asked.body.id}/withdraw`, {})).status).toBe(
      404,
    );
    const foreign = await other(`/api/verification/tasks/${asked.body.id}/paper`, {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]),
    });
    expect(foreign.status).toBe(404);
    expect((await ask(hoa, `/api/verification/own/corrections/${asked.body.id}/withdraw`, {})).status).toBe(
      200,
    );
  });
});

describe('an insurance card', () => {
  it('that was replaced is taken by rule, and the former is old', async () => {
    const insured = house.insurance.insured('9000000007')!;
    house.insurance.change('9000000007', { state: 'valid' });
    const id = await house.enrol(60, {
      name: [{ text: insured.name }],
      gender: insured.sex,
      birthDate: insured.birthDate,
      identifier: [{ system: identifierSystem.insuranceCard, value: insured.card }],
    });
    await house.settle();
    const next = `GD4${insured.card.slice(3)}`;
    house.insurance.change('9000000007', { card: next, formerCards: [insured.card] });
    await house.sen.context().record.update({ ...(await read(id)), maritalStatus: { text: 'x' } });
    await house.settle();
    expect((await read(id)).identifier).toMatchObject([
      { value: insured.card, use: 'old' },
      { value: next, use: 'official' },
    ]);
    expect(await coveragesOf(id)).toMatchObject([
      { status: 'active', identifier: [{ value: next }, {}] },
      { status: 'cancelled', identifier: [{ value: insured.card }, {}] },
    ]);
  });

  it('is written as a Coverage with its days and the facility of first registration, once however often it is asked about', async () => {
    const number = '9000000009';
    const insured = house.insurance.insured(number)!;
    house.insurance.change(number, { state: 'valid', facilityCode: '27001', facilityName: 'Trạm A' });
    const id = await house.enrol(61, {
      name: [{ text: insured.name }],
      gender: insured.sex,
      birthDate: insured.birthDate,
      identifier: [{ system: identifierSystem.insuranceCard, value: insured.card }],
    });
    await house.settle();
    const [first] = await coveragesOf(id);
    expect(first).toMatchObject({
      status: 'active',
      subscriberId: number,
      period: { start: insured.validFrom, end: insured.validTo },
    });
    const askAgain = async (): Promise<void> => {
      const now = await read(id);
      await house.sen.context().record.update({ ...now, maritalStatus: { text: crypto.randomUUID() } });
      await house.settle();
    };
    await askAgain();
    expect(await coveragesOf(id)).toEqual([first]);
    house.insurance.change(number, { facilityCode: '27002', facilityName: 'Bệnh viện B' });
    await askAgain();
    const [moved] = await coveragesOf(id);
    const places = moved?.extension?.map(({ extension = [] }) => [
      extension[0]?.valueReference?.identifier?.value,
      extension[1]?.valuePeriod?.end !== undefined,
    ]);
    expect(places).toEqual([
      ['27002', false],
      ['27001', true],
    ]);
    house.insurance.change(number, {
      name: 'Người Khác Hẳn',
      birthDate: '1931-01-01',
      validTo: '2030-01-01',
    });
    await askAgain();
    expect(await coveragesOf(id)).toEqual([moved]);
  });
});

/** What the record holds of somebody's insurance, the cards in force first. */
async function coveragesOf(patientId: string): Promise<Coverage[]> {
  const page = await house.sen.context().record.search('Coverage', `beneficiary=Patient/${patientId}`);
  return page.matches
    .map(({ text }) => JSON.parse(text) as Coverage)
    .toSorted((a, b) => (a.status ?? '').localeCompare(b.status ?? ''));
}

function ward(code: string) {
  return {
    url: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address',
    extension: [
      {
        url: 'ward',
        valueCodeableConcept: {
          coding: [{ system: codeSystem.administrativeUnit, version: '2025-07-01', code }],
        },
      },
    ],
  };
}
