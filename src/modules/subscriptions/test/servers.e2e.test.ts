import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPlatform, type Platform } from '#platform/module/platform.ts';
import { createLog } from '#platform/log/create-log.ts';
import {
  findFreePort,
  startPlatform,
  type CallAs,
  type TestPlatform,
} from '#platform/testing/start-platform.ts';
import { openDatabase, type Database } from '#platform/sql/database.ts';
import { aPatient, aSubscription, send, type Wanted } from './a-subscription.ts';
import { startReceiver, until, type Receiver } from './receiver.ts';

let sen: TestPlatform;
let system: CallAs;
let receiver: Receiver;
const pace = {
  pollMs: 100,
  leaseMs: 1500,
  firstWaitMs: 50,
  longestWaitMs: 200,
  errorAfter: 5,
  offAfter: 100,
};

beforeAll(async () => {
  receiver = await startReceiver();
  sen = await startPlatform({ env: { SEN_OUTGOING_ALLOW: '127.0.0.1' }, subscriptionPace: pace });
  system = await sen.asSystem();
}, 240_000);
afterAll(async () => {
  await sen.stop();
  await receiver.stop();
});

async function subscribe(wanted: Wanted): Promise<string> {
  const made = await send(system, 'POST', '/Subscription', aSubscription(wanted));
  expect(made.status, made.text).toBe(201);
  const id = String(made.json['id']);
  await until(async () => (await send(system, 'GET', `/Subscription/${id}`)).json['status'] === 'active');
  return id;
}

/** Many people in transactions of a hundred. */
async function writePeople(count: number): Promise<void> {
  for (let done = 0; done < count; done += 100) {
    const entry = Array.from({ length: Math.min(100, count - done) }, (_one, at) => ({
      resource: aPatient(done + at),
      request: { method: 'POST', url: 'Patient' },
    }));
    const answer = await send(system, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
    expect(answer.status, answer.text.slice(0, 300)).toBe(200);
  }
}

/** A second server on the same database. */
async function anotherServer(): Promise<{ platform: Platform; database: Database }> {
  const database = openDatabase(sen.databaseUrl, { max: 6 });
  const port = await findFreePort();
  const platform = await createPlatform({
    settings: { ...sen.settings, port },
    modules: sen.platform.registry.modules,
    database,
    log: createLog('silent'),
    webFolder: '/nowhere',
    version: 'test',
    subscriptionPace: pace,
  });
  await platform.start();
  return { platform, database };
}

test('two servers tell each event once, and when the one that tells is stopped in the middle the other goes on', async () => {
  receiver.received.length = 0;
  const other = await anotherServer();
  const id = await subscribe({
    criteria: 'Patient?active=true',
    endpoint: receiver.url,
    content: 'id-only',
    maxCount: 5,
  });
  receiver.before = () => new Promise((resolve) => setTimeout(resolve, 20));
  await writePeople(100);
  await until(() => receiver.numbers().length >= 20, 60_000);
  const { rows } = await sen.database.query<{ holder: string }>(
    'select holder from record.subscription_runner',
  );
  expect(rows[0]?.holder).toBeTruthy();
  await other.platform.stop();
  await other.database.stop();
  await until(() => new Set(receiver.numbers()).size === 100, 60_000);
  const told = receiver.numbers();
  expect([...new Set(told)]).toEqual(Array.from({ length: 100 }, (_one, at) => at + 1));
  await send(system, 'DELETE', `/Subscription/${id}`);
}, 180_000);

test('a server that dies between telling and noting it tells again under the same number', async () => {
  receiver.received.length = 0;
  receiver.before = () => undefined;
  const id = await subscribe({ criteria: 'Patient?active=true', endpoint: receiver.url, content: 'id-only' });
  receiver.received.length = 0;
  await writePeople(3);
  await until(() => receiver.numbers().length === 3);
  // As if the note of the delivery had been lost with the server, and its lease were still standing.
  await sen.database.query('update record.subscription set delivered_number = 1 where id = $1', [id]);
  await until(() => receiver.numbers().length === 5);
  expect(receiver.numbers()).toEqual([1, 2, 3, 2, 3]);
  await sen.database.query(
    `update record.subscription_runner set holder = gen_random_uuid(), until = clock_timestamp() + interval '1 second'`,
  );
  await writePeople(1);
  await until(() => receiver.numbers().at(-1) === 4, 60_000);
  await send(system, 'DELETE', `/Subscription/${id}`);
}, 180_000);

test('a transaction that commits late is told too', async () => {
  receiver.received.length = 0;
  const id = await subscribe({ criteria: 'Patient?active=true', endpoint: receiver.url, content: 'id-only' });
  const context = sen.context();
  let late = '';
  await context.transaction(async (inner) => {
    late = (await inner.record.create(aPatient(1) as never)).id;
    await writePeople(2);
    await new Promise((resolve) => setTimeout(resolve, 400));
  });
  await until(() => new Set(receiver.numbers()).size === 3, 60_000);
  expect(receiver.received.map(({ body }) => body).join()).toContain(late);
  await send(system, 'DELETE', `/Subscription/${id}`);
}, 120_000);

test('10,000 events at once are told whole and in order', async () => {
  receiver.received.length = 0;
  const id = await subscribe({
    criteria: 'Patient?active=true',
    endpoint: receiver.url,
    content: 'id-only',
    maxCount: 500,
  });
  const cpu = process.cpuUsage();
  await writePeople(10_000);
  const written = process.cpuUsage(cpu);
  await until(() => receiver.numbers().length >= 10_000, 240_000);
  const whole = process.cpuUsage(cpu);
  const perEvent = (whole.user + whole.system - written.user - written.system) / 10_000;
  expect(receiver.numbers()).toEqual(Array.from({ length: 10_000 }, (_one, at) => at + 1));
  // Microseconds of CPU an event after the last write; what was told while writing went on is not in it.
  expect(perEvent).toBeLessThan(2000);
  const metrics = await (await fetch(`${sen.url}/metrics`)).text();
  expect(metrics).toMatch(/sen_subscription_delivered_total \d{5}/);
  await send(system, 'DELETE', `/Subscription/${id}`);
}, 600_000);
