import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPlatform, type Platform } from '#platform/module/platform.ts';
import { createLog } from '#platform/log/create-log.ts';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { openDatabase } from '#platform/sql/database.ts';
import { aPatient, aSubscription, send, type Wanted } from './a-subscription.ts';
import { startReceiver, until, type Receiver } from './receiver.ts';

let sen: TestPlatform;
let system: CallAs;
let receiver: Receiver;
const workers: Worker[] = [];
const pace = {
  pollMs: 100,
  leaseMs: 1500,
  firstWaitMs: 50,
  longestWaitMs: 200,
  errorAfter: 5,
  offAfter: 100,
};

// What one test leaves behind when it fails does not reach the next.
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.stop();
  await sen.database.query('delete from record.subscription');
});

beforeAll(async () => {
  // Who answers and who tells are processes of their own here.
  sen = await startPlatform({
    env: { SEN_OUTGOING_ALLOW: '127.0.0.1', SEN_RUN: 'http' },
    subscriptionPace: pace,
  });
  workers.push(await startWorker());
  system = await sen.asSystem();
}, 240_000);
afterAll(async () => {
  for (const worker of workers) await worker.stop();
  await sen.stop();
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

interface Worker {
  readonly platform: Platform;
  stop(): Promise<void>;
}

/** A server without HTTP on the same database. */
async function startWorker(): Promise<Worker> {
  const database = openDatabase(sen.databaseUrl, { max: 8 });
  const platform = await createPlatform({
    settings: { ...sen.settings, run: new Set(['worker'] as const) },
    modules: [],
    database,
    log: createLog('silent'),
    webFolder: '/nowhere',
    version: 'test',
    subscriptionPace: pace,
  });
  await platform.start();
  return {
    platform,
    async stop() {
      await platform.stop();
      await database.stop();
    },
  };
}

function deliveredBy({ platform }: Worker): number {
  const line = platform.records.subscriptions
    .metrics()
    .find((one) => one.startsWith('sen_subscription_delivered_total '));
  return Number(line?.split(' ')[1]);
}

test('two servers tell each event once, and when the one that tells is stopped in the middle the other goes on', async () => {
  workers.push(await startWorker());
  const before = workers.map(deliveredBy);
  const id = await subscribe({
    criteria: 'Patient?active=true',
    endpoint: receiver.url,
    content: 'id-only',
    maxCount: 5,
  });
  receiver.before = () => new Promise((resolve) => setTimeout(resolve, 20));
  // Far more than one server can tell while the other is being stopped.
  await writePeople(1000);
  await until(() => receiver.numbers().length >= 20);
  const tells = workers.map((worker, at) => deliveredBy(worker) > before[at]!);
  expect(tells.filter((one) => one)).toHaveLength(1);
  const [teller] = workers.splice(tells.indexOf(true), 1);
  await teller!.stop();
  expect(receiver.numbers().length).toBeLessThan(1000);
  await until(() => new Set(receiver.numbers()).size === 1000, 120_000);
  expect([...new Set(receiver.numbers())]).toEqual(Array.from({ length: 1000 }, (_one, at) => at + 1));
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
  expect(workers.reduce((sum, worker) => sum + deliveredBy(worker), 0)).toBeGreaterThanOrEqual(10_000);
  expect(await (await fetch(`${sen.url}/metrics`)).text()).toContain('sen_subscription_sockets 0');
  await send(system, 'DELETE', `/Subscription/${id}`);
}, 600_000);
