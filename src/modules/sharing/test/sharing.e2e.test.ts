import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AllergyIntolerance, Condition } from '@medplum/fhirtypes';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Opened, ShownLink } from '../api.ts';
import { checkCard } from '../domain/health-card.ts';
import { openFile } from '../domain/sealed-file.ts';
import { readShlink, type ShlinkPayload } from '../domain/shlink.ts';

let sen: TestPlatform;
let now = new Date('2026-11-23T08:00:00Z');
let hoa: CallAs;
let minh: CallAs;
let hoaId = '';
const nobody: CallAs = (path, init) => fetch(sen.url + path, init);

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  hoaId = (await sen.people()).hoa.patientId;
  const { record } = sen.context();
  const subject = { reference: `Patient/${hoaId}` };
  const allergy: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    patient: subject,
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
    code: { text: 'Penicillin' },
  };
  const condition = (code: string, text: string): Condition => ({
    resourceType: 'Condition',
    subject,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code }], text },
  });
  await record.create(allergy);
  await record.create(condition('I10', 'Tăng huyết áp'));
  await record.create(condition('B20', 'Bệnh cần giữ kín'));
  [hoa, minh] = [await sen.as('hoa'), await sen.as('bs.minh')];
});
afterAll(() => sen.stop());

const post = async <T>(as: CallAs, path: string, body: object): Promise<{ status: number; body: T }> => {
  const answer = await as(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as T };
};
const make = async (input: object = {}): Promise<{ link: ShownLink; payload: ShlinkPayload }> => {
  const wish = { what: 'usual', span: 'day', once: false, ...input };
  const { status, body } = await post<{ link: ShownLink; shlink: string }>(hoa, '/api/sharing/links', wish);
  expect(status).toBe(200);
  return { link: body.link, payload: readShlink(body.shlink)! };
};
const ask = (payload: ShlinkPayload, body: object = {}, as = nobody) =>
  post<{ files?: { embedded?: string; location?: string }[]; remainingAttempts?: number; reason?: string }>(
    as,
    new URL(payload.url).pathname,
    { recipient: 'Phòng khám tim', ...body },
  );
const listed = async (id: string): Promise<ShownLink> => {
  const answer = await hoa('/api/sharing/links');
  const { links } = (await answer.json()) as { links: ShownLink[] };
  return links.find((one) => one.id === id)!;
};

it('a link of hers is opened by somebody without an account, with the key that only the link bears', async () => {
  const { payload, link } = await make({ label: 'Cho phòng khám' });
  expect(payload).toMatchObject({ label: 'Cho phòng khám', exp: now.getTime() / 1000 + 86_400, v: 1 });
  expect(payload.flag).toBeUndefined();
  const { status, body } = await ask(payload);
  expect(status).toBe(200);
  const summary = await openFile(body.files![0]!.embedded!, payload.key);
  expect(summary).toContain('Penicillin');
  expect(summary).toContain('Tăng huyết áp');
  expect(summary).not.toContain('Bệnh cần giữ kín');
  const shown = await listed(link.id);
  expect(shown).toMatchObject({ state: 'open', opened: 1, label: 'Cho phòng khám' });
  expect(shown.openings).toMatchObject([{ who: 'Phòng khám tim', isKnown: false, outcome: 'opened' }]);
});

it('what lies in the database is neither the summary, nor the key, nor the address, nor her words', async () => {
  const { payload } = await make({ label: 'Lời riêng của Hoa', passcode: 'hoa sen 26' });
  await ask(payload, { recipient: 'Người đọc kín', passcode: 'hoa sen 26' });
  const { rows } = await sen.database.query<{ all: string }>(
    `select (select string_agg(l::text, '') from sharing.link l) || (select string_agg(o::text, '') from sharing.opening o) as all`,
  );
  const kept = rows[0]!.all;
  for (const word of [
    'Penicillin',
    payload.key,
    payload.url.slice(-43),
    'Lời riêng',
    'hoa sen 26',
    'Người đọc',
  ])
    expect(kept).not.toContain(word);
});

it('she gives everything, or medicines and allergies alone, as she chose', async () => {
  const whole = await make({ what: 'whole' });
  const all = await openFile((await ask(whole.payload)).body.files![0]!.embedded!, whole.payload.key);
  expect(all).toContain('Bệnh cần giữ kín');
  const few = await make({ what: 'medicines' });
  const some = await openFile((await ask(few.payload)).body.files![0]!.embedded!, few.payload.key);
  expect(some).toContain('Penicillin');
  expect(some).not.toContain('Tăng huyết áp');
});

it('a doctor who opens it signed in stands in her list by name, and in the list of who saw her record', async () => {
  const { payload, link } = await make({ once: true });
  const secret = payload.url.slice(-43);
  const { body } = await post<Opened>(minh, '/api/sharing/open', { secret, recipient: 'x' });
  expect(body.outcome).toBe('given');
  const shown = await listed(link.id);
  expect(shown.state).toBe('used');
  expect(shown.openings).toMatchObject([
    { who: 'BS Lê Văn Minh', isKnown: true, facility: 'Bệnh viện Đa khoa Sen' },
  ]);
  // Once is once, also for her.
  expect((await ask(payload)).body).toEqual({ reason: 'used' });
  const looks = (await (await hoa('/api/access-log/mine')).json()) as {
    looks: { who: string; kinds: string[]; purpose: string }[];
  };
  expect(looks.looks).toContainEqual(
    expect.objectContaining({ who: 'BS Lê Văn Minh', kinds: ['shared'], purpose: 'care' }),
  );
  expect(looks.looks).toContainEqual(expect.objectContaining({ who: '', kinds: ['shared'] }));
  // A link opens what lies behind it, and no record.
  expect((await minh(`/fhir/Patient/${hoaId}`)).status).toBe(403);
});

it('of two who open a single view in one moment, one has it', async () => {
  const { payload, link } = await make({ once: true });
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(payload)));
  const given = answers.filter(({ status }) => status === 200);
  expect([given.length, answers.filter(({ status }) => status === 404).length]).toEqual([1, 7]);
  expect((await listed(link.id)).opened).toBe(1);
});

it('a wrong passcode is told how many tries are left; after five the link is shut, whatever is tried', async () => {
  const { payload, link } = await make({ passcode: 'cá chép 88' });
  expect(payload.flag).toBe('P');
  expect(await ask(payload)).toEqual({ status: 401, body: { remainingAttempts: 5 } });
  expect((await ask(payload, { passcode: 'wrong' })).body).toEqual({ remainingAttempts: 4 });
  expect((await ask(payload, { passcode: 'cá chép 88' })).status).toBe(200);
  const tries = await Promise.all(Array.from({ length: 7 }, () => ask(payload, { passcode: 'wrong' })));
  expect(tries.every(({ status }) => status === 401)).toBe(true);
  expect(await ask(payload, { passcode: 'cá chép 88' })).toEqual({
    status: 401,
    body: { remainingAttempts: 0 },
  });
  const shown = await listed(link.id);
  expect(shown.state).toBe('locked');
  expect(shown.openings.filter(({ outcome }) => outcome === 'wrong-passcode')).toHaveLength(6);
});

it('ended is ended at once, and what lay behind it is gone', async () => {
  const { payload, link } = await make();
  const ended = await post<{ link: ShownLink }>(hoa, `/api/sharing/links/${link.id}/end`, {});
  expect(ended.body.link.state).toBe('ended');
  expect(await ask(payload)).toEqual({ status: 404, body: { reason: 'ended' } });
  const { rows } = await sen.database.query('select content from sharing.link where id = $1', [link.id]);
  expect(rows).toEqual([{ content: null }]);
});

it('runs out by the clock of the server', async () => {
  const { payload, link } = await make({ span: 'hour' });
  const before = now;
  now = new Date(now.getTime() + 3_600_000);
  expect(await ask(payload)).toEqual({ status: 404, body: { reason: 'expired' } });
  expect((await listed(link.id)).state).toBe('expired');
  now = before;
});

it('a file that does not fit into the answer is fetched once at an address of its own', async () => {
  const { payload } = await make();
  const { body } = await ask(payload, { embeddedLengthMax: 100 });
  const path = new URL(body.files![0]!.location!).pathname;
  const fetched = await nobody(path);
  expect(await openFile(await fetched.text(), payload.key)).toContain('Penicillin');
  expect((await nobody(path)).status).toBe(404);
});

it('nobody sees or ends the link of another, and what is no link is not found', async () => {
  const { link, payload } = await make();
  expect((await post(minh, `/api/sharing/links/${link.id}/end`, {})).status).toBe(403);
  const other = await sen.platform.identity.createPerson({
    username: 'nam',
    display: 'Nguyễn Văn Nam',
    roles: [{ role: 'citizen' }],
    patientId: (await sen.context().record.create({ resourceType: 'Patient', name: [{ text: 'Nam' }] })).id,
  });
  expect(other.accountId).not.toBe('');
  const nam = await sen.as('nam');
  expect((await post(nam, `/api/sharing/links/${link.id}/end`, {})).status).toBe(404);
  expect(await (await nam('/api/sharing/links')).json()).toEqual({ links: [] });
  const changed = { ...payload, url: payload.url.replace(/.$/u, (last) => (last === 'A' ? 'B' : 'A')) };
  expect(await ask(changed)).toEqual({ status: 404, body: { reason: 'unknown' } });
  expect((await ask(payload, { recipient: '' })).status).toBe(400);
});

it('her vaccinations are a card that the keys under the address on it check; what has no room is said', async () => {
  expect((await post(hoa, '/api/sharing/vaccination-card', {})).body).toEqual({ shots: [], leftOut: 0 });
  const { record } = sen.context();
  for (let nth = 1; nth <= 24; nth += 1) {
    const day = `2026-${String(1 + (nth % 11)).padStart(2, '0')}-${String(nth).padStart(2, '0')}`;
    await record.create({
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: {
        coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: String(100 + nth) }],
        text: `Vắc xin ${nth * 7919}`,
      },
      patient: { reference: `Patient/${hoaId}` },
      occurrenceDateTime: day,
      lotNumber: `L${nth * 104_729}`,
    });
  }
  const { body } = await post<{
    card: { jws: string; digits: string };
    shots: { day: string }[];
    leftOut: number;
  }>(hoa, '/api/sharing/vaccination-card', {});
  expect(body.shots.length).toBeGreaterThan(2);
  expect(body.shots.length + body.leftOut).toBe(24);
  expect(body.leftOut).toBeGreaterThan(0);
  expect(body.card.jws.length).toBeLessThanOrEqual(860);
  const days = body.shots.map(({ day }) => day);
  expect(days).toEqual(days.toSorted().toReversed());
  const well = await nobody('/.well-known/jwks.json');
  expect(well.headers.get('access-control-allow-origin')).toBe('*');
  const { keys } = (await well.json()) as { keys: { kid: string; d?: string }[] };
  expect(keys).toHaveLength(1);
  expect(keys[0]).not.toHaveProperty('d');
  const told = (await (await nobody('/api/sharing/issuer')).json()) as { issuer: string };
  const checked = await checkCard(body.card.digits, told.issuer, keys);
  expect(checked.state).toBe('signed');
  expect((await post(minh, '/api/sharing/vaccination-card', {})).status).toBe(403);
  // A year later another key signs, and the card of before is still good.
  const before = now;
  now = new Date(now.getTime() + 366 * 86_400_000);
  const later = await post<{ card: { digits: string } }>(hoa, '/api/sharing/vaccination-card', {});
  const both = ((await (await nobody('/.well-known/jwks.json')).json()) as { keys: { kid: string }[] }).keys;
  expect(both).toHaveLength(2);
  for (const words of [body.card.digits, later.body.card.digits])
    expect((await checkCard(words, told.issuer, both)).state).toBe('signed');
  now = before;
});

it('a person who is erased by law takes her links along', async () => {
  const { payload } = await make();
  await sen.contextOf('sharing').transaction(async (ctx) => {
    const { forgetErased } = await import('../forget-erased.ts');
    expect((await forgetErased(ctx, { patientIds: [hoaId] } as never))['sharedLinks']).toBeGreaterThan(0);
  });
  expect((await ask(payload)).body).toEqual({ reason: 'unknown' });
});
