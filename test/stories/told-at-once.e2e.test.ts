import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startSmtp, type SmtpSimulator } from '#modules/subscriptions/test/smtp-simulator.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { TestPeople } from '#platform/testing/people.ts';

let sen: TestPlatform;
let relay: SmtpSimulator;
let people: TestPeople;
let hoa: CallAs;
let minh: CallAs;
let supervisor: CallAs;
beforeAll(async () => {
  relay = await startSmtp();
  sen = await startPlatform({ env: { SEN_SMTP_URL: relay.url } });
  people = await sen.people();
  await sen.platform.identity.createPerson({
    username: 'giamsat.moi',
    display: 'Giám sát',
    roles: [{ role: 'supervisor', facilityId: people.hospital }],
  });
  [hoa, minh, supervisor] = await Promise.all([sen.as('hoa'), sen.as('bs.minh'), sen.as('giamsat.moi')]);
}, 120_000);
afterAll(async () => {
  await sen.stop();
  await relay.stop();
});

// Each test begins with nothing told, in whatever order they come.
beforeEach(async () => {
  await sen.settle();
  for (const table of ['record_access.notice', 'record_access.letter', 'identity.mailbox'])
    await sen.database.query(`delete from ${table}`);
  relay.letters.splice(0);
  relay.tries = 0;
});

interface Notices {
  readonly notices: readonly { readonly id: string }[];
}
const post = (call: CallAs, path: string, body: object): Promise<Response> =>
  call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const notices = async (call: CallAs, which: 'own' | 'duty', query = ''): Promise<Notices['notices']> =>
  ((await (await call(`/api/record-access/notices/${which}${query}`)).json()) as Notices).notices;
const breakGlass = async (): Promise<void> => {
  const path = `/api/record-access/${people.hoa.patientId}/openings`;
  const answer = await post(minh, path, {
    kind: 'break-glass',
    reason: 'life-in-danger',
    note: 'hôn mê sâu',
  });
  expect(answer.status, await answer.text()).toBe(200);
};
const settled = async (isDone: () => boolean): Promise<void> => {
  for (const end = Date.now() + 60_000; !isDone();) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

it('her page and that of the supervisor, open at the time, are told the moment somebody breaks the glass', async () => {
  expect(await notices(hoa, 'own')).toEqual([]);
  const began = Date.now();
  const waiting = Promise.all([
    notices(hoa, 'own', '?wait=25&known='),
    notices(supervisor, 'duty', '?wait=25&known='),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await breakGlass();
  const [own, duty] = await waiting;
  expect([own.length, duty.length]).toEqual([1, 1]);
  expect(Date.now() - began).toBeLessThan(10_000);
  // What a page knows already is no news; it hears again after as long as it wished to wait.
  expect(await notices(hoa, 'own', `?wait=1&known=${own[0]!.id}`)).toEqual(own);
  // A page that missed it is answered at once.
  const late = Date.now();
  expect(await notices(hoa, 'own', '?wait=25&known=')).toEqual(own);
  expect(Date.now() - late).toBeLessThan(5000);
});

it('who set an address is sent one letter each, without a word on health, also where the relay was away', async () => {
  expect((await post(hoa, '/api/account/mail', { address: 'hoa@thu.example.vn' })).status).toBe(200);
  expect((await post(supervisor, '/api/account/mail', { address: 'gs@bv.example.vn' })).status).toBe(200);
  const { rows } = await sen.database.query<{ address: string }>('select address from identity.mailbox');
  expect(rows.length).toBe(2);
  for (const { address } of rows) expect(address).not.toContain('example');
  relay.accepts = false;
  await breakGlass();
  await settled(() => relay.tries > 0);
  relay.accepts = true;
  await settled(() => relay.letters.length >= 2);
  await sen.settle();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const sentTo = relay.letters.map(({ to }) => /<(.+)>/u.exec(to)?.[1]);
  expect(sentTo).toHaveLength(2);
  expect(new Set(sentTo)).toEqual(new Set(['gs@bv.example.vn', 'hoa@thu.example.vn']));
  for (const { text } of relay.letters) {
    const plain = text.replaceAll(/=\n/gu, '');
    expect(text).toMatch(/^message-id:\s+<opening-(?:person|supervisor)-[0-9a-f-]{36}@localhost>$/imu);
    for (const word of ['Hoa', 'Minh', 'hôn mê', 'life-in-danger', people.hoa.patientId, people.hospital])
      expect(plain).not.toContain(word);
  }
}, 120_000);

it('an address is its owner’s alone: a wrong one is refused, none is sent to whoever took it away', async () => {
  const set = (call: CallAs, address: string): Promise<Response> =>
    post(call, '/api/account/mail', { address });
  expect((await set(supervisor, 'gs@bv.example.vn')).status).toBe(200);
  expect((await set(hoa, 'hoa@thu.example.vn')).status).toBe(200);
  const wrong = await post(hoa, '/api/account/mail', { address: 'hoa@thu\r\nBcc: x@y.vn' });
  expect(wrong.status).toBe(400);
  expect((await set(hoa, '')).status).toBe(200);
  expect(await (await hoa('/api/account/mail')).json()).toEqual({ isSent: true });
  await breakGlass();
  await settled(() => relay.letters.length > 0);
  await sen.settle();
  expect(relay.letters.map(({ to }) => to)).toEqual([expect.stringContaining('gs@bv')]);
}, 60_000);
