import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { requestToken } from '#platform/module/request-token.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { aPatient, aSubscription, send, type Wanted } from './a-subscription.ts';
import { numbersIn, startReceiver, typeOf, until, type Notification } from './receiver.ts';
import { startSmtp, type SmtpSimulator } from './smtp-simulator.ts';

let sen: TestPlatform;
let system: CallAs;
let smtp: SmtpSimulator;

beforeAll(async () => {
  smtp = await startSmtp();
  sen = await startPlatform({
    env: { SEN_OUTGOING_ALLOW: '127.0.0.1', SEN_SMTP_URL: smtp.url },
    subscriptionPace: { pollMs: 50, firstWaitMs: 50, longestWaitMs: 200, errorAfter: 2, offAfter: 50 },
  });
  await sen.people();
  system = await sen.asSystem();
}, 240_000);
afterAll(async () => {
  await sen.stop();
  await smtp.stop();
});

async function subscribe(wanted: Wanted, by: CallAs = system): Promise<string> {
  const made = await send(by, 'POST', '/Subscription', aSubscription(wanted));
  expect(made.status, made.text).toBe(201);
  const id = String(made.json['id']);
  await until(async () => (await send(by, 'GET', `/Subscription/${id}`)).json['status'] === 'active');
  return id;
}
const refused = async (wanted: Wanted, by: CallAs = system): Promise<{ status: number; text: string }> =>
  send(by, 'POST', '/Subscription', aSubscription(wanted));

/** A client with a socket, and what it heard. */
async function openSocket(
  id: string,
): Promise<{ socket: WebSocket; heard: Notification[]; closed: number[] }> {
  const key = await send(system, 'GET', `/Subscription/${id}/$get-ws-binding-token`);
  const parameters = key.json['parameter'] as { name: string; valueString?: string; valueUrl?: string }[];
  const valueOf = (name: string) => parameters.find((one) => one.name === name);
  const socket = new WebSocket(valueOf('websocket-url')!.valueUrl!);
  const heard: Notification[] = [];
  const closed: number[] = [];
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString('utf8')) as Notification));
  socket.on('close', (code) => closed.push(code));
  await new Promise((resolve) => socket.on('open', resolve));
  socket.send(`bind-with-token ${valueOf('token')!.valueString!}`);
  return { socket, heard, closed };
}
const numbers = (heard: readonly Notification[]): number[] =>
  heard.flatMap((one) => numbersIn(JSON.stringify(one)));

test('a socket that is bound with a key hears what waits and what comes; a key of nobody is turned away', async () => {
  const id = await subscribe({ criteria: 'Patient?gender=other', type: 'websocket', content: 'id-only' });
  await send(system, 'POST', '/Patient', aPatient(1, { gender: 'other' }));
  const first = await openSocket(id);
  await until(() => numbers(first.heard).length === 1);
  expect(typeOf(first.heard[0]!)).toBe('handshake');
  await send(system, 'POST', '/Patient', aPatient(2, { gender: 'other' }));
  await until(() => numbers(first.heard).length === 2);
  expect(numbers(first.heard)).toEqual([1, 2]);
  first.socket.close();

  const stranger = new WebSocket(`${sen.url.replace('http', 'ws')}/fhir/$subscription-events`);
  const closed = new Promise((resolve) => stranger.on('close', resolve));
  await new Promise((resolve) => stranger.on('open', resolve));
  stranger.send('bind-with-token 00000000000000000000000000000000');
  expect(await closed).toBe(1008);

  const second = await openSocket(id);
  await until(() => second.heard.length > 0);
  await send(system, 'DELETE', `/Subscription/${id}`);
  await until(() => second.closed.length > 0);
});

test('an e-mail says that something is new, with ids where asked for, and nothing else', async () => {
  const id = await subscribe({
    criteria: 'Patient?gender=unknown',
    type: 'email',
    endpoint: 'mailto:trực@benhvien.vn'.replace('ự', 'u'),
    content: 'id-only',
  });
  smtp.letters.length = 0;
  smtp.accepts = false;
  const made = await send(system, 'POST', '/Patient', aPatient(3, { gender: 'unknown' }));
  await until(async () => (await send(system, 'GET', `/Subscription/${id}`)).json['status'] === 'error');
  smtp.accepts = true;
  await until(() => smtp.letters.length === 1);
  const [letter] = smtp.letters;
  expect(letter!.to).toContain('truc@benhvien.vn');
  const text = decode(letter!.text);
  expect(text).toContain(String(made.json['id']));
  expect(text).not.toContain('Nguyễn');
  expect(
    (
      await refused({
        criteria: 'Patient',
        type: 'email',
        endpoint: 'mailto:a@b.vn',
        content: 'full-resource',
      })
    ).status,
  ).toBe(422);
  expect(
    (
      await refused({
        criteria: 'Patient',
        type: 'email',
        endpoint: 'mailto:a@b.vn,c@d.vn',
        content: 'empty',
      })
    ).status,
  ).toBe(422);
  await send(system, 'DELETE', `/Subscription/${id}`);
});

function decode(letter: string): string {
  const [head = '', ...rest] = letter.split('\n\n');
  const body = rest.join('\n\n');
  if (/encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  return Buffer.from(
    body
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
}

test('what cannot be told is refused when it is asked for, with a sentence that says why', async () => {
  const hook = { endpoint: 'https://example.org/hook', content: 'empty' };
  const cases: readonly (readonly [Wanted, string])[] = [
    [{ ...hook, criteria: 'Observation?subject:Patient.name=hoa' }, 'looks at other resources'],
    [{ ...hook, criteria: 'Patient?_has:Observation:patient:code=1' }, 'looks at other resources'],
    [{ ...hook, criteria: 'Patient?_include=Patient:organization' }, 'Only conditions'],
    [{ ...hook, criteria: 'Patient?nonsense=1' }, 'nonsense'],
    [{ ...hook, criteria: `${sen.url}/fhir/SubscriptionTopic/nothing` }, 'no such topic'],
    [{ ...hook, criteria: 'Patient', filters: ['Patient?gender=male'] }, 'filter goes with a topic'],
    [
      {
        ...hook,
        criteria: `${sen.url}/fhir/SubscriptionTopic/patient-changed`,
        filters: ['Patient?name=hoa'],
      },
      'can be filtered by',
    ],
    [{ ...hook, criteria: 'Patient', type: 'sms' }, 'channel'],
    [{ ...hook, criteria: 'Patient', header: ['Host: inner'] }, 'header'],
    [{ ...hook, criteria: 'Patient', header: ['X: a\r\nY: b'] }, ''],
    [{ ...hook, criteria: 'Patient', endpoint: 'https://169.254.169.254/' }, 'inner address'],
    [{ ...hook, criteria: 'Patient', endpoint: 'http://example.org/' }, 'https'],
  ];
  for (const [wanted, says] of cases) {
    const answer = await refused(wanted);
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
    expect(answer.text).toContain(says);
  }
});

test('people, strangers and systems without the right cannot subscribe; nobody hears more than she may read', async () => {
  const wanted = { criteria: 'Patient?active=true', endpoint: 'https://example.org/hook', content: 'empty' };
  for (const name of ['hoa', 'bs.lan', 'quantri'])
    expect((await refused(wanted, await sen.as(name))).status, name).toBe(403);
  expect((await fetch(`${sen.url}/fhir/Subscription`, { method: 'POST' })).status).toBe(401);
  const narrow = await sen.asSystem('system/Subscription.cruds system/Encounter.rs');
  expect((await refused(wanted, narrow)).status).toBe(403);
  const bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ resource: aSubscription(wanted), request: { method: 'POST', url: 'Subscription' } }],
  };
  expect((await send(narrow, 'POST', '', bundle)).status).toBe(403);
});

test('a system that speaks for one facility hears only of people in its care; once closed it hears nothing more', async () => {
  const { station, hoa } = await sen.people();
  const scope = 'system/*.cruds';
  const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
    name: 'station',
    scope,
    facilityId: station,
  });
  const token = await requestToken(sen.url, clientId, clientSecret, scope);
  const own: CallAs = (path, init = {}) =>
    fetch(sen.url + path, {
      ...init,
      headers: { ...(init.headers as object), authorization: `Bearer ${token}` },
    });
  const to = await startReceiver();
  const id = await subscribe({ criteria: 'Patient?active=true', endpoint: to.url, content: 'id-only' }, own);
  await send(system, 'POST', '/Patient', aPatient(4));
  const her = (await send(system, 'GET', `/Patient/${hoa.patientId}`)).json;
  await send(system, 'PUT', `/Patient/${hoa.patientId}`, { ...her, birthDate: '1988-03-13' });
  await until(() => to.numbers().length === 1);
  expect(to.received.at(-1)!.body).toContain(hoa.patientId);
  await sen.platform.identity.disableClient(clientId);
  const stateOf = async (): Promise<string | undefined> =>
    (await sen.database.query<{ state: string }>('select state from record.subscription where id = $1', [id]))
      .rows[0]?.state;
  await until(async () => (await stateOf()) === 'off', 60_000);
  await to.stop();
}, 120_000);
