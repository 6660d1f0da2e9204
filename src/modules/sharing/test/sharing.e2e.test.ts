import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AllergyIntolerance, Condition, Medication, MedicationRequest } from '@medplum/fhirtypes';
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
  for (const [atc, text] of [
    ['C09AA05', 'Ramipril'],
    ['J05AR13', 'Thuốc cần giữ kín'],
    ['N06AB03', 'Thuốc cần giữ kín'],
  ] as const) {
    const medicine: Medication = {
      resourceType: 'Medication',
      code: { coding: [{ system: 'http://www.whocc.no/atc', code: atc }], text },
    };
    const { id } = await record.create(medicine);
    const order: MedicationRequest = {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject,
      medicationReference: { reference: `Medication/${id}`, display: text },
      dosageInstruction: [{ text: `Liều của ${text}` }],
    };
    await record.create(order);
  }
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
  for (const word of ['Bệnh cần giữ kín', 'Ramipril', 'J05AR13', 'N06AB03']) expect(all).toContain(word);
  const few = await make({ what: 'medicines' });
  const some = await openFile((await ask(few.payload)).body.files![0]!.embedded!, few.payload.key);
  expect(some).toContain('Penicillin');
  expect(some).not.toContain('Tăng huyết áp');
});

it.each(['usual', 'medicines'])(
  '%s: a medicine that is named by reference is judged as well',
  async (what) => {
    const { payload } = await make({ what });
    const summary = await openFile((await ask(payload)).body.files![0]!.embedded!, payload.key);
    expect(summary).toContain('Ramipril');
    for (const word of ['J05AR13', 'N06AB03', 'Thuốc cần giữ kín']) expect(summary).not.toContain(word);
  },
);

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

const tickets = async (id: string): Promise<{ content: string | null }[]> =>
  (
    await sen.database.query<{ content: string | null }>(
      'select content from sharing.ticket where link_id = $1',
      [id],
    )
  ).rows;
const fetchFile = async (location: string): Promise<{ status: number; words: string }> => {
  const answer = await nobody(new URL(location).pathname);
  return { status: answer.status, words: await answer.text() };
};

it('five files of a link wait at most, and none is a copy; the newest are fetched', async () => {
  const { payload, link } = await make();
  const locations: string[] = [];
  for (let nth = 0; nth < 8; nth += 1) {
    const { body } = await ask(payload, { embeddedLengthMax: 0 });
    locations.push(body.files![0]!.location!);
    now = new Date(now.getTime() + 1000);
  }
  expect(await tickets(link.id)).toEqual(Array.from({ length: 5 }, () => ({ content: null })));
  expect((await fetchFile(locations[0]!)).status).toBe(404);
  const { words } = await fetchFile(locations.at(-1)!);
  expect(await openFile(words, payload.key)).toContain('Penicillin');
  await post(hoa, `/api/sharing/links/${link.id}/end`, {});
  expect((await fetchFile(locations.at(-2)!)).status).toBe(404);
});

it('the file of a single view moves into its ticket, and ends with the link', async () => {
  const { payload, link } = await make({ once: true, span: 'hour' });
  const other = await make({ once: true, span: 'hour' });
  const before = now;
  now = new Date(now.getTime() + 58 * 60_000);
  const { body } = await ask(payload, { embeddedLengthMax: 0 });
  expect(await tickets(link.id)).toEqual([{ content: expect.any(String) as unknown }]);
  const { rows } = await sen.database.query('select content from sharing.link where id = $1', [link.id]);
  expect(rows).toEqual([{ content: null }]);
  const late = (await ask(other.payload, { embeddedLengthMax: 0 })).body.files![0]!.location!;
  const { words } = await fetchFile(body.files![0]!.location!);
  expect(await openFile(words, payload.key)).toContain('Penicillin');
  now = new Date(now.getTime() + 2 * 60_000);
  expect((await fetchFile(late)).status).toBe(404);
  now = before;
});

it('a link is opened sixty times within an hour at most', async () => {
  const { payload, link } = await make();
  const before = now;
  for (let nth = 0; nth < 60; nth += 1) expect((await ask(payload)).status).toBe(200);
  expect((await ask(payload)).status).toBe(429);
  expect((await listed(link.id)).opened).toBe(60);
  now = new Date(now.getTime() + 3_600_000);
  expect((await ask(payload)).status).toBe(200);
  now = before;
});

it('a dead link that is asked for all the time is told to the audit once an hour', async () => {
  const refused = async (): Promise<number> =>
    (
      await sen.database.query<{ count: number }>(
        `select count(*)::int as count from audit.event where action = 'refused' and query = 'shared-link'`,
      )
    ).rows[0]!.count;
  const { payload, link } = await make();
  await post(hoa, `/api/sharing/links/${link.id}/end`, {});
  const start = await refused();
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask(payload)));
  expect(answers.every(({ status }) => status === 404)).toBe(true);
  expect(await refused()).toBe(start + 1);
  const before = now;
  now = new Date(now.getTime() + 3_600_000);
  await ask(payload);
  await ask(payload);
  expect(await refused()).toBe(start + 2);
  now = before;
});

const toldOf = async (id: string): Promise<string[]> => {
  const { notices } = (await (await hoa('/api/messages/notices')).json()) as {
    notices: { link: string; kind: string; title: { vi: string }; words: { vi: string } }[];
  };
  return notices
    .filter(({ kind, link, words }) => kind === 'shared' && link === '/share' && words.vi.includes(id))
    .map(({ title }) => title.vi);
};

it('she is told of the first view and of the lock, once each, and not of her own look', async () => {
  const { payload } = await make({ label: 'Gửi cô Ba', passcode: 'cá chép 88' });
  await ask(payload, { passcode: 'cá chép 88' }, hoa);
  expect(await toldOf('Gửi cô Ba')).toEqual([]);
  await ask(payload, { passcode: 'cá chép 88' });
  await ask(payload, { passcode: 'cá chép 88' }, minh);
  expect(await toldOf('Gửi cô Ba')).toEqual(['Liên kết bạn chia sẻ đã được mở']);
  for (let nth = 0; nth < 7; nth += 1) await ask(payload, { passcode: 'không phải' });
  expect((await toldOf('Gửi cô Ba')).toSorted()).toEqual([
    'Liên kết bạn chia sẻ đã khóa vì mật mã sai nhiều lần',
    'Liên kết bạn chia sẻ đã được mở',
  ]);
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

it('twenty links are open at a time, also of those that are asked for in one moment; an ended one makes room', async () => {
  await sen.platform.identity.createPerson({
    username: 'ba',
    display: 'Trần Thị Ba',
    roles: [{ role: 'citizen' }],
    patientId: (await sen.context().record.create({ resourceType: 'Patient', name: [{ text: 'Ba' }] })).id,
  });
  const ba = await sen.as('ba');
  const wish = { what: 'usual', span: 'day', once: false };
  const wanted = (): Promise<{ status: number; body: { link?: ShownLink } }> =>
    post(ba, '/api/sharing/links', wish);
  const first = await wanted();
  for (let nth = 1; nth < 17; nth += 1) expect((await wanted()).status).toBe(200);
  const answers = await Promise.all(Array.from({ length: 6 }, wanted));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
    200, 200, 200, 409, 409, 409,
  ]);
  const refused = await ba('/api/sharing/links', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'vi' },
    body: JSON.stringify(wish),
  });
  expect(await refused.text()).toContain('20 liên kết còn mở');
  await post(ba, `/api/sharing/links/${first.body.link!.id}/end`, {});
  expect((await wanted()).status).toBe(200);
});

it('her vaccinations are a card that the keys under the address on it check; what has no room is said', async () => {
  expect((await post(hoa, '/api/sharing/vaccination-card', {})).body).toEqual({ shots: [], leftOut: 0 });
  const { record } = sen.context();
  for (let nth = 1; nth <= 34; nth += 1) {
    const day = `2026-${String(1 + (nth % 11)).padStart(2, '0')}-${String(1 + (nth % 28)).padStart(2, '0')}`;
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
  // More than are looked at are counted all the same.
  expect(body.shots.length + body.leftOut).toBe(34);
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

it('a reader who is erased by law stays in the list of others without name and words', async () => {
  const { payload, link } = await make();
  const patient = await sen.context().record.create({ resourceType: 'Patient', name: [{ text: 'Tư' }] });
  await sen.platform.identity.createPerson({
    username: 'tu',
    display: 'Lê Thị Tư',
    roles: [{ role: 'citizen' }],
    patientId: patient.id,
  });
  await ask(payload, { recipient: 'Tư nhà bên' }, await sen.as('tu'));
  await ask(payload, { recipient: 'Người khác' });
  expect((await listed(link.id)).openings.map(({ who }) => who)).toContain('Lê Thị Tư');
  await sen.contextOf('sharing').transaction(async (ctx) => {
    const { forgetErased } = await import('../forget-erased.ts');
    const erased = { patientIds: [patient.id], references: [], sources: [] };
    expect(await forgetErased(ctx, erased)).toEqual({ sharedLinks: 0, openedLinks: 1 });
  });
  const { openings } = await listed(link.id);
  expect(openings.map(({ who, isKnown }) => ({ who, isKnown }))).toEqual(
    expect.arrayContaining([
      { who: '', isKnown: false },
      { who: 'Người khác', isKnown: false },
    ]),
  );
  const { rows } = await sen.database.query(
    'select account_id, facility_id, said is null as blank from sharing.opening where link_id = $1 and said is null',
    [link.id],
  );
  expect(rows).toEqual([{ account_id: null, facility_id: null, blank: true }]);
});

it('a person who is erased by law takes her links along', async () => {
  const { payload } = await make();
  await sen.contextOf('sharing').transaction(async (ctx) => {
    const { forgetErased } = await import('../forget-erased.ts');
    expect((await forgetErased(ctx, { patientIds: [hoaId] } as never))['sharedLinks']).toBeGreaterThan(0);
  });
  expect((await ask(payload)).body).toEqual({ reason: 'unknown' });
});
