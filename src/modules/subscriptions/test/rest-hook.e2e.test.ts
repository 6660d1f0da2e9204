import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgeCall, type WebhookKey } from '#platform/http/webhook-signature.ts';
import { requestToken } from '#platform/module/request-token.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { aPatient, aSubscription, send, type Wanted } from './a-subscription.ts';
import { startReceiver, typeOf, until, type Notification, type Receiver } from './receiver.ts';

let sen: TestPlatform;
let system: CallAs;
let receiver: Receiver;
const pace = { pollMs: 50, firstWaitMs: 50, longestWaitMs: 200, errorAfter: 2, offAfter: 6 };

beforeAll(async () => {
  receiver = await startReceiver();
  sen = await startPlatform({
    env: { SEN_OUTGOING_ALLOW: '127.0.0.1' },
    subscriptionPace: pace,
  });
  await sen.people();
  system = await sen.asSystem();
}, 120_000);
afterAll(async () => {
  await sen.stop();
  await receiver.stop();
});

const topic = (code: string): string => `${sen.url}/fhir/SubscriptionTopic/${code}`;
const bodies = (to: Receiver): Notification[] =>
  to.received.map(({ body }) => JSON.parse(body) as Notification);

async function subscribe(wanted: Wanted, by: CallAs = system): Promise<string> {
  const made = await send(by, 'POST', '/Subscription', aSubscription(wanted));
  expect(made.status, made.text).toBe(201);
  return String(made.json['id']);
}
async function stateOf(id: string, by: CallAs = system): Promise<string> {
  return String((await send(by, 'GET', `/Subscription/${id}`)).json['status']);
}
async function write(nth: number, more: object = {}): Promise<string> {
  const made = await send(system, 'POST', '/Patient', aPatient(nth, more));
  expect(made.status, made.text).toBe(201);
  return String(made.json['id']);
}

test('a system is greeted, then told of each change in order with its content', async () => {
  const to = await startReceiver();
  const id = await subscribe({
    criteria: topic('patient-changed'),
    endpoint: to.url,
    content: 'full-resource',
    header: ['Authorization: Bearer very-secret', 'X-Place: Hà'.replace('à', 'a')],
  });
  await until(async () => (await stateOf(id)) === 'active');
  expect(typeOf(bodies(to)[0]!)).toBe('handshake');
  expect(to.received[0]!.headers.authorization).toBe('Bearer very-secret');
  const first = await write(1);
  await write(2);
  await until(() => to.numbers().length === 2);
  expect(to.numbers()).toEqual([1, 2]);
  const told = bodies(to).slice(1);
  expect(told[0]).toMatchObject({ resourceType: 'Bundle', type: 'history' });
  expect(JSON.stringify(told)).toContain(`"${first}"`);
  expect(JSON.stringify(told)).toContain('Nguyễn Thị Số 1');
  const valid = await send(system, 'POST', '/Bundle/$validate', told[0]);
  expect(valid.text).not.toContain('"severity":"error"');
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('a secret header is never read back, neither from the resource nor from its history nor by its maker', async () => {
  const id = await subscribe({
    criteria: 'Patient?active=true',
    endpoint: receiver.url,
    content: 'empty',
    header: ['Authorization: Bearer very-secret'],
  });
  await until(async () => (await stateOf(id)) === 'active');
  for (const path of [`/Subscription/${id}`, `/Subscription/${id}/_history`, '/Subscription?status=active']) {
    const { text } = await send(system, 'GET', path);
    expect(text).toContain('sealed:');
    expect(text).not.toContain('very-secret');
  }
  const { json } = await send(system, 'GET', `/Subscription/${id}`);
  const again = await send(system, 'PUT', `/Subscription/${id}`, json);
  expect(again.status, again.text).toBe(200);
  receiver.received.length = 0;
  await until(() => receiver.received.some(({ headers }) => headers.authorization === 'Bearer very-secret'));
  await send(system, 'DELETE', `/Subscription/${id}`);
});

test('as R4 itself has it: an empty POST, or the resource by PUT below the endpoint', async () => {
  const to = await startReceiver();
  const ping = await subscribe({ criteria: 'Patient?gender=male', endpoint: `${to.url}/ping` });
  const full = await subscribe({
    criteria: 'Patient?gender=male',
    endpoint: `${to.url}/full`,
    payload: 'application/fhir+json',
  });
  await until(async () => (await stateOf(ping)) === 'active' && (await stateOf(full)) === 'active');
  to.received.length = 0;
  await write(1);
  const man = await write(2, { gender: 'male' });
  await until(() => to.received.length === 2);
  const [put] = to.received.filter(({ method }) => method === 'PUT');
  const [post] = to.received.filter(({ method }) => method === 'POST');
  expect(put!.path).toBe(`/hook/full/Patient/${man}`);
  expect(JSON.parse(put!.body)).toMatchObject({ id: man, gender: 'male' });
  expect(post).toMatchObject({ path: '/hook/ping', body: '' });
  expect(post!.headers['sen-event-number']).toBe('1');
  for (const id of [ping, full]) await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('a topic compares with the version before, and a filter narrows it', async () => {
  const to = await startReceiver();
  const mine = await write(1);
  const other = await write(2);
  const id = await subscribe({
    criteria: topic('encounter-admitted'),
    filters: [`Encounter?patient=Patient/${mine}`],
    endpoint: to.url,
    content: 'id-only',
  });
  await until(async () => (await stateOf(id)) === 'active');
  const visit = (patient: string, status: string): object => ({
    resourceType: 'Encounter',
    status,
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
    subject: { reference: `Patient/${patient}` },
  });
  await send(system, 'POST', '/Encounter', visit(other, 'in-progress'));
  const planned = await send(system, 'POST', '/Encounter', visit(mine, 'planned'));
  const encounter = String(planned.json['id']);
  const change = (status: string, period?: object) =>
    send(system, 'PUT', `/Encounter/${encounter}`, { ...visit(mine, status), id: encounter, ...period });
  await change('in-progress');
  await change('in-progress', { period: { start: '2026-11-22' } });
  await change('finished');
  await until(() => to.numbers().length > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(to.numbers()).toEqual([1]);
  const told = bodies(to).at(-1)!;
  expect(told.entry[1]!.fullUrl).toBe(`${sen.url}/fhir/Encounter/${encounter}`);
  expect(told.entry[1]!.resource).toBeUndefined();
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('who asks about a person is told of each of her records from when they are joined until they are parted', async () => {
  const to = await startReceiver();
  const [mine, hers] = [await write(1), await write(2)];
  const id = await subscribe({
    criteria: `Observation?patient=Patient/${mine}`,
    endpoint: to.url,
    content: 'id-only',
  });
  await until(async () => (await stateOf(id)) === 'active');
  const measure = async (): Promise<string> => {
    const made = await send(system, 'POST', '/Observation', {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
      subject: { reference: `Patient/${hers}` },
    });
    return String(made.json['id']);
  };
  const link = async (more: object): Promise<void> => {
    const { json } = await send(system, 'GET', `/Patient/${hers}`);
    const { link: _link, ...alone } = json;
    const answer = await send(system, 'PUT', `/Patient/${hers}`, { ...alone, ...more });
    expect(answer.status, answer.text).toBe(200);
  };
  const toldOf = (one: string): boolean =>
    bodies(to).some((body) => JSON.stringify(body).includes(`Observation/${one}`));
  const before = await measure();
  // Changes are looked at in the moment after they are written, with people as they are joined then.
  await new Promise((resolve) => setTimeout(resolve, 400));
  await link({ link: [{ type: 'replaced-by', other: { reference: `Patient/${mine}` } }] });
  const during = await measure();
  await until(() => toldOf(during));
  expect(toldOf(before)).toBe(false);
  await link({});
  const after = await measure();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([toldOf(before), toldOf(during), toldOf(after)]).toEqual([false, true, false]);
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('a deletion is told where the topic says so: by what stood there last, without what it said', async () => {
  const to = await startReceiver();
  const mine = await write(1);
  const other = await write(2);
  const withdrawn = await subscribe({
    criteria: topic('laboratory-result-withdrawn'),
    filters: [`Observation?patient=Patient/${mine}`],
    endpoint: to.url,
    content: 'full-resource',
  });
  const people = await startReceiver();
  const changed = await subscribe({
    criteria: topic('patient-changed'),
    filters: [`Patient?_id=${mine}`],
    endpoint: people.url,
    content: 'id-only',
  });
  const search = await startReceiver();
  const searched = await subscribe({
    criteria: 'Observation?status=final,preliminary',
    endpoint: search.url,
    content: 'id-only',
  });
  for (const id of [withdrawn, changed, searched]) await until(async () => (await stateOf(id)) === 'active');
  const result = async (patient: string, status: string): Promise<string> => {
    const made = await send(system, 'POST', '/Observation', {
      resourceType: 'Observation',
      status,
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
          ],
        },
      ],
      code: { text: 'Kali máu' },
      subject: { reference: `Patient/${patient}` },
    });
    expect(made.status, made.text).toBe(201);
    return String(made.json['id']);
  };
  const [final, preliminary, ofOther] = [
    await result(mine, 'final'),
    await result(mine, 'preliminary'),
    await result(other, 'final'),
  ];
  for (const id of [preliminary, ofOther, final])
    expect((await send(system, 'DELETE', `/Observation/${id}`)).status).toBe(204);
  const wrong = await result(mine, 'final');
  const present = (await send(system, 'GET', `/Observation/${wrong}`)).json;
  await send(system, 'PUT', `/Observation/${wrong}`, { ...present, status: 'entered-in-error' });
  await send(system, 'DELETE', `/Observation/${wrong}`);
  expect((await send(system, 'DELETE', `/Patient/${mine}`)).status).toBeLessThan(300);
  await until(
    () => to.numbers().length === 2 && people.numbers().length === 1 && search.numbers().length === 4,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([to.numbers(), people.numbers(), search.numbers()]).toEqual([[1, 2], [1], [1, 2, 3, 4]]);
  const entries = bodies(to)
    .flatMap(({ entry }) => entry)
    .filter(({ fullUrl }) => fullUrl?.includes('/Observation/'));
  expect(entries.map(({ fullUrl, request }) => `${request?.method} ${fullUrl?.split('/').at(-1)}`)).toEqual([
    `DELETE ${final}`,
    `PUT ${wrong}`,
  ]);
  expect(entries[0]).toMatchObject({ request: { url: `Observation/${final}` }, response: { status: '204' } });
  expect(entries[0]!.resource).toBeUndefined();
  expect(entries[1]!.resource).toMatchObject({ status: 'entered-in-error' });
  expect(JSON.stringify(bodies(people).at(-1))).toContain(`"url":"Patient/${mine}"`);
  for (const told of [...bodies(to), ...bodies(people)]) {
    const valid = await send(system, 'POST', '/Bundle/$validate', told);
    expect(valid.text).not.toContain('"severity":"error"');
  }
  const again = await send(system, 'GET', `/Subscription/${changed}/$events?eventsSinceNumber=1`);
  expect(again.text).toContain('"DELETE"');
  for (const id of [withdrawn, changed, searched]) await send(system, 'DELETE', `/Subscription/${id}`);
  for (const one of [to, people, search]) await one.stop();
});

test('who does not reach a person hears nothing of what is deleted there', async () => {
  const to = await startReceiver();
  const people = await sen.people();
  const scope = 'system/*.cruds';
  const client = await sen.platform.identity.createClient({
    name: 'trạm khác',
    scope,
    facilityId: people.station,
  } as never);
  const token = await requestToken(sen.url, client.clientId, client.clientSecret ?? '', scope);
  const station: CallAs = (path, init = {}) =>
    fetch(sen.url + path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  const id = await subscribe(
    { criteria: topic('laboratory-result-withdrawn'), endpoint: to.url, content: 'id-only' },
    station,
  );
  await until(async () => (await stateOf(id, station)) === 'active');
  const removed = async (patient: string): Promise<void> => {
    const made = await send(system, 'POST', '/Observation', {
      resourceType: 'Observation',
      status: 'final',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
          ],
        },
      ],
      code: { text: 'Kali máu' },
      subject: { reference: `Patient/${patient}` },
    });
    await send(system, 'DELETE', `/Observation/${String(made.json['id'])}`);
  };
  await removed(await write(1));
  await removed(people.hoa.patientId);
  await until(() => to.numbers().length > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(to.numbers()).toEqual([1]);
  await send(station, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('a receiver that is down is tried again and gets everything once it is back, in order', async () => {
  const to = await startReceiver();
  const id = await subscribe({
    criteria: 'Patient?active=true',
    endpoint: to.url,
    content: 'id-only',
    maxCount: 2,
  });
  await until(async () => (await stateOf(id)) === 'active');
  to.answer = 503;
  for (let nth = 1; nth <= 5; nth += 1) await write(nth);
  await until(async () => (await stateOf(id)) === 'error');
  to.answer = 200;
  await until(() => to.numbers().length === 5);
  expect(to.numbers()).toEqual([1, 2, 3, 4, 5]);
  await until(async () => (await stateOf(id)) === 'active');
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('after too many failures it is off with its dead letters; the administrator tries again and nothing is lost', async () => {
  const to = await startReceiver();
  const id = await subscribe({ criteria: 'Patient?active=true', endpoint: to.url, content: 'id-only' });
  await until(async () => (await stateOf(id)) === 'active');
  to.answer = 302;
  await write(1);
  await write(2);
  await until(async () => (await stateOf(id)) === 'off');
  const admin = await sen.as('quantri');
  const list = (await (await admin('/api/subscriptions')).json()) as {
    subscriptions: { id: string; waiting: number; state: string; target: string; fault: string }[];
  };
  const own = list.subscriptions.find((one) => one.id === id)!;
  expect(own).toMatchObject({ waiting: 2, state: 'off', target: to.hostAndPort, fault: 'http-302' });
  expect(JSON.stringify(list)).not.toContain('/hook');
  const letters = (await (await admin(`/api/subscriptions/${id}/letters`)).json()) as { letters: object[] };
  expect(letters.letters).toMatchObject([
    { number: 1, type: 'Patient' },
    { number: 2, type: 'Patient' },
  ]);
  to.answer = 200;
  expect((await admin(`/api/subscriptions/${id}/retry`, { method: 'POST' })).status).toBe(200);
  await until(() => to.numbers().length === 2);
  await until(async () => (await stateOf(id)) === 'active');
  expect((await admin(`/api/subscriptions/${id}/off`, { method: 'POST' })).status).toBe(200);
  expect(await stateOf(id)).toBe('off');
  const { topics } = (await (await admin('/api/subscriptions')).json()) as { topics: { url: string }[] };
  expect(topics.map(({ url }) => url)).toContain(topic('laboratory-result-withdrawn'));
  const stranger = await sen.as('bs.lan');
  expect((await stranger('/api/subscriptions')).status).toBe(403);
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('$status and $events answer the owner and nobody else', async () => {
  const to = await startReceiver();
  const id = await subscribe({ criteria: 'Patient?active=true', endpoint: to.url, content: 'id-only' });
  await until(async () => (await stateOf(id)) === 'active');
  for (let nth = 1; nth <= 3; nth += 1) await write(nth);
  await until(() => to.numbers().length === 3);
  const status = await send(system, 'GET', `/Subscription/${id}/$status`);
  expect(status.json).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 });
  expect(status.text).toContain('"query-status"');
  const all = await send(system, 'GET', '/Subscription/$status?status=active');
  expect(all.text).toContain(`Subscription/${id}`);
  const events = await send(
    system,
    'GET',
    `/Subscription/${id}/$events?eventsSinceNumber=2&eventsUntilNumber=3`,
  );
  expect(events.text).toContain('"query-event"');
  expect(events.text).not.toContain('"valueString":"1"');
  const more = await send(system, 'GET', `/Subscription/${id}/$events?content=full-resource`);
  expect(more.status).toBe(400);
  const other = await sen.asSystem();
  for (const path of ['/$status', '/$events', '/$get-ws-binding-token', ''])
    expect((await send(other, 'GET', `/Subscription/${id}${path}`)).status, path).toBeGreaterThanOrEqual(403);
  expect((await send(other, 'GET', '/Subscription/$status')).json['total']).toBe(0);
  expect((await send(other, 'GET', '/Subscription')).json['entry']).toBeUndefined();
  expect((await send(other, 'GET', '/_history?_count=1000')).text).not.toContain(to.url);
  expect((await send(system, 'GET', '/_history?_count=1000')).text).toContain(to.url);
  expect((await send(other, 'DELETE', `/Subscription/${id}`)).status).toBe(403);
  const stolen = aSubscription({ criteria: 'Patient?active=true', endpoint: to.url, content: 'id-only' });
  expect((await send(other, 'PUT', `/Subscription/${id}`, { ...stolen, id })).status).toBe(403);
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('heartbeats come where nothing happens', async () => {
  const to = await startReceiver();
  const id = await subscribe({
    criteria: 'Patient?active=true',
    endpoint: to.url,
    content: 'empty',
    heartbeat: 10,
  });
  await until(async () => (await stateOf(id)) === 'active');
  await sen.database.query('update record.subscription set last_sent = $2 where id = $1', [
    id,
    new Date(Date.now() - 11_000),
  ]);
  await until(() => bodies(to).some((one) => typeOf(one) === 'heartbeat'));
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});

test('an export holds the exporter’s own subscriptions and nobody else’s', async () => {
  const id = await subscribe({ criteria: 'Patient?active=true', endpoint: receiver.url, content: 'empty' });
  const other = await sen.asSystem();
  const exported = async (by: CallAs): Promise<string> => {
    const begun = await by('/fhir/$export?_type=Subscription,Account,Organization', {
      headers: { prefer: 'respond-async', accept: 'application/fhir+json' },
    });
    const status = begun.headers.get('content-location')!.replace(sen.url, '');
    await until(async () => (await by(status)).status === 200);
    const { output } = (await (await by(status)).json()) as { output: { url: string }[] };
    const files = await Promise.all(
      output.map(async ({ url }) => (await by(url.replace(sen.url, ''))).text()),
    );
    return files.join('');
  };
  expect(await exported(system)).toContain(id);
  expect(await exported(other)).not.toContain(id);
  await send(system, 'DELETE', `/Subscription/${id}`);
});

test('each call is signed with a secret that only the subscriber can read, and that she can replace', async () => {
  const to = await startReceiver();
  const id = await subscribe({ criteria: topic('patient-changed'), endpoint: to.url, content: 'id-only' });
  await until(() => to.received.length > 0);
  const secrets = async (operation: string): Promise<WebhookKey[]> => {
    const { status, json, text } = await send(system, 'POST', `/Subscription/${id}/$${operation}`);
    expect(status, text).toBe(200);
    const values = (json['parameter'] as { valueString: string }[]).map(({ valueString }) => valueString);
    const [newest = '', secret = '', former, formerSecret] = values;
    return [
      { id: newest, secret },
      ...(former === undefined ? [] : [{ id: former, secret: formerSecret ?? '' }]),
    ];
  };
  const judge = (at: number, keys: readonly WebhookKey[]): string | undefined => {
    const { method, path, body, headers } = to.received[at]!;
    const url = new URL(path, to.url).href;
    return judgeCall({ method, url, body }, headers as Record<string, string>, keys, new Date());
  };
  const [first] = await secrets('signing-secret');
  expect(judge(0, [first!])).toBeUndefined();
  expect(judge(0, [{ ...first!, secret: 'AAAA' }])).toBe('signature');

  const [second, former] = await secrets('rotate-signing-secret');
  expect(former).toEqual(first);
  expect(second!.secret).not.toBe(first!.secret);
  const before = to.received.length;
  await write(77);
  await until(() => to.received.length > before);
  expect(judge(before, [first!])).toBeUndefined();
  expect(judge(before, [second!])).toBeUndefined();

  const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
    name: 'other',
    scope: 'system/*.cruds',
  });
  const token = await requestToken(sen.url, clientId, clientSecret, 'system/*.cruds');
  const other: CallAs = (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(sen.url + path, { ...init, headers });
  };
  for (const operation of ['signing-secret', 'rotate-signing-secret'])
    expect((await send(other, 'POST', `/Subscription/${id}/$${operation}`)).status).toBe(404);
  await send(system, 'DELETE', `/Subscription/${id}`);
  await to.stop();
});
